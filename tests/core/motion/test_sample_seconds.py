"""Samples stand for all of the time between them, the ends for no less than their neighbours."""

import numpy as np
import pytest

from core.motion.sample_seconds import sample_seconds


def test_a_sample_stands_for_half_of_the_way_to_both_neighbours_and_an_end_for_a_whole_step():
    assert sample_seconds(np.array([0.0, 0.1, 0.4, 0.5])) == pytest.approx([0.1, 0.2, 0.2, 0.1])


def test_one_sample_is_heard_though_it_has_no_neighbour():
    assert sample_seconds(np.array([2.5])) == pytest.approx([1.0])
