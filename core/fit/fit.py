"""The fit of a rig to a whole clip: constant bones, a level floor, everything at once.

Gauss-Newton in stages: first nothing but what is seen and smoothness; then feet that stand are
held softly, and the body is balanced over them; then held firmly, with contacts found anew. The
noise of every joint is estimated on the way: a sample of the posterior has the accelerations that
the body had, the mean has less (expectation-maximisation with samples; Dempster et al. 1977).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from core.fit.body import GROUPS, FitBody
from core.fit.bordered import backward
from core.fit.camera_belief import CameraBelief, Estimate
from core.fit.camera_posterior import stated
from core.fit.keypoint_noise import liveliness
from core.fit.lower_ground import frames_on_lower_ground
from core.fit.noise_kernel import bend_energies
from core.fit.problem import FitProblem, Fitted
from core.fit.slow_motion import slow_densities
from core.fit.state import FitState, camera_at, lens_of, motion_of, state_of
from core.fit.system import TERMS, FitSystem, Weights
from core.fit.terms_kernel import FOCAL, GROUND, HEIGHT, PITCH, ROLL
from core.fit.unwound import unwound
from core.motion.body_parts import SIDES
from core.solve.system.banded import Factor

Tell = Callable[[float], None]

#: How far noise may come from where it starts, as a factor.
_LEAST_SPREAD, _MOST_SPREAD = 0.01, 30.0
_SEED = 20260101
#: The slow motion's density counts this much, for motion falls with its frequency; this is its
#: share beside the sample's, and so far (factors) it may take a joint's density down and up. Trials
#: on 22 rendered clips: errors of place stay as they are from 10 to 30, with 1 to 3 up.
_SLOW_COUNTS, _SLOW_SHARE, _MOST_DOWN, _MOST_UP = 17.0, 0.75, 0.1, 2.8
#: What of a joint's spectral density is left where it rests in the picture. What trembles there is
#: mostly the detector, but who stands sways: with .03, people at rest (three of four) kept a third
#: or less of the tremble that they had.
_RESTING_SHARE = 0.3
#: Levenberg's damping, a part of the diagonal. Small: what moves all frames alike (depth with the
#: focal length) has a diagonal a million times its own curvature and would be held by it.
_FIRST_DAMPING, _LEAST_DAMPING = 1e-6, 1e-10


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the fit: its steps, what is held, and how often the noise is estimated anew."""

    steps: int
    hold: str  # "", "hold_soft" or "hold"
    balance: bool
    contacts: bool  # found anew before
    noise: bool


STAGES = (
    Stage(4, "", False, False, True),
    Stage(3, "hold_soft", True, True, True),
    Stage(3, "hold", True, True, True),
    Stage(2, "hold", True, True, False),
)
#: A camera that is not known takes a few steps more to settle.
CAMERA_STAGES = tuple(replace(stage, steps=stage.steps + 1) for stage in STAGES)


def fit_clip(
    problem: FitProblem,
    tell: Tell | None = None,
    stages: tuple[Stage, ...] | None = None,
    lower: np.ndarray | None = None,
) -> Fitted:
    """Fit a rig to what was seen of a person over a whole clip.

    Args:
        tell: is given the fraction done; may raise `core.errors.Cancelled`.
        lower: (frames,) bool: where the floor does not hold; None: it is found, and where there
            is such a stretch the fit begins again.
    Returns: the motion at the sightings' times, the lengths, the camera and their spread.
    """
    if stages is None:
        known = problem.camera.placed is not None or problem.fixed is not None
        stages = STAGES if known else CAMERA_STAGES
    system = FitSystem(problem)
    state = _start(problem, system)
    weights = _weights(problem, system, lower)
    total = sum(stage.steps for stage in stages)
    random = np.random.default_rng(_SEED)
    done, damping = 0, _FIRST_DAMPING
    last = [stage for stage in stages if stage.noise][-1:]
    solved, found, costs = None, None, np.zeros(len(TERMS))
    for stage in stages:
        if stage.contacts:
            state.turns = unwound(problem.body, problem.sightings.times, state.turns)
            motion = motion_of(problem.body, state, problem.sightings.times)
            weights.held = problem.standing(motion, camera_at(problem.camera, state.shared))
        weights.hold_sigma = getattr(problem.settings, stage.hold) if stage.hold else np.inf
        weights.balance = stage.balance
        frozen = system.frozen(state)
        cost = np.inf
        before: FitState | None = None
        for step in range(stage.steps):
            if tell is not None:
                tell(done / total)
            eq = found = None  # no two of them have room at once
            eq = system.equations(state, weights, frozen)
            if eq.cost > cost * (1.0 + 1e-6) and before is not None:
                damping = min(damping * 100.0, 1.0)
                state = before
                eq = None
                eq = system.equations(state, weights, frozen)
            else:
                damping = max(damping * 0.1, _LEAST_DAMPING)
            cost, costs = eq.cost, eq.costs.copy()
            solved, found = system.solve(eq, damping, None)
            before = state
            state = system.moved(state, solved)
            done += 1
            if stage.noise and step == stage.steps - 1:
                _estimate_noise(problem, system, state, weights, found, random, [stage] == last)
        if lower is None:
            names, times = problem.image_points.names, problem.sightings.times
            lower = frames_on_lower_ground(_off(problem, system, state), names, times)
            if np.any(lower):
                return fit_clip(problem, tell, stages, lower)
    return _fitted(problem, system, state, weights, solved, found, costs)


def _start(problem: FitProblem, system: FitSystem) -> FitState:
    state = state_of(problem.body, problem.start, system.prior_mean)
    state.turns = unwound(problem.body, problem.sightings.times, state.turns)
    system.set_centre_of_mass(state)
    return state


def _weights(problem: FitProblem, system: FitSystem, lower: np.ndarray | None) -> Weights:
    frames, joints = len(problem.sightings.times), len(problem.body.joints)
    settings = problem.settings
    return Weights(
        np.full((frames, 3), settings.root_spread),
        np.full((frames, joints), settings.turn_spread),
        np.zeros((frames, system.foot_count)),
        np.inf,
        False,
        np.zeros(frames, dtype=bool) if lower is None else lower,
    )


def _estimate_noise(
    problem: FitProblem,
    system: FitSystem,
    state: FitState,
    weights: Weights,
    found: Factor,
    random: np.random.Generator,
    last: bool,
) -> None:
    """The spectral densities become those of a sample of the posterior, joint by joint; the
    `last` time moment by moment too, as lively as the slow motion is."""
    frames, n = len(state.roots), system.n
    if frames < 8:
        return
    change = random.standard_normal((frames, n, 1))
    backward(found.diagonal, found.next_block, found.far_block, change)
    root = np.zeros((frames, 3))
    turn = np.zeros((frames, len(problem.body.joints)))
    bend_energies(
        system.steps, state.turns, state.roots, np.ascontiguousarray(change[..., 0]), root, turn
    )
    seen = np.asarray(~system.unseen)[1:-1]
    if np.count_nonzero(seen) < 4:
        return
    settings = problem.settings
    lively_by_points = liveliness(_off(problem, system, state))
    counts = np.asarray(~system.unseen)
    slow_root, slow_turn = slow_densities(system.steps, state.turns, state.roots, counts)
    for energy, slow, spread, first, most, legs in (
        (root, slow_root, weights.root_spread, settings.root_spread, 1.0, False),
        (turn, slow_turn, weights.turn_spread, settings.turn_spread, _MOST_UP, _legs(problem.body)),
    ):
        # calmer legs let planted feet creep
        factor = np.where(legs, max(lively_by_points, 1.0), lively_by_points)
        mean = energy[1:-1][seen].mean(axis=0) * settings.smoothing * factor
        mean = np.clip(mean, _LEAST_SPREAD * first, _MOST_SPREAD * first)
        if last:
            lively = np.maximum(_SLOW_COUNTS * slow / mean, 1e-12) ** _SLOW_SHARE
            # plants and what moves above steady legs
            down = np.where(legs, 1.0, _MOST_DOWN)
            mean = mean * np.clip(lively, down, most)
        spread[:] = np.clip(mean, _LEAST_SPREAD * first, _MOST_SPREAD * first)
    weights.root_spread = np.minimum(weights.root_spread, system.standing_spread[:, None])
    weights.turn_spread[system.resting] *= _RESTING_SHARE


def _legs(body: FitBody) -> np.ndarray:
    """(solved,) bool: hips, knees, ankles."""
    names = [f"{side}_{part}" for side in SIDES for part in ("hip", "knee", "ankle")]
    return np.isin(body.joints, [body.parts[name] for name in names if name in body.parts])


def _fitted(problem, system, state, weights, solved, found, costs) -> Fitted:
    times = problem.sightings.times
    motion = motion_of(problem.body, state, times)
    belief = problem.camera
    if problem.fixed is None:
        after = _camera_after(problem.camera, state, solved.covariance)
        belief = stated(problem.camera, after, _way_in_depth(system, state))
    g = len(GROUPS) + GROUND
    ground = replace(
        problem.ground, value=state.ground, sigma=float(np.sqrt(solved.covariance[g, g]))
    )
    return Fitted(
        motion,
        state.scales,
        state.shared,
        belief,
        ground,
        np.linalg.norm(_off(problem, system, state), axis=-1),
        _pose_sigma(system, found, len(times)),
        weights.held,
        tuple(zip(TERMS, (float(cost) for cost in costs), strict=True)),
        (weights.root_spread, weights.turn_spread),
    )


def _camera_after(belief: CameraBelief, state: FitState, covariance: np.ndarray) -> CameraBelief:
    groups = len(GROUPS)
    if belief.placed is not None:
        return belief
    sigma = np.sqrt(np.maximum(np.diag(covariance)[groups:], 0.0))
    camera = state.shared[groups:]
    after = belief.with_focal(belief.focal * float(np.exp(camera[FOCAL])), float(sigma[FOCAL]))
    return replace(
        after,
        pitch=Estimate(float(camera[PITCH]), float(sigma[PITCH])),
        roll=Estimate(float(camera[ROLL]), float(sigma[ROLL])),
        above_floor=Estimate(float(camera[HEIGHT]), float(sigma[HEIGHT])),
    )


def _way_in_depth(system: FitSystem, state: FitState) -> float:
    """Metres in depth between the places that the person is at."""
    lens = lens_of(system.problem.camera, state.shared)
    depth = ((state.roots - lens.centre) @ lens.rotation[2])[~system.unseen]
    return float(np.ptp(np.quantile(depth, [0.05, 0.95]))) if len(depth) else 0.0


def _off(problem: FitProblem, system: FitSystem, state: FitState) -> np.ndarray:
    """(frames, points, 2): how far right and below the fit's a point was seen, in sigmas of a
    keypoint; NaN where it was not."""
    lens = lens_of(problem.camera, state.shared)
    places = system.places(state)[:, : system.image_count]
    there = (places - lens.centre) @ lens.rotation.T
    depth = np.maximum(there[..., 2:], 0.1)
    pixels = there[..., :2] / depth * lens.lens[:2] + lens.lens[2:]
    off = (problem.sightings.seen - pixels) / system.pixel_sigma(state)[:, None, None]
    return np.where(problem.sightings.weight[..., None] > 0.0, off, np.nan)


def _pose_sigma(system: FitSystem, found: Factor, frames: int, samples: int = 8) -> np.ndarray:
    """(frames, solved) radians: the spread of each joint's turn over samples of the posterior."""
    random = np.random.default_rng(_SEED)
    change = random.standard_normal((frames, system.n, samples))
    backward(found.diagonal, found.next_block, found.far_block, change)
    turns = change[:, 3:-2].reshape(frames, -1, 3, samples)
    return np.sqrt(np.mean(np.sum(turns**2, axis=2), axis=-1))
