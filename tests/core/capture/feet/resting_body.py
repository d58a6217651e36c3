"""A body that does nothing before a camera: what is said of its feet comes from pixels alone."""

from __future__ import annotations

import numpy as np
from made_person import camera_before

from core.motion.motion import Motion
from core.synth.sample_motion import sample_motion

CAMERA = camera_before(6.0)
TIMES = np.arange(60) / 30.0
_RIG = sample_motion().motion.skeleton
MOTION = Motion(
    _RIG,
    np.tile([1.0, 0.0, 0.0, 0.0], (len(TIMES), _RIG.joint_count, 1)),
    np.tile([0.0, 1.0, 0.0], (len(TIMES), 1)),
    TIMES,
)
#: Pixels of a metre at the body's distance.
METRE = float(CAMERA.intrinsics[0, 0] / CAMERA.camera_points(MOTION.root_positions)[0, 2])
