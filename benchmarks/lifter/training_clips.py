"""Which stretches of which motions are rendered, to learn a detector's errors from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.lab.clips import CLIPS, LabClip

#: Sources of motion that weights may be trained on, and how many clips of each are drawn in turn.
SHARES = {
    "snu_vsports": 3, "snu_timecritical": 3, "cmu_iclone": 2, "cmu_daz": 3, "cmu_acrnn_indian": 1,
    "reactidle": 1,
}  # fmt: skip
#: Files whose root OFFSET is added to its positions.
ADDED_OFFSET = ("cmu_iclone", "reactidle")
#: Judged elsewhere, and so not learnt from: the laboratory's motions, and two that another renderer
#: was given.
HELD_OUT = frozenset(
    {clip.source for clip in CLIPS} | {"cmu_daz/13_11.bvh", "cmu_iclone/005_13.bvh"}
)
#: Seconds that some files begin with a pose that is no motion; of a clip; of the shortest one.
_BEGIN = {"cmu_daz": 0.3, "cmu_acrnn_indian": 0.3, "cmu_iclone": 0.4}
_SECONDS, _LEAST = 3.4, 1.3
_WIDE, _TALL, _TALL_SHARE = (800, 450), (450, 800), 0.3
_SEED = 5000


def motion_files(human: Path) -> list[str]:
    """All files that may be learnt from, as paths below `human`."""
    files = [path for source in SHARES for path in sorted((human / source).rglob("*.bvh"))]
    names = [path.relative_to(human).as_posix() for path in files]
    return [name for name in names if name not in HELD_OUT]


def training_clips(
    human: Path, count: int, seconds_of: dict[str, float], seed: int = _SEED
) -> Iterator[LabClip]:
    """Clips of all sources in turn, each of a stretch drawn at random, with its own actor.

    seconds_of: how long each of `motion_files` lasts.
    """
    random = np.random.default_rng(seed)
    names = motion_files(human)
    of_source = {s: [n for n in names if n.startswith(f"{s}/")] for s in SHARES}
    for files in of_source.values():
        random.shuffle(files)
    turns = [source for source, share in SHARES.items() for _ in range(share)]
    taken = dict.fromkeys(SHARES, 0)
    made = 0
    while made < count:
        source = turns[made % len(turns)]
        name = of_source[source][taken[source] % len(of_source[source])]
        taken[source] += 1
        made += 1
        begin, end = _BEGIN.get(source, 0.0), seconds_of[name]
        start = float(random.uniform(begin, max(end - _SECONDS, begin)))
        size = _TALL if random.random() < _TALL_SHARE else _WIDE
        if min(end, start + _SECONDS) - start >= _LEAST:
            yield LabClip(
                f"train_{made:03d}", name, round(start, 2), round(min(end, start + _SECONDS), 2),
                30.0, seed + made, *size, added_offset=source in ADDED_OFFSET,
            )  # fmt: skip
