"""Takes whose contacts are exact by construction, and the same takes made worse, for every room.

    made_takes(seed) -> [MadeTake(name, truth, contacts, corrupted, points, ground, ...)]

Captured motion from several sources (FOOTING_DATA) is given contacts (`takes.labels`), wanted
slides, pivots and stairs (`takes.wanted`), and is then solved so that every plant and pivot
stands still and every slide lies on the floor. That is the truth. `takes.corrupted` spoils it.
Sources marked `held_out` are for checking only: nothing may be fitted on them.

    .venv/bin/python -m benchmarks.made_takes        lists them, with what the truth came to
"""

from __future__ import annotations

import os
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.takes.corrupted import Corruption, corrupted
from benchmarks.takes.labels import foot_paths, planned_contacts, restated
from benchmarks.takes.wanted import (
    eased,
    foot_moved,
    gliding,
    heel_raised,
    rising,
    turning,
)
from core.contacts.contact import Contact
from core.contacts.intervals import in_order
from core.files.motion_file import read_motion
from core.motion.contact_point import ContactPoint
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.ground import ground_height
from core.motion.motion import Motion
from core.motion.output_times import output_times
from core.motion.resample import resampled
from core.quality.contact_metrics import skates
from core.solve.problem import Problem
from core.solve.solve import solve
from core.synth.sample_motion import sample_motion

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("FOOTING_DATA", ROOT.parent / "shared" / "data"))
#: A held point of a truth moves no further than this (mm); a contact that does is dropped.
_EXACT_MM = 0.02


@dataclass(frozen=True, slots=True)
class Recipe:
    """Which stretch (seconds) of which file at which rate, and what is put into it."""

    name: str
    file: str  # inside the unpacked archives
    start: float = 0.0
    end: float = 60.0
    rate: float = 60.0
    wanted: tuple[str, ...] = ()  # "glide", "foot", "turn", "stairs"
    held_out: bool = False

    @property
    def source(self) -> str:
        return self.file.partition("/")[0]


@dataclass(frozen=True, slots=True, eq=False)
class MadeTake:
    """A truth and its corruption. `points` are the truth's; contacts are world metres."""

    name: str
    source: str
    held_out: bool
    truth: Motion
    contacts: tuple[Contact, ...]
    corrupted: Motion
    points: tuple[ContactPoint, ...]
    ground: float
    corruption: Corruption


_SPORTS, _LOCOMOTION = "snu_vsports", "snu_vsports/cmu16_locomotion"
_MARTIAL, _ICLONE, _DAZ, _DANCE = "snu_timecritical", "cmu_iclone", "cmu_daz", "cmu_acrnn_indian"

RECIPES = (
    Recipe("walk", f"{_LOCOMOTION}/16_15_1.bvh", rate=30.0),
    Recipe("walk_turn", f"{_LOCOMOTION}/16_19_1.bvh", rate=60.0),
    Recipe("run", f"{_LOCOMOTION}/16_55_1.bvh", rate=60.0),
    Recipe("run_stop", f"{_LOCOMOTION}/16_57_1.bvh", rate=30.0),
    Recipe("stairs", f"{_LOCOMOTION}/16_32_1.bvh", rate=60.0, wanted=("stairs",)),
    Recipe("slides", f"{_SPORTS}/s_004_1_1.bvh", 6.0, 20.0, 30.0, ("foot", "foot", "glide")),
    Recipe("pivots", f"{_SPORTS}/s_003_1_1.bvh", 2.0, 16.0, 30.0, ("turn", "turn")),
    Recipe("dribble", f"{_SPORTS}/s_003_4_1.bvh", 4.0, 18.0, 60.0, ("glide",)),
    Recipe("basket", f"{_SPORTS}/s_006_3_1.bvh", 5.0, 20.0, 30.0, ("turn", "foot")),
    Recipe("dance", f"{_ICLONE}/005_07.bvh", rate=60.0),
    Recipe("pirouette", f"{_ICLONE}/005_02.bvh", rate=60.0, wanted=("turn",)),
    Recipe("jetes", f"{_ICLONE}/005_13.bvh", rate=60.0, wanted=("turn", "glide")),
    Recipe("balance", f"{_ICLONE}/002_04.bvh", rate=60.0),
    Recipe("punches", f"{_ICLONE}/002_05.bvh", 1.0, 13.0, 60.0, ("foot", "foot")),
    Recipe("brisk", f"{_ICLONE}/007_12.bvh", rate=60.0, wanted=("glide",)),
    Recipe("jacks", f"{_DAZ}/13_30.bvh", 1.0, 14.0, 120.0),
    Recipe("hops", f"{_DAZ}/13_11.bvh", 0.3, 60.0, 120.0),
    Recipe("climb", f"{_DAZ}/13_35.bvh", 0.3, 60.0, 120.0, ("climb",)),
    Recipe("kick", f"{_MARTIAL}/s_001_3_1.bvh", 1.0, 15.0, 30.0, ("turn",), True),
    Recipe("spins", f"{_MARTIAL}/s_005_1_1.bvh", 1.0, 16.0, 60.0, ("foot",), True),
    Recipe("kata", f"{_MARTIAL}/s_018_1_2.bvh", 1.0, 16.0, 30.0, ("glide", "turn"), True),
    Recipe("footwork", f"{_MARTIAL}/s_020_1_2.bvh", 2.0, 20.0, 60.0, ("foot", "glide"), True),
    Recipe("indian_dance", f"{_DANCE}/08.bvh", 0.5, 13.0, 120.0, ("turn",), True),
    Recipe("sway", "reactidle/002_genuine.bvh", 0.0, 12.0, 30.0, (), True),
)


def made_takes(seed: int = 0, *, recipes: Iterable[Recipe] = RECIPES) -> list[MadeTake]:
    """Every recipe made with the corruption of prototype C, and the sample motion.

    The truths do not depend on the seed, the corruptions do. Raises: FileNotFoundError where the
    data is absent.
    """
    takes = []
    for number, recipe in enumerate(recipes):
        made = truth_of(recipe)
        random = np.random.default_rng([seed, number])
        takes.append(spoiled(made, usual_corruption(made.truth, random), random))
    sample = sample_as_made()
    random = np.random.default_rng([seed, len(RECIPES)])
    return [*takes, spoiled(sample, usual_corruption(sample.truth, random), random)]


def usual_corruption(motion: Motion, random: np.random.Generator) -> Corruption:
    """20 cm of slow drift, 1 degree of body noise below 3 Hz, in some flips, detector, offset."""
    kind = random.random()
    return Corruption(
        drift=0.2,
        body=1.0,
        flips=int(motion.seconds) if kind < 0.3 else 0,
        detector=1.5 if 0.3 < kind < 0.55 else 0.0,
        white=0.5 if 0.3 < kind < 0.55 else 0.0,
        root_white=0.003 if 0.3 < kind < 0.55 else 0.0,
        offset=float(random.uniform(-0.05, 0.05)) if kind > 0.75 else 0.0,
    )


def spoiled(made: MadeTake, corruption: Corruption, random: np.random.Generator) -> MadeTake:
    """The take with its truth corrupted in another way."""
    worse = corrupted(made.truth, corruption, random)
    return replace(made, corrupted=worse, corruption=corruption)


def sample_as_made() -> MadeTake:
    """The sample motion, which is exact by its own construction."""
    sample = sample_motion()
    return MadeTake(
        "sample", "synth", True, sample.motion, sample.contacts, sample.motion, sample.points[:4],
        0.0, Corruption(),
    )  # fmt: skip


def truth_of(recipe: Recipe, folder: Path | None = None) -> MadeTake:
    """One truth, uncorrupted. `folder` holds the unpacked archives; None finds or unpacks them."""
    path = (folder or unpacked()) / recipe.file
    added = "add" if recipe.source == _ICLONE else "replace"
    motion = read_motion(path, root_offset=added).motion
    start, end = max(recipe.start, motion.times[0]), min(recipe.end, motion.times[-1])
    times = output_times(float(start), float(end), recipe.rate)
    motion = replace(resampled(motion, times), times=times - times[0])
    points = find_contact_points(motion)
    ground = ground_height(motion, points)
    contacts = planned_contacts(motion, points, ground, stairs="climb" in recipe.wanted)
    number = int.from_bytes(recipe.name.encode()[:6], "little")
    random = np.random.default_rng(number)
    for wanted in recipe.wanted:
        if wanted != "climb":
            motion, contacts = _PUT[wanted](motion, points, contacts, random)
    return made_exact(recipe, motion, points, contacts, ground)


def made_exact(
    recipe: Recipe,
    motion: Motion,
    points: tuple[ContactPoint, ...],
    contacts: list[Contact],
    ground: float,
) -> MadeTake:
    """The motion solved for its contacts; those that could not be held exactly are left out."""
    feet = points[: sum(point.name.endswith(("heel", "toe")) for point in points)]
    for _ in range(3):
        solved = solve(Problem(motion, feet, in_order(contacts), ground)).motion
        paths = foot_paths(solved, feet)
        bad = [one.contact for one in skates(solved.times, paths, contacts)
               if one.skate_mm > _EXACT_MM]  # fmt: skip
        if not bad:
            break
        contacts = [contact for contact in contacts if contact not in bad]
    return MadeTake(
        recipe.name, recipe.source, recipe.held_out, solved, in_order(contacts), solved, feet,
        ground, Corruption(),
    )  # fmt: skip


# what is put in: (motion, points, contacts, random) -> (motion, contacts)

_Put = tuple[Motion, list[Contact]]
_FEET = ("left", "right")


def _put_glide(
    motion: Motion, points: tuple, contacts: list[Contact], random: np.random.Generator
) -> _Put:
    """The body glides while something stands."""
    held = [c for c in contacts if c.state == "plant" and c.end - c.start > 0.3]
    if not held:
        return motion, contacts
    contact = held[int(random.integers(len(held)))]
    seconds = float(random.uniform(0.3, 0.8))
    start = float(random.uniform(contact.start, max(contact.end - 0.25, contact.start)))
    start = min(start, float(motion.times[-1]) - seconds - 0.1)
    if start < 0.05:
        return motion, contacts
    way, yaw = random.uniform(0.4, 0.9) * seconds, random.uniform(0.0, 2.0 * np.pi)
    moved = gliding(motion, start, start + seconds, (way * np.cos(yaw), way * np.sin(yaw)))
    names = tuple(point.name for point in points)
    return moved, restated(contacts, names, start, start + seconds, "slide")


def _put_foot(
    motion: Motion, points: tuple, contacts: list[Contact], random: np.random.Generator
) -> _Put:
    """One foot slides away while it is flat; it comes back as it steps."""
    for _ in range(40):
        side = _FEET[int(random.integers(2))]
        flat = [
            (max(h.start, t.start), min(h.end, t.end))
            for h in contacts
            for t in contacts
            if (h.point, t.point) == (f"{side}_heel", f"{side}_toe")
            and h.state == t.state == "plant"
            and min(h.end, t.end) - max(h.start, t.start) > 0.55
        ]
        if not flat:
            continue
        low, high = flat[int(random.integers(len(flat)))]
        seconds = float(random.uniform(0.3, min(0.8, high - low - 0.2)))
        start = float(random.uniform(low + 0.08, high - seconds - 0.08))
        end = start + seconds
        names = (f"{side}_heel", f"{side}_toe")
        lift = high
        for one in sorted((c for c in contacts if c.point in names), key=lambda c: c.start):
            if one.start <= lift + 0.01:
                lift = max(lift, one.end)
        touches = [c.start for c in contacts if c.point in names and c.start > lift + 0.01]
        touch = min(touches, default=float(motion.times[-1]) + 5.0)
        if touch - lift < 0.2:
            continue
        length, yaw = random.uniform(0.35, 0.8) * seconds, random.uniform(0.0, 2.0 * np.pi)
        share = eased(motion.times, start, end) - eased(motion.times, lift, touch)
        way = share[:, None] * length * np.array([np.cos(yaw), 0.0, np.sin(yaw)])
        try:
            moved = foot_moved(motion, side, way)
        except ValueError:
            continue
        return moved, restated(contacts, names, start, end, "slide")
    return motion, contacts


def _put_turn(
    motion: Motion, points: tuple, contacts: list[Contact], random: np.random.Generator
) -> _Put:
    """The body turns about one ball while the other foot is up."""
    paths = foot_paths(motion, points)
    for _ in range(40):
        side = _FEET[int(random.integers(2))]
        other = _FEET[1 - _FEET.index(side)]
        toes = [c for c in contacts if c.point == f"{side}_toe" and c.state == "plant"]
        if not toes:
            continue
        toe = toes[int(random.integers(len(toes)))]
        alone = _without_others(toe, [c for c in contacts if c.point.startswith(other)])
        alone = [(a, b) for a, b in alone if b - a > 0.3]
        if not alone:
            continue
        low, high = alone[int(random.integers(len(alone)))]
        start, end = low + 0.04, min(high - 0.04, low + 0.04 + float(random.uniform(0.35, 0.9)))
        angle = random.choice([-1.0, 1.0]) * (end - start) * np.radians(random.uniform(100, 240))
        sample = int(np.searchsorted(motion.times, start))
        about = paths[toe.point][sample]
        moved = turning(motion, start, end, float(angle), about)
        heel_state = "slide"
        if random.random() < 0.7:
            ramp = min(0.15, 0.3 * (end - start))
            share = eased(motion.times, start, start + ramp)
            share = share - eased(motion.times, end - ramp, end)
            try:
                toe_path = foot_paths(moved, points)[toe.point]
                moved = heel_raised(moved, side, toe_path, share * random.uniform(0.12, 0.3))
                heel_state = "air"
            except ValueError:
                continue
        contacts = restated(contacts, (f"{side}_heel",), start, end, heel_state)
        return moved, restated(contacts, (toe.point,), start, end, "pivot")
    return motion, contacts


def _without_others(contact: Contact, others: list[Contact]) -> list[tuple[float, float]]:
    free = [(contact.start, contact.end)]
    for other in others:
        free = [
            piece
            for a, b in free
            for piece in ((a, min(b, other.start)), (max(a, other.end), b))
            if piece[1] - piece[0] > 1e-6
        ]
    return free


def _put_stairs(
    motion: Motion, points: tuple, contacts: list[Contact], random: np.random.Generator
) -> _Put:
    """Every step of a foot is 12 to 17 cm higher than the one before of the other foot."""
    rise = float(random.uniform(0.12, 0.17))
    times_of: dict[str, list[list[float]]] = {side: [] for side in _FEET}
    for side in _FEET:
        for one in sorted((c for c in contacts if c.point.startswith(side)), key=lambda c: c.start):
            groups = times_of[side]
            if groups and one.start <= groups[-1][1] + 0.02:
                groups[-1][1] = max(groups[-1][1], one.end)
            else:
                groups.append([one.start, one.end])
    stands = sorted((a, b, side) for side, groups in times_of.items() for a, b in groups)
    steps, height_of = [], {}
    for number, (start, end, side) in enumerate(stands):
        level = max(number - 1, 0) * rise
        height_of[side, start] = (end, level)
        if number >= 2:
            steps.append((start - 0.1, start + 0.35, rise))
    raised = []
    for contact in contacts:
        for (side, start), (end, level) in height_of.items():
            inside = start - 1e-6 <= contact.start <= end + 1e-6
            if contact.point.startswith(side) and inside:
                raised.append(replace(contact, height=level if level else None))
    return rising(motion, steps), raised


_PUT = {"glide": _put_glide, "foot": _put_foot, "turn": _put_turn, "stairs": _put_stairs}


def unpacked() -> Path:
    """The folder of the unpacked archives: beside them, or unpacked once into a cache folder."""
    if (DATA / _ICLONE).is_dir():
        return DATA
    folder = Path(tempfile.gettempdir()) / "footing-human-motion"
    for archive in sorted((DATA / "human").glob("*.tar.xz")):
        if not (folder / archive.name.partition(".")[0]).is_dir():
            with tarfile.open(archive) as packed:
                packed.extractall(folder, filter="data")
    if not folder.is_dir():
        raise FileNotFoundError(f"No motion data at {DATA}; set FOOTING_DATA.")
    return folder


def _lines(takes: Iterable[MadeTake]) -> Iterator[str]:
    yield f"{'take':14s} {'source':18s} {'s':>5s} {'Hz':>4s}  plant pivot slide  worst skate mm"
    for made in takes:
        count = {state: sum(c.state == state for c in made.contacts)
                 for state in ("plant", "pivot", "slide")}  # fmt: skip
        worst = max(
            (s.skate_mm for s in
             skates(made.truth.times, foot_paths(made.truth, made.points), made.contacts)),
            default=0.0,
        )  # fmt: skip
        rate = (made.truth.frame_count - 1) / made.truth.seconds
        yield (
            f"{made.name:14s} {made.source:18s} {made.truth.seconds:5.1f} {rate:4.0f}  "
            f"{count['plant']:5d} {count['pivot']:5d} {count['slide']:5d}  {worst:10.4f}"
            f"{'   held out' if made.held_out else ''}"
        )


def main() -> int:
    if not DATA.is_dir():
        print(f"no data at {DATA}; set FOOTING_DATA")
        return 0
    print("\n".join(_lines(made_takes())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
