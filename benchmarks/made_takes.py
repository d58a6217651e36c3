"""Takes whose contacts are exact by construction, and the same takes made worse, for every room.

    made_takes(seed) -> [MadeTake(name, truth, contacts, corrupted, points, ground, ...)]

Captured motion from several sources (FOOTING_DATA) is given contacts (`takes.labels`), wanted
slides, pivots and stairs (`takes.wanted`), and is then solved so that every plant and pivot
stands still and every slide lies on the floor. That is the truth. `takes.corrupted` spoils it.
Sources marked `held_out` are for checking only: nothing may be fitted on them.

    .venv/bin/python -m benchmarks.made_takes        lists them, with what the truth came to
"""

from __future__ import annotations

import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.places import SHARED_DATA
from benchmarks.takes.corrupted import Corruption, corrupted
from benchmarks.takes.labels import foot_paths, planned_contacts
from benchmarks.takes.put_in import PUT
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
            motion, contacts = PUT[wanted](motion, points, contacts, random)
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


def unpacked() -> Path:
    """The folder of the unpacked archives: beside them, or unpacked once into a cache folder."""
    if (SHARED_DATA / _ICLONE).is_dir():
        return SHARED_DATA
    folder = Path(tempfile.gettempdir()) / "footing-human-motion"
    for archive in sorted((SHARED_DATA / "human").glob("*.tar.xz")):
        if not (folder / archive.name.partition(".")[0]).is_dir():
            with tarfile.open(archive) as packed:
                packed.extractall(folder, filter="data")
    if not folder.is_dir():
        raise FileNotFoundError(f"No motion data at {SHARED_DATA}; set FOOTING_DATA.")
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
    if not SHARED_DATA.is_dir():
        print(f"no data at {SHARED_DATA}; set FOOTING_DATA")
        return 0
    print("\n".join(_lines(made_takes())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
