"""Feet are held firmly where motion and picture say that they stand, loosely where the picture
alone does."""

from __future__ import annotations

import numpy as np
from made_person import camera_before, perfectly_seen

from core.capture.capture_rig import CaptureRig, capture_rig
from core.capture.detect.detector import Landmarks
from core.capture.whole_clip.fitted import fit_body
from core.capture.whole_clip.standing_points import held_frames, standing_points
from core.fit.problem import FIRM, LOOSE
from core.motion.contact_point import FOOT_POINT_NAMES
from core.motion.motion import Motion
from core.synth.sample_motion import sample_motion

SAMPLE = sample_motion()
CAMERA = camera_before(6.0)
WHOLE = SAMPLE.motion
WALK = Motion(
    WHOLE.skeleton, WHOLE.local_rotations[:240:2], WHOLE.root_positions[:240:2], WHOLE.times[:240:2]
)
STANDS = held_frames(WALK.times, [(one, 1.0) for one in SAMPLE.contacts], FOOT_POINT_NAMES)


def held(image_points: np.ndarray) -> np.ndarray:
    """(frames, feet) of the walk beside a picture."""
    rig: CaptureRig = capture_rig(None, None)
    seen = Landmarks(WALK.times, image_points, np.zeros((len(WALK.times), 33, 3)))
    return standing_points(seen, rig, fit_body(rig.map, rig.height))(WALK, CAMERA)


def test_what_is_held_firmly_stands_and_nearly_all_that_stands_is_held() -> None:
    found = held(perfectly_seen(WALK, CAMERA).image_points)
    assert STANDS[found == FIRM].mean() > 0.9
    assert (found[STANDS] > 0.0).mean() > 0.9
    assert set(np.unique(found)) <= {0.0, LOOSE, FIRM}


def test_a_picture_that_rests_holds_a_moving_foot_loosely_at_most() -> None:
    seen = perfectly_seen(WALK, CAMERA).image_points
    found = held(np.repeat(seen[:1], len(seen), axis=0))
    swings = ~STANDS
    swings[:-6] &= ~STANDS[6:]
    swings[6:] &= ~STANDS[:-6]
    assert (found[swings] == LOOSE).mean() > 0.3, "the picture says that it stands"
    assert (found[swings] == FIRM).mean() < 0.1
