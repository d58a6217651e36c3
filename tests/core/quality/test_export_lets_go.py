"""A long take has no room for what was captured beside what is written of it."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
from made_bvh import body_motion

from core.quality import export
from core.take.captured import Captured


@pytest.mark.parametrize("held", [False, True])
def test_what_was_captured_goes_once_it_is_resampled_unless_it_is_held(monkeypatch, held):
    handed = [Captured(body_motion(40, 30.0), ())]
    turns = weakref.ref(handed[0].motion.local_rotations)
    still = handed[0] if held else None
    solved, there = export.refine, []

    def refine(*given, **more):
        gc.collect()
        there.append(turns() is not None)
        return solved(*given, **more)

    monkeypatch.setattr(export, "refine", refine)
    written = export.output_motion(handed.pop(), (), rate=60.0)
    assert there == [held]
    assert still is None or still.motion.frame_count == 40
    assert np.allclose(np.diff(written.motion.times), 1.0 / 60.0)


@pytest.mark.parametrize("frugal", [False, True])
@pytest.mark.parametrize("rate", [30.0, 60.0])
def test_who_has_no_room_for_two_blocks_at_once_is_heard(monkeypatch, frugal, rate):
    solved, told = export.refine, []

    def refine(captured, decisions, settings, **more):
        told.append(settings.one_by_one)
        return solved(captured, decisions, settings, **more)

    monkeypatch.setattr(export, "refine", refine)
    export.output_motion(Captured(body_motion(40, 30.0), ()), (), rate=rate, one_by_one=frugal)
    assert told == [frugal]
