"""Opening: one writer at a time, nothing changed that is not a take, damage told and survived."""

from __future__ import annotations

import os
import sqlite3
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from made_takes import made_captured

from core.contacts.contact import Contact
from core.errors import BadInput
from core.take.decisions import Decision, OtherFact
from core.take.editing import edits
from core.take.editing.edits import Edit
from core.take.journal import Journal
from core.take.on_disk import take_lock, take_schema
from core.take.on_disk.storage_place import on_network_share
from core.take.on_disk.take_opening import create_take, open_take

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "walk.footing"


def grown(path: Path, edit_count: int = 20) -> Journal:
    """A take with a capture and some edits; it is closed."""
    journal = Journal()
    with create_take(path) as take:
        take.store_captured(made_captured(frames=200))
        for number in range(edit_count):
            contact = Contact("left_toe", "plant", float(number), number + 0.5)
            journal = journal.after(edits.put_contact(journal.decisions, contact))
            take.append_edit(journal.entries[-1])
    return journal


def bytes_around(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.parent.iterdir() if file.is_file()}


def foreign_database(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE journal (number INTEGER)")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.write_bytes(b""), r"empty \(0 bytes\)"),
        (lambda path: path.write_bytes(os.urandom(5000)), "is not a take"),
        (lambda path: path.write_bytes(b"SQLite format 3\x00"), "is not a take"),
        (lambda path: path.write_text("HIERARCHY\nROOT Hips"), "is not a take"),
        (foreign_database, "a database of another program"),
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: None, "There is no take"),
    ],
    ids=["empty", "random", "only-magic", "bvh", "foreign", "folder", "missing"],
)
@pytest.mark.parametrize("read_only", [True, False])
def test_what_is_no_take_gives_one_line_and_stays_as_it_was(
    path: Path, make, words: str, read_only: bool
) -> None:
    make(path)
    before = bytes_around(path)
    with pytest.raises(BadInput, match=words) as caught:
        open_take(path, read_only=read_only)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 3
    assert bytes_around(path) == before


def test_a_take_is_never_made_over_something(path: Path) -> None:
    path.write_text("precious")
    with pytest.raises(BadInput, match="is there already"):
        create_take(path)
    assert path.read_text() == "precious"


def test_a_newer_schema_is_refused_with_a_word(path: Path) -> None:
    grown(path, 1)
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {take_schema.SCHEMA + 1}")
    connection.close()
    before = bytes_around(path)
    with pytest.raises(BadInput, match="made by a newer Footing"):
        open_take(path)
    assert bytes_around(path) == before


def test_an_older_schema_is_brought_forward_or_left(path: Path) -> None:
    grown(path, 1)
    later = (*take_schema.MIGRATIONS, ("ALTER TABLE video ADD COLUMN title TEXT",))
    connection = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(sqlite3.OperationalError):
        take_schema.migrate(connection, (*later, ("CREATE TABLE fine (a)", "NOT SQL")))
    assert connection.execute("PRAGMA user_version").fetchone() == (take_schema.SCHEMA,)
    assert connection.execute("SELECT name FROM sqlite_master WHERE name = 'fine'").fetchall() == []
    take_schema.migrate(connection, later)
    assert connection.execute("PRAGMA user_version").fetchone() == (take_schema.SCHEMA + 1,)
    assert connection.execute("SELECT title FROM video").fetchall() == []
    connection.close()


def test_a_second_window_reads_how_it_stood_and_says_so(path: Path) -> None:
    grown(path, 3)
    with open_take(path) as first:
        journal = first.journal()
        with open_take(path) as second:
            assert second.read_only
            assert "is open in another window" in second.notices[0]
            contact = Contact("right_toe", "plant", 0.0, 1.0)
            edit = edits.put_contact(journal.decisions, contact)
            first.append_edit(edit)
            assert second.journal() == journal
            assert second.captured() is not None
            with pytest.raises(BadInput, match="read-only"):
                second.append_edit(edit)
            with pytest.raises(BadInput, match="read-only"):
                second.set_view_state("playhead", 1)
        assert not first.read_only
    with open_take(path) as third:
        assert not third.read_only
        assert len(third.journal()) == 4
    assert [file.name for file in path.parent.iterdir()] == ["walk.footing"]


def test_a_dead_process_holds_nothing(path: Path) -> None:
    grown(path, 2)
    script = (
        "import os, sys; sys.path.insert(0, os.getcwd())\n"
        "from core.take.on_disk.take_opening import open_take\n"
        "open_take(sys.argv[1]); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=False, cwd=ROOT)
    with open_take(path) as take:
        assert not take.read_only
        assert take.notices == (
            "walk.footing was not closed last time: it opens as it was, with every edit.",
        )
    with open_take(path) as take:
        assert take.notices == ()


def lock_of(path: Path, **changes) -> None:
    words = {"host": "elsewhere", "process": 1, "started": "", "token": "x", "heartbeat": 0.0}
    words.update(changes)
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO lock VALUES (1, :host, :process, :started, :token, :heartbeat)", words
        )
    connection.close()


def test_another_machine_holds_a_take_while_its_heart_beats(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown(path, 1)
    monkeypatch.setattr(take_lock.time, "time", lambda: 1000.0)
    lock_of(path, heartbeat=1000.0 - take_lock.STALE_SECONDS + 1.0)
    with open_take(path) as take:
        assert take.read_only
        assert "process 1 on elsewhere" in take.notices[0]
    monkeypatch.setattr(take_lock.time, "time", lambda: 1010.0)
    with open_take(path) as take:
        assert not take.read_only


def test_a_process_number_that_was_given_again_holds_nothing(path: Path) -> None:
    grown(path, 1)
    mine = take_lock.this_process()
    if not mine.started:
        pytest.skip("this system does not say when a process began")
    lock_of(path, host=mine.host, process=mine.process, started="another boot:1")
    with open_take(path) as take:
        assert not take.read_only


def test_a_take_that_was_taken_over_is_not_written_to(path: Path) -> None:
    grown(path, 1)
    with open_take(path) as take:
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE lock SET token = 'thief'")
        connection.close()
        journal = take.journal()
        contact = Contact("right_toe", "plant", 0.0, 1.0)
        with pytest.raises(BadInput, match="opened by another window"):
            take.append_edit(edits.put_contact(journal.decisions, contact))
        with pytest.raises(BadInput, match="opened by another window"):
            take.keep_alive()
        assert take.journal() == journal


@pytest.mark.parametrize("kept", [0.02, 0.1, 0.3, 0.6, 0.9])
def test_a_take_that_was_cut_short_gives_what_it_can_and_stays_as_it_was(
    path: Path, kept: float
) -> None:
    journal = grown(path)
    with open_take(path) as take:
        take.store_captured(made_captured(frames=900), "last in the file")
    whole = path.read_bytes()
    path.write_bytes(whole[: int(kept * len(whole))])
    before = bytes_around(path)
    if kept < 0.2:  # the journal starts behind the first capture
        with pytest.raises(BadInput, match="no edit and no motion") as caught:
            open_take(path)
        assert "\n" not in str(caught.value)
    else:
        with open_take(path) as take:
            assert take.read_only
            assert "the captured motion last in the file" in take.lost
            assert "is damaged; lost is" in take.notices[0]
            read = take.journal()
            assert read.entries == journal.entries[: len(read)]
            assert read == journal or f"every edit after edit {len(read)}" in take.lost
            if kept > 0.5:
                assert read == journal
            if "the captured motion made" in take.lost:
                with pytest.raises(BadInput, match="its motion is lost"):
                    take.captured()
            else:
                assert take.captured() is not None
    assert bytes_around(path) == before


@pytest.mark.parametrize(
    "rubbish",
    [
        "'rubbish'",
        "CAST(x'7B22FF00FE' AS TEXT)",  # no text at all: SQLite gives it out as bytes only
    ],
)
def test_a_spoiled_journal_keeps_its_sound_beginning_and_can_be_copied(
    path: Path, tmp_path: Path, rubbish: str
) -> None:
    journal = grown(path)
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE journal SET edit = {rubbish} WHERE number = 8")
    connection.close()
    before = bytes_around(path)
    with open_take(path) as take:
        assert take.lost == ("every edit after edit 7",)
        assert take.journal().entries == journal.entries[:7]
        assert take.captured() is not None
        take.save_copy(tmp_path / "rescued.footing")
    (tmp_path / "rescued.footing").rename(tmp_path.parent / f"{tmp_path.name}.footing")
    assert bytes_around(path) == before
    with open_take(tmp_path.parent / f"{tmp_path.name}.footing") as copy:
        assert not copy.read_only
        assert len(copy.journal()) == 7


@pytest.mark.parametrize("seed", range(12))
def test_pages_overwritten_anywhere_never_crash_or_invent_edits(path: Path, seed: int) -> None:
    journal = grown(path)
    data = bytearray(path.read_bytes())
    noise = np.random.default_rng(seed)
    for page in noise.integers(1, len(data) // 4096, 3):
        data[page * 4096 : (page + 1) * 4096] = noise.bytes(4096)
    path.write_bytes(data)
    before = bytes_around(path)
    try:
        with open_take(path) as take:
            assert take.journal().entries == journal.entries[: len(take.journal())]
            if take.read_only:
                assert take.lost or "nothing that cannot" in take.notices[0]
            damaged = take.read_only
    except BadInput as fault:
        assert "\n" not in str(fault)
        damaged = True
    if damaged:
        assert bytes_around(path) == before


def test_a_place_that_cannot_be_written_to_is_read_and_said(path: Path, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    grown(path, 2)
    path.chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        with open_take(path) as take:
            assert take.read_only
            assert "cannot be written to here" in take.notices[0]
            assert len(take.journal()) == 2
    finally:
        tmp_path.chmod(0o755)


def test_reading_alone_changes_nothing(path: Path) -> None:
    grown(path, 2)
    before = bytes_around(path)
    with open_take(path, read_only=True) as take:
        assert take.captured() is not None
        assert take.notices == ()
    assert bytes_around(path) == before


def test_a_share_is_told_from_a_disk(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda1 / ext4 rw 0 0\nserver:/takes /net/my\\040takes nfs4 rw 0 0\n"
        "/dev/sdb1 /net/my\\040takes/local ext4 rw 0 0\n"
    )
    assert on_network_share(Path("/net/my takes/walk.footing"), mounts)
    assert not on_network_share(Path("/net/my takes/local/walk.footing"), mounts)
    assert not on_network_share(Path("/home/walk.footing"), mounts)
    assert on_network_share(Path("\\\\server\\takes\\walk.footing"), mounts)


def test_the_header_names_the_program_that_a_take_belongs_to(path: Path) -> None:
    create_take(path).close()
    assert struct.unpack_from(">I", path.read_bytes(), 68)[0] == take_schema.APPLICATION_ID


def test_a_take_with_decisions_that_are_not_known_says_how_many_and_which(tmp_path: Path) -> None:
    path = tmp_path / "take.footing"
    wobble = Decision("z1", OtherFact("wobble", '{"kind": "wobble"}'))
    with create_take(path) as take:
        take.append_edit(Edit("another hand's", (), (wobble,)))
    with open_take(path) as take:
        [sentence] = take.notices
        assert "take.footing holds 1 decision" in sentence and "(1 'wobble')" in sentence
        take.append_edit(Edit("take it away", (wobble,), ()))
    with open_take(path) as take:
        assert take.notices == ()
