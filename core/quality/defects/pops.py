"""Pops: a knee that snaps near full extension, a joint or the whole body that jumps and stays."""

from __future__ import annotations

import numpy as np

from core.quality.defects.event import Defect
from core.quality.defects.examined import Examined, joint_called, part_named
from core.quality.defects.flips import (
    flipped,
    steps_of,
    usual_joint_steps,
    usual_steps,
)
from core.quality.defects.stretches import joined_runs, samples_in

#: A jump turns at least so far (degrees), so many times the step beside it and what is usual.
_LEAST, _TIMES_BESIDE, _TIMES_AROUND = 10.0, 4.0, 6.0
#: The body jumps where it moves this far (m) in one step, so many times the steps beside it.
_LEAST_WAY, _TIMES_WAY = 0.04, 4.0
#: A knee bent by less than this (degrees) is near full extension; the acceleration of a pop there
#: (degrees / s2), so many times what is usual around. Runners reach 20,000 at the impact.
_EXTENDED, _POP, _TIMES_POP = 30.0, 30_000.0, 6.0
#: Accelerations are taken over samples this far apart (s), whatever the rate.
_APART = 1.0 / 60.0
_GAP = 0.1


def pops(seen: Examined) -> list[Defect]:
    if len(seen.times) < 5:
        return []
    return _jumps(seen) + _body_jumps(seen) + _knee_pops(seen)


def _jumps(seen: Examined) -> list[Defect]:
    steps = steps_of(seen)
    beside = _beside(steps)
    jumped = (
        (steps > _LEAST)
        & (steps > _TIMES_BESIDE * beside)
        & (steps > _TIMES_AROUND * usual_joint_steps(seen))
    )
    flips = flipped(seen) > 0.0
    jumped &= ~(flips[:-1] | flips[1:])
    found = []
    for sample in np.flatnonzero(np.any(jumped, axis=1)):
        joint = int(np.argmax(np.where(jumped[sample], steps[sample], 0.0)))
        turn = float(steps[sample, joint])
        where, name = part_named(seen, joint), joint_called(seen, joint)
        sentence = f"{name} turns {turn:.0f}° in one frame and stays there."
        found.append(_at(seen, sample, where, turn, "°", sentence, name))
    return found


def _body_jumps(seen: Examined) -> list[Defect]:
    ways = np.linalg.norm(np.diff(seen.motion.root_positions, axis=0), axis=-1)[:, None]
    jumped = (ways > _LEAST_WAY) & (ways > _TIMES_WAY * _beside(ways))
    found = []
    for sample in np.flatnonzero(jumped[:, 0]):
        way = 1000.0 * float(ways[sample, 0])
        sentence = f"The body moves {way:.0f} mm in one frame: it may be another person."
        found.append(_at(seen, sample, "body", way, "mm", sentence))
    return found


def _knee_pops(seen: Examined) -> list[Defect]:
    apart = samples_in(_APART, seen.rate)
    found = []
    for side in ("left", "right"):
        paths = [seen.part_path(f"{side}_{part}") for part in ("hip", "knee", "ankle")]
        if any(path is None for path in paths) or len(seen.times) < 2 * apart + 5:
            continue
        hip, knee, ankle = (path for path in paths if path is not None)
        bend = _angle(knee - hip, ankle - knee)
        error = np.zeros(len(bend))
        error[apart:-apart] = 0.5 * np.abs(
            bend[: -2 * apart] - 2.0 * bend[apart:-apart] + bend[2 * apart :]
        )
        seconds = apart / seen.rate
        usual = usual_steps(error[:, None], seen.rate)[:, 0]
        least = np.maximum(0.5 * _POP * seconds**2, _TIMES_POP * usual)
        popped = (error > least) & (bend < _EXTENDED)
        for first, last in joined_runs(popped, seen.times, _GAP):
            peak = float(error[first : last + 1].max())
            acceleration = 2.0 * peak / seconds**2
            where = f"{side}_knee"
            name = joint_called(seen, seen.parts[where])
            sentence = (
                f"{name} snaps by {peak:.0f}° in a frame while the {side} leg is nearly straight "
                f"({acceleration / 1000.0:.0f},000 °/s²)."
            )
            start, end = float(seen.times[first]), float(seen.times[last])
            found.append(Defect("pop", start, end, where, peak, "°", sentence, 0.85, name))
    return found


def _beside(steps: np.ndarray) -> np.ndarray:
    """The larger of the steps before and after each step (frames - 1, ...)."""
    padded = np.pad(steps, ((1, 1), (0, 0)))
    return np.maximum(padded[:-2], padded[2:])


def _at(
    seen: Examined,
    sample: int,
    where: str,
    severity: float,
    unit: str,
    sentence: str,
    name: str = "",
) -> Defect:
    start, end = float(seen.times[sample]), float(seen.times[sample + 1])
    return Defect("pop", start, end, where, severity, unit, sentence, 0.9, name)


def _angle(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """(frames,) degrees between vectors (frames, 3)."""
    sine = np.linalg.norm(np.cross(one, other), axis=-1)
    return np.degrees(np.arctan2(sine, np.sum(one * other, axis=-1)))
