"""How the figures of a take read."""

from __future__ import annotations

import numpy as np

from app.views import figure_views
from core.motion.default_rig import default_rig_at_rest
from core.motion.motion import Motion
from core.quality.figures import take_figures


def standing(times: np.ndarray) -> dict[str, float]:
    """Figures of a rig that stands through these moments (seconds)."""
    rig = default_rig_at_rest(1.75)
    count = len(times)
    turns = np.repeat(rig.local_rotations, count, axis=0)
    motion = Motion(rig.skeleton, turns, np.repeat(rig.root_positions, count, axis=0), times)
    return take_figures(motion, (), (), 0.0)


def test_the_rate_of_uneven_frames_is_their_mean_and_said_to_be_uneven() -> None:
    steps = np.where(np.arange(92) % 4 == 0, 0.035, 0.046)
    times = np.concatenate([[0.0], np.cumsum(steps * 4.0 / steps.sum())])
    uneven, even = standing(times), standing(np.arange(97) / 24.0)
    (rate,) = (one for one in figure_views(uneven, even) if one.label == "Rate")
    assert (rate.captured, rate.refined) == ("≈23 fps, uneven", "24 fps")


def test_the_rate_of_even_frames_is_exact() -> None:
    film = standing(np.arange(100) * 1001.0 / 30000.0)
    (rate,) = (one for one in figure_views(film, film) if one.label == "Rate")
    assert rate.refined == "29.97 fps"
