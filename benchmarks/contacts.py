"""How well contacts are found: against takes exact by construction, of sources never seen.

    .venv/bin/python -m benchmarks.contacts [--seeds 1] [--by-take] [--missed] [--no-captures]

Rows: "not seen", networks that `_fit_contacts` fitted on all sources but the take's own
(`takes/unseen_sources`); "shipped", which has seen takes of all of them; and "speed and height",
the estimate that was here before. Columns: F1 frame by frame of held (plant or pivot) and of ground
(held or slide), median and mean onset error, wanted slides and pivots of the truth that are
recognised as such over half their length, and told ones that are false; in brackets how many told
slides are feet of the truth that drag over the floor between two contacts, which count as neither.
`captured` is 20 cm of slow drift and 1 degree of body noise below 3 Hz, with flips, a detector's
noise and a height offset in some; `trembling` has a detector's coloured and white noise in all.
`--missed` says by length where wanted slides are lost: no stretch is heard there, none of their
extent, it is weighed too low, or what foot and history say beside it overrules it.
Then how often the probabilities come true, the captures of rendered clips with truth, and how long
it takes.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.made_takes import RECIPES, MadeTake, sample_as_made, spoiled, truth_of
from benchmarks.made_takes import usual_corruption as captured_corruption
from benchmarks.places import SHARED_DATA
from benchmarks.takes.contact_counts import Counts
from benchmarks.takes.corrupted import Corruption
from benchmarks.takes.labels import foot_paths
from benchmarks.takes.missed_slides import WantedSlide, fates_by_length, wanted_slides
from benchmarks.takes.speed_and_height import plants_by_speed_and_height
from benchmarks.takes.training_takes import DRAGS
from benchmarks.takes.unseen_sources import FOLDS, place_of, unseen_by
from core.contacts.estimate import contacts_of_paths, estimate_contacts
from core.contacts.intervals import states_of
from core.contacts.likelihood import read_likelihood
from core.motion.contact_point import FOOT_POINT_NAMES
from core.motion.contact_points_on_rig import find_contact_points

ROOT = Path(__file__).resolve().parents[1]
#: The row that is judged.
UNSEEN = "not seen"
#: A take and the place of its source.
Placed = tuple[MadeTake, int | None]
#: Clean: what is left of exactness by a retargeting or a smoothing.
CLEAN = Corruption(body=0.05, white=0.01)
TREMBLING = Corruption(drift=0.1, body=0.5, detector=1.5, white=0.5, root_white=0.004, offset=0.03)


def spoils(made: MadeTake, seed: int, number: int) -> dict[str, MadeTake]:
    """The take as it is, and spoiled in three ways."""
    random = np.random.default_rng([seed, number])
    return {
        "exact": made,
        "clean": spoiled(made, CLEAN, random),
        "captured": spoiled(made, captured_corruption(made.truth, random), random),
        "trembling": spoiled(made, TREMBLING, random),
    }


def table(takes: Sequence[Placed], seeds: int, *, by_take: bool) -> dict[str, Counts]:
    """Print a row per kind and estimator; returns the counts of what has not seen a take's source,
    by kind."""
    counts: dict[tuple[str, str], Counts] = {}
    rows: list[str] = []
    folds = read_likelihood(FOLDS)
    for number, (made, place) in enumerate(takes):
        unseen = unseen_by(folds, place)
        drags = dragging(made)
        for seed in range(seeds):
            for kind, worse in spoils(made, seed, number).items():
                motion, points = worse.corrupted, worse.points
                for name, found in (
                    (UNSEEN, estimate_contacts(motion, points, likelihood=unseen)),
                    ("shipped", estimate_contacts(motion, points)),
                    ("speed and height", plants_by_speed_and_height(motion, points)),
                ):
                    one = Counts()
                    one.add(found, made.contacts, FOOT_POINT_NAMES, made.truth.times, drags)
                    counts.setdefault((kind, name), Counts()).join(one)
                    if by_take and name == UNSEEN and kind in ("clean", "captured"):
                        rows.append(f"{made.name:14s} {kind:9s} {one.row()}")
    print(f"{'':27s} {Counts.header()}")
    for (kind, name), one in counts.items():
        print(f"{kind:9s} {name:17s} {one.row()}")
    if by_take:
        print()
        print("\n".join(rows))
    return {kind: one for (kind, name), one in counts.items() if name == UNSEEN}


def missed_slides(takes: Sequence[Placed], seeds: int) -> None:
    """Print what becomes of wanted slides, by length and kind, where a source was not seen."""
    folds = read_likelihood(FOLDS)
    found: dict[str, list[WantedSlide]] = {}
    for number, (made, place) in enumerate(takes):
        unseen = unseen_by(folds, place)
        for seed in range(seeds):
            for kind, worse in spoils(made, seed, number).items():
                found.setdefault(kind, []).extend(wanted_slides(made, worse, unseen))
    for kind, slides in found.items():
        print(f"\n{kind}: {len(slides)} wanted slides")
        print("\n".join(fates_by_length(slides)))


def dragging(made: MadeTake) -> dict[str, np.ndarray]:
    """Per point (frames,) where the truth touches the floor and no contact is stated."""
    times = made.truth.times
    return {
        name: (path[:, 1] - made.ground < DRAGS) & (states_of(made.contacts, name, times) == "air")
        for name, path in foot_paths(made.truth, made.points).items()
    }


def reliability(counts: Counts) -> None:
    print("\nhow often a contact is what it is said to be (for most of its time), captured:")
    for low, high, said, came_true, number in counts.reliability():
        print(
            f"  said {low:.2f} to {high:.2f}: {said:.2f}   came true {came_true:.2f}  of {number}"
        )


def rendered_clips() -> None:
    """The captures of the clips with truth: what the shipped sample's take and clip come to."""
    from core.capture.options.options import CaptureOptions
    from core.capture.pipeline import capture
    from core.contacts.contacts_json import read_contacts

    folder = ROOT / "resources" / "sample"
    truth = read_contacts(folder / "contacts.json").contacts
    result = capture(folder / "video.mp4", CaptureOptions(height=1.75))
    motion, points = result.captured.motion, result.captured.contact_points
    print(f"\nthe sample clip captured{'':4s} {Counts.header()}")
    for name, found in (
        ("as captured", result.contacts),
        ("motion alone", estimate_contacts(motion, points)),
        ("speed and height", plants_by_speed_and_height(motion, points)),
    ):
        one = Counts()
        one.add(found, truth, FOOT_POINT_NAMES, motion.times)
        print(f"{name:27s} {one.row()}")


def speed() -> None:
    """Seconds for long takes, second call (numba compiled)."""
    sample = sample_as_made()
    points = find_contact_points(sample.truth)
    paths = foot_paths(sample.truth, points)
    print("\nframes at 60 Hz   seconds")
    for frames in (1000, 16000, 72000):
        copies = -(-frames // len(sample.truth.times))
        long = {name: np.tile(path, (copies, 1))[:frames] for name, path in paths.items()}
        times = np.arange(frames) / 60.0
        noise = 1e-3 * np.random.default_rng(0).normal(size=(frames, 3))
        long = {name: path + noise for name, path in long.items()}
        contacts_of_paths(times[:500], {n: p[:500] for n, p in long.items()}, 0.0)
        started = time.perf_counter()
        contacts_of_paths(times, long, 0.0)
        print(f"{frames:15d}   {time.perf_counter() - started:7.2f}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1, help="how often every take is spoiled")
    parser.add_argument("--by-take", action="store_true", help="a row for every take")
    parser.add_argument("--missed", action="store_true", help="where wanted slides are lost")
    parser.add_argument("--no-captures", action="store_true", help="leave out the rendered clips")
    arguments = parser.parse_args()
    if SHARED_DATA.is_dir():
        takes: list[Placed] = [(truth_of(one), place_of(one.file)) for one in RECIPES]
        takes.append((sample_as_made(), None))
        print(f"{len(takes)} takes, {sum(made.truth.seconds for made, _ in takes):.0f} s")
        found = table(takes, arguments.seeds, by_take=arguments.by_take)
        reliability(found["captured"])
        if arguments.missed:
            missed_slides(takes, arguments.seeds)
    else:
        print(f"no data at {SHARED_DATA}; set FOOTING_DATA")
    if not arguments.no_captures:
        rendered_clips()
    speed()
    return 0


if __name__ == "__main__":
    sys.exit(main())
