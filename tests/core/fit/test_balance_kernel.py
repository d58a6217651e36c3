"""The nearest point of a hull of few corners."""

import numpy as np
import pytest

from core.fit.balance_kernel import nearest_in_hull

SQUARE = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])


@pytest.mark.parametrize(
    ("corners", "point", "nearest"),
    [
        (SQUARE, (0.3, 0.6), (0.3, 0.6)),
        (SQUARE, (2.0, 0.5), (1.0, 0.5)),
        (SQUARE[[0, 2, 1, 3]], (-1.0, -2.0), (0.0, 0.0)),
        (SQUARE[:2], (0.4, 3.0), (0.4, 0.0)),
        (SQUARE[:1], (5.0, 5.0), (0.0, 0.0)),
    ],
)
def test_the_nearest_point_of_a_hull(corners, point, nearest):
    ends, share = np.empty(2, dtype=np.int64), np.empty(2)
    corners = np.ascontiguousarray(corners)
    outside = nearest_in_hull(corners, np.array(point), ends, share)
    assert outside == (nearest != point)
    if outside:
        assert np.allclose(share @ corners[ends], nearest)
