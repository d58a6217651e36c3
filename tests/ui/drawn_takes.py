"""Synthetic takes for tests and benchmarks of widgets: drawn, not captured."""

from __future__ import annotations

import numpy as np

from widgets.snapshot import ContactView, FigureView, MotionView, PointView, TakeView

RATE = 30.0
JOINTS = ("Hips", "LeftFoot", "RightFoot", "Head")


def drawn_take(
    frames: int = 412,
    contacts: tuple[ContactView, ...] | None = None,
    *,
    settled: bool = True,
    revision: int = 1,
    rate: float = RATE,
) -> TakeView:
    """A take with wavy rotations, four points and the contacts of the pictures."""
    times = np.arange(frames) / rate
    captured, refined = motion(times, 1.0), motion(times, 0.0)
    resting = np.zeros((frames, 3))
    points = tuple(
        PointView(f"{side}_{part.lower()}", part, side, joint, resting, resting)
        for side, joint in (("left", 1), ("right", 2))
        for part in ("Heel", "Toe")
    )
    return TakeView(
        revision=revision,
        name="walk_turn_03",
        rate=rate,
        joints=JOINTS,
        parents=(-1, 0, 0, 0),
        sides=("centre", "left", "right", "centre"),
        end_parents=(),
        euler_orders=("ZXY",) * 4,
        captured=captured,
        refined=refined,
        settled=settled,
        points=points,
        contacts=contacts if contacts is not None else walking_contacts(rate),
        figures=FIGURES,
        duration=float(times[-1]),
    )


FIGURES = (
    FigureView("Skate in plants, worst", "41 mm", "0.0 mm", "ok"),
    FigureView("Skate in plants, mean", "12 mm", "0.0 mm", "ok"),
    FigureView("Below ground, worst", "18 mm", "4.0 mm", "warn"),
    FigureView("Detail kept, 5 to 15 Hz", "100%", "97%"),
    FigureView("Rate", "29.97 fps", "60 fps"),
    FigureView("Frames", "412", "823"),
    FigureView("Height", "1.74 m", "1.74 m"),
)


def motion(times: np.ndarray, roughness: float) -> MotionView:
    """Waves of some degrees; `roughness` adds what capturing adds."""
    frames, joints = len(times), len(JOINTS)
    phase = np.arange(joints)[None, :, None] + np.arange(3)[None, None, :]
    wave = np.array([9.0, 18.0, 7.0]) * np.sin(2.4 * times[:, None, None] + phase)
    noise = np.random.default_rng(3).normal(0, 1.2, (frames, joints, 3)) * roughness
    turns = np.broadcast_to(wave + noise + np.array([4.0, -4.0, -12.0]), (frames, joints, 3))
    return MotionView(
        times,
        np.zeros((frames, joints, 3)),
        np.zeros((frames, 0, 3)),
        turns.copy(),
        np.abs(turns[..., 0]) + 5,
    )


def contact(
    name: str, point: str, state: str, first: int, last: int, *, rate: float = RATE, **more
) -> ContactView:
    """A contact from frame to frame, counted from 1."""
    return ContactView(
        name, point, state, (first - 1) / rate, (last - 1) / rate, **{"by_user": False, **more}
    )


def walking_contacts(rate: float = RATE) -> tuple[ContactView, ...]:
    """The contacts of the pictures, around frame 186, and some before and after."""
    plan = [
        ("left_heel", "plant", 120, 141, False, 0.9),
        ("left_heel", "plant", 165, 182, False, 0.7),
        ("left_heel", "plant", 206, 233, True, 1.0),
        ("left_toe", "plant", 118, 150, False, 0.95),
        ("left_toe", "plant", 168, 190, False, 0.55),
        ("left_toe", "plant", 209, 226, True, 1.0),
        ("left_toe", "pivot", 226, 246, True, 1.0),
        ("right_heel", "plant", 145, 161, False, 0.9),
        ("right_heel", "plant", 185, 204, False, 0.9),
        ("right_heel", "slide", 227, 238, True, 1.0),
        ("right_toe", "plant", 149, 170, False, 0.2),
        ("right_toe", "plant", 189, 212, False, 0.9),
        ("right_toe", "slide", 230, 244, True, 1.0),
    ]
    for k in range(0, 3):
        plan.append(("left_heel", "plant", 10 + 40 * k, 24 + 40 * k, False, 0.8))
        plan.append(("right_heel", "plant", 30 + 40 * k, 44 + 40 * k, False, 0.8))
    for k in range(0, 4):
        plan.append(("left_toe", "plant", 262 + 40 * k, 280 + 40 * k, False, 0.8))
        plan.append(("right_toe", "pivot", 282 + 36 * k, 300 + 36 * k, False, 0.6))
    return tuple(
        contact(
            f"c{place}",
            point,
            state,
            first,
            last,
            rate=rate,
            by_user=mine,
            probability=sure,
            captured_skate_mm=3.0 + 7.3 * place % 43,
            skate_mm=0.0 if place != 4 else 6.2,
        )
        for place, (point, state, first, last, mine, sure) in enumerate(plan)
    )


def many_contacts(count: int, frames: int, rate: float = RATE) -> tuple[ContactView, ...]:
    """`count` contacts over four lanes, in turns with air."""
    points = ("left_heel", "left_toe", "right_heel", "right_toe")
    each = frames / (count / 4)
    made = []
    for number in range(count):
        first = int(number // 4 * each) + 1
        made.append(
            contact(
                f"m{number}",
                points[number % 4],
                ("plant", "pivot", "slide")[number % 3],
                first,
                first + max(int(each * 0.6), 1),
                rate=rate,
                captured_skate_mm=float(number % 50),
                skate_mm=0.0,
            )
        )
    return tuple(made)
