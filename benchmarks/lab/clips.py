"""The motions of the laboratory: which stretch of which file, how it is filmed, by which seed.

The files are those of `human/` in the shared data. Other data judges the product: nothing may be
tuned to one of these clips.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from benchmarks.places import LABORATORY_CLIPS, add_data

#: What is varied of every actor; things in front and passers-by have clips of their own.
PLAIN = ("body", "clothes", "camera", "light", "room", "sensor")


@dataclass(frozen=True, slots=True)
class LabClip:
    """One clip: a stretch of a motion file, and how it is shown."""

    name: str
    source: str  # a path below `human/`, or `videos/` where it is filmed
    start: float  # seconds of the source
    end: float
    rate: float  # frames a second of the video
    seed: int  # of everything in `varied`
    width: int = 1280
    height: int = 720
    added_offset: bool = False  # the file's root OFFSET is added to its positions
    quick: bool = False  # one of the few of `--quick`
    frozen: bool = False  # stands as at its start, which is what a still root is measured on
    varied: tuple[str, ...] = PLAIN
    filmed: bool = False  # a real video below `videos/`, with calibrated truth


_CMU16 = "snu_vsports/cmu16_locomotion"
_BASKET = "snu_vsports"

CLIPS: tuple[LabClip, ...] = (
    LabClip("walk_turn", f"{_CMU16}/16_18_1.bvh", 0.0, 4.3, 30.0, 9, quick=True),
    LabClip("spin", "cmu_iclone/005_11.bvh", 0.6, 4.6, 30.0, 3, added_offset=True, quick=True),
    LabClip("jump", "cmu_iclone/002_04.bvh", 0.0, 4.0, 30.0, 18, added_offset=True, quick=True),
    LabClip("punch", "cmu_iclone/002_05.bvh", 4.0, 8.0, 30.0, 10, added_offset=True, quick=True),
    LabClip("walk_near", f"{_CMU16}/16_15_1.bvh", 0.3, 3.9, 60.0, 48),
    LabClip("run_turn", f"{_CMU16}/16_42_1.bvh", 0.0, 1.7, 60.0, 33),
    LabClip("kick", "cmu_daz/10_03.bvh", 0.15, 3.0, 60.0, 28, 720, 1280),
    LabClip("dance", "cmu_acrnn_indian/06.bvh", 4.0, 8.0, 30.0, 7),
    LabClip("sit", "cmu_daz/13_01.bvh", 4.0, 9.0, 30.0, 13),
    LabClip("gestures", f"{_BASKET}/s_004_1_2.bvh", 5.0, 9.0, 60.0, 21, 1920, 1080),
    LabClip("fight", "snu_timecritical/s_018_1_2.bvh", 2.0, 6.0, 30.0, 38),
    LabClip("jacks", "cmu_daz/13_30.bvh", 3.0, 7.0, 30.0, 58, 720, 1280),
    LabClip("closed", f"{_BASKET}/s_003_6_1.bvh", 16.5, 23.4, 30.0, 19),
    LabClip("still", "reactidle/002_genuine.bvh", 3.0, 6.0, 30.0, 46, added_offset=True,
            frozen=True),
    LabClip("behind_post", f"{_CMU16}/16_32_1.bvh", 0.0, 4.3, 30.0, 26,
            varied=(*PLAIN, "occluders")),
    LabClip("beam", "p2s_balance_cam04", 0.0, 1.65, 60.0, 0, 1088, 1920, filmed=True),
    LabClip("crossed", f"{_CMU16}/16_12_1.bvh", 0.0, 3.6, 30.0, 59, varied=(*PLAIN, "bystander")),
)  # fmt: skip


def add_clips(parser: argparse.ArgumentParser) -> None:
    """CLIP ..., --cache and --data: which clips, and where they lie."""
    names = ", ".join(clip.name for clip in CLIPS)
    parser.add_argument("clips", nargs="*", metavar="CLIP", help=f"all, or some of {names}")
    parser.add_argument("--cache", type=Path, default=LABORATORY_CLIPS)
    add_data(parser)


def chosen(names: list[str], quick: bool) -> tuple[LabClip, ...]:
    """The clips of these names, or all, or the quick ones. Raises: ValueError for another name."""
    known = {clip.name: clip for clip in CLIPS}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError(f"There is no clip {', '.join(unknown)}; there are {', '.join(known)}.")
    if names:
        return tuple(known[name] for name in names)
    return tuple(clip for clip in CLIPS if clip.quick or not quick)
