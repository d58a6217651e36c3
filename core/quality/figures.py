"""The few figures of a take that stand beside it, and in the report of an export."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from core.contacts.contact import Contact
from core.contacts.intervals import in_order
from core.files.standing_height import told_height
from core.motion.contact_point import FOOT_POINT_NAMES, ContactPoint
from core.motion.motion import Motion
from core.motion.output_times import own_rate
from core.motion.point_paths import point_paths
from core.motion.rest_frame import without_rest
from core.quality.contact_metrics import penetration_mm, skates
from core.quality.toe_metrics import toe_tip_figures
from core.solve.limits import floor_under
from core.solve.problem import Problem

#: A joint that turns further than this between two samples has jumped (degrees).
JUMP_DEGREES = 90.0


@dataclass(frozen=True, slots=True)
class Jump:
    """A joint that turns too far between two samples: its name, the second one's time, degrees."""

    joint: str
    time: float
    degrees: float


def jumps(motion: Motion) -> list[Jump]:
    """Where a joint turns by more than JUMP_DEGREES from one sample to the next, farthest first.

    From a rest pose that leads the motion to its first frame nothing turns.
    """
    motion = without_rest(motion)
    halves = _half_cosines(motion)
    found = [
        Jump(
            motion.skeleton.names[joint],
            float(motion.times[sample + 1]),
            float(np.degrees(2.0 * np.arccos(min(halves[sample, joint], 1.0)))),
        )
        for sample, joint in np.argwhere(_too_far(halves))
    ]
    return sorted(found, key=lambda jump: -jump.degrees)


def rotation_jumps(motion: Motion) -> int:
    """How often a joint turns by more than JUMP_DEGREES from one sample to the next."""
    return int(np.count_nonzero(_too_far(_half_cosines(without_rest(motion)))))


def _half_cosines(motion: Motion) -> np.ndarray:
    """(frames - 1, joints): the cosine of half the angle between neighbours."""
    turns = motion.local_rotations
    return np.abs(np.sum(turns[1:] * turns[:-1], axis=-1))


def _too_far(half_cosines: np.ndarray) -> np.ndarray:
    return half_cosines < np.cos(np.radians(JUMP_DEGREES) / 2.0)


def step_spread_ms(motion: Motion) -> float:
    """How unevenly the frames are spaced: the longest step less the shortest, milliseconds."""
    return 1000.0 * float(np.ptp(np.diff(motion.times))) if motion.frame_count > 2 else 0.0


def take_figures(
    motion: Motion,
    points: Sequence[ContactPoint],
    contacts: Iterable[Contact],
    ground_height: float,
) -> dict[str, float]:
    """Figures of one motion under its contacts; keys end in their unit.

    Skate is there where a plant or pivot is, `penetration_worst_mm` (of heels and toes) where the
    rig has feet, `toe_tips_below_worst_mm` where it has toes that end beyond their joint; a rest
    pose that leads the motion counts for none. Always: `frames`, `rate_fps` (of the median step),
    `step_spread_ms` (between the shortest and the longest step), `seconds`, `height_m`,
    `rotation_jumps`.
    """
    contacts, moving = tuple(contacts), without_rest(motion)
    paths = point_paths(moving, points)
    figures: dict[str, float] = {}
    kept = skates(moving.times, paths, contacts)
    if kept:
        distances = [skate.skate_mm for skate in kept]
        figures["plants"] = len(kept)
        figures["plant_skate_worst_mm"] = max(distances)
        figures["plant_skate_mean_mm"] = float(np.mean(distances))
    # between contacts on two levels (a jump down) it is the solver's floor that counts
    problem = Problem(moving, (), in_order(contacts), ground_height)
    heights = [
        path[:, 1] - floor_under(problem, name, 0, len(moving.times), held=True)
        for name, path in paths.items()
        if name in FOOT_POINT_NAMES
    ]
    if heights:
        figures["penetration_worst_mm"], figures["penetration_mean_mm"] = penetration_mm(heights)
        figures |= toe_tip_figures(moving, points, contacts, ground_height)
    return figures | {
        "rotation_jumps": rotation_jumps(motion),
        "frames": motion.frame_count,
        "rate_fps": own_rate(motion),
        "step_spread_ms": step_spread_ms(motion),
        "seconds": motion.seconds,
        "height_m": told_height(motion),
    }
