"""An output is there whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from core.errors import BadInput
from core.files.replace_file import written_beside


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_new_content_takes_the_place(tmp_path: Path) -> None:
    target = tmp_path / "motion.bvh"
    target.write_text("old")
    with written_beside(target) as beside:
        assert beside.parent == tmp_path and beside.suffix == ".bvh"
        beside.write_text("new")
        assert target.read_text() == "old"
    assert target.read_text() == "new"
    assert names(tmp_path) == ["motion.bvh"]


def test_a_failure_leaves_everything_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "motion.bvh"
    target.write_text("old")
    with pytest.raises(KeyboardInterrupt), written_beside(target) as beside:
        beside.write_text("half")
        raise KeyboardInterrupt
    assert target.read_text() == "old"
    with pytest.raises(ZeroDivisionError), written_beside(tmp_path / "other.bvh"):
        _ = 1 / 0
    assert names(tmp_path) == ["motion.bvh"]


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with (
        pytest.raises(BadInput, match="does not exist"),
        written_beside(tmp_path / "none" / "motion.bvh"),
    ):
        pass
    assert names(tmp_path) == []


def test_folders_and_devices_are_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is a folder"), written_beside(tmp_path):
        pass
    with pytest.raises(BadInput, match="not a plain file"), written_beside(os.devnull):
        pass
    assert not Path(os.devnull).is_file()


def test_permissions_and_links_stay(tmp_path: Path) -> None:
    target, link = tmp_path / "real.bvh", tmp_path / "link.bvh"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    with written_beside(link) as beside:
        beside.write_text("new")
    assert link.is_symlink() and target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_new_file_is_as_open_as_any_other(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_text("")
    with written_beside(tmp_path / "made") as beside:
        beside.write_text("")
    assert (tmp_path / "made").stat().st_mode == plain.stat().st_mode


def test_a_full_disk_is_told_with_the_name_that_was_asked_for(tmp_path: Path) -> None:
    target = tmp_path / "out.bvh"
    with (
        pytest.raises(BadInput) as told,
        written_beside(target) as beside,
        written_beside(beside) as inner,
    ):
        inner.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert str(told.value).startswith(f"{target} cannot be written (No space left")
    assert list(tmp_path.iterdir()) == []
