"""How far a file that was refined moves when it is refined again, its contacts found anew.

    .venv/bin/python -m benchmarks.again [--rates 60 120] [--take NAME ...] [--seed 0]

Corrupted made takes (`benchmarks.made_takes`) and stretches of 15 seconds of the sources as they
are: refined with the contacts that are found, written, read without anything else, refined again
the same way. The file alone says what it obeys (`core/contacts/exactly_held`). Columns: the
largest distance that a joint moves and the mean one, and contacts found first and again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.made_takes import RECIPES, made_takes, unpacked
from benchmarks.places import SHARED_DATA
from core.errors import FootingError
from core.files.motion_file import read_motion, write_motion
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.kinematics import world_positions
from core.motion.motion import Motion
from core.take.captured import Captured
from core.take.exchange.refine_contacts import estimated_decisions
from core.take.refine import RefineSettings, refine

CLIPS = (
    "cmu_daz/10_04", "cmu_daz/03_01", "cmu_daz/09_08", "cmu_iclone/006_08", "cmu_iclone/007_01",
    "snu_timecritical/s_019_1_1", "snu_vsports/s_004_2_1", "snu_vsports/cmu16_locomotion/16_58_1",
    "cmu_acrnn_indian/13", "reactidle/002_genuine",
)  # fmt: skip
SECONDS = 15.0


def written(motion: Motion, path: Path, rate: float) -> Path:
    """The motion refined with the contacts that are found in it, as a file."""
    write_motion(path, _refined(motion, rate)[0], rate=rate)
    return path


def largest_move_mm(path: Path, rate: float) -> float:
    """How far (mm) a joint of a file moves at most when it is refined again."""
    return float(_moves_mm(path, rate)[0].max())


def _refined(motion: Motion, rate: float) -> tuple[Motion, int]:
    captured = Captured(motion, find_contact_points(motion))
    decisions = estimated_decisions(captured)
    return refine(captured, decisions, RefineSettings(rate)).motion, len(decisions)


def _moves_mm(path: Path, rate: float) -> tuple[np.ndarray, int]:
    first = read_motion(path, unit=1.0).motion
    again, contacts = _refined(first, rate)
    count = min(first.frame_count, again.frame_count)
    places = [world_positions(one)[:count] for one in (first, again)]
    return 1e3 * np.linalg.norm(places[1] - places[0], axis=-1), contacts


def motions(seed: int, names: Sequence[str]) -> Iterator[tuple[str, Motion]]:
    """What is refined, by name."""
    recipes = [one for one in RECIPES if not names or one.name in names]
    for made in made_takes(seed, recipes=recipes):
        yield made.name, made.corrupted
    for clip in (one for one in CLIPS if not names or one in names):
        added = "add" if clip.startswith("cmu_iclone") else "replace"
        motion = read_motion(unpacked() / f"{clip}.bvh", root_offset=added).motion
        stop = int(np.count_nonzero(motion.times <= motion.times[0] + SECONDS))
        kept = motion.frames(0, stop)
        yield clip, replace(kept, times=kept.times - kept.times[0])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rates", type=float, nargs="*", default=[60.0, 120.0])
    parser.add_argument("--take", nargs="*", default=[], help="only these")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args(arguments)
    if not SHARED_DATA.is_dir():
        print(f"no data at {SHARED_DATA}; set FOOTING_DATA")
        return 0
    print(f"{'take':38s} {'Hz':>4s} {'worst mm':>9s} {'mean mm':>9s}  contacts, again")
    worst = []
    with tempfile.TemporaryDirectory() as folder:
        for name, motion in motions(asked.seed, asked.take):
            for rate in asked.rates:
                path = Path(folder) / "refined.bvh"
                refined, first = _refined(motion, rate)
                write_motion(path, refined, rate=rate)
                try:
                    moved, again = _moves_mm(path, rate)
                except FootingError as error:
                    print(f"{name:38s} {rate:4g} {error}")
                    continue
                worst.append(moved.max())
                print(
                    f"{name:38s} {rate:4g} {moved.max():9.4f} {moved.mean():9.4f}  {first}, {again}"
                )
    far = np.array(worst)
    print(
        f"{len(far)} files: median {np.median(far):.4f} mm, worst {far.max():.2f}, above 0.05 mm "
        f"{np.count_nonzero(far > 0.05)}, above 1 mm {np.count_nonzero(far > 1.0)}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
