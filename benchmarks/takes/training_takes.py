"""Many takes to fit on: every clip of every source, with more put in, at another pace, and spoiled.

What is put into an exact take leaves it exact (a body that glides or turns about a held ball, a
foot that slides flat), so that one solved truth gives many.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.ndimage import gaussian_filter1d

from benchmarks.made_takes import MadeTake, Recipe, truth_of
from benchmarks.takes.corrupted import Corruption, corrupted
from benchmarks.takes.labels import foot_paths
from benchmarks.takes.put_in import PUT
from benchmarks.takes.put_slides import put_drag, put_sweep
from benchmarks.takes.raised_foot import RaisedFoot, raised_foot
from benchmarks.takes.uneven import KINDS, Ground, ground_under, raised
from benchmarks.takes.unseen_sources import place_of
from core.contacts.contact import Contact
from core.contacts.evidence import GRID_RATE, Grid, evidence_of, on_grid, part_of
from core.contacts.intervals import states_of
from core.contacts.likelihood import ORDER
from core.errors import FootingError
from core.motion.body_parts import body_parts
from core.motion.contact_point import ContactPoint
from core.motion.ground import ground_height
from core.motion.kinematics import forward_kinematics, point_positions
from core.motion.motion import Motion
from core.motion.partial_motion import partial_motion
from core.motion.standing import leg_length

#: How the names of clips begin that are longer than a stretch; frames a second that takes have.
_LONG = ("snu_vsports/s_", "snu_timecritical/s_", "reactidle/", "cmu_acrnn_indian/")
RATES = (24.0, 25.0, 30.0, 30.0, 50.0, 60.0, 60.0, 60.0, 100.0, 120.0)
#: Seconds of a stretch; metres that a contact point may be found beside the true one.
_STRETCH, _BESIDE = 14.0, 0.005
#: Seconds for which one more slide or pivot is put in at most.
_ONE_MORE = 2.5
#: What is put in, and how often each.
_MORE = (PUT["glide"], PUT["foot"], PUT["turn"], put_drag, put_sweep)
_MORE_OFTEN = (0.12, 0.18, 0.25, 0.28, 0.17)
#: Metres: a point that is so near to the floor between two contacts drags over it.
DRAGS = 0.008
#: A take goes so many times as fast as it was recorded.
_PACE = (0.8, 1.25)
#: Part of the takes of level ground that get stairs, kerbs, a slope or uneven ground.
UNEVEN = 0.25
#: Part of the takes in which a foot is raised and held; what hangs still (m/s) off the floor (m) is
#: kept so much more often than other samples.
RAISED, _HANGS_SLOW, _HANGS_HIGH, _HANGS_OFTENER = 0.3, 0.2, 0.03, 3.0
#: Part of the takes that are cut to so few seconds: a clip begins and ends within a movement.
_CUT, _CUT_TO = 0.2, (1.2, 4.0)


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One spoiled take on the grid, and the true states (points, samples) as places in ORDER.

    says: (points, samples) which of them say something: a foot that drags over the floor between
    two steps, which nobody planned, is neither air nor a wanted slide.
    """

    grid: Grid
    states: np.ndarray
    says: np.ndarray


def training_recipes(folder: Path, random: np.random.Generator) -> list[Recipe]:
    """What exact takes are made of every clip of every source; long clips give several."""
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.bvh"))
    recipes = []
    for number, name in enumerate(file for file in files if place_of(file) is not None):
        long = name.startswith(_LONG)
        for stretch in range(4 if long else 2):
            start = float(random.uniform(0.0, 20.0)) if long else 0.4
            rate = float(random.choice(RATES))
            wanted: tuple[str, ...] = ()
            if "13_35" in name:  # three steps are climbed
                wanted = ("climb",)
            elif "/16_" in name and random.random() < 0.2:
                wanted = ("stairs",)
            end = start + _STRETCH
            recipes.append(Recipe(f"fit{number}_{stretch}", name, start, end, rate, wanted))
    return sorted(recipes, key=lambda recipe: recipe.name)


def training_truth(recipe: Recipe, folder: Path) -> MadeTake | None:
    """The exact take; None of a clip that is shorter, or has no feet."""
    try:
        return truth_of(recipe, folder)
    except (FootingError, ValueError):
        return None


def exact_with_more(
    truth: MadeTake, random: np.random.Generator
) -> tuple[Motion, tuple[ContactPoint, ...], list[Contact]]:
    """The legs of a truth at a random pace, with more put in; still exact."""
    motion, index = partial_motion(truth.truth, [point.joint for point in truth.points])
    points = tuple(replace(point, joint=index[point.joint]) for point in truth.points)
    pace = float(random.uniform(*_PACE))
    motion = replace(motion, times=motion.times * pace)
    contacts = [replace(c, start=c.start * pace, end=c.end * pace) for c in truth.contacts]
    if not any(contact.height is not None for contact in contacts):
        motion, contacts = with_more(motion, points, contacts, random)
    return motion, points, contacts


def sample_of(
    truth: MadeTake,
    random: np.random.Generator,
    uneven: float = UNEVEN,
    raised_feet: float = RAISED,
) -> Sample:
    """The truth with more put in, spoiled in a random way, as evidence and states.

    uneven, raised_feet: how often the ground is not level, a foot is raised and held.
    """
    motion, points, contacts = exact_with_more(truth, random)
    ground = None
    level = all(contact.height is None for contact in contacts)
    if level and random.random() < uneven:
        ground = ground_under(motion.times, contacts, str(random.choice(KINDS)), random)
    paths, foot = foot_paths(motion, points), None
    if random.random() < raised_feet:
        hung = raised_foot(motion.times, paths, contacts, random)
        foot, contacts = hung or (None, contacts)
    if foot is not None:
        paths, _ = foot.of(paths, motion.root_positions)
    worse = corrupted(motion, random_corruption(random), random)
    beside = tuple(
        ContactPoint(point.name, point.joint, point.offset + random.normal(0.0, _BESIDE, 3))
        for point in points
    )
    grid = _some_points(grid_of(worse, beside, ground, foot), random)
    place = {state: k for k, state in enumerate(ORDER)}
    states = np.array(
        [[place[s] for s in states_of(contacts, name, grid.times)] for name in grid.names]
    )
    heights = [np.interp(grid.times, motion.times, paths[name][:, 1]) for name in grid.names]
    drags = (np.array(heights) - truth.ground < DRAGS) & (states == place["air"])
    return _cut(Sample(grid, states, ~drags), random)


def evidence_and_states(
    sample: Sample, random: np.random.Generator, keep: float
) -> tuple[np.ndarray, np.ndarray]:
    """A random part of a sample's (rows, numbers) and (rows,); what is rare more often."""
    values = evidence_of(sample.grid)
    speed = np.gradient(gaussian_filter1d(sample.grid.paths, 5.0, axis=1), axis=1) * GRID_RATE
    hangs = (sample.states == ORDER.index("air")) & (sample.grid.paths[:, :, 1] > _HANGS_HIGH)
    hangs &= np.linalg.norm(speed, axis=-1) < _HANGS_SLOW
    rare = np.isin(sample.states, (ORDER.index("pivot"), ORDER.index("slide")))
    oftener = np.where(hangs, _HANGS_OFTENER, np.where(rare, 2.0, 1.0))
    chosen = (random.random(sample.states.shape) < keep * oftener) & sample.says
    return values[chosen], sample.states[chosen]


def grid_of(
    motion: Motion,
    points: tuple[ContactPoint, ...],
    under: Ground | None = None,
    foot: RaisedFoot | None = None,
) -> Grid:
    """The grid as the estimator makes it, of the motion on the ground that is `under` it and with
    a `foot` raised."""
    parts = body_parts(motion.skeleton)
    turns, positions = forward_kinematics(motion)
    paths = {p.name: point_positions(turns, positions, p.joint, p.offset) for p in points}
    ground = ground_height(motion, points)
    hips = positions[:, parts["hips"]]
    if under is not None:
        paths, hips = raised(paths, hips, under)
        ground += under.floor
    if foot is not None:
        paths, hips = foot.of(paths, hips)
    return on_grid(motion.times, paths, ground, hips, leg_length(motion, parts))


def random_corruption(random: np.random.Generator) -> Corruption:
    """From none over what a retargeting leaves to what a detector does."""

    def between(low: float, high: float) -> float:
        return float(random.uniform(low, high))

    kind = random.random()
    if kind < 0.12:
        return Corruption()
    if kind < 0.30:
        return Corruption(body=between(0, 0.08), white=between(0, 0.03), drift=between(0, 0.02))
    some = Corruption(
        drift_hertz=between(0.08, 0.25),
        drift_up=between(0.0, 0.35),
        flips=int(random.integers(0, 10)) if random.random() < 0.3 else 0,
        offset=between(-0.05, 0.05) if random.random() < 0.4 else 0.0,
    )
    if kind < 0.65:
        return replace(
            some,
            drift=between(0.05, 0.25),
            body=between(0.3, 1.3),
            body_hertz=between(1.5, 4.0),
        )
    return replace(
        some,
        drift=between(0.0, 0.2),
        body=between(0.0, 1.2),
        detector=between(0.3, 2.5),
        white=between(0.05, 1.2),
        root_white=between(0.0, 0.01),
    )


def with_more(
    motion: Motion,
    points: tuple[ContactPoint, ...],
    contacts: list[Contact],
    random: np.random.Generator,
) -> tuple[Motion, list[Contact]]:
    """An exact motion and its contacts with slides and pivots of many kinds put in."""
    for _ in range(int(random.integers(0, 1 + max(1, int(motion.seconds / _ONE_MORE))))):
        put = _MORE[int(random.choice(len(_MORE), p=_MORE_OFTEN))]
        motion, contacts = put(motion, points, contacts, random)
    return motion, contacts


def _some_points(grid: Grid, random: np.random.Generator) -> Grid:
    """At times one foot, or one point, alone: files may speak of these only."""
    kind = random.random()
    if kind > 0.06 or len(grid.names) < 4:
        return grid
    some = slice(1, 2) if kind < 0.03 else slice(0, 2)
    return replace(grid, names=grid.names[some], paths=grid.paths[some], level=grid.level[some])


def _cut(sample: Sample, random: np.random.Generator) -> Sample:
    """At times a few seconds of a take only."""
    length = int(random.uniform(*_CUT_TO) * GRID_RATE)
    spare = len(sample.grid.times) - length
    if random.random() > _CUT or spare <= 0:
        return sample
    first = int(random.integers(0, spare))
    part = slice(first, first + length)
    grid = part_of(sample.grid, part.start, part.stop)
    return Sample(grid, sample.states[:, part], sample.says[:, part])
