"""How well contacts are found: against takes exact by construction.

    .venv/bin/python -m benchmarks.contacts [--seeds 1] [--all] [--no-captures]

The takes are of sources that `_fit_contacts` never reads; the shipped networks have seen them (the
card beside them says more). Rows: the estimate, and "speed and height", the estimate that was here
before. Columns: F1 frame by frame of held (plant or pivot) and of ground (held or slide), median
and mean onset error, wanted slides and pivots of the truth that are recognised as such over half
their length. `captured` is 20 cm of slow drift and 1 degree of body noise below 3 Hz, with flips, a
detector's noise and a height offset in some; `trembling` has a detector's coloured and white noise
in all. Then how often the probabilities come true, the captures of rendered clips with truth, and
how long it takes.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.made_takes import DATA, RECIPES, MadeTake, sample_as_made, spoiled, truth_of
from benchmarks.made_takes import usual_corruption as captured_corruption
from benchmarks.takes.contact_counts import Counts
from benchmarks.takes.corrupted import Corruption
from benchmarks.takes.speed_and_height import plants_by_speed_and_height
from core.contacts.contact import Contact
from core.contacts.estimate import contacts_of_paths, estimate_contacts
from core.motion.contact_point import FOOT_POINT_NAMES, ContactPoint
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.motion import Motion

ROOT = Path(__file__).resolve().parents[1]
Estimator = Callable[[Motion, Sequence[ContactPoint]], Sequence[tuple[Contact, float]]]
ESTIMATORS: dict[str, Estimator] = {
    "estimate": estimate_contacts,
    "speed and height": plants_by_speed_and_height,
}
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


def table(takes: Sequence[MadeTake], seeds: int, *, by_take: bool) -> dict[str, Counts]:
    """Print a row per kind and estimator; returns the counts of our estimate by kind."""
    counts: dict[tuple[str, str], Counts] = {}
    rows: list[str] = []
    for number, made in enumerate(takes):
        for seed in range(seeds):
            for kind, worse in spoils(made, seed, number).items():
                for name, estimator in ESTIMATORS.items():
                    found = estimator(worse.corrupted, worse.points)
                    one = Counts()
                    one.add(found, made.contacts, FOOT_POINT_NAMES, made.truth.times)
                    counts.setdefault((kind, name), Counts()).join(one)
                    if by_take and name == "estimate" and kind in ("clean", "captured"):
                        rows.append(f"{made.name:14s} {kind:9s} {one.row()}")
    print(f"{'':27s} {Counts.header()}")
    for (kind, name), one in counts.items():
        print(f"{kind:9s} {name:17s} {one.row()}")
    if by_take:
        print()
        print("\n".join(rows))
    return {kind: one for (kind, name), one in counts.items() if name == "estimate"}


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
    from benchmarks.takes.labels import foot_paths

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
    parser.add_argument("--all", action="store_true", help="also the sources that were fitted on")
    parser.add_argument("--by-take", action="store_true", help="a row for every take")
    parser.add_argument("--no-captures", action="store_true", help="leave out the rendered clips")
    arguments = parser.parse_args()
    if DATA.is_dir():
        recipes = [one for one in RECIPES if one.held_out or arguments.all]
        takes = [*(truth_of(recipe) for recipe in recipes), sample_as_made()]
        print(f"{len(takes)} takes, {sum(made.truth.seconds for made in takes):.0f} s")
        found = table(takes, arguments.seeds, by_take=arguments.by_take)
        reliability(found["captured"])
    else:
        print(f"no data at {DATA}; set FOOTING_DATA")
    if not arguments.no_captures:
        rendered_clips()
    speed()
    return 0


if __name__ == "__main__":
    sys.exit(main())
