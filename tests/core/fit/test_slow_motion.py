"""How lively a body is, its slow motion tells: per second, moment by moment, joint by joint."""

import numpy as np
import pytest
from seen_people import believed, camera, problem, walker

from core.fit import fit
from core.fit.fit import fit_clip
from core.fit.slow_motion import slow_densities
from core.motion import rotations


def _turns(vectors):
    """(frames, joints, 3, 3) of rotation vectors (frames, joints, 3)."""
    return rotations.to_matrix(rotations.from_rotation_vector(vectors))


def _wandering(rate, density, seconds=60.0, seed=4):
    """A way whose accelerations are white with this density; (frames, 3)."""
    random = np.random.default_rng(seed)
    frames = round(seconds * rate)
    velocity = np.cumsum(random.standard_normal((frames, 3)), axis=0) * np.sqrt(density / rate)
    return np.cumsum(velocity, axis=0) / rate


@pytest.mark.parametrize("rate", [30.0, 60.0])
def test_white_accelerations_are_found_as_dense_as_they_are_at_any_rate(rate):
    roots = _wandering(rate, 2.5)
    frames = len(roots)
    turns = _turns(np.zeros((frames, 1, 3)))
    found, still = slow_densities(
        np.full(frames - 1, 1 / rate), turns, roots, np.ones(frames, bool)
    )
    assert found.mean() == pytest.approx(2.5, rel=0.25)
    assert still.max() < 1e-12


def test_wander_above_the_slow_motion_counts_little():
    times = np.arange(120) / 30.0
    seen = np.ones(120, bool)

    def density(hertz):
        angle = np.zeros((120, 1, 3))
        # as large an acceleration at both
        angle[:, 0, 1] = np.sin(2 * np.pi * hertz * times) / hertz**2
        return float(
            slow_densities(np.diff(times), _turns(angle), np.zeros((120, 3)), seen)[1].mean()
        )

    assert density(8.0) < 0.03 * density(1.5)


def test_a_moment_is_as_lively_as_it_is_and_what_is_not_seen_does_not_count():
    times = np.arange(120) / 30.0
    angle = np.zeros((120, 2, 3))
    angle[60:, 1, 0] = np.sin(2 * np.pi * 2.0 * times[60:])
    angle[:20, 0, 2] = np.random.default_rng(1).standard_normal(20)
    seen = np.arange(120) >= 30  # smoothing carries four of its sigmas
    _, found = slow_densities(np.diff(times), _turns(angle), np.zeros((120, 3)), seen)
    assert found[100, 1] > 1000 * found[30, 1]
    assert found[:, 0].max() < 1e-9


def test_legs_are_not_made_stiffer_than_a_sample_says(monkeypatch):
    whole = problem(walker(60), believed(placed=camera()), seen_by=camera(), noise=3.0)
    knee = whole.body.parts["left_knee"]
    monkeypatch.setattr(fit, "_MOST_UP", 1.0)
    lively = fit_clip(whole).motion
    monkeypatch.setattr(fit, "_legs", lambda body: np.zeros(len(body.joints), bool))
    monkeypatch.setattr(fit, "_SLOW_COUNTS", 1e-3)
    assert _jerk(lively, knee) > 1.3 * _jerk(fit_clip(whole).motion, knee)


def _jerk(motion, joint):
    step = rotations.multiply(
        rotations.inverse(motion.local_rotations[:-1, joint]), motion.local_rotations[1:, joint]
    )
    return float(
        np.linalg.norm(np.diff(rotations.to_rotation_vector(step), n=2, axis=0), axis=-1).mean()
    )


def test_a_trunk_that_hardly_moves_trembles_less_and_legs_that_walk_keep_their_speed(monkeypatch):
    whole = problem(walker(60), believed(placed=camera()), seen_by=camera(), noise=3.0)
    lively = fit_clip(whole).motion
    monkeypatch.setattr(fit, "_SLOW_SHARE", 0.0)
    alike = fit_clip(whole).motion
    neck, knee = (whole.body.parts[part] for part in ("neck", "left_knee"))
    assert _jerk(lively, neck) < 0.9 * _jerk(alike, neck)

    def speed(motion):
        turn = rotations.multiply(
            rotations.inverse(motion.local_rotations[:-1, knee]), motion.local_rotations[1:, knee]
        )
        return np.linalg.norm(rotations.to_rotation_vector(turn), axis=-1).max()

    assert speed(lively) > 0.97 * speed(alike)
