"""Formats letter by letter. FOOTING_GOLDEN=renew renews the files; then read the difference."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from made_bvh import body_motion

from core.files.bvh import read_bvh, write_bvh
from core.files.csv import write_csv
from core.files.layout import footing_layout
from core.files.motion_file import read_motion, write_motion
from core.files.presets import PRESETS, export_motion

FOLDER = Path(__file__).with_name("bvh")


def compare(made: Path, golden: str) -> None:
    """The made file is the golden one, or becomes it where FOOTING_GOLDEN=renew."""
    kept = FOLDER / golden
    if os.environ.get("FOOTING_GOLDEN") == "renew":
        kept.write_bytes(made.read_bytes())
    assert made.read_bytes() == kept.read_bytes(), golden


def test_an_odd_file_read_and_written(tmp_path: Path) -> None:
    """Tabs, mixed line ends, odd channels, several end sites, exponents, a name with spaces."""
    write_bvh(tmp_path / "made.bvh", read_bvh(FOLDER / "odd.bvh"))
    compare(tmp_path / "made.bvh", "odd_written.bvh")


def test_a_file_made_by_footing(tmp_path: Path) -> None:
    write_motion(tmp_path / "made.bvh", body_motion(4, 60.0))
    compare(tmp_path / "made.bvh", "body.bvh")


@pytest.mark.parametrize("preset", ["blender", "motionbuilder", "humanik", "mixamo", "raw"])
def test_presets(preset: str, tmp_path: Path) -> None:
    motion = body_motion(3, 30.0)
    layout = footing_layout(motion.skeleton, rate=30.0, metres_per_unit=0.0254)
    layout = replace(layout, up="z", frame_time=0.0333333)
    export_motion(tmp_path / "made.bvh", motion, layout, PRESETS[preset])
    compare(tmp_path / "made.bvh", f"body_{preset}.bvh")


def test_a_table_of_positions(tmp_path: Path) -> None:
    write_csv(tmp_path / "made.csv", read_motion(FOLDER / "body.bvh").motion)
    compare(tmp_path / "made.csv", "body.csv")
