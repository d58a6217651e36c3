"""How far each ankle errs, told by how a foot lies that is down with heel and toe.

A foot is short: what misses its toe by a centimetre turns it by several degrees, so a capture's
feet are tilted by far more than its thighs and shins. A prior that holds all joints for equally
right lays such a foot down by swinging the whole leg, since a thigh that turns a little is cheap
in angles: the foot goes centimetres to the side, and lets that go when it is lifted. How far the
ankle errs need not be guessed: where heel and toe are down, the foot's tilt is known.

What a capture tilts is tilted the same way step after step. Where a motion errs alike in all
joints its flat feet are tilted too, as often one way as the other: of that the ankle has no more
than its share, and the prior stays as it was. So only a tilt that stays is the ankle's own.

Source: empirical Bayes, a variance as the usual one plus what was seen (Robbins, 1956); the mean's
own square without what its spread explains, as between groups in an analysis of variance.
"""

from __future__ import annotations

import numpy as np

from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.motion.sample_seconds import sample_seconds
from core.solve.captured_paths import captured_paths
from core.solve.problem import Problem, height_of
from core.solve.tremble.root_tremble import add_around
from core.solve.tremble.tremble_bands import WINDOW

#: Seconds between two knots: fixed to the clock, so that no rate and no window moves them.
_STEP = 0.2
#: What was seen is shrunk towards nothing as if so many seconds more had been seen without a tilt.
_SURE = 0.05
#: A tilt is one axis of the ankle's error, and what thighs and shins took on of it is not seen in
#: it: the variance is so many times what is seen.
_ABOUT = 3.0
#: A tilt is one tilt for so long (seconds): joints' errors turn at about 3 Hz. Besides what is seen
#: they have this variance (radians^2), which a short contact does not show. With both, made takes
#: (four seeds) are as good as without loose ankles (relative to the pelvis .812 of the captured,
#: .811 without, .819 with all tilts counted), and feet of captures are carried aside by 10.7 mm in
#: the laboratory's mean (12.3 without, 9.7 with all), by 13.7 on a filmed jump (16.9, 12.6).
_ALIKE, _HIDDEN = 0.2, 0.03**2
#: No ankle is taken to err more than this (radians): one that is much looser than the leg takes on
#: all that is asked of the foot, also its place. With .15 a foot of a capture frame by frame turned
#: by 83 degrees where 29 do.
_MOST = 0.05
#: An ankle that errs less than so many times the usual makes no difference to what can be met.
_LOOSE = 1.1
#: Samples that are looked at at once, so that memory does not grow with the take.
_CHUNK = 8000

#: A change at one time reaches no further than this (seconds).
REACH = WINDOW + 2.0 * _STEP


def ankle_errors(problem: Problem, side: str, start: int, stop: int) -> np.ndarray:
    """(stop - start,) radians rms of an axis: how far an ankle errs around samples start to
    stop - 1; what the prior says where the foot is never down with heel and toe.

    It depends on contacts and captured motion within `REACH` only.
    """
    usual = problem.prior.joint_turn.deviation
    errors = np.full(stop - start, usual)
    heels = [c for c in problem.contacts if c.on_ground and c.point == f"{side}_heel"]
    toes = [c for c in problem.contacts if c.on_ground and c.point == f"{side}_toe"]
    if not heels or not toes:
        return errors
    for first in range(start, stop, _CHUNK):
        last = min(first + _CHUNK, stop)
        times = problem.motion.times[first:last]
        knots = np.arange(int(np.floor(times[0] / _STEP)), int(np.floor(times[-1] / _STEP)) + 2)
        seen = _own_tilt(problem, heels, toes, _STEP * knots)
        tilted = np.interp(times, _STEP * knots, _ABOUT * seen)
        errors[first - start : last - start] = np.minimum(np.sqrt(usual**2 + tilted), _MOST)
    return errors


def usual_around(problem: Problem, contacts: list[Contact]) -> dict[str, np.ndarray] | None:
    """The problem's ankles with the usual errors within `REACH` of contacts; None where they have
    them already."""
    usual, times, changed = problem.prior.joint_turn.deviation, problem.motion.times, False
    ankles = {side: np.array(errors) for side, errors in problem.ankles.items()}
    for contact in contacts:
        near = (times >= contact.start - REACH) & (times <= contact.end + REACH)
        for errors in ankles.values():
            changed |= bool(np.any(errors[near] > _LOOSE * usual))
            errors[near] = usual
    return ankles if changed else None


def _own_tilt(
    problem: Problem, heels: list[Contact], toes: list[Contact], knots: np.ndarray
) -> np.ndarray:
    """(knots,) radians^2: how far a foot that is down with heel and toe is tilted the same way
    around knots."""
    times = problem.motion.times
    low = int(np.searchsorted(times, knots[0] - WINDOW))
    high = int(np.searchsorted(times, knots[-1] + WINDOW, side="right"))
    near = times[low:high]
    heights = np.full((2, len(near)), np.nan)
    for row, contacts in enumerate((heels, toes)):
        for contact in contacts:
            heights[row, held_samples(near, contact)] = height_of(contact, problem.ground)
    flat = np.all(np.isfinite(heights), axis=0)
    if not np.any(flat):
        return np.zeros(len(knots))
    names = (heels[0].point, toes[0].point)
    points = [point for point in problem.points if point.name in names]
    paths = captured_paths(problem, low, high, points)
    along = paths[names[1]] - paths[names[0]]
    length = np.maximum(np.linalg.norm(along, axis=1), 1e-6)
    higher = along[:, 1] - (heights[1] - heights[0])
    tilt = np.where(flat, np.clip(higher / length, -1.0, 1.0), 0.0)
    stands_for = flat * sample_seconds(near)
    sums, squares = np.zeros((2, len(knots), 2))
    add_around(near, stands_for, tilt, knots, sums)
    add_around(near, stands_for, tilt**2, knots, squares)
    seconds = sums[:, 1]
    mean, square = (s[:, 0] / np.maximum(seconds, 1e-12) for s in (sums, squares))
    strays = np.maximum(square - mean**2, 0.0) + _HIDDEN
    own = np.maximum(mean**2 - strays / np.maximum(seconds / _ALIKE, 1.0), 0.0)
    return own * seconds / (seconds + _SURE)
