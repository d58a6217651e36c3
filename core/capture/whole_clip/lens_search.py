"""The focal length of a lens that nobody told, from how a person moves before it.

A stretch of a few seconds is fitted through several lenses (`core.fit.lens_profile`). Where it
fits best lies between the true lens and the one that the search begins with: contacts and noise
are that one's, and a detector's errors pull the same way whatever the lens. How far, and how much
a single clip strays, was measured on 30 rendered clips (the laboratory's, those of other files of
its sources, a mannequin's of another renderer), most of them through two or three lenses of .5 to
1.2 of the diagonal; constants that were chosen without one of these three sources lie beside
(-.10 to -.16, .55 to .61, .14 to .17, .02 to .05), and the middle was taken towards what 31 earlier
clips had told (-.10). With a steady pace (`core.fit.steady_pace`) and what is usual of lenses
(`core.capture.camera.focal_length`) it makes the belief that the whole clip is fitted with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from core.capture.camera.focal_length import LENSES, USUAL_FOCAL, USUAL_SPREAD
from core.capture.capture_rig import CaptureRig
from core.capture.detect.detector import Landmarks
from core.capture.detect.landmarks_on_disk import SeenFrames
from core.capture.detect.pose_points import POSE_POINTS
from core.capture.lift.body_in_scene import Scene
from core.capture.whole_clip.fit_scene import clip_problem
from core.capture.whole_clip.whole_clip import LEVEL_FRAMES
from core.fit.camera_belief import CameraBelief
from core.fit.lens_profile import LensProfile, lens_profile
from core.fit.settings import FitSettings
from core.fit.steady_pace import by_steady_pace

#: A spread of the focal length's logarithm above which it is searched for.
NOT_TOLD = 0.10
#: Focal lengths over the picture's diagonal: where the search begins, and those that are tried.
_BEGIN, _TRIED = 0.82, (0.45, 0.6, 0.8, 1.0, 1.25, 1.6)
#: The stretch that is looked at: frames, and how many of them a second.
_FRAMES, _RATE = 200, 30.0
_FEWEST = 30
#: Where the costs are lowest: its logarithm over the beginning's is _OFF + _FOLLOWS times the true
#: lens's, give or take _STRAYS; that much more for who hardly walks towards the camera or away
#: (_STANDS over the way in depth in parts of the distance).
_OFF, _FOLLOWS, _STRAYS, _STANDS = -0.11, 0.60, 0.14, 0.02
_STRAY_CLIPS = 0.03  # of the likelihood's height: clips that tell something else altogether
#: What is told together is less independent than it is taken for. Chosen on the same clips: one
#: sigma covers 56 % of 18 long lenses with it (62 % where a horizon is drawn) and all short ones.
_INFLATION = 1.1
#: Second derivatives of the costs below which nothing is told.
_FLAT = 40.0

RoughOf = Callable[[Landmarks, CameraBelief], tuple[Scene, float, CameraBelief]]


def searched_lens(
    seen: SeenFrames,
    rig: CaptureRig,
    belief: CameraBelief,
    rough_of: RoughOf,
    tell: Callable[[float], None] | None = None,
) -> CameraBelief:
    """The belief with the focal length that the person's way of moving tells.

    Args:
        rough_of: landmarks and a belief -> the rough scene that a fit starts with, the height of
            its floor in metres, and the belief to fit with.
        tell: is given the fraction done; may raise Cancelled.
    """
    frames = looked_at(seen)
    if len(frames) < _FEWEST:
        return belief
    part = seen.part(frames)
    diagonal = float(np.hypot(belief.width, belief.height))
    scene, ground, told = rough_of(part, belief.at_focal(_BEGIN * diagonal))
    settings = FitSettings(independent_level=LEVEL_FRAMES)
    problem_of, _, _ = clip_problem(part, rig, scene, ground, told, settings)
    problem = problem_of(np.arange(len(frames)))
    found = lens_profile(problem, diagonal * np.array(_TRIED), tell)
    middle, spread = posterior(found, belief, diagonal)
    return replace(belief.at_focal(middle), focal_sigma=spread)


def looked_at(seen: SeenFrames) -> np.ndarray:
    """(count,) the frames to look at: those few seconds in which the person's size in the picture
    changes most, no more of them a second than are worth it."""
    times, points = seen.times, seen.image_points
    step = max(1, round(1.0 / (_RATE * float(np.median(np.diff(times)))))) if len(times) > 1 else 1
    frames = np.arange(0, len(times), step)
    if len(frames) <= _FRAMES:
        return frames
    body = [POSE_POINTS.index(f"{side}_{part}") for side in ("left", "right")
            for part in ("shoulder", "hip", "knee", "ankle")]  # fmt: skip
    with np.errstate(all="ignore"):
        tall = np.log(np.ptp(points[frames][:, body, 1], axis=1))
    tall = np.where(np.isfinite(tall), tall, np.nan)
    starts = np.arange(0, len(frames) - _FRAMES + 1, _FRAMES // 3)
    change = [_change(tall[start : start + _FRAMES]) for start in starts]
    best = int(starts[int(np.argmax(change))])
    return frames[best : best + _FRAMES]


def posterior(found: LensProfile, belief: CameraBelief, diagonal: float) -> tuple[float, float]:
    """The focal length (pixels) and the spread of its logarithm, once a clip was looked at."""
    logs = np.log(np.linspace(0.3, 2.4, 700))
    shares, middles, spreads = np.array(LENSES).T[..., None]
    usual = (shares / spreads * np.exp(-0.5 * ((logs - np.log(middles)) / spreads) ** 2)).sum(0)
    mass = np.log(usual) + _beyond_usual(belief, diagonal, logs)
    if found.bend >= _FLAT:
        strays = np.hypot(_STRAYS, _STANDS / max(found.way, 1e-3))
        expected = _OFF + _FOLLOWS * (logs - np.log(_BEGIN))
        off = (found.lowest - expected) / strays
        mass = mass + np.log(np.exp(-0.5 * off**2) + _STRAY_CLIPS)
    mass = mass + by_steady_pace(found.speeds, logs - np.log(_BEGIN))
    weight = np.exp(mass - mass.max()) * np.gradient(logs)
    weight /= weight.sum()
    middle = float(np.interp(0.5, np.cumsum(weight), logs))
    spread = float(np.sqrt(weight @ (logs - weight @ logs) ** 2))
    return float(np.exp(middle)) * diagonal, _INFLATION * spread


def _beyond_usual(belief: CameraBelief, diagonal: float, logs: np.ndarray) -> np.ndarray:
    """What is believed beyond what is usual, of lines of the picture or what the user drew: the
    logarithm of how likely lenses are by that alone.

    Lines that tell short lenses from long ones but not long ones from longer move the middle and
    leave the spread: taken for a Gaussian they would ask for lenses longer than any. So what they
    say lies within the spread of what is believed.
    """
    middle, usual = np.log(belief.focal / diagonal), np.log(USUAL_FOCAL)
    weight, usual_weight = belief.focal_sigma**-2, USUAL_SPREAD**-2
    if weight <= usual_weight:
        return np.zeros(len(logs))
    alone = (weight * middle - usual_weight * usual) / (weight - usual_weight)
    alone = np.clip(alone, middle - belief.focal_sigma, middle + belief.focal_sigma)
    return -0.5 * (weight - usual_weight) * (logs - alone) ** 2


def _change(tall: np.ndarray) -> float:
    """How far the size goes in a stretch, less where it is hardly seen."""
    there = np.isfinite(tall)
    if np.count_nonzero(there) < _FEWEST:
        return -1.0
    low, high = np.quantile(tall[there], [0.1, 0.9])
    return float((high - low) * there.mean())
