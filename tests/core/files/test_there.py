"""Where asking the system fails the answer is no; what then opens or writes says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.files.there import is_file, is_folder, is_there


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
