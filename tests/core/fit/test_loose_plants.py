"""A point that may stand is held loosely: it gives way where it is seen to go."""

from dataclasses import replace

import numpy as np
from seen_people import believed, camera, problem, walker

from core.fit.fit import fit_clip
from core.fit.problem import FIRM, LOOSE
from core.motion.kinematics import world_positions
from core.motion.motion import Motion

FRAMES = 45


def _held_wrongly(motion: Motion, how: float, noise: float) -> tuple[float, float]:
    """Metres that the left ankle is off, and that it moves from frame to frame, while the fit is
    told that the left foot stands."""
    whole = problem(motion, believed(placed=camera()), seen_by=camera(), noise=noise)
    held = np.zeros((FRAMES, 4))
    held[10:30, :2] = how
    fitted = fit_clip(replace(whole, standing=lambda moved, seen_by: held))
    ankle = whole.body.parts["left_ankle"]
    ours = world_positions(fitted.motion)[10:30, ankle]
    off = np.linalg.norm(ours - world_positions(motion)[10:30, ankle], axis=-1)
    steps = np.linalg.norm(np.diff(ours, axis=0), axis=-1)
    return float(off.mean()), float(steps.mean())


def test_a_foot_that_is_seen_to_swing_is_let_go_where_it_may_stand() -> None:
    motion = walker(FRAMES, first=2.0)
    path = world_positions(motion)[10:30, motion.skeleton.names.index("LeftFoot")]
    assert np.linalg.norm(np.ptp(path, axis=0)) > 0.3, "the foot has to swing"
    loose, firm = (_held_wrongly(motion, how, 0.0)[0] for how in (LOOSE, FIRM))
    assert loose < 0.7 * firm


def test_a_foot_that_may_stand_trembles_less_than_one_that_is_not_held() -> None:
    one = walker(1, first=0.2)
    still = Motion(
        one.skeleton, np.repeat(one.local_rotations, FRAMES, axis=0),
        np.repeat(one.root_positions, FRAMES, axis=0), np.arange(FRAMES) / 30.0,
    )  # fmt: skip
    firm, loose, free = (_held_wrongly(still, how, 6.0)[1] for how in (FIRM, LOOSE, 0.0))
    assert firm < loose < 0.7 * free
