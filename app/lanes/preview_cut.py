"""What a preview changed of an answer, cut out and put in again: a window of some seconds crosses
from process to process in a moment, a take of minutes does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from app.lanes.results import Answer
from core.contacts.contact import Contact
from core.take.editing.normal_form import Decisions
from core.take.refine import Refined
from core.take.shown import ShownMotion

#: What is shown of every frame by itself; Euler angles may turn on over all that follows.
_PER_FRAME = ("world_positions", "end_positions", "turn_degrees", "point_positions")


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """Frames start to stop - 1 of a preview; everything else is as in the answer it starts from."""

    start: int
    stop: int
    refined: Refined  # its motion these frames only
    shown: Mapping[str, np.ndarray]
    euler_degrees: np.ndarray  # of all frames, or of these where no others changed
    skates_mm: Mapping[Contact, float]
    captured_skates_mm: Mapping[Contact, float]


def cut_out(answer: Answer, base: Answer) -> Cut | None:
    """What a preview changed; None where it solved the whole take."""
    if answer.refined is None or answer.refined.solved is None:
        return None
    start, stop = answer.refined.solved
    motion, seen, before = answer.refined.motion, answer.refined_look, base.refined_look
    names = _per_frame(seen.shown)
    angles, known = seen.shown.euler_degrees, before.shown.euler_degrees
    apart = np.array_equal(angles[:start], known[:start]) and np.array_equal(
        angles[stop:], known[stop:]
    )
    return Cut(
        start,
        stop,
        replace(answer.refined, motion=motion.frames(start, max(stop, start + 1))),
        {name: getattr(seen.shown, name)[start:stop] for name in names},
        angles[start:stop] if apart else angles,
        seen.skates_mm,
        answer.captured_look.skates_mm,
    )


def put_in(cut: Cut, base: Answer, decisions: Decisions) -> Answer:
    """The preview that a cut was taken from."""
    assert base.refined is not None
    motion, start = base.refined.motion, cut.start
    if cut.stop > start:
        new = cut.refined.motion
        motion = motion.with_pose(
            _with(motion.local_rotations, new.local_rotations, start),
            _with(motion.root_positions, new.root_positions, start),
        )
    refined = replace(cut.refined, motion=motion)
    shown = base.refined_look.shown
    if cut.stop > cut.start:
        arrays = {
            name: _with(getattr(shown, name), part, start) for name, part in cut.shown.items()
        }
        angles = cut.euler_degrees
        if len(angles) < len(shown.times):
            angles = _with(shown.euler_degrees, angles, start)
        shown = replace(shown, euler_degrees=angles, **arrays)
    return Answer(
        decisions=decisions,
        refined=refined,
        captured_look=replace(base.captured_look, skates_mm=cut.captured_skates_mm),
        refined_look=replace(base.refined_look, shown=shown, skates_mm=cut.skates_mm),
        settled=False,
    )


def _per_frame(shown: ShownMotion) -> tuple[str, ...]:
    return _PER_FRAME if shown.image_positions is None else (*_PER_FRAME, "image_positions")


def _with(whole: np.ndarray, part: np.ndarray, start: int) -> np.ndarray:
    changed = whole.copy()
    changed[start : start + len(part)] = part
    changed.flags.writeable = False
    return changed
