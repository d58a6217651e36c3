"""A person of sticks who walks: positions by formula, for tests of the views."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from widgets.snapshot import ContactView, MotionView, PointView, TakeView, VideoView

RATE = 30.0
#: joint, parent, side, place in the rest pose (metres, +Y up, facing +Z)
RIG = (
    ("Hips", -1, "centre", (0.0, 0.95, 0.0)),
    ("Spine", 0, "centre", (0.0, 1.15, 0.0)),
    ("Neck", 1, "centre", (0.0, 1.45, 0.0)),
    ("Head", 2, "centre", (0.0, 1.55, 0.0)),
    ("LeftArm", 1, "left", (0.18, 1.40, 0.0)),
    ("LeftForeArm", 4, "left", (0.21, 1.12, 0.0)),
    ("LeftHand", 5, "left", (0.22, 0.88, 0.05)),
    ("RightArm", 1, "right", (-0.18, 1.40, 0.0)),
    ("RightForeArm", 7, "right", (-0.21, 1.12, 0.0)),
    ("RightHand", 8, "right", (-0.22, 0.88, 0.05)),
    ("LeftUpLeg", 0, "left", (0.10, 0.92, 0.0)),
    ("LeftLeg", 10, "left", (0.10, 0.50, 0.03)),
    ("LeftFoot", 11, "left", (0.10, 0.08, 0.0)),
    ("RightUpLeg", 0, "right", (-0.10, 0.92, 0.0)),
    ("RightLeg", 13, "right", (-0.10, 0.50, 0.03)),
    ("RightFoot", 14, "right", (-0.10, 0.08, 0.0)),
)
JOINTS = tuple(row[0] for row in RIG)
ENDS = ((3, (0.0, 1.75, 0.0)), (12, (0.10, 0.02, 0.16)), (15, (-0.10, 0.02, 0.16)))
SPEED = 1.0  # metres a second, along +Z


def walking_take(
    frames: int = 61,
    *,
    revision: int = 1,
    name: str = "walk",
    contacts: tuple[ContactView, ...] | None = None,
    video: VideoView | None = None,
    offset: float = 0.0,
    captured_aside: float = 0.3,
    seen: bool = False,
) -> TakeView:
    """The refined motion walks along +Z; the captured one stands `captured_aside` metres aside.

    seen: with places in a picture of 640 x 360.
    """
    times = np.arange(frames) / RATE
    way = np.stack([0 * times, 0 * times, SPEED * times], axis=1)[:, None]
    joints = np.array([row[3] for row in RIG])[None] + way
    ends = np.array([end[1] for end in ENDS])[None] + way
    aside = np.array([captured_aside, 0.0, 0.0])
    points = tuple(
        PointView(
            name=f"{side}_{part}",
            label=part.capitalize(),
            side=side,
            joint=JOINTS.index(f"{side.capitalize()}Foot"),
            captured_positions=_sole(side, part, times) + aside,
            refined_positions=_sole(side, part, times),
        )
        for side in ("left", "right")
        for part in ("heel", "toe")
    )
    if contacts is None:
        contacts = (
            ContactView("a", "left_toe", "plant", 0.2, 0.6, True),
            ContactView("b", "left_heel", "plant", 0.1, 0.5, False, 0.8),
            ContactView("c", "right_toe", "slide", 0.8, 1.2, True),
        )
    return TakeView(
        revision=revision,
        name=name,
        rate=RATE,
        joints=JOINTS,
        parents=tuple(row[1] for row in RIG),
        sides=tuple(row[2] for row in RIG),
        end_parents=tuple(end[0] for end in ENDS),
        euler_orders=("ZXY",) * len(RIG),
        captured=_motion(times, joints + aside, ends + aside, seen),
        refined=_motion(times, joints, ends, seen),
        settled=True,
        points=points,
        contacts=contacts,
        duration=float(times[-1]),
        video=video,
        video_offset=offset,
    )


def pictured(path: Path, width: int, height: int, times: np.ndarray, **more) -> VideoView:
    """A video of that size and those times."""
    rate = 1.0 / float(np.median(np.diff(times)))
    return VideoView(path, path.name, width, height, times, rate, **more)


def _sole(side: str, part: str, times: np.ndarray) -> np.ndarray:
    x = 0.1 if side == "left" else -0.1
    z = 0.14 if part == "toe" else -0.04
    return np.stack([0 * times + x, 0 * times, SPEED * times + z], axis=1)


def _motion(times: np.ndarray, joints: np.ndarray, ends: np.ndarray, seen: bool) -> MotionView:
    frames, count = joints.shape[:2]
    image = None
    if seen:  # 150 pixels to the metre, from the side and a little from in front: z goes right
        across = 80 + 150 * joints[..., 2] + 200 * joints[..., 0]
        image = np.stack([across, 320 - 150 * joints[..., 1]], axis=-1)
    return MotionView(
        times,
        joints,
        ends,
        np.zeros((frames, count, 3)),
        np.zeros((frames, count)),
        image,
    )
