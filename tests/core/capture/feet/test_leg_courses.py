"""Legs that leap to somewhere else are not believed there; legs that move fast are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from test_leg_labels import LEFT, RIGHT, apart, exchanged, tall, walked

from core.capture.detect.detector import Landmarks
from core.capture.feet.leg_courses import legs_on_course


def caught(seen: Landmarks, frames: list[int], share: float) -> Landmarks:
    """The left leg drawn a part of the way to the right one."""
    image = np.array(seen.image_points)
    rows = np.array(frames)[:, None]
    way = image[rows, RIGHT, :2] - image[rows, LEFT, :2]
    image[rows, LEFT, :2] += share * way
    return replace(seen, image_points=image)


def wide_run(seen: Landmarks, count: int) -> list[int]:
    """So many frames in a row whose ankles are well apart, from the middle of the clip on."""
    wide = apart(seen)
    for first in wide[len(wide) // 2 :]:
        if np.isin(np.arange(first, first + count), wide).all():
            return list(range(int(first), int(first) + count))
    raise AssertionError("The legs of the sample are never apart for so long.")


def far_off(found: Landmarks, truth: Landmarks, frames: list[int]) -> float:
    """How far the left foot lies from the truth at worst, parts of the height."""
    rows = np.array(frames)[:, None]
    off = found.image_points[rows, LEFT[1:], :2] - truth.image_points[rows, LEFT[1:], :2]
    return float(np.linalg.norm(off, axis=-1).max() / tall(truth.image_points))


@pytest.mark.parametrize("share", [0.6, 1.0])
@pytest.mark.parametrize("rate", [30, 60])
def test_a_leg_that_is_caught_on_the_other_is_led_on_and_not_believed(
    rate: int, share: float
) -> None:
    seen = walked(rate)
    frames = wide_run(seen, round(0.1 * rate))
    drawn = caught(seen, frames, share)
    found = legs_on_course(drawn)
    assert far_off(drawn, seen, frames) > 0.12
    assert far_off(found, seen, frames) < 0.07
    assert (found.image_points[frames][:, LEFT, 2] == 0.0).all()
    assert (found.image_points[frames][:, RIGHT, 2] == seen.image_points[frames][:, RIGHT, 2]).all()


@pytest.mark.parametrize("rate", [30, 60])
def test_a_walk_is_left_as_it_is(rate: int) -> None:
    seen = walked(rate)
    assert legs_on_course(seen) is seen


def test_a_kick_is_not_taken_for_a_leap() -> None:
    """A foot that goes 1.5 m in 0.25 s and back is fast, and goes on as it went."""
    seen = walked(60)
    image = np.array(seen.image_points)
    swing = np.sin(np.linspace(0.0, np.pi, 30)) ** 2
    image[60:90, LEFT[1:], 0] += 0.9 * tall(image) * swing[:, None]
    image[60:90, LEFT[0], 0] += 0.45 * tall(image) * swing
    kicked = replace(seen, image_points=image)
    assert (legs_on_course(kicked).image_points[..., 2] == image[..., 2]).all()


def test_every_other_picture_of_a_fast_film_goes_with_its_neighbour() -> None:
    """At 240 Hz the leap is found as at 60, and frames around it are kept."""
    seen = walked(60)
    times = np.linspace(seen.times[0], seen.times[-1], 4 * (len(seen.times) - 1) + 1)
    fine = Landmarks(
        times,
        np.stack([[np.interp(times, seen.times, seen.image_points[:, p, a]) for a in range(3)]
                  for p in range(seen.image_points.shape[1])]).transpose(2, 0, 1),
        np.repeat(seen.camera_points, 4, axis=0)[: len(times)],
    )  # fmt: skip
    frames = wide_run(fine, 24)
    found = legs_on_course(caught(fine, frames, 1.0))
    away = np.flatnonzero((found.image_points[:, LEFT, 2] == 0.0).all(axis=1))
    assert set(frames[2:-2]) <= set(away.tolist()) <= set(range(frames[0] - 2, frames[-1] + 3))


def test_frames_without_a_person_and_short_clips_stay() -> None:
    seen = walked()
    image = np.array(seen.image_points)
    image[40:60] = np.nan
    gone = replace(seen, image_points=image)
    assert np.isnan(legs_on_course(gone).image_points[40:60]).all()
    nobody = replace(seen, image_points=np.full_like(image, np.nan))
    assert legs_on_course(nobody) is nobody
    short = Landmarks(seen.times[:3], seen.image_points[:3], seen.camera_points[:3])
    assert legs_on_course(short) is short


def test_legs_that_were_only_named_wrong_are_left_to_their_names() -> None:
    """The planted fault of the other room: under the right names nothing is off its course."""
    seen = walked()
    frames = wide_run(seen, 3)
    drawn = exchanged(seen, frames)
    assert (legs_on_course(drawn).image_points[frames][:, LEFT, 2] == 0.0).all()
    assert legs_on_course(seen) is seen
