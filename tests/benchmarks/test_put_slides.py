"""Wanted slides of many kinds put into exact takes: they lead somewhere, the rest holds."""

from __future__ import annotations

import made_walk
import numpy as np
import pytest

from benchmarks.takes.labels import foot_paths
from benchmarks.takes.put_slides import bow, course, put_drag, put_sweep
from core.contacts.intervals import held_samples
from core.quality.contact_metrics import skates

TIMES = np.arange(241) / 60.0


@pytest.mark.parametrize("put", [put_drag, put_sweep])
def test_a_slide_leads_over_the_floor_and_what_is_held_stays_exact(put) -> None:
    walk = made_walk.walk(6.0, 60.0)
    points, before = walk.contact_points, made_walk.plants(6.0)
    worst = max(s.skate_mm for s in skates(walk.motion.times,
                                           foot_paths(walk.motion, points), before))  # fmt: skip
    lengths = []
    for seed in range(12):
        motion, contacts = put(walk.motion, points, list(before), np.random.default_rng(seed))
        paths = foot_paths(motion, points)
        held = skates(motion.times, paths, contacts)
        assert max(one.skate_mm for one in held) < worst + 0.1
        for slide in (one for one in contacts if one.state == "slide"):
            inside = paths[slide.point][held_samples(motion.times, slide)]
            assert np.ptp(inside[:, 1]) < 0.003
            lengths.append(float(np.linalg.norm(inside[-1] - inside[0])))
    assert len(lengths) > 4 and max(lengths) > 0.12


def test_a_course_goes_from_nought_to_one_and_never_back() -> None:
    kinds = []
    for seed in range(20):
        share = course(TIMES, 1.0, 2.0, np.random.default_rng(seed))
        assert np.all(share[TIMES <= 1.0] == 0.0) and share[-1] == pytest.approx(1.0)
        assert np.all(np.diff(share) >= -1e-12)
        kinds.append(float(share[90]))
    # braking ones have gone farther at half time than soft ones
    assert min(kinds) == pytest.approx(0.5, abs=1e-3) and max(kinds) > 0.6


def test_a_bow_leads_as_far_as_it_is_long() -> None:
    share = np.linspace(0.0, 1.0, 50)
    aside = []
    for seed in range(20):
        way = bow(share, 0.4, np.random.default_rng(seed))
        assert np.linalg.norm(way[-1]) == pytest.approx(0.4) and np.all(way[:, 1] == 0.0)
        ahead = way[-1] / 0.4
        aside.append(np.abs(way - (way @ ahead)[:, None] * ahead).max())
    assert 0.0 < max(aside) < 0.11 and min(aside) < 1e-12
