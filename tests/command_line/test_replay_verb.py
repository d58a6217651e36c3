"""replay: the same decisions on the same motion give the same bytes as the take that made them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from made_takes import made_captured

from app.command_line.door import run
from core.contacts.contact import Contact
from core.files.motion_file import read_motion, write_motion
from core.take.editing import edits
from core.take.exchange.journal_file import read_journal, write_journal
from core.take.journal import Journal
from core.take.on_disk.take_opening import create_take
from core.take.open_motion import captured_from_motion_file, estimating_edit
from core.take.refine import refine

SAMPLE_TAKE = Path(__file__).resolve().parents[2] / "resources" / "sample" / "sample.footing"


@pytest.fixture
def walk(tmp_path: Path) -> Path:
    path = tmp_path / "walk.bvh"
    write_motion(path, made_captured(frames=60).motion, rate=30.0)
    return path


@pytest.fixture
def journal(walk: Path) -> Journal:
    """What an hour of review leaves: an estimate, edits, and an undo."""
    captured = captured_from_motion_file(read_motion(walk))
    journal = Journal().after(estimating_edit(captured))
    contact = Contact("left_toe", "slide", 0.5, 1.0)
    journal = journal.after(edits.put_contact(journal.decisions, contact))
    heel = next(o for o in journal.decisions if getattr(o.fact, "point", "") == "right_heel")
    journal = journal.after(edits.delete_contact(journal.decisions, heel.id))
    assert journal.undo_entry is not None
    return journal.after(journal.undo_entry)


def test_a_replayed_journal_gives_the_motion_of_its_take(
    walk: Path, journal: Journal, tmp_path: Path
) -> None:
    captured = captured_from_motion_file(read_motion(walk))
    wanted = tmp_path / "wanted.bvh"
    write_motion(wanted, refine(captured, journal.decisions).motion, captured.layout, rate=30.0)
    write_journal(tmp_path / "walk.journal.json", journal)
    out = tmp_path / "out.bvh"
    assert run(["replay", str(tmp_path / "walk.journal.json"), str(walk), "-o", str(out)]) == 0
    assert out.read_bytes() == wanted.read_bytes()
    assert out.read_bytes() != walk.read_bytes()


def test_a_take_gives_its_motion_and_leaves_its_decisions_aside(
    walk: Path, journal: Journal, tmp_path: Path
) -> None:
    with create_take(tmp_path / "walk.footing") as take:
        take.store_captured(captured_from_motion_file(read_motion(walk)))
        take.append_edit(edits.put_contact((), Contact("left_toe", "air", 0.0, 2.0)))
    write_journal(tmp_path / "j.json", journal)
    outs = [tmp_path / "from_take.bvh", tmp_path / "from_motion.bvh"]
    before = (tmp_path / "walk.footing").read_bytes()
    for given, out in zip((tmp_path / "walk.footing", walk), outs, strict=True):
        assert run(["replay", str(tmp_path / "j.json"), str(given), "-o", str(out)]) == 0
    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert (tmp_path / "walk.footing").read_bytes() == before


def test_an_empty_journal_gives_the_file_back_to_the_last_digit(walk: Path, tmp_path: Path) -> None:
    write_journal(tmp_path / "j.json", Journal())
    out = tmp_path / "out.bvh"
    assert run(["replay", str(tmp_path / "j.json"), str(walk), "-o", str(out)]) == 0
    assert out.read_bytes() == walk.read_bytes()


def test_a_contact_of_a_point_that_the_rig_lacks_is_told(
    walk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = Journal().after(edits.put_contact((), Contact("tail_tip", "plant", 0.0, 1.0)))
    write_journal(tmp_path / "j.json", journal)
    out = tmp_path / "out.bvh"
    assert run(["replay", str(tmp_path / "j.json"), str(walk), "-o", str(out)]) == 0
    assert "tail_tip" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        ("", 3, "is not JSON"),
        ('{"version": 1, "edits": [{}]}', 3, "edit 1 of 1"),
        ('{"version": 1, "edits": [], "edits": []}', 3, "holds the key 'edits' twice"),
    ],
)
def test_a_bad_journal_is_one_line_and_leaves_nothing(
    walk: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: str,
    status: int,
    words: str,
) -> None:
    (tmp_path / "j.json").write_text(content)
    out = tmp_path / "out.bvh"
    assert run(["replay", str(tmp_path / "j.json"), str(walk), "-o", str(out)]) == status
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert not out.exists()


_PIN = {"kind": "pin", "joint": "LeftHand", "start": 0.5, "end": 0.6, "strength": "hard"}
_PLANT = {"kind": "contact", "point": "left_toe", "state": "plant", "start": 0.5, "end": 1.0}


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (_PIN | {"pin": "position", "value": [1e300, 0, 0]}, "'value' must be"),
        (_PIN | {"pin": "position", "value": [1e8, 0, 0]}, "away from the body"),
        (_PIN | {"pin": "rotation", "value": [1e200, 0, 0, 0]}, "'value' must be"),
        (_PLANT | {"height": 1e300}, "'height' must be"),
        (_PLANT | {"height": 1e8}, "the height of edit 1, left_toe plant 0.500 s, is"),
        (_PLANT | {"anchor": [1e300, 0, 0]}, "'anchor' must be"),
        (_PLANT | {"anchor": [1e4, 0, 0]}, "the anchor of edit 1, left_toe plant 0.500 s, is"),
        ({"kind": "ground", "height": 1e12}, "'height' must be"),
        ({"kind": "ground", "height": 1e8}, "the height of edit 1, ground, is"),
        ({"kind": "video_offset", "seconds": 1e300}, "'seconds' must be"),
    ],
)
def test_a_number_that_no_take_has_is_one_line_and_leaves_nothing(
    walk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], fact: dict, words: str
) -> None:
    edit = {"name": "x", "time": None, "leaving": [], "coming": [{"id": "i", "fact": fact}]}
    (tmp_path / "j.json").write_text(json.dumps({"version": 1, "edits": [edit]}))
    out = tmp_path / "out.bvh"
    assert run(["replay", str(tmp_path / "j.json"), str(walk), "-o", str(out)]) == 3
    said = capsys.readouterr().err
    assert words in said and "j.json: " in said and "edit 1" in said
    assert said.count("\n") == 1
    assert not out.exists()


def test_wrong_outputs_are_refused(walk: Path, tmp_path: Path) -> None:
    journal = tmp_path / "j.json"
    write_journal(journal, Journal())

    def status(journal: Path, given: Path, out: Path) -> int:
        return run(["replay", str(journal), str(given), "-o", str(out)])

    out = tmp_path / "out.bvh"
    assert status(journal, walk, walk) == 2
    assert status(journal, walk, tmp_path / "out.txt") == 2
    assert status(journal, walk, tmp_path / "none" / "out.bvh") == 3
    assert status(tmp_path / "no.json", walk, out) == 3
    assert status(journal, tmp_path / "no.bvh", out) == 3
    assert not out.exists()


def test_a_takes_journal_is_exported_and_replayed_to_the_takes_own_motion(
    walk: Path, journal: Journal, tmp_path: Path
) -> None:
    take_path = tmp_path / "walk.footing"
    with create_take(take_path) as take:
        take.store_captured(captured_from_motion_file(read_motion(walk)))
        for entry in journal.entries:
            take.append_edit(entry)
    written, out = tmp_path / "walk.journal.json", tmp_path / "out.bvh"
    wanted = tmp_path / "wanted.bvh"
    assert run(["export", str(take_path), "-o", str(written)]) == 0
    assert read_journal(written) == journal
    assert run(["replay", str(written), str(walk), "-o", str(out)]) == 0
    assert run(["refine", str(take_path), "-o", str(wanted)]) == 0
    assert out.read_bytes() == wanted.read_bytes()
    assert run(["export", str(walk), "-o", str(written)]) == 2


def test_a_captured_takes_three_ways_out_are_one_file(tmp_path: Path) -> None:
    """Its pictures are at 30 Hz; what is written where nobody says is at the rate of a capture."""
    take = str(shutil.copy(SAMPLE_TAKE, tmp_path / "sample.footing"))
    exported, refined, replayed = (tmp_path / f"{verb}.bvh" for verb in ("e", "r", "j"))
    journal = str(tmp_path / "sample.journal.json")
    assert run(["export", take, "-o", str(exported)]) == 0
    assert run(["refine", take, "-o", str(refined)]) == 0
    assert run(["export", take, "-o", journal]) == 0
    assert run(["replay", journal, take, "-o", str(replayed)]) == 0
    assert read_motion(exported).rate == 60.0
    assert exported.read_bytes() == refined.read_bytes() == replayed.read_bytes()


def test_decisions_that_are_not_known_are_counted_and_named(
    walk: Path, journal: Journal, tmp_path: Path, capsys
) -> None:
    path, out = tmp_path / "walk.journal.json", tmp_path / "out.bvh"
    write_journal(path, journal)
    written = json.loads(path.read_text())
    again = ["replay", str(path), str(walk), "-o", str(out)]
    assert run(again) == 0
    assert "does not know" not in capsys.readouterr().err
    facts = [{"kind": "wobble", "at": 1.5}, {"kind": "wobble", "at": 2.5}, {"kind": "mirror"}]
    coming = [{"id": f"z{k}", "fact": fact} for k, fact in enumerate(facts)]
    edit = {"name": "another hand's", "time": 1.0, "leaving": [], "coming": coming}
    written["edits"].append(edit)
    path.write_text(json.dumps(written))
    assert run(again) == 0
    [line] = [one for one in capsys.readouterr().err.splitlines() if "does not know" in one]
    assert "walk.journal.json holds 3 decisions" in line and "(1 'mirror', 2 'wobble')" in line
