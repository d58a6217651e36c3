"""From a key to a file: a plant set over a skate, exported, read again, taken back."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_walk import walk
from open_window import SLOW, OpenWindow
from PySide6.QtCore import Qt

from core.contacts.contact import Contact
from core.contacts.intervals import contact_at, held_samples
from core.files.motion_file import read_motion, write_motion
from core.motion.kinematics import forward_kinematics, point_positions
from core.motion.motion import Motion
from core.quality.contact_metrics import largest_distance_mm

SKATE = 0.06  # metres
SKATE_MIDDLE = 3.65  # seconds: the left foot stands from 3.3 to 3.98
ROOT = Path(__file__).resolve().parents[2]


def skating_walk() -> Motion:
    """The exact walk with its root pushed aside by 60 mm between 3.35 and 3.95 s."""
    motion = walk(seconds=8.0).motion
    part = np.clip((motion.times - 3.35) / 0.6, 0.0, 1.0)
    aside = np.zeros((motion.frame_count, 3))
    aside[:, 0] = SKATE * part * part * (3.0 - 2.0 * part)
    return replace(motion, root_positions=motion.root_positions + aside)


@pytest.fixture
def skating(tmp_path: Path) -> Path:
    path = tmp_path / "walk.bvh"
    write_motion(path, skating_walk())
    return path


def go_into_air_over_the_skate(window: OpenWindow) -> None:
    """Choose the left heel's lane by its key and step to the skate; what was found there goes."""
    window.key(Qt.Key.Key_1)
    while window.room.playback.view.time < SKATE_MIDDLE:
        window.key(Qt.Key.Key_Period)
    here = window.room.playback.view.time
    if contact_at(window.room.take.contacts, "left_heel", here) is not None:
        window.key(Qt.Key.Key_Delete)
        window.settle()


def paths_of(file: Path, points) -> tuple[np.ndarray, dict[str, np.ndarray], np.ndarray]:
    """Times, contact point paths and joint positions of a written file."""
    motion = read_motion(file).motion
    turns, positions = forward_kinematics(motion)
    paths = {p.name: point_positions(turns, positions, p.joint, p.offset) for p in points}
    return motion.times, paths, positions


def knee_angles(positions: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    """(frames, 2) degrees between thigh and shin."""
    angles = []
    for side in ("Left", "Right"):
        hip, knee, ankle = (names.index(f"{side}{part}") for part in ("UpLeg", "Leg", "Foot"))
        thigh = positions[:, hip] - positions[:, knee]
        shin = positions[:, ankle] - positions[:, knee]
        cosine = np.sum(thigh * shin, -1)
        cosine /= np.linalg.norm(thigh, axis=-1) * np.linalg.norm(shin, axis=-1)
        angles.append(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))
    return np.stack(angles, axis=-1)


@pytest.mark.ui
def test_one_key_over_a_skate_holds_the_point_and_nothing_else_moves(opened, skating, tmp_path):
    window = opened(skating)
    points = window.document.state.captured.contact_points
    go_into_air_over_the_skate(window)
    before = window.export(tmp_path / "before.bvh")
    window.key(Qt.Key.Key_P)
    window.settle()
    plant = next(c for c in window.room.take.contacts if c.by_user)
    after = window.export(tmp_path / "after.bvh")

    times, _, old = paths_of(before, points)
    _, new_paths, new = paths_of(after, points)
    held = held_samples(times, Contact(plant.point, "plant", plant.start, plant.end))
    captured = window.document.state.captured.motion
    turns, positions = forward_kinematics(captured)
    point = next(p for p in points if p.name == plant.point)
    skate = point_positions(turns, positions, point.joint, point.offset)
    assert largest_distance_mm(skate[held]) >= 30.0, "the test needs a skate worth curing"
    assert plant.end - plant.start >= 0.3, "the key reached too short a stretch"
    assert largest_distance_mm(new_paths[plant.point][held]) <= 0.05

    reach = window.document.state.refined.report.influence_s
    outside = (times < plant.start - reach) | (times > plant.end + reach)
    assert outside.any(), "the take is too short to have an outside"
    moved = np.linalg.norm(new - old, axis=-1)
    assert 1000.0 * moved[outside].max() <= 1.0

    names = window.document.state.captured.motion.skeleton.names
    step = np.abs(np.diff(knee_angles(new, names), axis=0))
    assert np.max(step - np.abs(np.diff(knee_angles(old, names), axis=0))) <= 3.0


@pytest.mark.ui
def test_undo_gives_the_first_export_byte_for_byte(opened, skating, tmp_path):
    window = opened(skating)
    go_into_air_over_the_skate(window)
    first = window.export(tmp_path / "first.bvh")
    window.key(Qt.Key.Key_P)
    window.settle()
    planted = window.export(tmp_path / "planted.bvh")
    window.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    window.settle()
    again = window.export(tmp_path / "again.bvh")
    assert planted.read_bytes() != first.read_bytes()
    assert again.read_bytes() == first.read_bytes()
    window.key(
        Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    window.settle()
    assert window.export(tmp_path / "redone.bvh").read_bytes() == planted.read_bytes()


@pytest.mark.ui
def test_a_kill_in_between_changes_nothing(opened, skating, tmp_path):
    script = Path(__file__).with_name("planting_until_killed.py")
    process = subprocess.Popen(
        [sys.executable, str(script), str(skating), str(tmp_path)],
        stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    process.kill()
    process.stdout.close()
    process.wait(timeout=SLOW / 1000)
    assert line == "planted"
    window = opened(tmp_path / "walk.footing")
    assert any(contact.by_user for contact in window.room.take.contacts)
    assert window.document.undo_name.startswith("plant")
    window.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    window.settle()
    again = window.export(tmp_path / "again.bvh")
    assert again.read_bytes() == (tmp_path / "first.bvh").read_bytes()
