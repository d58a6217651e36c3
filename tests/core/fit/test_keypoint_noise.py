"""A clip's own points say how far they err: badly seen people tremble no more than others."""

import numpy as np
import pytest
from seen_people import believed, camera, problem, walker

from core.fit import fit
from core.fit.fit import fit_clip
from core.fit.keypoint_noise import keypoint_scatter, liveliness
from core.motion import rotations


def scattered(sigma, frames=200, points=20):
    return sigma * np.random.default_rng(2).standard_normal((frames, points, 2))


@pytest.mark.parametrize("sigma", [0.2, 0.9])
def test_scatter_is_what_half_of_the_points_do_beside_where_they_mostly_lie(sigma):
    off = scattered(sigma)
    off[:, ::4] += 3.0  # a detector that always draws a joint elsewhere
    off[::10] += 8.0  # frames in which it draws somebody else
    off[50:, 5] = np.nan
    off[3:, 6] = np.nan
    assert keypoint_scatter(off) == pytest.approx(sigma, rel=0.2)


def test_who_is_hardly_seen_says_nothing():
    assert keypoint_scatter(np.full((50, 9, 2), np.nan)) is None
    assert liveliness(np.full((50, 9, 2), np.nan)) == 1.0
    assert liveliness(scattered(0.5, frames=5)) == 1.0


def test_the_worse_somebody_is_seen_the_less_of_what_is_fast_is_theirs():
    found = [liveliness(scattered(sigma)) for sigma in (0.0, 0.3, 0.6, 0.9, 9.0)]
    assert found == sorted(found, reverse=True)
    assert found[0] == found[1] > found[2] > found[3] > found[4] > 0.0


def _trembles(motion, part):
    """Mean jerk of a joint's turn, as far as it goes."""
    turns = motion.local_rotations[:, part]
    step = rotations.multiply(rotations.inverse(turns[:-1]), turns[1:])
    return np.linalg.norm(np.diff(rotations.to_rotation_vector(step), n=2, axis=0), axis=-1).mean()


@pytest.mark.parametrize(("noise", "more"), [(9.0, False), (1.0, True)], ids=["badly", "well"])
def test_a_fit_trembles_less_of_who_is_seen_badly_and_more_of_who_is_seen_well(
    monkeypatch, noise, more
):
    whole = problem(walker(60), believed(placed=camera()), seen_by=camera(), noise=noise)
    elbow = whole.body.parts["left_elbow"]
    ours = _trembles(fit_clip(whole).motion, elbow)
    monkeypatch.setattr(fit, "liveliness", lambda off: 1.0)
    alike = _trembles(fit_clip(whole).motion, elbow)
    assert ours > 1.02 * alike if more else ours < 0.85 * alike


def test_legs_are_not_made_stiffer_since_planted_feet_would_creep(monkeypatch):
    whole = problem(walker(60), believed(placed=camera()), seen_by=camera(), noise=5.0)
    joints = [whole.body.parts[name] for name in ("left_knee", "left_elbow")]
    found = []
    for factor in (1.0, 0.3):
        monkeypatch.setattr(fit, "liveliness", lambda off, factor=factor: factor)
        motion = fit_clip(whole).motion
        found.append([_trembles(motion, joint) for joint in joints])
    (knee, elbow), (calmer_knee, calmer_elbow) = found
    assert calmer_knee > 0.93 * knee
    assert calmer_elbow < 0.8 * elbow
