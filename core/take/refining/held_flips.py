"""Single frames in which a joint turns far away and back while contacts hold what hangs on it.

A detector does that, a body cannot. To the solver it is a foot that jumps by the length of a leg
and is held all the same: what brings it back in one frame throws the frames beside it about. So
the solver is given the turn between the frames beside it. Where nothing is held the frame stays
as it was captured: it harms nothing but itself, and cleaning takes it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from core.clean.single_frames import jumping_turns, without_jumps
from core.contacts.contact import Contact
from core.motion import rotations
from core.motion.contact_point import ContactPoint
from core.motion.motion import Motion

#: A flip turns at least this far (radians) from where the frames beside it are halfway between,
#: within this (s): two frames of a film of 30 a second.
_FAR = np.radians(60.0)
_WITHIN = 0.07
#: Frames beside a contact that count to it: a hold takes hold there already.
_BESIDE = 2

Flips = tuple[tuple[int, int], ...]


def flips_of(motion: Motion, points: Iterable[ContactPoint]) -> Flips:
    """Sample and joint of every flip, of the joints that carry the points, in order."""
    joints = {joint for point in points for joint in carrying(motion, point.joint)}
    return tuple(sorted((sample, joint) for joint in joints for sample in _samples(motion, joint)))


def carrying(motion: Motion, joint: int) -> tuple[int, ...]:
    """A joint and all that it hangs on, the root last."""
    found = []
    while joint >= 0:
        found.append(joint)
        joint = int(motion.skeleton.parents[joint])
    return tuple(found)


def held_flips(
    motion: Motion,
    flips: Flips,
    points: Sequence[ContactPoint],
    contacts: Iterable[Contact],
    marks: Iterable[tuple[float, int | None]] = (),
) -> Flips:
    """Those of the flips that something held on the ground hangs on, but for what is marked sharp.

    marks: seconds, joint (None: the body).
    """
    joints = {point.name: carrying(motion, point.joint) for point in points}
    times, held = motion.times, set()
    for contact in contacts if flips else ():
        if not contact.on_ground or contact.point not in joints:
            continue
        first = int(np.searchsorted(times, contact.start)) - _BESIDE
        last = int(np.searchsorted(times, contact.end, side="right")) - 1 + _BESIDE
        held |= {(s, j) for s, j in flips if j in joints[contact.point] and first <= s <= last}
    for seconds, marked in marks if held else ():
        near = int(np.argmin(np.abs(times - seconds)))
        held = {(s, j) for s, j in held if abs(s - near) > 1 or marked not in (None, j)}
    return tuple(sorted(held))


def laid_between(motion: Motion, flips: Flips) -> Motion:
    """The motion with the turns of flips halfway between the samples beside them."""
    if not flips:
        return motion
    local = np.array(motion.local_rotations)
    for joint in sorted({joint for _, joint in flips}):
        samples = [sample for sample, its in flips if its == joint]
        local[samples, joint] = _between(motion, samples, joint)
    return motion.with_pose(local, motion.root_positions)


def in_words(motion: Motion, flips: Flips) -> list[str]:
    """What is left out of the take, one for each flip."""
    return [
        f"{motion.skeleton.names[joint]} flip {motion.times[sample]:.3f} s: it turns away and back "
        "within one frame while a contact holds it"
        for sample, joint in flips
    ]


def _samples(motion: Motion, joint: int) -> list[int]:
    turns, times = motion.local_rotations[:, joint], motion.times
    if len(turns) < 4:
        return []
    steps = np.abs(np.einsum("na,na->n", turns[1:], turns[:-1]))
    far = steps < np.cos(0.25 * _FAR)  # half of half the turn: each way is a part of it
    both = np.flatnonzero(far[1:] & far[:-1]) + 1
    if not len(both):
        return []  # nearly always: the rest is asked of few joints
    jumping = jumping_turns(turns, times)
    both = both[jumping[both] & ~jumping[both - 1] & ~jumping[both + 1]]
    away = rotations.angle_between(_between(motion, both, joint), turns[both])
    brief = times[both + 1] - times[both - 1] < _WITHIN
    return [int(sample) for sample in both[brief & (away > _FAR)]]


def _between(motion: Motion, samples: Sequence[int] | np.ndarray, joint: int) -> np.ndarray:
    """(samples, 4): what a joint's turn would be on its way from the samples before to after."""
    turns, flipped = motion.local_rotations[:, joint], np.zeros(motion.frame_count, dtype=bool)
    flipped[samples] = True
    laid = without_jumps(turns, motion.times, flipped)[samples]
    before = turns[np.asarray(samples, dtype=int) - 1]
    same = np.einsum("na,na->n", laid, before) >= 0.0
    return np.where(same[:, None], laid, -laid)
