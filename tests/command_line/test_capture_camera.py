"""What is known of a hidden camera: said on the command line, kept in the take, and what it mends.

The person is the sample's, by its true keypoints, so that no detector is needed.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.command_line.door import run
from core.capture.options.options import CaptureOptions
from core.capture.pipeline import CaptureResult, capture
from core.capture.refit import refit_edit, refit_options
from core.files.camera_json import read_camera
from core.fit.camera_belief import pitch_and_roll
from core.motion.kinematics import world_positions
from core.take.decisions import CameraFact
from core.take.editing.camera_edits import FIT_TO_CAMERA, camera_fact, state_camera
from core.take.on_disk.captured_choice import TOLD
from core.take.on_disk.take_opening import open_take
from core.video.reader import VideoReader
from core.video.writer import VideoWriter

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample"
TRUTH = read_camera(SAMPLE / "camera.json").camera()
FOCAL = float(TRUTH.intrinsics[0, 0])
KEYPOINTS = SAMPLE / "keypoints.json"
SECONDS = 2.0


@pytest.fixture(scope="module")
def bare_room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A video of the sample's size and times without a line in it."""
    path = tmp_path_factory.mktemp("bare") / "bare.mp4"
    frames = round(30 * SECONDS) + 1
    with VideoWriter(path, TRUTH.width, TRUTH.height, 30) as out:
        for _ in range(frames):
            out.write(np.full((TRUTH.height, TRUTH.width, 3), 110, np.uint8))
    return path


def true_horizon() -> tuple[tuple[float, float], tuple[float, float]]:
    """As a hand would draw it: two pixels off at one end."""
    ahead = TRUTH.camera_from_world_rotation[2] * [1, 0, 1]
    ahead /= np.linalg.norm(ahead)
    aside = np.array([-ahead[2], 0.0, ahead[0]])
    far = TRUTH.world_centre + 1e6 * np.array([ahead + 0.35 * aside, ahead - 0.35 * aside])
    (x1, y1), (x2, y2) = TRUTH.project(far)
    return ((float(x1), float(y1) + 2.0), (float(x2), float(y2)))


def captured(video: Path, fact: CameraFact) -> CaptureResult:
    options = CaptureOptions(
        height=1.75, keypoints=KEYPOINTS, end=SECONDS, camera_fact=fact, solver="banded"
    )
    return capture(video, options)


def errors(result: CaptureResult) -> tuple[float, float, float]:
    """Pitch and roll, degrees; the hips' depth, a fraction: all without sign."""
    camera = result.captured.camera
    assert camera is not None
    found = np.array(pitch_and_roll(camera.camera_from_world_rotation))
    truth = np.array(pitch_and_roll(TRUTH.camera_from_world_rotation))
    pitch, roll = np.abs(np.degrees(found - truth))
    motion = result.captured.motion
    depth = camera.camera_points(motion.root_positions)[:, 2]
    from core.files.motion_file import read_motion

    true_motion = read_motion(SAMPLE / "motion.bvh").motion
    true_depth = TRUTH.camera_points(world_positions(true_motion)[:, 0])[:, 2]
    true_depth = np.interp(motion.times, true_motion.times, true_depth)
    return float(pitch), float(roll), float(np.median(np.abs(depth / true_depth - 1.0)))


def test_a_drawn_horizon_mends_the_pitch_of_a_hidden_camera(bare_room):
    hidden = captured(bare_room, CameraFact(focal=FOCAL))
    drawn = captured(bare_room, CameraFact(focal=FOCAL, horizon=true_horizon()))
    before, after = errors(hidden), errors(drawn)
    assert after[0] < before[0] and after[0] <= 0.3
    assert after[1] <= max(before[1], 0.3)
    assert after[2] <= before[2] + 0.005 and after[2] <= 0.04
    estimate = drawn.captured.camera_estimate
    assert estimate is not None and hidden.captured.camera_estimate is not None
    assert estimate.pitch_source == "yours"
    assert estimate.pitch_sigma < 0.5 * hidden.captured.camera_estimate.pitch_sigma
    # the root is no surer than the camera
    confidence = [result.captured.confidence[:, 0].mean() for result in (hidden, drawn)]
    assert confidence[0] < confidence[1]


def test_lines_of_the_room_tell_the_pitch_of_a_hidden_camera():
    result = captured(SAMPLE / "video.mp4", CameraFact(focal=FOCAL))
    pitch, roll, depth = errors(result)
    assert pitch <= 0.5 and roll <= 0.5 and depth <= 0.04
    assert result.captured.camera_estimate.pitch_source == "lines"
    assert any("lines" in sentence for sentence in result.sentences)


def test_what_the_command_line_says_is_a_decision_of_the_take(bare_room, tmp_path):
    take = tmp_path / "t.footing"
    (x1, y1), (x2, y2) = true_horizon()
    base = ["capture", str(bare_room), "--keypoints", str(KEYPOINTS), "--height", "1.75",
            "--take", str(take), "--solver", "landmarks"]  # fmt: skip
    horizon = f"--horizon={x1},{y1},{x2},{y2}"
    assert run([*base, "-o", str(tmp_path / "a.bvh"), "--focal", str(FOCAL), horizon]) == 0
    with open_take(take) as opened:
        fact = camera_fact(opened.journal().decisions)
        assert fact.focal == FOCAL and fact.horizon == ((x1, y1), (x2, y2))
        first = opened.captured()
        assert first is not None and opened.is_fitted()
        assert first.camera is not None
        assert first.camera.intrinsics[0, 0] == pytest.approx(FOCAL, rel=1e-3)
        # what is decided holds when nothing is said
    assert run([*base, "-o", str(tmp_path / "b.bvh")]) == 0
    assert (tmp_path / "a.bvh").read_bytes() == (tmp_path / "b.bvh").read_bytes()
    # 26 mm by the diagonal
    assert run([*base, "-o", str(tmp_path / "c.bvh"), "--focal-35mm", "26"]) == 0
    with open_take(take) as opened:
        fact = camera_fact(opened.journal().decisions)
        assert fact.focal == pytest.approx(26 / 43.2666 * np.hypot(TRUTH.width, TRUTH.height))
        assert fact.horizon is not None


def test_a_refit_is_told_what_the_capture_was_and_its_edit_keeps_the_users_contacts(
    bare_room, tmp_path
):
    take = tmp_path / "t.footing"
    base = ["capture", str(bare_room), "--keypoints", str(KEYPOINTS), "--height", "1.75",
            "--take", str(take), "--solver", "landmarks"]  # fmt: skip
    assert run([*base, "-o", str(tmp_path / "a.bvh")]) == 0
    from core.contacts.contact import Contact
    from core.take.editing.edits import put_contact

    with open_take(take) as opened:
        opened.append_edit(
            put_contact(opened.journal().decisions, Contact("left_heel", "slide", 0.2, 0.4))
        )
        opened.append_edit(state_camera(opened.journal().decisions, focal=700.0))
        decisions = opened.journal().decisions
        options = refit_options(opened.about(TOLD), decisions)
        assert options.height == 1.75 and options.keypoints == KEYPOINTS
        assert options.camera_fact == CameraFact(focal=700.0)
        result = capture(bare_room, options, stages=opened)
        edit = refit_edit(result, decisions)
        assert edit.name == FIT_TO_CAMERA
        after = edit.applied_to(decisions)
    kept = [one for one in after if getattr(one.fact, "state", "") == "slide"]
    assert [one.source for one in kept] == ["user"]
    assert camera_fact(after) == CameraFact(focal=700.0)


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--focal", "900", "--focal-35mm", "26"], "one of them"),
        (["--focal", "0"], "1 pixel"),
        (["--focal-35mm", "2"], "35 mm"),
        (["--horizon", "1,2,3"], "X1,Y1,X2,Y2"),
        (["--horizon", "1,2,3,4"], "horizon"),
        (["--horizon", "10,300,1200,310", "--pitch", "3"], "--horizon"),
        (["--known-length", "10,600,400,600,0"], "known length"),
        (["--known-length", "10,5,400,5,2"], "horizon"),
        (["--known-length", "10,600,400,600,2", "--camera-height", "1.5"], "one of them"),
        (["--pitch", "120"], "pitch"),
    ],
)
def test_what_no_camera_is_is_one_line_and_writes_nothing(
    bare_room, tmp_path, capsys, options, word
):
    out = tmp_path / "out.bvh"
    base = ["capture", str(bare_room), "--keypoints", str(KEYPOINTS), "-o", str(out)]
    assert run([*base, *options]) == 2
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert word in said
    assert not out.exists()


def test_a_moving_camera_is_said(tmp_path, capsys):
    path = tmp_path / "turns.mp4"
    with VideoReader(SAMPLE / "video.mp4") as video, VideoWriter(path, 960, 540, 30) as out:
        for number, picture in enumerate(video.frames(0, 46)):
            left = 4 * max(number - 15, 0)
            out.write(np.ascontiguousarray(picture[100:640, left : left + 960]))
    import json

    keypoints = json.loads(KEYPOINTS.read_text())
    keypoints["width"], keypoints["height"] = 960, 540
    moved = tmp_path / "keypoints.json"
    moved.write_text(json.dumps(keypoints))
    out_path = str(tmp_path / "o.bvh")
    command = ["capture", str(path), "--keypoints", str(moved), "-o", out_path]
    assert run([*command, "--solver", "landmarks"]) == 0
    assert "The camera moves from 0.5 s" in capsys.readouterr().err
