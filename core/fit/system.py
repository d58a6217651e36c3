"""The fit's normal equations at a state, and one step from there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.fit.assembly_kernel import assemble_points, assemble_smoothness
from core.fit.balance_kernel import nearest_support
from core.fit.bordered import Solved, solve_bordered
from core.fit.kinematic_kernel import all_places
from core.fit.limb_priors import habits_of, hinges_of, rest_weights
from core.fit.mass import mass_points
from core.fit.noise_kernel import turn_by
from core.fit.problem import FIRM, FitProblem
from core.fit.shared_prior import shared_prior
from core.fit.state import SHARED, FitState, lens_of
from core.fit.stillness import resting_joints, way_of_standing
from core.motion.centre_of_mass import GRAVITY
from core.solve.system.banded import Factor, factor

#: Terms in the order of their costs.
TERMS = (
    "pixels", "directions", "floor", "plants", "centre of mass", "hinges", "rest", "smoothness",
    "balance", "shared",
)  # fmt: skip
#: How far one step may go: metres, radians.
_LONGEST, _WIDEST = 3.0, 0.6
#: Metres that the root of somebody who stands goes in a second at least, and seconds for which it
#: keeps its velocity. Trials on 13 clips of people who stand, five of them without any motion.
_LEAST_WAY, _SWAY = 0.001, 0.3
#: Seconds without a frame from which on what was before says nothing of what comes.
_HOLE = 0.2


@dataclass(slots=True, eq=False)
class Weights:
    """What changes from stage to stage of a fit."""

    root_spread: np.ndarray  # (frames, 3)
    turn_spread: np.ndarray  # (frames, solved)
    held: np.ndarray  # (frames, feet) FIRM, LOOSE or 0
    hold_sigma: float  # metres in 1/30 s; inf for none
    balance: bool
    lower: np.ndarray  # (frames,) bool: on ground lower than the floor, which does not hold there


@dataclass(frozen=True, slots=True, eq=False)
class Frozen:
    """What of the state stays as it was while steps are taken."""

    sigma: np.ndarray  # (frames,) pixels, of a keypoint
    lever: np.ndarray  # (frames,) height of the centre of mass over gravity, s2


@dataclass(slots=True, eq=False)
class Equations:
    """matrix step = -slope, as `banded` and `bordered` take it."""

    diagonal: np.ndarray
    following: np.ndarray
    far: np.ndarray
    slope: np.ndarray
    border: np.ndarray
    core: np.ndarray
    core_slope: np.ndarray
    costs: np.ndarray

    @property
    def cost(self) -> float:
        return float(self.costs.sum())


class FitSystem:
    """All of a problem that stays the same from step to step."""

    def __init__(self, problem: FitProblem) -> None:
        self.problem = problem
        body, sightings, settings = problem.body, problem.sightings, problem.settings
        masses, self.masses = mass_points(body)
        parts = (problem.image_points, problem.feet, masses)
        self.carriers = np.concatenate([part.carriers for part in parts])
        self.offsets = np.concatenate([part.offsets for part in parts])
        self.image_count, self.foot_count = len(parts[0].names), len(parts[1].names)
        self.n = 5 + 3 * len(body.joints)
        self.columns, self.counts = _columns(body.parents, self.carriers, self.n)
        both = [np.union1d(self._of(a), self._of(b)) for a, b in problem.bones]
        self.bone_columns, self.bone_counts = _padded(both, self.n)
        self.steps = np.diff(sightings.times)
        self.share = _independent_share(sightings.times, settings.rate)
        self.weight = sightings.weight * self.share[:, None]
        towards = settings.weight("directions")
        self.towards_weight = sightings.towards_weight * self.share[:, None] * towards
        self.hinges = hinges_of(problem)
        self.habits = habits_of(problem)
        self.rest_weight = rest_weights(problem) * float(self.share.mean())
        self.unseen = ~(sightings.weight > 0.0).any(axis=1)
        self.free, self.prior, self.prior_mean = shared_prior(problem, len(sightings.times))
        if problem.fixed is not None:
            self.free = np.zeros(SHARED, dtype=bool)
            self.prior_mean = problem.fixed
        # of who stands: a velocity that is forgotten and comes anew, as far as the hips are seen
        # to go, is a random walk with accelerations of this density
        self.way = np.maximum(way_of_standing(problem), _LEAST_WAY)
        self.standing_spread = (self.way / _SWAY) ** 2
        self.resting = resting_joints(problem)
        # across a hole in the video nothing is held and nothing is balanced
        self.near = self.steps < _HOLE

    def _of(self, point: int) -> np.ndarray:
        return self.columns[point, : self.counts[point]]

    def places(self, state: FitState) -> np.ndarray:
        """(frames, points, 3): image points, feet, mass points."""
        found = np.empty((len(state.roots), len(self.carriers), 3))
        body = self.problem.body
        all_places(
            body.parents, body.links, self.carriers, self.offsets, state.scales, state.turns,
            state.roots, found,
        )  # fmt: skip
        return found

    def set_centre_of_mass(self, state: FitState) -> None:
        """The path of the centre of mass becomes the body's."""
        places = self.places(state)[:, self.image_count + self.foot_count :]
        state.com[:] = np.einsum("s,fsd->fd", self.masses, places)[:, [0, 2]]

    def frozen(self, state: FitState) -> Frozen:
        """What follows the state from stage to stage only, so that steps go down one cost."""
        masses = self.places(state)[:, self.image_count + self.foot_count :]
        height = np.einsum("s,fs->f", self.masses, masses[..., 1]) - state.ground
        return Frozen(self.pixel_sigma(state), np.maximum(height, 0.1) / GRAVITY)

    def pixel_sigma(self, state: FitState) -> np.ndarray:
        """(frames,) pixels: a keypoint's sigma, from how tall the person stands in the picture."""
        lens = lens_of(self.problem.camera, state.shared)
        depth = (state.roots - lens.centre) @ lens.rotation[2]
        tall = self.problem.body.stature * lens.lens[1] / np.maximum(depth, 0.3)
        return self.problem.settings.pixels * tall

    def equations(self, state: FitState, weights: Weights, frozen: Frozen) -> Equations:
        """The normal equations at a state."""
        problem, settings = self.problem, self.problem.settings
        body, sightings = problem.body, problem.sightings
        frames, n = len(state.roots), self.n
        eq = Equations(
            np.zeros((frames, n, n)), np.zeros((frames, n, n)), np.zeros((frames, n)),
            np.zeros((frames, n)), np.zeros((frames, n, SHARED)), np.zeros((SHARED, SHARED)),
            np.zeros(SHARED), np.zeros(len(TERMS)),
        )  # fmt: skip
        lens = lens_of(problem.camera, state.shared)
        towards = sightings.towards @ state.lean.T
        hold, hold_height = self._holds(weights)
        floor = np.where(weights.lower, 0.0, settings.weight("floor"))
        lever, sigma = frozen.lever, frozen.sigma
        support, balance = self._balance(state, weights, lever)
        joints, axes, shanks, least = self.hinges
        arms, ways, means, frames_of_arms, habit_weights = self.habits
        assemble_points(
            body.parents, body.links, self.carriers, self.offsets, state.scales, self.columns,
            self.counts, self.image_count, self.foot_count, self.masses, problem.bones,
            self.bone_columns, self.bone_counts, joints, axes, shanks, least, arms, ways, means,
            frames_of_arms, habit_weights * float(self.share.mean()), state.turns, state.roots,
            state.com, state.ground, sightings.seen, self.weight, sigma, lens.lens,
            lens.rotation, lens.centre, lens.by_pitch, lens.by_roll, towards,
            self.towards_weight, hold, hold_height, floor,
            settings.weight("com"), settings.weight("hinge"), settings.weight("limit"),
            self.steps, lever, support, balance, eq.diagonal, eq.following, eq.far, eq.slope,
            eq.border, eq.core, eq.core_slope, eq.costs,
        )  # fmt: skip
        still = np.where(self.unseen, 1.0, 0.0)
        assemble_smoothness(
            self.steps, state.turns, state.roots, weights.root_spread, weights.turn_spread,
            self.rest_weight, still, self.way**-2.0, eq.diagonal, eq.following, eq.far,
            eq.slope, eq.costs,
        )  # fmt: skip
        off = state.shared - self.prior_mean
        eq.core += np.triu(eq.core, 1).T + self.prior
        eq.core_slope += self.prior @ off
        eq.costs[-1] = 0.5 * off @ self.prior @ off
        return eq

    def solve(
        self, eq: Equations, damping: float, stop: Callable[[], None] | None
    ) -> tuple[Solved, Factor]:
        """The step from where the equations were made; they are used up."""
        ends = np.arange(self.n)
        eq.diagonal[:, ends, ends] += damping * eq.diagonal[:, ends, ends] + 1e-9
        found = factor(eq.diagonal, eq.following, eq.far, stop)
        return solve_bordered(
            found, eq.border, eq.core, -eq.slope, -eq.core_slope, self.free
        ), found

    def moved(self, state: FitState, step: Solved) -> FitState:
        """The state after a step, shortened where it is wider than its linear form holds."""
        after = state.copy()
        change = step.frames.copy()
        np.clip(change[:, :3], -_LONGEST, _LONGEST, out=change[:, :3])
        np.clip(change[:, 3:-2], -_WIDEST, _WIDEST, out=change[:, 3:-2])
        turn_by(after.turns, after.roots, after.com, change)
        after.shared += np.clip(step.shared, -0.3, 0.3)
        return after

    def _holds(self, weights: Weights) -> tuple[np.ndarray, np.ndarray]:
        held, settings = weights.held, self.problem.settings
        hold, height = np.zeros(held.shape), np.zeros(held.shape)
        if not np.isfinite(weights.hold_sigma):
            return hold, height
        both = np.minimum(held[1:], held[:-1]) * self.near[:, None]
        loose = max(weights.hold_sigma, settings.hold_loose)
        sigma = np.where(both >= FIRM, weights.hold_sigma, loose)
        # a random walk: the variance grows with the time between
        hold[1:] = (both > 0.0) / (sigma**2 * self.steps[:, None] * 30.0)
        height[held > 0.0] = settings.weight("loose_height")
        height[held >= FIRM] = settings.weight("hold_height")
        height[weights.lower] = 0.0
        return hold, height * self.share[:, None]

    def _balance(
        self, state: FitState, weights: Weights, lever: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Shares of the feet (frames, feet) and weight (frames,)."""
        places = self.places(state)
        support = np.zeros(weights.held.shape)
        outside = np.zeros(len(lever), dtype=bool)
        if weights.balance:
            feet = places[:, self.image_count : self.image_count + self.foot_count]
            nearest_support(
                self.steps, state.com, lever, np.ascontiguousarray(feet), weights.held > 0.0,
                support, outside,
            )  # fmt: skip
        outside[1:-1] &= self.near[1:] & self.near[:-1]
        outside &= ~weights.lower
        return support, outside * self.share * self.problem.settings.weight("balance")


def _columns(parents: np.ndarray, carriers: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """The unknowns that each point hangs on, rising."""
    lists = []
    for carrier in carriers:
        chain, k = [], int(carrier)
        while k >= 0:
            chain += [3 + 3 * k, 4 + 3 * k, 5 + 3 * k]
            k = int(parents[k])
        lists.append(np.array([0, 1, 2, *sorted(chain)]))
    return _padded(lists, n)


def _padded(lists: list[np.ndarray], n: int) -> tuple[np.ndarray, np.ndarray]:
    table = np.zeros((len(lists), n), dtype=np.int64)
    for row, one in zip(table, lists, strict=True):
        row[: len(one)] = one
    return table, np.array([len(one) for one in lists], dtype=np.int64)


def _independent_share(times: np.ndarray, rate: float) -> np.ndarray:
    """(frames,) how much of an independent observation a frame is: 1 up to `rate`, less above."""
    if len(times) < 2:
        return np.ones(len(times))
    steps = np.gradient(times)
    return np.minimum(1.0, rate * steps)
