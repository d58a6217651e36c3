"""The solver's door: corrections of root and limbs so that the motion obeys its contacts.

Whole takes are one banded system up to `BLOCK` samples; longer ones are solved block by block in
time, each with the following samples as overlap and the finished ones fixed behind it, so that
memory does not grow with the take.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from core.errors import Cancelled
from core.motion import rotations
from core.motion.kinematics import forward_kinematics, point_positions
from core.motion.motion import Motion
from core.motion.partial_motion import partial_motion
from core.solve import infeasible
from core.solve.problem import Problem
from core.solve.projection import project
from core.solve.report import Infeasible
from core.solve.rig import Rig, describe_rig
from core.solve.steps import Outcome, take_steps
from core.solve.window import Window, build_window

#: Samples of one factorisation; a longer take is solved in blocks of this many.
BLOCK = 4000
#: Samples beyond a block are solved with it for this many influence radii, then forgotten.
_OVERLAP = 3.0

Progress = Callable[[float, str], None]
Releases = Mapping[int, frozenset[str]]


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """The corrected motion and how it came about."""

    motion: Motion
    corrections: np.ndarray  # (frames, n): see `unknowns.Unknowns`
    joints: tuple[int, ...]  # the corrected joints, in the order of the corrections
    steps: int
    infeasible: tuple[Infeasible, ...] = field(default=())


def solve(
    problem: Problem,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Solution:
    """Solve a whole take.

    Without a contact on the ground the motion comes back as it is. `cancelled` is asked about
    every 5 ms. Raises: Cancelled.
    """
    stop = _stopper(cancelled)
    if not any(contact.on_ground for contact in problem.contacts):
        return Solution(problem.motion, np.zeros((problem.motion.frame_count, 6)), (0,), 0)
    rig = describe_rig(problem)
    reachable, missing = infeasible.within_reach(problem, rig)
    frames = problem.motion.frame_count
    x = np.zeros((frames, rig.unknowns.count))
    taken = _Taken()
    start = 0
    while start < frames:
        end = frames if frames - start <= BLOCK else start + BLOCK
        reach = _overlap_samples(problem, end)
        window_rows = _solve_part(reachable, rig, x, start, reach, end, False, taken, stop)
        x[start:end] = window_rows
        start = end
        if progress is not None:
            progress(end / frames, "Obeying contacts")
    return _finish(problem, rig, x, taken, missing)


def solve_part(
    problem: Problem,
    corrections: np.ndarray,
    joints: tuple[int, ...],
    start: int,
    stop: int,
    *,
    cancelled: Callable[[], bool] | None = None,
) -> Solution:
    """Solve samples start to stop - 1 again and leave all others as they are.

    Args:
        problem: the whole take's.
        corrections: (frames, n) of an earlier solution; two samples beyond each end are kept to.
        joints: the joints that they correct.
        start, stop: samples of the take.
        cancelled: asked about every 5 ms.
    Raises: Cancelled.
    """
    rig = describe_rig(problem)
    reachable, missing = infeasible.within_reach(problem, rig)
    x = _in_order_of(rig, corrections, joints)
    taken = _Taken()
    part = _solve_part(reachable, rig, x, start, stop, stop, True, taken, _stopper(cancelled))
    x[start:stop] = part
    return _finish(problem, rig, x, taken, missing)


class _Taken:
    """What the windows found on the way."""

    def __init__(self) -> None:
        self.steps = 0
        self.released: dict[int, frozenset[str]] = {}
        self.bound_legs: frozenset[str] = frozenset()


def _stopper(cancelled: Callable[[], bool] | None) -> Callable[[], None]:
    def stop() -> None:
        if cancelled is not None and cancelled():
            raise Cancelled

    return stop


def _overlap_samples(problem: Problem, end: int) -> int:
    times = problem.motion.times
    if end >= len(times):
        return len(times)
    beyond = times[end] + _OVERLAP * problem.prior.influence_seconds
    return int(np.searchsorted(times, beyond))


def _solve_part(
    problem: Problem, rig: Rig, x: np.ndarray, start: int, stop: int, kept: int, edged: bool,
    taken: _Taken, check: Callable[[], None],
) -> np.ndarray:  # fmt: skip
    """Corrections of samples start to kept - 1, solved together with those up to stop - 1."""
    while True:
        window = build_window(problem, rig, start, stop, taken.released, edged=edged)
        outcome = take_steps(window, x[window.first : window.first + window.frames], check)
        taken.steps += outcome.steps
        taken.bound_legs |= _stretched(rig, window, outcome)
        if outcome.converged:
            break
        more = infeasible.release(problem, window, outcome, taken.released)
        if more is None:
            break
        taken.released = more
    exact = project(window, outcome.x)
    return exact[window.free.start : window.free.start + kept - start]


def _stretched(rig: Rig, window: Window, outcome: Outcome) -> frozenset[str]:
    """Sides whose knee is at its limit somewhere."""
    legs = rig.unknowns.legs
    bound = outcome.active[:, outcome.active.shape[1] - len(legs) :]
    return frozenset(leg.side for k, leg in enumerate(legs) if np.any(bound[:, k]))


def _in_order_of(rig: Rig, corrections: np.ndarray, joints: tuple[int, ...]) -> np.ndarray:
    x = np.zeros((len(corrections), rig.unknowns.count))
    x[:, :3] = corrections[:, :3]
    for place, joint in enumerate(joints):
        if joint in rig.unknowns.joints:
            column = 3 + 3 * rig.unknowns.joints.index(joint)
            x[:, column : column + 3] = corrections[:, 3 + 3 * place : 6 + 3 * place]
    return x


def _finish(
    problem: Problem, rig: Rig, x: np.ndarray, taken: _Taken, missing: Mapping[int, float]
) -> Solution:
    motion = corrected(problem.motion, x, rig.unknowns.joints)
    named: tuple[Infeasible, ...] = ()
    if missing or taken.released:
        named = infeasible.name_missing(
            problem, rig, _path_of(motion, rig), taken.bound_legs, missing, taken.released
        )
    return Solution(motion, x, rig.unknowns.joints, taken.steps, named)


def _path_of(motion: Motion, rig: Rig) -> Callable[[str], np.ndarray]:
    def path(name: str) -> np.ndarray:
        point = rig.points[rig.place_of(name)]
        smaller, index = partial_motion(motion, [point.joint])
        turns, positions = forward_kinematics(smaller)
        return point_positions(turns, positions, index[point.joint], point.offset)

    return path


def corrected(motion: Motion, x: np.ndarray, joints: tuple[int, ...]) -> Motion:
    """The motion with corrections x (frames, n) of the root's place and `joints` applied."""
    local = np.array(motion.local_rotations)
    for place, joint in enumerate(joints):
        vector = x[:, 3 + 3 * place : 6 + 3 * place]
        turned = np.any(vector != 0.0, axis=1)
        local[turned, joint] = rotations.multiply(
            rotations.from_rotation_vector(vector[turned]), local[turned, joint]
        )
    return motion.with_pose(local, motion.root_positions + x[:, :3])


def corrections_between(captured: Motion, refined: Motion, joints: tuple[int, ...]) -> np.ndarray:
    """The corrections (frames, n) that turned one motion into the other, of `joints`."""
    x = np.zeros((captured.frame_count, 3 + 3 * len(joints)))
    x[:, :3] = refined.root_positions - captured.root_positions
    for place, joint in enumerate(joints):
        before, after = captured.local_rotations[:, joint], refined.local_rotations[:, joint]
        turn = rotations.multiply(after, rotations.inverse(before))
        x[:, 3 + 3 * place : 6 + 3 * place] = rotations.to_rotation_vector(turn)
    return x
