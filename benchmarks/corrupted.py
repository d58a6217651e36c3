"""Corrupted takes refined with their contacts given, beside what was captured.

    .venv/bin/python -m benchmarks.corrupted [--seed 0] [--take NAME ...] [--uncleaned]

Every made take (`benchmarks.made_takes`) is corrupted and refined with one setting; takes with
flips or detector noise are cleaned first. `x` columns are factors of the corrupted take's own
error; knee accelerations are factors of the truth's.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np

from benchmarks.made_takes import RECIPES, MadeTake, made_takes
from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.motion import rotations
from core.motion.body_parts import SIDES, body_parts
from core.motion.kinematics import forward_kinematics
from core.motion.motion import Motion
from core.motion.point_paths import point_paths
from core.solve.problem import Problem
from core.solve.report import longest, penetration_mm
from core.take.captured import Captured
from core.take.decisions import Cleaning, Decision, Ground
from core.take.refine import Refined, refine

#: A slide shorter than this (metres) has no length to be right about.
_SHORTEST_SLIDE = 0.05
COLUMNS = (
    ("skate", "mm"), ("slide length", "%"), ("slide path", "%"), ("pivot yaw", "deg"),
    ("below", "mm"), ("off ground", "mm"), ("knee", "x truth"), ("world", "x"), ("world", "+mm"),
    ("velocity", "x"), ("pelvis", "mm"), ("pelvis", "x"), ("rotation", "deg"),
)  # fmt: skip


def decided(made: MadeTake, *, cleaned: bool = True) -> tuple[Captured, tuple[Decision, ...]]:
    """The corrupted take as captured, with the truth's contacts decided."""
    captured = Captured(made.corrupted, made.points, source=made.name)
    decisions = [Decision(f"c{k}", contact) for k, contact in enumerate(made.contacts)]
    decisions.append(Decision("ground", Ground(made.ground)))
    noisy = made.corruption.flips or made.corruption.detector or made.corruption.white
    if cleaned and noisy:
        decisions.append(Decision("cleaning", Cleaning()))
    return captured, tuple(decisions)


def errors(made: MadeTake, motion: Motion) -> np.ndarray:
    """One value for each of `COLUMNS`; factors are absolute here, see `compared`."""
    paths, exact = (point_paths(m, made.points) for m in (motion, made.truth))
    problem = Problem(motion, made.points, made.contacts, made.ground)
    held = [c for c in made.contacts if c.holds]
    skate = max((longest(_inside(paths, motion, c)) for c in held), default=0.0)
    off = max((_off_ground(made, paths, c) for c in held), default=0.0)
    slides = [_slide_errors(made, paths, exact, c) for c in made.contacts if c.state == "slide"]
    length, path = np.nanmax([(np.nan, np.nan), (0.0, 0.0), *slides], axis=0)
    yaw = max((_yaw_error(made, paths, exact, c) for c in held if c.state == "pivot"), default=0.0)
    places, true_places = (forward_kinematics(m)[1] for m in (motion, made.truth))
    world = _mean_length(places - true_places)
    pelvis = _mean_length(places - places[:, :1] - true_places + true_places[:, :1])
    drift = np.gradient(motion.root_positions - made.truth.root_positions, motion.times, axis=0)
    turned = rotations.angle_between(motion.local_rotations, made.truth.local_rotations)
    knees = knee_acceleration(motion) / max(knee_acceleration(made.truth), 1e-9)
    return np.array([
        skate, length, path, yaw, penetration_mm(problem, paths), off, knees, world, world,
        1e3 * float(np.mean(np.linalg.norm(drift, axis=-1))), pelvis, pelvis,
        float(np.degrees(np.mean(turned))),
    ])  # fmt: skip


def compared(after: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Errors after refining, where a column asks for it beside those before."""
    shown = after.copy()
    for column in (7, 9, 11):
        shown[column] = after[column] / max(before[column], 1e-9)
    shown[8] = after[8] - before[8]
    return shown


def knee_acceleration(motion: Motion) -> float:
    """The largest second difference of a knee's bend, rad/s^2."""
    parts, places = body_parts(motion.skeleton), forward_kinematics(motion)[1]
    largest = 0.0
    for side in SIDES:
        hip, knee, ankle = (places[:, parts[f"{side}_{part}"]] for part in ("hip", "knee", "ankle"))
        across = np.linalg.norm(np.cross(knee - hip, ankle - knee), axis=-1)
        bend = np.arctan2(across, np.sum((knee - hip) * (ankle - knee), axis=-1))
        speed = np.diff(bend) / np.diff(motion.times)
        step = 0.5 * (motion.times[2:] - motion.times[:-2])
        largest = max(largest, float(np.max(np.abs(np.diff(speed) / step))))
    return largest


def _inside(paths: dict, motion: Motion, contact: Contact) -> np.ndarray:
    return paths[contact.point][held_samples(motion.times, contact)]


def _off_ground(made: MadeTake, paths: dict, contact: Contact) -> float:
    height = made.ground if contact.height is None else contact.height
    heights = _inside(paths, made.truth, contact)[:, 1]
    return 1e3 * float(np.max(np.abs(heights - height), initial=0.0))


def _slide_errors(made: MadeTake, paths: dict, exact: dict, slide: Contact) -> tuple[float, float]:
    """Percent of the true length: of the length, and of the path laid over the true one."""
    ours, true = (_inside(p, made.truth, slide)[:, [0, 2]] for p in (paths, exact))
    if len(true) < 3:
        return np.nan, np.nan
    lengths = [float(np.sum(np.linalg.norm(np.diff(p, axis=0), axis=-1))) for p in (ours, true)]
    if lengths[1] < _SHORTEST_SLIDE:
        return np.nan, np.nan
    apart = ours - ours.mean(axis=0) - true + true.mean(axis=0)
    strayed = float(np.sqrt(np.mean(np.sum(apart**2, axis=-1))))
    return 100.0 * abs(lengths[0] / lengths[1] - 1.0), 100.0 * strayed / lengths[1]


def _yaw_error(made: MadeTake, paths: dict, exact: dict, pivot: Contact) -> float:
    """How far off the foot turns while it pivots, degrees: its change of heading, at worst."""
    side = pivot.point.split("_")[0]
    turns = []
    for at in (paths, exact):
        along = (at[f"{side}_toe"] - at[f"{side}_heel"])[held_samples(made.truth.times, pivot)]
        yaw = np.unwrap(np.arctan2(along[:, 0], along[:, 2]))
        turns.append(yaw - yaw.mean() if len(yaw) else yaw)
    return float(np.degrees(np.max(np.abs(turns[0] - turns[1]), initial=0.0)))


def _mean_length(vectors: np.ndarray) -> float:
    return 1e3 * float(np.mean(np.linalg.norm(vectors, axis=-1)))


def _line(name: str, values: Sequence[float]) -> str:
    return f"{name:14s} " + " ".join(f"{value:9.3f}" for value in values)


def refined_take(made: MadeTake, *, cleaned: bool = True) -> Refined:
    """The corrupted take refined with its contacts."""
    captured, decisions = decided(made, cleaned=cleaned)
    return refine(captured, decisions)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--take", nargs="*", help="only these")
    parser.add_argument("--uncleaned", action="store_true", help="without the cleaning")
    arguments = parser.parse_args()
    recipes = [r for r in RECIPES if not arguments.take or r.name in arguments.take]
    takes = made_takes(arguments.seed, recipes=recipes)
    report(takes, cleaned=not arguments.uncleaned)


def report(takes: Sequence[MadeTake], *, cleaned: bool = True) -> np.ndarray:
    """Print the table; returns the takes' rows."""
    print(f"{'':14s} " + " ".join(f"{name[-9:]:>9s}" for name, _ in COLUMNS))
    print(f"{'':14s} " + " ".join(f"{unit:>9s}" for _, unit in COLUMNS))
    rows, captured = [], []
    for made in takes:
        before = errors(made, made.corrupted)
        refined = refined_take(made, cleaned=cleaned)
        rows.append(compared(errors(made, refined.motion), before))
        captured.append(compared(before, before))
        told = f" {len(refined.report.infeasible)} infeasible" if refined.report.infeasible else ""
        print(_line(made.name, rows[-1]) + f"  {refined.report.steps} steps{told}")
    for words, table in (("corrupted", captured), ("refined", rows)):
        print(_line(f"{words} mean", np.mean(table, axis=0)))
        print(_line(f"{words} worst"[:14], np.max(table, axis=0)))
    return np.array(rows)


if __name__ == "__main__":
    main()
