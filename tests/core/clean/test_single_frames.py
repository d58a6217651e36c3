"""What jumps away for a frame is told from what moves fast."""

from __future__ import annotations

import numpy as np

from core.clean.single_frames import jumping_turns
from core.motion import rotations

TIMES = np.arange(60) / 30.0


def _about_x(degrees: np.ndarray) -> np.ndarray:
    return rotations.from_rotation_vector(np.radians(degrees)[:, None] * [1.0, 0.0, 0.0])


def _kick() -> np.ndarray:
    """A knee, degrees: up and down by 120 within a second, 12 and more a frame."""
    return 120.0 * np.exp(-(((TIMES - 1.0) / 0.28) ** 2))


def test_a_flip_in_the_midst_of_a_fast_turn_is_found():
    turning = _kick()
    frame = int(np.argmax(np.abs(np.diff(turning))))
    turning[frame] += 60.0
    assert np.flatnonzero(jumping_turns(_about_x(turning), TIMES)).tolist() == [frame]


def test_a_fast_turn_itself_is_no_flip():
    assert not np.any(jumping_turns(_about_x(_kick()), TIMES))
    assert not np.any(jumping_turns(_about_x(np.cumsum(_kick())), TIMES))


def test_a_sudden_step_is_no_flip():
    step = np.where(TIMES < 1.0, 0.0, 70.0)
    assert not np.any(jumping_turns(_about_x(step), TIMES))
