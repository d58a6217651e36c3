"""Whoever brings a motion of their own gets it back as it came, unless they choose a program."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from made_walk import walk

from core.files.layout import footing_layout
from core.files.motion_file import read_motion, write_motion

pytestmark = pytest.mark.ui


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A walk in centimetres, Z up."""
    motion, path = walk(2.0).motion, tmp_path / "theirs.bvh"
    layout = footing_layout(motion.skeleton, rate=60.0, metres_per_unit=0.01)
    write_motion(path, motion, replace(layout, up="z"), rate=60.0)
    return path


def test_a_motion_file_is_written_in_its_own_unit_and_axes_where_nobody_chooses(
    opened, theirs: Path
) -> None:
    window = opened(theirs)
    out = read_motion(window.export(theirs.parent / "out.bvh"))
    assert (out.layout.metres_per_unit, out.up) == (0.01, "z")
    page = window.window.rooms["Export"].page
    assert page._presets.currentItem().text() == "As it came\nBVH, centimetres, Z up"
    assert page._detail.text().endswith("centimetres, Z up")


def test_a_capture_is_written_for_blender_where_nobody_chooses(opened) -> None:
    window = opened()
    window.session.open_sample()
    window.settle()
    window.session._enter("Export")
    page = window.window.rooms["Export"].page
    assert page._presets.currentItem().text().startswith("Blender")
    rates = [page._rate.itemText(row) for row in range(page._rate.count())]
    assert "30 fps, the take's own" in rates
