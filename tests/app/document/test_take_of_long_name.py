"""A motion whose name leaves no room for our ending is told so, and nothing is left behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_takes import made_captured

from app.document.opening import open_any
from core.errors import BadInput
from core.files.motion_file import write_motion


def test_a_name_too_long_for_a_take_beside_it_is_said(tmp_path: Path):
    path = tmp_path / ("n" * 250 + ".bvh")
    write_motion(path, made_captured(frames=20).motion, rate=30.0)
    with pytest.raises(BadInput, match="File name too long"):
        open_any(path, lambda *_: None)
    assert list(tmp_path.iterdir()) == [path]
