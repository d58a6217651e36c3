"""What the fit makes of rendered clips, with the truth's states: captures to fit the likelihood on.

A fit errs in another way than a corrupted take does: a foot that it let go strays while another is
held, and one that it held stands where nothing stood. The clips are of sources that are fitted on
anyway; none is one of the laboratory's. Rendering and detection are kept in a cache folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.lab.capturing import BANDED, captured
from benchmarks.lab.clips import PLAIN, LabClip
from benchmarks.lab.rendering import rendered
from benchmarks.takes.corrupted import Corruption, corrupted
from benchmarks.takes.training_takes import Sample, grid_of
from core.contacts.evidence import GRID_RATE
from core.contacts.intervals import states_of
from core.contacts.likelihood import ORDER
from core.motion.contact_point import FOOT_POINT_NAMES, ContactPoint
from core.motion.kinematics import forward_kinematics, point_positions
from core.motion.motion import Motion
from core.quality.truth_files import TruthFiles, read_truth

_WALKS, _SPORTS, _ICLONE = "snu_vsports/cmu16_locomotion", "snu_vsports", "cmu_iclone"
_PASSED, _BEHIND = (*PLAIN, "bystander"), (*PLAIN, "occluders")
CLIPS: tuple[LabClip, ...] = (
    LabClip("v_walkturn", f"{_WALKS}/16_19_1.bvh", 0.0, 4.0, 30.0, 101),
    LabClip("v_walkturn60", f"{_WALKS}/16_13_1.bvh", 0.0, 3.5, 60.0, 102),
    LabClip("v_run", f"{_WALKS}/16_50_1.bvh", 0.0, 2.5, 60.0, 103),
    LabClip("v_spin", f"{_ICLONE}/005_12.bvh", 0.5, 4.5, 30.0, 104, added_offset=True),
    LabClip("v_jump", f"{_ICLONE}/002_03.bvh", 0.0, 4.0, 60.0, 105, added_offset=True),
    LabClip("v_dribble", f"{_SPORTS}/s_004_5_1.bvh", 4.0, 8.0, 30.0, 106),
    LabClip("v_basket", f"{_SPORTS}/s_006_2_2.bvh", 6.0, 10.0, 60.0, 107),
    LabClip("v_ballet", f"{_ICLONE}/005_03.bvh", 0.3, 4.3, 30.0, 111, added_offset=True),
    LabClip("w_walkturn", f"{_WALKS}/16_20_1.bvh", 0.0, 4.2, 60.0, 201),
    LabClip("w_pirou", f"{_ICLONE}/005_02.bvh", 3.0, 8.0, 30.0, 203, added_offset=True),
    LabClip("w_gest", f"{_SPORTS}/s_006_1_1.bvh", 10.0, 14.0, 30.0, 204),
    LabClip("w_slow", f"{_ICLONE}/007_04.bvh", 0.3, 3.7, 30.0, 205, added_offset=True),
    LabClip("x_by1", f"{_WALKS}/16_21_1.bvh", 0.0, 3.6, 30.0, 301, varied=_PASSED),
    LabClip("x_by2", f"{_WALKS}/16_29_1.bvh", 0.0, 3.6, 30.0, 302, varied=_PASSED),
    LabClip("x_by3", f"{_SPORTS}/s_003_1_1.bvh", 5.0, 9.0, 30.0, 303, varied=_PASSED),
    LabClip("x_po1", f"{_WALKS}/16_23_1.bvh", 0.0, 3.6, 30.0, 304, varied=_BEHIND),
    LabClip("x_po2", f"{_WALKS}/16_33_1.bvh", 0.0, 3.2, 60.0, 305, varied=_BEHIND),
    LabClip("x_po3", f"{_SPORTS}/s_004_1_1.bvh", 5.0, 9.0, 30.0, 308, varied=_BEHIND),
    LabClip("x_wk1", f"{_WALKS}/16_17_1.bvh", 0.0, 3.2, 60.0, 306),
    LabClip("x_wk2", f"{_WALKS}/16_27_1.bvh", 0.0, 4.0, 30.0, 307),
)
#: Metres and m/s: the truth's free foot that lies so low and so still says nothing, nor does a fit
#: whose foot is so much too high, or so fast while the truth's is held: it has lost the foot.
_LOW, _STILL, _LOST, _TORN = 0.012, 0.12, 0.06, 0.8
#: How often a capture is changed in speed and drift and, in the later half, cut short (seconds).
COPIES, _SHORT, _FEWEST = 16, (1.0, 3.0), 20


@dataclass(frozen=True, slots=True, eq=False)
class CapturedFit:
    """A clip as the fit has it, and its truth."""

    motion: Motion
    points: tuple[ContactPoint, ...]  # heels and toes
    truth: TruthFiles


def captured_fits(
    human: Path, cache: Path, clips: Sequence[LabClip] = CLIPS
) -> Iterator[CapturedFit]:
    """Every clip rendered and captured with its camera and height given."""
    for clip in clips:
        place = rendered(clip, human, cache)
        found = captured(place, BANDED).captured
        feet = tuple(p for p in found.contact_points if p.name in FOOT_POINT_NAMES)
        yield CapturedFit(found.motion, feet, read_truth(place.folder))


def fit_sample(fit: CapturedFit, copy: int, random: np.random.Generator) -> Sample:
    """A capture as evidence and states. Copy 0 is the capture itself."""
    motion, feet, pace = fit.motion, fit.points, 1.0
    if copy:
        pace = float(random.uniform(0.8, 1.25))
        motion = replace(motion, times=motion.times * pace)
        if copy >= COPIES // 2:
            motion = _cut_short(motion, random)
        motion = corrupted(motion, _little_more(random), random)
        feet = tuple(replace(p, offset=p.offset + random.normal(0.0, 0.008, 3)) for p in feet)
    grid = grid_of(motion, feet)
    true = fit.truth.truth
    assert true.motion is not None and true.contacts is not None
    times, place = grid.times / pace, {state: k for k, state in enumerate(ORDER)}
    states = np.array(
        [[place[s] for s in states_of(true.contacts, name, times)] for name in grid.names]
    )
    turns, positions = forward_kinematics(true.motion)
    says = np.ones(states.shape, dtype=bool)
    for row, point in enumerate(grid.names):
        own = next(p for p in fit.truth.points_for(true.motion) if p.name == point)
        path = point_positions(turns, positions, own.joint, own.offset)
        high = np.interp(times, true.motion.times, path[:, 1] - true.ground_height)
        fast = np.linalg.norm(np.gradient(path, true.motion.times, axis=0), axis=-1)
        free = states[row] == ORDER.index("air")
        lying = (high < _LOW) & (np.interp(times, true.motion.times, fast) < _STILL)
        off = grid.paths[row, :, 1] * grid.scale - high
        torn = np.linalg.norm(np.gradient(grid.level[row], 1.0 / GRID_RATE, axis=0), axis=-1)
        lost = (np.abs(off - np.median(off)) > _LOST) | (~free & (torn > _TORN))
        says[row] = ~(free & lying) & ~lost
    return Sample(grid, states, says)


def _cut_short(motion: Motion, random: np.random.Generator) -> Motion:
    rate = (motion.frame_count - 1) / motion.seconds
    length = max(int(random.uniform(*_SHORT) * rate), _FEWEST)
    if length >= motion.frame_count:
        return motion
    first = int(random.integers(0, motion.frame_count - length + 1))
    return motion.frames(first, first + length)


def _little_more(random: np.random.Generator) -> Corruption:
    if random.random() < 0.4:
        return Corruption()
    return Corruption(
        drift=float(random.uniform(0.0, 0.1)), drift_hertz=float(random.uniform(0.08, 0.25)),
        body=float(random.uniform(0.0, 0.6)), body_hertz=float(random.uniform(1.0, 4.0)),
        white=float(random.uniform(0.0, 0.3)), root_white=float(random.uniform(0.0, 0.003)),
    )  # fmt: skip
