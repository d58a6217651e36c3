"""A walk that was filmed: a take with its camera, keypoints where the joints are, and a video."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from made_walk import walk

from core.motion.body_parts import body_parts
from core.motion.camera import Camera
from core.motion.keypoints import Keypoints
from core.motion.kinematics import forward_kinematics
from core.take.captured import Captured
from core.take.on_disk.take_opening import create_take
from core.video.writer import VideoWriter

WIDTH, HEIGHT, RATE = 320, 180, 30.0
SEEN = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")


def side_camera(
    distance: float = 5.0, *, width: int = WIDTH, height: int = HEIGHT, bent: float = 0.0
) -> Camera:
    """Stands at the walk's left, looks a little down, leans a little; its lens bends by k1."""
    pitch, roll, focal = np.radians(6.0), np.radians(3.0), 1.05 * width
    # looks along -X: right is +Z negated, so that a walk along +Z goes to the left
    level = np.array([[0.0, 0.0, -1.0], [0.0, -1.0, 0.0], [-1.0, 0.0, 0.0]])
    down = np.array(
        [[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]]
    )
    lean = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    turn = lean @ down @ level
    centre = np.array([distance, 1.4, 0.9])
    lens = np.array([[focal, 0, 0.53 * width], [0, focal, 0.46 * height], [0, 0, 1.0]])
    bend = np.array([bent, 0.0, 0.0, 0.0, 0.0])
    return Camera(width, height, lens, bend, turn, -turn @ centre)


def filmed_walk(seconds: float = 2.0) -> Captured:
    """The walk of `made_walk` with camera and keypoints."""
    plain = walk(seconds, RATE)
    camera = side_camera()
    places = forward_kinematics(plain.motion)[1]
    parts = body_parts(plain.motion.skeleton)
    names = [f"{side}_{part}" for side in ("left", "right") for part in SEEN]
    joints = [parts[name] for name in names]
    points = camera.project(places[:, joints])
    points = np.concatenate([points, np.full((*points.shape[:2], 1), 0.9)], axis=-1)
    seen = Keypoints(("nose", *names), plain.motion.times, _with_nose(points), WIDTH, HEIGHT)
    return replace(plain, camera=camera, keypoints=seen)


def filmed_take(folder: Path, seconds: float = 2.0) -> Path:
    """Writes `walk.mp4` and, beside it, `walk.footing`; the take's path."""
    captured = filmed_walk(seconds)
    video, path = folder / "walk.mp4", folder / "walk.footing"
    times = captured.motion.times
    with VideoWriter(video, WIDTH, HEIGHT, RATE) as writer:
        for number in range(len(times)):
            picture = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
            picture[:, number % WIDTH] = 200
            writer.write(picture)
    with create_take(path) as take:
        take.set_video(video, times)
        take.store_captured(captured)
    return path


def _with_nose(points: np.ndarray) -> np.ndarray:
    """A point that is no joint of the rig, above the shoulders."""
    nose = 0.5 * (points[:, :1] + points[:, 6:7]) - np.array([0.0, 12.0, 0.0])
    return np.concatenate([nose, points], axis=1)
