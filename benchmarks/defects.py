"""How many injected faults are found, how many found ones are there, and whether swaps go back.

    .venv/bin/python -m benchmarks.defects [--seed 0] [--takes walk,kick,...]

Skates: takes exact by construction (`benchmarks.made_takes`), then corrupted; contacts are found,
not given. A fault is a plant or pivot of the truth whose point moves more than 20 mm; found means
that a skate of the same point shares 30 % of the shorter one's time. A reported skate above 20 mm
is right where a true hold that moves by more than 10 mm lies under it. Beside it: what is reported
on the exact truth, where nothing skates.

Skates put in: up to three feet of each exact truth moved 25 to 120 mm while they stand, all else
being still; they look like short slides, and contacts are found from them.

Swaps: limbs exchanged for 0.1 to 0.8 s in the truth and in the corrupted take; found means that
four fifths of both stretches are shared; undone, that every joint is back within 5 mm.

Flips: single frames turned by 30 to 150 degrees; found where an event names that frame.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections import Counter
from collections.abc import Sequence

import numpy as np

from benchmarks.made_takes import RECIPES, MadeTake, made_takes
from benchmarks.places import SHARED_DATA
from benchmarks.takes.wanted import eased, foot_moved
from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.motion import rotations
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.kinematics import world_positions
from core.motion.motion import Motion
from core.quality.contact_metrics import largest_distance_mm
from core.quality.defects.event import Defect
from core.quality.defects.examined import Examined
from core.quality.defects.find import find_defects
from core.quality.defects_of_take import examined_take
from core.quality.figures import point_paths
from core.take.captured import Captured
from core.take.decisions import Limbs, SidesSwapped
from core.take.refining.swapped import sides_given_back

_FAULT_MM, _REAL_MM, _SHARED = 20.0, 10.0, 0.3
_SWAPS_EACH, _FLIPS_EACH = 2, 4
_LIMBS: tuple[Limbs, ...] = ("all", "legs", "arms")
_MEANT: dict[str, Limbs] = {"legs": "legs", "arms": "arms", "body": "all"}
#: Limbs that are nearer to each other (m) at both ends of a swap cannot be told apart by eye.
_VISIBLE = 0.15


def seen_of(motion: Motion) -> Examined:
    return examined_take(Captured(motion, find_contact_points(motion)), ())


def shares(event: Defect, contact: Contact) -> bool:
    shared = min(event.end, contact.end) - max(event.start, contact.start)
    shorter = min(event.end - event.start, contact.end - contact.start)
    return event.where == contact.point and shared > _SHARED * shorter


def skate_counts(take: MadeTake, motion: Motion, defects: Sequence[Defect]) -> tuple[int, ...]:
    """Faults of a motion of the take found, faults, reports that are right, reports."""
    paths, times = point_paths(motion, take.points), motion.times
    true = [
        (contact, largest_distance_mm(paths[contact.point][held_samples(times, contact)]))
        for contact in take.contacts
        if contact.holds
    ]
    events = [one for one in defects if one.kind == "skate"]
    faults = [contact for contact, moved in true if moved > _FAULT_MM]
    told = [one for one in events if one.severity > _FAULT_MM]
    found = sum(any(shares(one, contact) for one in events) for contact in faults)
    right = sum(any(shares(one, c) for c, moved in true if moved > _REAL_MM) for one in told)
    return found, len(faults), right, len(told)


def with_skates(take: MadeTake, random: np.random.Generator) -> Motion:
    """The truth with up to three standing feet moved and brought back after."""
    motion = take.truth
    held = [c for c in take.contacts if c.holds and c.point.endswith("toe")]
    held = [contact for contact in held if contact.end - contact.start > 0.25]
    for place in random.permutation(len(held))[:3]:
        contact = held[place]
        share = eased(motion.times, contact.start + 0.05, contact.end - 0.05)
        share = share - eased(motion.times, contact.end + 0.02, contact.end + 0.35)
        size, yaw = random.uniform(0.025, 0.12), random.uniform(0.0, 2.0 * np.pi)
        way = share[:, None] * size * np.array([np.cos(yaw), 0.0, np.sin(yaw)])
        with contextlib.suppress(ValueError):  # the leg does not reach so far
            motion = foot_moved(motion, contact.point.partition("_")[0], way)
    return motion


def swap_counts(motion: Motion, random: np.random.Generator) -> Counter[str]:
    """Of swaps put into a motion: how many were found, undone, visible, and what else was told."""
    from core.quality.defects.swaps import swaps

    counts: Counter[str] = Counter()
    frames, times = motion.frame_count, motion.times
    for limbs in _LIMBS:
        for _ in range(_SWAPS_EACH):
            length = int(
                random.uniform(0.1, min(0.8, 0.4 * motion.seconds)) * frames / motion.seconds
            )
            first = int(random.integers(3, frames - length - 3))
            start, end = float(times[first]), float(times[first + length])
            swapped = sides_given_back(motion, [SidesSwapped(start, end, limbs)])
            away = np.linalg.norm(world_positions(swapped) - world_positions(motion), axis=-1)
            visible = away[[first, first + length]].max() > _VISIBLE
            events = swaps(seen_of(swapped))
            hits = [one for one in events if _same_stretch(one, start, end)]
            back = sides_given_back(
                swapped, [SidesSwapped(one.start, one.end, _MEANT[one.where]) for one in hits]
            )
            left = np.linalg.norm(world_positions(back) - world_positions(motion), axis=-1).max()
            counts["put in"] += 1
            counts["found"] += bool(hits)
            counts["undone"] += bool(hits) and left < 5e-3
            counts["visible"] += visible
            counts["visible and found"] += visible and bool(hits)
            counts["false"] += len(events) - len(hits)
    return counts


def _same_stretch(event: Defect, start: float, end: float) -> bool:
    shared = min(event.end, end) - max(event.start, start)
    return shared > 0.8 * (max(event.end, end) - min(event.start, start))


def flip_counts(motion: Motion, random: np.random.Generator) -> tuple[int, int, int]:
    """Flips found, put in, and other flips told."""
    from core.quality.defects.flips import flips

    local = np.array(motion.local_rotations)
    frames = sorted(random.choice(np.arange(4, len(local) - 4, 4), _FLIPS_EACH, replace=False))
    for frame in frames:
        axis = random.normal(size=3)
        turn = axis / np.linalg.norm(axis) * np.radians(random.uniform(30.0, 150.0))
        joint = int(random.integers(0, local.shape[1]))
        local[frame, joint] = rotations.multiply(
            local[frame, joint], rotations.from_rotation_vector(turn)
        )
    flipped = motion.with_pose(rotations.continuous(local), motion.root_positions)
    events = flips(seen_of(flipped))
    near = 0.6 / seen_of(motion).rate
    found = sum(
        any(one.start - near < motion.times[frame] < one.end + near for one in events)
        for frame in frames
    )
    return found, len(frames), max(0, len(events) - found)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="What the defect detectors find.")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--takes", default="")
    asked = parser.parse_args(arguments)
    if not SHARED_DATA.is_dir():
        print(f"no data at {SHARED_DATA}; set FOOTING_DATA")
        return 0
    names = set(asked.takes.split(",")) if asked.takes else None
    recipes = [one for one in RECIPES if names is None or one.name in names]
    total, put_in = np.zeros(4, dtype=int), np.zeros(4, dtype=int)
    swapped, flipped, on_truth, kinds = Counter(), np.zeros(3, dtype=int), 0, Counter()
    print(f"{'take':14s} {'source':18s}  skates found    right   on truth   swaps found  undone")
    for number, take in enumerate(made_takes(asked.seed, recipes=recipes)):
        random = np.random.default_rng([asked.seed, number])
        defects = find_defects(seen_of(take.corrupted))
        counts = skate_counts(take, take.corrupted, defects)
        skating = with_skates(take, random)
        put_in += skate_counts(take, skating, find_defects(seen_of(skating)))
        truthful = find_defects(seen_of(take.truth))
        false = sum(one.kind == "skate" and one.severity > _FAULT_MM for one in truthful)
        swaps = swap_counts(take.truth, random) + swap_counts(take.corrupted, random)
        flipped += flip_counts(take.truth, random)
        total += counts
        on_truth += false
        swapped += swaps
        kinds += Counter(one.kind for one in truthful)
        print(
            f"{take.name:14s} {take.source:18s} {counts[0]:6d} of {counts[1]:3d} {counts[2]:5d} of "
            f"{counts[3]:3d} {false:7d} {swaps['found']:8d} of {swaps['put in']:2d} "
            f"{swaps['undone']:5d}{'   held out' if take.held_out else ''}"
        )
    print(f"skates above {_FAULT_MM:.0f} mm: recall {total[0] / total[1]:.3f}, precision "
          f"{total[2] / total[3]:.3f}; told on the exact truth: {on_truth}")  # fmt: skip
    print(
        f"skates put into the exact truth: recall {put_in[0] / put_in[1]:.3f}, precision "
        f"{put_in[2] / put_in[3]:.3f} ({put_in[1]} of them)"
    )
    print(
        f"swaps: found {swapped['found']} of {swapped['put in']}, of those visible "
        f"(> {100 * _VISIBLE:.0f} cm) {swapped['visible and found']} of {swapped['visible']}; "
        f"undone {swapped['undone']}; told besides: {swapped['false']}"
    )
    print(f"flips: found {flipped[0]} of {flipped[1]}; told besides: {flipped[2]}")
    print("all that is told of the exact truth:", dict(kinds.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
