"""The solver's door: corrections of root and limbs so that the motion obeys its contacts.

Whole takes are one banded system up to `BLOCK` samples; longer ones are solved block by block
(`blocks`), so that memory does not grow with the take and an edit settles what it can reach.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from core.motion.motion import Motion
from core.motion.point_paths import point_paths
from core.solve import infeasible
from core.solve.blocks import BLOCK, plan_blocks
from core.solve.corrections import corrected, corrections_between
from core.solve.freed import Freed, freed
from core.solve.in_blocks import Found, Progress, solve_blocks
from core.solve.narrowed import narrowed
from core.solve.pins.pin_rows import Demand
from core.solve.posed_apart import solve_apart, without_apart
from core.solve.problem import Problem
from core.solve.report import Infeasible
from core.solve.rig import Build, Rig, describe_build, describe_rig
from core.solve.root.flight import Flight
from core.solve.solver import Solver
from core.solve.window import EDGE


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """The corrected motion and how it came about."""

    motion: Motion
    corrections: np.ndarray  # (frames, n): see `unknowns.Unknowns`
    joints: tuple[int, ...]  # the corrected joints, in the order of the corrections
    steps: int
    infeasible: tuple[Infeasible, ...] = field(default=())
    flights: tuple[Flight, ...] = ()  # as captured, without the root's drift


def solve(
    problem: Problem,
    *,
    build: Build | None = None,
    one_by_one: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Solution:
    """Solve a whole take.

    build: of the problem's motion, where it is known.
    one_by_one: never two blocks at once: half the memory, longer, the same answer bit for bit.

    Without a contact on the ground or a pin the motion comes back as it is. `cancelled` is asked
    about every 5 ms. Raises: Cancelled.
    """
    frames = problem.motion.frame_count
    if not problem.pins and not any(contact.on_ground for contact in problem.contacts):
        return Solution(problem.motion, np.zeros((frames, 6)), (0,), 0)
    build = describe_build(problem.motion) if build is None else build
    asked, posed = without_apart(problem, build)
    rig = describe_rig(asked, build)
    near, missing = infeasible.within_reach(asked, rig)
    begun = freed(near, rig, 0, frames)
    found = solve_blocks(
        begun.problem, rig, plan_blocks(asked, BLOCK), missing,
        cancelled=cancelled, progress=progress, one_by_one=one_by_one,
    )  # fmt: skip
    return _finished(asked, rig, begun, found, missing, (0, frames), posed)


def solve_part(
    problem: Problem,
    base: Motion,
    start: int,
    stop: int,
    *,
    build: Build | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Solution:
    """Solve samples start to stop - 1 again as part of an earlier solution.

    Args:
        problem: the whole take's.
        base: the earlier solution's motion: two samples beyond each end are kept to.
        start, stop: samples of the take.
        build: of the problem's motion, where it is known.
        cancelled: asked about every 5 ms.
    Returns: the motion and corrections of these samples only.
    Raises: Cancelled.
    """
    build = describe_build(problem.motion) if build is None else build
    problem, posed = without_apart(problem, build)
    rig = describe_rig(problem, build)
    asked, before = narrowed(problem, start, stop)
    near, missing = infeasible.within_reach(asked, rig)
    joints, frames = rig.unknowns.joints, asked.motion.frame_count
    start, stop = start - before, stop - before
    first, last = max(start - EDGE, 0), min(stop + EDGE, frames)
    begun = freed(near, rig, first, last)
    solver = Solver(begun.problem, rig, missing, cancelled)
    x = np.zeros((frames, rig.unknowns.count))
    settled = base.frames(before + first, before + last)
    x[first:last] = corrections_between(begun.problem.motion.frames(first, last), settled, joints)
    x = solver.samples(x, start, stop, edged=True)
    found = Found(x, solver.steps, solver.released, solver.bows, solver.stretched)
    return _finished(asked, rig, begun, found, missing, (start, stop), posed, settled)


def _finished(
    asked: Problem, rig: Rig, begun: Freed, found: Found, missing: dict[int, float],
    span: tuple[int, int], apart: tuple[Demand, ...] = (), settled: Motion | None = None,
) -> Solution:  # fmt: skip
    """The solution of what was found of the samples of a span.

    Args:
        asked: the problem before anything was taken out.
        begun: what it was freed of.
        missing: what the anchors of contacts lack, metres.
        apart: what is asked of joints that no other is coupled to.
        settled: the earlier solution from `EDGE` samples before to as many after, if there is one.
    """
    start, stop = span
    before = motion = asked.motion
    x, joints = found.x, rig.unknowns.joints
    x[:, :3] += begun.drift[start:stop]
    calm = begun.problem.motion.local_rotations
    calmer = calm is not motion.local_rotations
    if calmer:
        motion = motion.with_pose(calm, motion.root_positions)
    if apart:
        more, turned = solve_apart(begun.problem, rig, apart, start, stop, settled)
        x, joints = np.hstack([x, turned]), joints + more
    if stop - start < motion.frame_count:
        before, motion = before.frames(start, stop), motion.frames(start, stop)
    solved = corrected(motion, x, joints)
    if calmer:
        x = corrections_between(before, solved, joints)
    named: tuple[Infeasible, ...] = ()
    if missing or found.released:
        paths = point_paths(solved, rig.points[: rig.touching])
        named = infeasible.name_missing(
            asked, missing, found.released, paths, start, found.stretched, rig.leg_length
        )
    return Solution(solved, x, joints, found.steps, named, begun.flights)
