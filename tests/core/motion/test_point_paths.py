"""Where contact points go, of a long take stretch by stretch."""

from __future__ import annotations

import made_walk
import numpy as np

from core.motion import point_paths as paths_of


def test_a_long_take_s_paths_are_those_that_it_has_at_once(monkeypatch):
    walk = made_walk.walk(12.0, 30.0)
    motion, points = walk.motion, walk.contact_points
    whole = paths_of.point_paths(motion, points)
    monkeypatch.setattr(paths_of, "_CHUNK", 97)
    assert motion.frame_count > 3 * 97
    parts = paths_of.point_paths(motion, points)
    assert list(parts) == list(whole) == [point.name for point in points]
    assert all(np.array_equal(parts[name], whole[name]) for name in whole)
