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
    found = np.empty(2)
    nearest_in_hull(np.ascontiguousarray(corners), np.array(point), found)
    assert np.allclose(found, nearest)
