"""The journal: undo and redo by name, branches that were left, and its file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.contacts.contact import Contact
from core.errors import BadInput
from core.take.decisions import OtherFact
from core.take.editing import edits
from core.take.exchange import journal_file
from core.take.exchange.journal_file import journal_as_json, read_journal, write_journal
from core.take.journal import Entry, Journal


def planted(journal: Journal, point: str, start: float, end: float) -> Journal:
    contact = Contact(point, "plant", start, end)
    return journal.after(edits.put_contact(journal.decisions, contact))


@pytest.fixture
def journal() -> Journal:
    return planted(planted(Journal(), "left_toe", 0.0, 1.0), "right_toe", 2.0, 3.0)


def undone(journal: Journal) -> Journal:
    assert journal.undo_entry is not None
    return journal.after(journal.undo_entry)


def test_undo_and_redo_are_named(journal: Journal) -> None:
    assert journal.undo_entry.edit.name == "plant, R toe 2.00 to 3.00 s"  # type: ignore[union-attr]
    assert journal.redo_entry is None
    back = undone(journal)
    assert back.undo_entry.edit.name == "plant, L toe 0.00 to 1.00 s"  # type: ignore[union-attr]
    assert back.redo_entry.edit.name == "plant, R toe 2.00 to 3.00 s"  # type: ignore[union-attr]


def test_a_new_edit_clears_redo_and_the_branch_that_was_left_stays_listed(journal: Journal) -> None:
    forked = planted(undone(journal), "left_heel", 5.0, 6.0)
    assert forked.redo_entry is None
    assert [(row.name, row.standing) for row in forked.history()] == [
        ("plant, L toe 0.00 to 1.00 s", "done"),
        ("plant, R toe 2.00 to 3.00 s", "left"),
        ("plant, L heel 5.00 to 6.00 s", "done"),
    ]
    assert len(forked) == 4  # two edits, an undo, an edit: it only grows


def test_an_undo_out_of_turn_is_refused(journal: Journal) -> None:
    first = journal.entries[0].edit
    with pytest.raises(ValueError, match="nothing that this undo"):
        journal.after(Entry(first.inverse(), "undo"))
    with pytest.raises(ValueError, match="nothing that this redo"):
        journal.after(Entry(first, "redo"))


def test_a_journal_file_is_read_back_equal(journal: Journal, tmp_path: Path) -> None:
    written = planted(undone(journal), "left_heel", 0.1, 1 / 3)
    path = tmp_path / "take.journal.json"
    write_journal(path, written)
    assert read_journal(path) == written
    assert set(json.loads(path.read_text())) == {"version", "edits"}


def test_a_fact_of_a_kind_to_come_is_kept_as_it_was(journal: Journal, tmp_path: Path) -> None:
    text = journal_as_json(journal)
    text["edits"][0]["coming"].append({"id": "z9", "fact": {"kind": "to_come", "at": 1.5}})
    path = tmp_path / "later.journal.json"
    path.write_text(json.dumps(text))
    read = read_journal(path)
    assert any(isinstance(one.fact, OtherFact) for one in read.decisions)
    write_journal(path, read)
    assert {"kind": "to_come", "at": 1.5} in [
        one["fact"] for one in json.loads(path.read_text())["edits"][0]["coming"]
    ]
    assert read_journal(path) == read


def spoiled(journal: Journal, **changes) -> str:
    text = journal_as_json(journal)
    decision = text["edits"][0]["coming"][0]
    for key, value in changes.items():
        (decision if key in decision else decision["fact"])[key] = value
    return json.dumps(text)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": "stand"}, "edit 1 of 2: coming 1: 'state' must be one of plant"),
        ({"start": 7.0}, "'start' (7 s) comes after 'end' (1 s)"),
        ({"start": float("nan")}, "holds a number that is none (NaN)"),
        ({"end": "soon"}, "'end' must be a finite number, not 'soon'"),
        ({"probability": 3}, "'probability' must lie between 0 and 1"),
        ({"source": "cat"}, "'source' must be user or auto"),
        ({"point": 5}, "'point' must be a word"),
        ({"anchor": [1, 2]}, "'anchor' must be 3 numbers"),
        ({"id": ""}, "'id' must be a word"),
        ({"fact": 3}, "'fact' must be an object"),
    ],
)
def test_what_is_wrong_is_named_in_one_line(
    journal: Journal, tmp_path: Path, changes: dict, words: str
) -> None:
    path = tmp_path / "bad.journal.json"
    path.write_text(spoiled(journal, **changes))
    with pytest.raises(BadInput) as caught:
        read_journal(path)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is not JSON"),
        (b"\xff\xfe\x00", "is not JSON text"),
        (b"[" * 200_000, "nested too deeply"),
        (b"[1, 2]", "is not a journal: it needs the keys"),
        (b'{"version": 2, "edits": []}', "has version 2"),
        (b'{"version": 1, "edits": [7]}', "edit 1 of 1: an edit must be an object"),
        (b'{"version": 1, "edits": [{"name": "x"}]}', "'leaving' must be a list"),
    ],
)
def test_a_file_that_is_no_journal_is_refused_in_one_line(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "bad.journal.json"
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        read_journal(path)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_journal_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none.json cannot be read \(No such file"):
        read_journal(tmp_path / "none.json")
    with pytest.raises(BadInput, match="does not exist"):
        write_journal(tmp_path / "none" / "x.json", Journal())


def test_a_file_without_an_end_is_not_read_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = Path("/dev/zero")
    if not endless.exists():
        endless = tmp_path / "long.journal.json"
        endless.write_bytes(b"0" * 2000)
    monkeypatch.setattr(journal_file, "LARGEST_BYTES", 1000)
    with pytest.raises(BadInput, match=r"more than the 0\.001 MB that can be read"):
        read_journal(endless)


def test_an_edit_that_would_overlap_is_refused(journal: Journal, tmp_path: Path) -> None:
    text = journal_as_json(journal)
    text["edits"][1]["coming"][0]["fact"].update(point="left_toe", start=0.5, end=2.0)
    path = tmp_path / "bad.journal.json"
    path.write_text(json.dumps(text))
    with pytest.raises(BadInput, match="edit 2 of 2: Two contacts of left_toe overlap"):
        read_journal(path)
