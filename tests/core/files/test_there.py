"""Where asking the system fails the answer is no; what then opens or writes says why."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from core.files.there import is_file, is_folder, is_refused, is_there, refusal_in_words


def test_what_lies_there_is_told_apart(tmp_path: Path):
    file = tmp_path / "take.footing"
    file.write_bytes(b"")
    assert [ask(file) for ask in (is_there, is_file, is_folder)] == [True, True, False]
    assert [ask(tmp_path) for ask in (is_there, is_file, is_folder)] == [True, False, True]
    gone = str(tmp_path / "gone")
    assert not any(ask(gone) for ask in (is_there, is_file, is_folder))


@pytest.mark.parametrize("ask", [is_there, is_file, is_folder])
@pytest.mark.parametrize("name", ["n" * 300, "n\0n", "folder/n"])
def test_where_nobody_may_look_there_is_nothing(tmp_path: Path, monkeypatch, ask, name: str):
    """pathlib raises for each of these, or did."""
    if name == "folder/n":  # tests may run as somebody who may enter every folder

        def refused(path, **_):
            raise PermissionError(13, "Permission denied", path)

        monkeypatch.setattr("os.stat", refused)
    assert not ask(tmp_path / name)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE])
def test_what_the_machine_lacks_is_no_fault_of_ours_though_no_file_is_named(number: int) -> None:
    error = OSError(number, os.strerror(number))
    words = refusal_in_words(error)
    assert is_refused(error)
    assert os.strerror(number) in words and "permissions" not in words
    assert "The output" not in words


def test_a_full_disk_is_not_told_to_check_permissions() -> None:
    words = refusal_in_words(OSError(errno.ENOSPC, "No space left on device", "/takes/walk.bvh"))
    assert "/takes/walk.bvh" in words and "make room" in words and "permissions" not in words


@pytest.mark.parametrize("error", [OSError("planted"), OSError(errno.EBADF, "Bad descriptor")])
def test_what_names_no_path_and_lacks_nothing_may_be_our_own_fault(error: OSError) -> None:
    assert not is_refused(error)
