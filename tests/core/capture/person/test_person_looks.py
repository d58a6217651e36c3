"""What a person's looks are made of: the quantiles of the colours along the bones."""

import cv2
import numpy as np

from core.capture.detect.pose_points import POSE_POINTS
from core.capture.person.person_looks import LOOKS, looks_of


def test_looks_are_the_quantiles_of_the_colours_that_are_seen_along_a_leg():
    random = np.random.default_rng(3)
    picture = random.integers(0, 256, (240, 90, 3), dtype=np.uint8)
    points = np.zeros((len(POSE_POINTS), 3))
    hip, knee = (POSE_POINTS.index(f"left_{part}") for part in ("hip", "knee"))
    points[hip], points[knee] = (30.3, 20.0, 1.0), (71.8, 210.9, 1.0)
    along = np.linspace(0.1, 0.9, 16)[:, None]
    places = points[hip, :2] * (1 - along) + points[knee, :2] * along
    x, y = np.unique(np.round(places).astype(int), axis=0).T
    colours = picture[y, x][None].astype(np.float32) / 255.0
    lab = cv2.cvtColor(colours, cv2.COLOR_RGB2LAB)[0]
    legs = np.quantile(lab, np.linspace(0.06, 0.94, 9), axis=0).T.ravel()
    looks = looks_of(picture, points)
    np.testing.assert_array_equal(looks[LOOKS // 2 :], legs)
    assert np.isnan(looks[: LOOKS // 2]).all(), "no shoulder is seen"
