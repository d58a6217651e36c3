"""Who rests in the picture has a still root, and who walks does not rest."""

from dataclasses import replace

import numpy as np
from seen_people import believed, camera, problem, walker

from core.fit.fit import fit_clip
from core.fit.stillness import still_frames


def _standing():
    motion = walker(60)
    return motion.with_pose(
        np.repeat(motion.local_rotations[:1], 60, axis=0),
        np.repeat(motion.root_positions[:1], 60, axis=0),
    )


def _wandering(whole, pixels=1.5):
    """The detector's errors go to and fro slowly, as they do."""
    seen = whole.sightings.seen.copy()
    seen += pixels * np.sin(np.linspace(0.0, 6.0, len(seen)))[:, None, None]
    return replace(whole, sightings=replace(whole.sightings, seen=seen))


def test_a_resting_body_has_a_root_that_rests():
    whole = _wandering(problem(_standing(), believed(placed=camera()), seen_by=camera()))
    assert still_frames(whole).all()
    roots = fit_clip(whole).motion.root_positions
    assert np.ptp(roots, axis=0).max() < 0.005


def test_a_walking_body_does_not_rest():
    whole = problem(walker(60), believed(placed=camera()), seen_by=camera())
    assert still_frames(whole).mean() < 0.2
    assert np.ptp(fit_clip(whole).motion.root_positions, axis=0).max() > 0.1
