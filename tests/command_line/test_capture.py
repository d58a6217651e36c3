"""The verb capture: from the sample video to a planted BVH, and every refusal."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from app.command_line.capture import box_of
from app.command_line.door import run
from core.capture.person.person_box import Box
from core.errors import Cancelled, WrongUsage
from core.files.bvh import read_bvh
from core.files.motion_file import read_motion
from core.motion.body_parts import body_parts
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.kinematics import forward_kinematics, point_positions, world_positions
from core.motion.motion import Motion
from core.take.on_disk.take_opening import open_take
from core.take.refine import refine
from core.video.writer import VideoWriter

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "resources" / "sample"
VIDEO = str(SAMPLE / "video.mp4")


@pytest.fixture(scope="module")
def captured_sample(tmp_path_factory):
    pytest.importorskip("mediapipe")
    folder = tmp_path_factory.mktemp("capture")
    out, take = str(folder / "out.bvh"), str(folder / "t.footing")
    assert run(["capture", VIDEO, "-o", out, "--take", take]) == 0
    return folder


def write_empty_room(path: Path) -> Path:
    """Twelve pictures of a room in which only a box moves."""
    with VideoWriter(path, 320, 240, 30) as video:
        for number in range(12):
            picture = np.full((240, 320, 3), 120, np.uint8)
            picture[100:140, 5 * number : 5 * number + 30] = 200
            video.write(picture)
    return path


def skate_mm(motion: Motion, point, start: float, end: float) -> float:
    turns, positions = forward_kinematics(motion)
    path = point_positions(turns, positions, point.joint, point.offset)
    path = path[(motion.times >= start - 1e-6) & (motion.times <= end + 1e-6)]
    return 1000.0 * float(np.linalg.norm(path[:, None] - path[None], axis=-1).max())


def test_duration_rate_and_world_are_exact(captured_sample):
    file = read_motion(captured_sample / "out.bvh")
    assert file.motion.frame_count == 8 * 60 + 1
    assert file.rate == 60.0
    written = float(read_bvh(captured_sample / "out.bvh").frame_time)
    assert written == pytest.approx(1 / 60, abs=1e-8)
    assert 1.6 < file.height_m < 1.9
    assert file.up == "y"
    # DESIGN 11: the origin of what is written, not of what was captured
    np.testing.assert_allclose(file.motion.root_positions[0, [0, 2]], 0.0, atol=1e-3)
    assert 0.7 < np.median(file.motion.root_positions[:, 1]) < 1.1


def test_file_export_and_take_stand_on_one_origin_facing_the_camera(captured_sample):
    take, exported = captured_sample / "t.footing", captured_sample / "exported.bvh"
    assert run(["export", str(take), "-o", str(exported)]) == 0
    written = read_motion(captured_sample / "out.bvh").motion
    np.testing.assert_allclose(
        read_motion(exported).motion.root_positions, written.root_positions, atol=1e-6
    )
    with open_take(take, read_only=True) as opened:
        captured, decisions = opened.captured(), opened.journal().decisions
    shown = refine(captured, decisions).motion
    # the solver's answer at the video's own times is another one by some centimetres
    np.testing.assert_allclose(shown.root_positions[0], written.root_positions[0], atol=0.1)
    assert np.linalg.norm(captured.motion.root_positions[0, [0, 2]]) > 1e-4, "planting moves hips"
    x, y, z = captured.camera.world_centre
    assert abs(x) < 1e-3 and z > 2.0 and 0.3 < y < 3.0
    # the camera has moved with the motion: the skeleton lies where the person was seen
    image = captured.camera.project(world_positions(captured.motion))
    hips = captured.keypoints.image_points[:, [23, 24], :2].mean(axis=1)
    root = image[:, body_parts(captured.motion.skeleton)["hips"]]
    assert np.median(np.linalg.norm(root - hips, axis=1)) < 25.0


def test_a_range_has_its_own_origin_and_a_placed_camera_keeps_its_world(tmp_path):
    keypoints, out = str(SAMPLE / "keypoints.json"), tmp_path / "o.bvh"
    words = ["capture", VIDEO, "-o", str(out), "--keypoints", keypoints, "--range", "3.01:5"]
    assert run(words) == 0
    first = read_motion(out).motion.root_positions[0]
    np.testing.assert_allclose(first[[0, 2]], 0.0, atol=1e-3)
    assert run([*words, "--camera", str(SAMPLE / "camera.json")]) == 0
    truth = read_motion(SAMPLE / "motion.bvh").motion
    there = truth.root_positions[np.searchsorted(truth.times, 3.01)]
    placed = read_motion(out).motion.root_positions[0]
    assert np.linalg.norm(there[[0, 2]]) > 0.3, "elsewhere than the origin"
    assert np.linalg.norm((placed - there)[[0, 2]]) < 0.5


def test_plants_of_the_truth_skate_less_than_20_mm_in_the_mean(captured_sample):
    motion = read_motion(captured_sample / "out.bvh").motion
    points = {point.name: point for point in find_contact_points(motion)}
    truth = json.loads((SAMPLE / "contacts.json").read_text())["contacts"]
    for foot in ("left", "right"):
        plants = [c for c in truth if c["state"] == "plant" and c["point"].startswith(foot)]
        assert len(plants) >= 8
        skates = [skate_mm(motion, points[c["point"]], c["start"], c["end"]) for c in plants]
        assert np.mean(skates) < 20.0
    with open_take(captured_sample / "t.footing", read_only=True) as take:
        captured = take.captured()
    assert captured is not None
    raw = [skate_mm(captured.motion, points[c["point"]], c["start"], c["end"]) for c in plants]
    assert np.mean(raw) < 40.0, "what is captured stands nearly still by itself"
    late = [skate_mm(motion, points[c["point"]], c["start"], c["end"] + 0.4) for c in plants]
    assert np.mean(late) > 100.0, "the same measure sees feet that move"


def test_plants_that_footing_reports_hold_in_the_written_file(captured_sample):
    motion = read_motion(captured_sample / "out.bvh").motion
    with open_take(captured_sample / "t.footing", read_only=True) as take:
        captured, decisions = take.captured(), take.journal().decisions
    points = {point.name: point for point in captured.contact_points}
    plants = [d.fact for d in decisions if getattr(d.fact, "state", "") == "plant"]
    assert len(plants) > 15
    worst = max(skate_mm(motion, points[c.point], c.start, c.end) for c in plants)
    assert worst <= 0.05
    shifted = max(skate_mm(motion, points[c.point], c.start, c.end + 0.2) for c in plants)
    assert shifted > 10.0


def test_the_take_opens_planted_with_all_that_was_seen(captured_sample):
    with open_take(captured_sample / "t.footing", read_only=True) as take:
        captured, journal = take.captured(), take.journal()
        assert take.find_video().samefile(SAMPLE / "video.mp4")
        assert "focal length" in (take.about("capture") or "")
    assert captured.motion.frame_count == 241
    np.testing.assert_allclose(captured.motion.times, np.arange(241) / 30, atol=1e-6)
    assert captured.confidence.shape == (241, captured.motion.skeleton.joint_count)
    assert captured.confidence.min() >= 0.0 and np.median(captured.confidence[:, 0]) > 0.5
    assert captured.keypoints.image_points.shape == (241, 33, 3)
    assert len(journal) == 1 and journal.undo_entry is not None
    assert all(decision.source == "auto" for decision in journal.decisions)
    held = refine(captured, journal.decisions).report.contacts
    assert max(c.skate_mm for c in held if c.skate_mm is not None) < 0.01


def test_left_is_left_and_the_skeleton_lies_on_the_picture(captured_sample):
    with open_take(captured_sample / "t.footing", read_only=True) as take:
        captured = take.captured()
    parts = body_parts(captured.motion.skeleton)
    image = captured.camera.project(world_positions(captured.motion))
    truth = json.loads((SAMPLE / "keypoints.json").read_text())
    where = {name: k for k, name in enumerate(truth["names"])}
    frames = truth["xyc"]
    np.testing.assert_allclose(truth["times"], captured.motion.times, atol=1e-3)
    for part in ("left_knee", "right_knee", "left_wrist", "right_wrist"):
        ours = image[:, parts[part]]
        true = np.array([frame[where[part]][:2] for frame in frames])
        mirror = part.replace("left", "RIGHT").replace("right", "left").replace("RIGHT", "right")
        other = np.array([frame[where[mirror]][:2] for frame in frames])
        off = np.median(np.linalg.norm(ours - true, axis=-1))
        assert off < 30.0
        assert off < np.median(np.linalg.norm(ours - other, axis=-1))


def test_again_into_the_same_take_is_quick_and_equal(captured_sample):
    before = (captured_sample / "out.bvh").read_bytes()
    again = captured_sample / "again.bvh"
    take = captured_sample / "t.footing"
    assert run(["capture", VIDEO, "-o", str(again), "--take", str(take)]) == 0
    assert again.read_bytes() == before
    with open_take(take, read_only=True) as opened:
        assert len(opened.journal()) == 1, "equal decisions are no new edit"


def test_range_rate_height_and_slow_motion(tmp_path):
    keypoints = SAMPLE / "keypoints.json"

    def captured(*more: str) -> Motion:
        out = str(tmp_path / "r.bvh")
        assert run(["capture", VIDEO, "-o", out, "--keypoints", str(keypoints), *more]) == 0
        return read_motion(out).motion

    motion = captured("--range", "1.013:2.5", "--rate", "120", "--height", "1.60")
    assert motion.frame_count == int(np.floor((2.5 - 1.013) * 120 + 1e-6)) + 1
    slow = captured("--shot-fps", "120", "--rate", "30")
    assert slow.frame_count == int(np.floor(8.0 / 4 * 30 + 1e-6)) + 1
    assert captured("--range", ":1", "--rate", "24").frame_count == 25


def test_another_rig_keeps_its_joints_and_turning_orders(tmp_path, human_motion_folder):
    rig = sorted((human_motion_folder / "cmu_daz").rglob("*.bvh"))[0]
    out = tmp_path / "o.bvh"
    keypoints = str(SAMPLE / "keypoints.json")
    arguments = ["capture", VIDEO, "-o", str(out), "--keypoints", keypoints, "--rig", str(rig)]
    assert run([*arguments, "--height", "1.75", "--range", "0:1"]) == 0
    ours, theirs = read_bvh(out), read_bvh(rig)
    assert ours.names == theirs.names
    written = read_motion(out)
    assert 1.6 < written.height_m < 1.9
    assert written.motion.frame_count == 61


REFUSALS = {
    "no video": (["nothing.mp4"], 3),
    "zero bytes": (["{empty}"], 3),
    "not a video": (["{text}"], 3),
    "an unknown detector": ([VIDEO, "--detector", "x"], 2),
    "a tall actor": ([VIDEO, "--height", "9"], 2),
    "half a box": ([VIDEO, "--box", "1,2,3"], 2),
    "a box outside": ([VIDEO, "--box", "5000,0,50,50"], 2),
    "a box around nobody": ([VIDEO, "--box", "0,0,60,60@1"], 3),
    "an odd range": ([VIDEO, "--range", "3:2"], 2),
    "a range outside": ([VIDEO, "--range", "20:30"], 2),
    "a slow shot": ([VIDEO, "--shot-fps", "0"], 2),
    "a camera that is none": ([VIDEO, "--camera", "{text}"], 3),
    "a camera of another video": ([VIDEO, "--camera", "{camera}"], 3),
    "keypoints that are none": ([VIDEO, "--keypoints", "{text}"], 3),
    "a rig that is none": ([VIDEO, "--rig", "{text}"], 3),
    "names that do not map": ([VIDEO, "--rig", "{snake}"], 3),
    "box and keypoints": ([VIDEO, "--box", "1,2,30,40", "--keypoints", "{text}"], 2),
}


@pytest.mark.parametrize("name", sorted(REFUSALS))
def test_refusals_are_one_line_and_leave_nothing(tmp_path, capsys, name):
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "text.json").write_text("{ not so")
    lens = {"width": 640, "height": 480, "K": [[500, 0, 320], [0, 500, 240], [0, 0, 1]]}
    (tmp_path / "camera.json").write_text(json.dumps(lens))
    (tmp_path / "snake.bvh").write_text(SNAKE)
    places = {
        "empty": tmp_path / "empty.mp4", "text": tmp_path / "text.json",
        "camera": tmp_path / "camera.json", "snake": tmp_path / "snake.bvh",
    }  # fmt: skip
    more, status = REFUSALS[name]
    out = tmp_path / "out.bvh"
    out.write_text("as it was")
    take = tmp_path / "t.footing"
    arguments = [word.format(**places) for word in more]
    assert run(["capture", *arguments, "-o", str(out), "--take", str(take)]) == status
    said = capsys.readouterr().err
    assert said.startswith("footing: ") and len(said.strip().splitlines()) == 1
    assert "fault of our own" not in said
    assert out.read_text() == "as it was"
    assert not take.exists()
    assert {path.name for path in tmp_path.iterdir()} == {
        "empty.mp4", "text.json", "camera.json", "snake.bvh", "out.bvh",
    }  # fmt: skip


def test_outputs_that_cannot_be_are_refused_before_the_work(tmp_path):
    assert run(["capture", VIDEO, "-o", str(tmp_path / "no" / "o.bvh")]) == 3
    assert run(["capture", VIDEO, "-o", VIDEO]) == 2
    assert run(["capture", VIDEO, "-o", str(tmp_path / "o.fbx")]) == 2
    assert (
        run(["capture", VIDEO, "-o", str(tmp_path / "o.bvh"), "--take", str(tmp_path / "t")]) == 2
    )
    take = str(tmp_path / "no" / "t.footing")
    assert run(["capture", VIDEO, "-o", str(tmp_path / "o.bvh"), "--take", take]) == 3


def test_a_take_with_another_ending_is_said_to_be_that(tmp_path, capsys):
    out = str(tmp_path / "o.bvh")
    for take in (out, VIDEO):
        assert run(["capture", VIDEO, "-o", out, "--take", take]) == 2
        said = capsys.readouterr().err
        assert "--take is a file ending in .footing" in said and "the input" not in said


def test_nobody_in_the_picture_is_said_and_begins_no_take(tmp_path, capsys):
    pytest.importorskip("mediapipe")
    room = write_empty_room(tmp_path / "room.mp4")
    take = tmp_path / "t.footing"
    assert run(["capture", str(room), "-o", str(tmp_path / "o.bvh"), "--take", str(take)]) == 3
    assert "Nobody was found" in capsys.readouterr().err
    assert not take.exists() and not (tmp_path / "o.bvh").exists()


def test_a_take_of_another_video_is_left_alone(tmp_path, captured_sample, capsys):
    room = write_empty_room(tmp_path / "room.mp4")
    take = captured_sample / "t.footing"
    with open_take(take, read_only=True) as opened:
        before = opened.captured().motion.root_positions
    assert run(["capture", str(room), "-o", str(tmp_path / "o.bvh"), "--take", str(take)]) == 3
    assert "another video" in capsys.readouterr().err
    with open_take(take, read_only=True) as opened:
        assert opened.find_video().samefile(SAMPLE / "video.mp4")
        np.testing.assert_array_equal(opened.captured().motion.root_positions, before)


def test_a_cancelled_capture_keeps_its_take_and_goes_on(tmp_path, monkeypatch):
    pytest.importorskip("mediapipe")
    told: list[str] = []

    def bar(title: str):
        def show(fraction: float, sentence: str) -> None:
            told.append(sentence)
            if "frame 65 " in sentence:
                raise Cancelled

        return show

    monkeypatch.setattr("app.command_line.capture.progress_bar", bar)
    take, out = tmp_path / "t.footing", tmp_path / "o.bvh"
    arguments = ["capture", VIDEO, "-o", str(out), "--take", str(take), "--range", "0:2.5"]
    assert run(arguments) == 130
    assert not out.exists() and take.exists()
    told.clear()
    assert run(arguments) == 130, "the frame where it is stopped is behind what was kept"
    first = next(word for word in told if "frame" in word)
    assert first.startswith("Keypoints: frame 61 of 76")


def test_a_killed_capture_leaves_a_take_that_opens_and_goes_on(tmp_path):
    pytest.importorskip("mediapipe")
    take, out = tmp_path / "t.footing", tmp_path / "o.bvh"
    words = ["capture", VIDEO, "-o", str(out), "--take", str(take), "--range", "0:4.5"]
    child = subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), *words], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    try:
        while child.poll() is None and not _parts_kept(take):
            time.sleep(0.05)
        assert child.poll() is None, "it ended before it could be killed"
    finally:
        child.kill()
        child.wait()
    assert not out.exists()
    assert not [path.name for path in tmp_path.iterdir() if ".part" in path.name]
    kept = _parts_kept(take)
    assert kept >= 1
    assert run(words) == 0
    assert _parts_kept(take) == 3  # 136 frames in parts of 60
    with open_take(take, read_only=True) as opened:
        assert opened.captured().motion.frame_count == 136
        assert len(opened.journal()) == 1
    assert read_motion(out).motion.frame_count == 271
    assert run([*words[:3], str(tmp_path / "at_once.bvh"), *words[6:]]) == 0
    assert (tmp_path / "at_once.bvh").read_bytes() == out.read_bytes(), "as if never interrupted"


def _parts_kept(take: Path) -> int:
    if not take.exists():
        return 0
    with open_take(take, read_only=True) as opened:
        return sum(name.startswith("keypoints ") for name in opened.stages())


def test_boxes_are_read_with_and_without_a_time():
    assert box_of("10,20,30,40@1.5") == Box(10, 20, 30, 40, 1.5)
    assert box_of("10, 20,30.5,40") == Box(10, 20, 30.5, 40, 0.0)
    for wrong in ("", "1,2,3,4@", "1,2,0,4", "a,b,c,d", "1,2,3,4,5"):
        with pytest.raises(WrongUsage):
            box_of(wrong)


SNAKE = """HIERARCHY
ROOT Head
{
  OFFSET 0 0 0
  CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation
  JOINT Body
  {
    OFFSET 0 0 -1
    CHANNELS 3 Zrotation Xrotation Yrotation
    End Site
    {
      OFFSET 0 0 -1
    }
  }
}
MOTION
Frames: 1
Frame Time: 0.0333333
0 0 0 0 0 0 0 0 0
"""
