"""Legs that a detector draws elsewhere for some frames: not believed there, led on along their way.

Where legs cross, or something passes before them, a detector draws a leg on the other one, or part
of the way to it, for up to some tenths of a second, and is sure of it. Such a leap looks like a
swing between two plants. The way through a clip's frames on which every point goes on as it went,
and which leaves out few of them, is a shortest path; what it leaves out, and what lies far from
where its neighbours lead, is no sight of that leg.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.capture.detect.detector import Landmarks
from core.capture.detect.pose_points import POSE_POINTS
from core.capture.feet.beside_gaps import legs_doubted_beside_gaps
from core.capture.rig_map import SIDES
from core.motion.resample import path_at

_LEG = ("knee", "ankle", "heel", "foot_index")
_LEGS = tuple([POSE_POINTS.index(f"{side}_{part}") for part in _LEG] for side in SIDES)
#: Of a person's height in the picture: what a leg speeds up by in a second, and goes in a second.
_AGILITY, _SPEED = 15.0, 3.0
#: What a detector's points tremble by, parts of that height: at least, at most.
_LEAST_NOISE, _MOST_NOISE = 0.008, 0.03
#: What a frame (of 1/30 s) costs that is left out, and the part of it where nothing was sure.
_LEFT_OUT, _UNSURE, _STEP = 1.0, 0.25, 1.0 / 30.0
#: Seconds that are left out at once at most: a leg that is gone for longer has gone elsewhere.
_LONGEST = 0.35
#: A foot this near (parts of the height) to where its neighbours lead is where it was drawn.
_NEAR = 0.05
#: Legs that are seen worse say nothing.
_LEAST_CONFIDENCE = 0.2
#: Frames a second that are looked at: between them nobody goes astray.
_RATE = 60.0


def legs_on_course(seen: Landmarks) -> Landmarks:
    """The landmarks with legs that left their course led on between the frames around.

    They have confidence 0 there. Knees, ankles, heels and toes of one leg leave it together.
    Beside frames without anybody legs are less sure than the detector says (`beside_gaps`).
    """
    return legs_doubted_beside_gaps(_led_on(seen))


def _led_on(seen: Landmarks) -> Landmarks:
    image = np.array(seen.image_points)
    tall = _height(image)
    if not np.isfinite(tall):
        return seen
    found = False
    for leg in _LEGS:
        known = _known(image[:, leg])
        away = _off_course(seen.times, image[:, leg], known, tall)
        good = known & ~away
        if not away.any() or np.count_nonzero(good) < 2:
            continue
        rows = np.flatnonzero(away)
        led = path_at(seen.times[good], image[good][:, leg, :2], seen.times[rows])
        off = np.linalg.norm(image[rows][:, leg[1:], :2] - led[:, 1:], axis=-1).mean(axis=1)
        far = off > _NEAR * tall
        image[rows[far][:, None], leg] = np.concatenate(
            [led[far], np.zeros((np.count_nonzero(far), len(leg), 1))], axis=-1
        )
        found |= bool(far.any())
    return replace(seen, image_points=image) if found else seen


def _height(image: np.ndarray) -> float:
    """Pixels that the person is tall, in the median; NaN where hardly anything is seen."""
    down = image[np.isfinite(image[..., 1]).sum(axis=1) > len(POSE_POINTS) // 2, :, 1]
    if not len(down):
        return np.nan
    return float(np.median(np.nanmax(down, axis=1) - np.nanmin(down, axis=1))) or np.nan


def _known(leg: np.ndarray) -> np.ndarray:
    """(frames,) bool: whether a leg (frames, points, 3) was seen at all."""
    well = np.nan_to_num(leg[..., 2]).mean(axis=1) > _LEAST_CONFIDENCE
    return np.isfinite(leg[..., :2]).all(axis=(1, 2)) & well


def _off_course(times: np.ndarray, leg: np.ndarray, known: np.ndarray, tall: float) -> np.ndarray:
    """(frames,) bool: frames that the shortest path leaves out."""
    # deferred: it loads compiled code, which the window's start must not wait for
    from core.capture.feet.course_kernel import frames_on_course

    away = np.zeros(len(times), dtype=bool)
    rows = np.flatnonzero(known)
    if len(rows) < 4:
        return away
    every = max(1, round((len(times) - 1) / (times[-1] - times[0]) / _RATE))
    some = rows[::every]
    if len(some) < 4:
        return away
    places = np.ascontiguousarray(leg[some, :, :2]) / tall
    sure = np.ascontiguousarray(np.nan_to_num(leg[some, :, 2]))
    bends = places[2:] - 2.0 * places[1:-1] + places[:-2]
    noise = 1.4826 * np.median(np.abs(bends), axis=(0, 2)) / np.sqrt(6.0)
    at = times[some]
    share = np.minimum(np.gradient(at) / _STEP, 1.0)
    lost = _LEFT_OUT * share * (_UNSURE + (1.0 - _UNSURE) * sure.mean(axis=1))
    reach = max(2, round(_LONGEST / float(np.median(np.diff(at)))))
    kept = frames_on_course(
        at, places, sure, np.clip(noise, _LEAST_NOISE, _MOST_NOISE), _AGILITY, _SPEED, lost, reach
    )
    # a frame between those that were looked at is as the nearest of them
    nearest = np.minimum((np.arange(len(rows)) + every // 2) // every, len(some) - 1)
    away[rows] = ~kept[nearest]
    return away
