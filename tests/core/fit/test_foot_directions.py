"""A detector's own depth of feet hardly turns them: what it draws in the picture does."""

from __future__ import annotations

import numpy as np
from seen_people import believed, camera, problem, walker

from core.fit.fit import fit_clip
from core.motion import rotations
from core.motion.body_parts import body_parts
from core.motion.kinematics import world_positions
from core.motion.motion import Motion


def _headings(motion: Motion) -> np.ndarray:
    """(frames, 2) degrees, of left and right foot."""
    parts, places = body_parts(motion.skeleton), world_positions(motion)
    along = [
        places[:, parts[f"{s}_toe"]] - places[:, parts[f"{s}_ankle"]] for s in ("left", "right")
    ]
    return np.degrees(np.stack([np.arctan2(way[:, 0], way[:, 2]) for way in along], axis=1))


def test_feet_keep_their_heading_where_the_detectors_depth_turns_them():
    motion = walker(40)
    whole = problem(motion, believed(placed=camera()), seen_by=camera())
    names = whole.image_points.names
    feet = [k for k, (_, end) in enumerate(whole.bones) if names[end].endswith("foot_index")]
    assert len(feet) == 2
    turn = rotations.from_rotation_vector(np.radians([0.0, 60.0, 0.0]))
    for foot in feet:
        whole.sightings.towards[:, foot] = rotations.rotate(turn, whole.sightings.towards[:, foot])

    def off() -> float:
        apart = _headings(fit_clip(whole).motion) - _headings(motion)
        return float(np.mean(np.abs((apart + 180.0) % 360.0 - 180.0)))

    hardly = off()
    for foot in feet:
        whole.sightings.towards_weight[:, foot] = 0.3
    assert hardly < 0.7 * off()
    assert hardly < 12.0
