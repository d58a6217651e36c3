"""Whether a take was left open by a program that is no more."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.take.on_disk import take_lock
from core.take.on_disk.take_left import was_left_open
from core.take.on_disk.take_opening import create_take


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "walk.footing"


def left_behind(path: Path, folder: Path) -> Path:
    """The files of a take as they lie while it is open: what a killed program leaves."""
    folder.mkdir()
    with create_take(path) as take:
        take.set_about("video", "clip.mp4")
        for file in path.parent.glob(f"{path.name}*"):
            shutil.copy(file, folder / file.name)
    return folder / path.name


def test_a_take_that_was_closed_was_not_left(path: Path):
    create_take(path).close()
    assert not was_left_open(path)


def test_a_take_that_somebody_works_on_was_not_left(path: Path):
    with create_take(path) as take:
        take.set_about("video", "clip.mp4")
        assert path.with_name(path.name + "-wal").stat().st_size > 0
        assert not was_left_open(path)


def test_a_take_whose_program_is_gone_was_left_and_stays_as_it_is(path: Path, monkeypatch):
    left = left_behind(path, path.parent / "left")
    before = {file.name: file.read_bytes() for file in left.parent.iterdir()}
    monkeypatch.setattr(take_lock, "_is_alive", lambda *_: False)
    assert was_left_open(left)
    after = {file.name: file.read_bytes() for file in left.parent.iterdir()}
    for name in (left.name, f"{left.name}-wal"):
        assert after[name] == before[name]


@pytest.mark.parametrize("content", [b"", b"no take at all" * 400])
def test_of_what_is_no_take_nothing_is_said(path: Path, content: bytes):
    path.write_bytes(content)
    path.with_name(path.name + "-wal").write_bytes(b"something")
    assert not was_left_open(path)


def test_what_is_not_there_was_not_left(path: Path):
    assert not was_left_open(path)
