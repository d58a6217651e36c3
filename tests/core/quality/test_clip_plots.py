"""Plots of an evaluation: the pictures are there and show something, in every case of truth."""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.errors import BadInput, MissingComponent
from core.motion.motion import Motion
from core.quality.clip_plots import PlottedBody, plot_clip
from core.quality.landmarks import landmarks_of_motion
from core.quality.metrics import Truth, measure
from core.quality.plot_page import plots_folder
from core.quality.summary_plots import plot_summary
from core.synth.sample_motion import SampleMotion, sample_motion


@pytest.fixture(scope="module")
def sample() -> SampleMotion:
    pytest.importorskip("matplotlib")
    return sample_motion()


def body(name: str, motion: Motion, sample: SampleMotion, truth: Truth) -> PlottedBody:
    found = measure(motion, truth, sample.points, sample.contacts)
    return PlottedBody(name, motion, sample.points, sample.contacts, found)


def inked(path: Path) -> float:
    """The share of a picture that is not its white paper."""
    return float(np.mean(np.any(cv2.imread(str(path)) < 250, axis=-1)))


def test_every_page_is_drawn_beside_a_baseline(sample: SampleMotion, tmp_path: Path) -> None:
    motion = sample.motion.frames(0, 120)
    truth = Truth(
        landmarks=landmarks_of_motion(motion), motion=motion, contacts=sample.contacts,
        ground_height=0.0,
    )  # fmt: skip
    off = motion.with_pose(
        motion.local_rotations, motion.root_positions + np.array([0.1, 0.0, 0.05])
    )
    bodies = [body("estimate", off, sample, truth), body("rival", motion, sample, truth)]
    drawn = plot_clip(tmp_path, "clip", truth, bodies)
    assert {path.name for path in drawn} == {
        f"clip_{page}.png" for page in ("errors", "path", "feet", "spectrum")
    }
    found = [one.found for one in bodies]
    result = {"clips": {"clip": found[0].metrics}, "mean": found[0].metrics}
    result["joints"] = found[0].joints
    drawn += plot_summary(tmp_path, result, {"rival": result})
    assert {"table.png", "joints.png"} <= {path.name for path in drawn}
    for path in drawn:
        assert 0.02 < inked(path) < 0.98, path.name


def test_joints_alone_draw_no_feet(sample: SampleMotion, tmp_path: Path) -> None:
    motion = sample.motion.frames(0, 60)
    truth = Truth(landmarks=landmarks_of_motion(motion), measured=True)
    drawn = plot_clip(tmp_path, "clip", truth, [body("estimate", motion, sample, truth)])
    assert "clip_feet.png" not in {path.name for path in drawn} and len(drawn) == 3


def test_without_matplotlib_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingComponent, match="matplotlib"):
        plots_folder(tmp_path / "plots")
    assert not (tmp_path / "plots").exists()


def test_a_place_that_is_no_folder_is_bad_input(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="is a file"):
        plots_folder(tmp_path / "file")
    with pytest.raises(BadInput, match="does not exist"):
        plots_folder(tmp_path / "nowhere" / "plots")
