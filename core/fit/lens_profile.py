"""What a clip says of its lens: how well lenses of several lengths explain the same person.

A person's height tells how far away they are as a multiple of the focal length; the steps that
they take tell how far they go. A lens that is too long makes a way in depth of it that the legs
do not take, and a body that is thicker than it looks. One fit through a lens in between tells
contacts and noise; with these kept, the whole clip is fitted through one lens after the other,
each starting from its neighbour. The costs of points and of directions are what tells: what else
a fit pays (plants that do not quite stand, smoothness) grows with every length of its world.
Who turns tells it by the pace besides (`core.fit.steady_pace`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import binary_erosion

from core.fit.body import GROUPS
from core.fit.fit import STAGES, fit_clip
from core.fit.problem import FitProblem
from core.fit.state import FitState, lens_of, state_of
from core.fit.steady_pace import over_floor
from core.fit.system import TERMS, FitSystem, Weights
from core.fit.terms_kernel import FOCAL, PITCH
from core.motion.camera import Camera
from core.motion.motion import Motion

_FOCAL, _PITCH = len(GROUPS) + FOCAL, len(GROUPS) + PITCH
#: The fit in between: without balance, whose support leaps from foot to foot between two lenses.
_STAGES = tuple(replace(stage, steps=stage.steps + 1, balance=False) for stage in STAGES)
_STEPS = 5  # from one lens to the next
_FIRST_FIT = 0.5  # of the time, about
_DAMPING = 1e-6
#: Seconds left out at both ends of a contact: a heel that is held while it already rolls off makes
#: every step shorter, and with it the lens (by a fifth on rendered walks).
_ENDS = 0.1
#: A lens that costs so much more than the best one hardly counts for the parabola between them.
_FAR_ABOVE = 60.0
_TELL = [TERMS.index(name) for name in ("pixels", "directions")]


@dataclass(frozen=True, slots=True, eq=False)
class LensProfile:
    """Where points and directions cost least, and how the person goes."""

    lowest: float  # logarithm of the focal length over the one that the search began with
    bend: float  # the costs' second derivative there; 0 where they tell nothing
    way: float  # how far the person goes in depth, in parts of the distance from the camera
    #: (frames, 2) metres a second across the view and along it, through the lens of the beginning
    speeds: np.ndarray


def lens_profile(
    problem: FitProblem, focals: np.ndarray, tell: Callable[[float], None] | None = None
) -> LensProfile:
    """What lenses of these focal lengths (lenses,), rising pixels along the picture's width, make
    of a clip whose problem has a given one in between.

    tell: is given the fraction done; may raise Cancelled.
    """
    told = tell or (lambda done: None)
    times = problem.sightings.times
    lower = np.zeros(len(times), dtype=bool)
    problem = replace(problem, standing=_without_ends(problem))
    fitted = fit_clip(problem, lambda done: told(_FIRST_FIT * done), _STAGES, lower)
    system = FitSystem(problem)
    state = state_of(problem.body, fitted.motion, fitted.shared)
    system.set_centre_of_mass(state)
    weights = Weights(*fitted.spreads, fitted.standing, problem.settings.hold, False, lower)
    logs = np.log(np.asarray(focals) / problem.camera.focal)
    costs = np.zeros(len(logs))
    longer = [k for k in range(len(logs)) if logs[k] >= 0.0]
    shorter = [k for k in range(len(logs)) if logs[k] < 0.0][::-1]
    tried = 0
    for chain in (longer, shorter):
        now = state
        for k in chain:
            told(_FIRST_FIT + (1.0 - _FIRST_FIT) * tried / len(logs))
            tried += 1
            now, costs[k] = _settled(system, seen_through(problem, system, now, logs[k]), weights)
    lens = lens_of(problem.camera, state.shared)
    seen = (state.roots - lens.centre) @ lens.rotation.T
    way = float(np.ptp(np.quantile(seen[:, 2], [0.05, 0.95])) / np.median(seen[:, 2]))
    return LensProfile(*lowest(logs, costs), way, over_floor(seen, lens.rotation[:, 1], times))


def seen_through(
    problem: FitProblem, system: FitSystem, state: FitState, log_focal: float
) -> FitState:
    """The state as it looks the same through another lens: farther away where it is longer.

    log_focal: of the focal length over the believed one. A floor that is seen under a longer lens
    is less steep: the pitch's tangent goes with one over the focal length.
    """
    after = state.copy()
    old = lens_of(problem.camera, state.shared)
    ratio = float(np.exp(log_focal - state.shared[_FOCAL]))
    after.shared[_FOCAL] = log_focal
    if problem.camera.placed is None and system.free[_PITCH]:
        after.shared[_PITCH] = np.arctan(np.tan(state.shared[_PITCH]) / ratio)
    new = lens_of(problem.camera, after.shared)
    seen = (state.roots - old.centre) @ old.rotation.T
    seen[:, 2] *= ratio
    after.roots = seen @ new.rotation + new.centre
    after.turns[:, 0] = new.rotation.T @ old.rotation @ state.turns[:, 0]
    system.set_centre_of_mass(after)
    return after


def _settled(system: FitSystem, state: FitState, weights: Weights) -> tuple[FitState, float]:
    """The state after some steps, and what points and directions cost there."""
    camera = system.problem.camera
    # a horizon that was seen is a place in the picture: it means less pitch through a longer lens
    system.prior_mean[_PITCH] = camera.pitch_at(float(state.shared[_FOCAL]))
    frozen = system.frozen(state)
    for _ in range(_STEPS):
        eq = system.equations(state, weights, frozen)
        step, _ = system.solve(eq, _DAMPING, None)
        state = system.moved(state, step)
    eq = system.equations(state, weights, frozen)
    return state, float(eq.costs[_TELL].sum())


def _without_ends(problem: FitProblem):
    """How points stand, less the ends of every contact."""
    step = float(np.median(np.diff(problem.sightings.times)))
    window = np.ones(2 * max(1, round(_ENDS / step)) + 1, dtype=bool)

    def standing(motion: Motion, camera: Camera) -> np.ndarray:
        held = problem.standing(motion, camera)
        inside = [binary_erosion(row > 0.0, window) for row in held.T]
        return np.where(np.stack(inside, axis=1), held, 0.0)

    return standing


def lowest(logs: np.ndarray, costs: np.ndarray) -> tuple[float, float]:
    """Where costs over logarithms of focal lengths are lowest, and how sharply: the place and the
    second derivative of a parabola through those that are not far above the lowest; 0 for one that
    tells nothing."""
    near = np.exp(-(costs - costs.min()) / _FAR_ABOVE)
    bend, slope, _ = np.polyfit(logs, costs, 2, w=near)
    if bend <= 0.0:
        return float(logs[np.argmin(costs)]), 0.0
    beyond = 0.5 * float(logs[1] - logs[0])
    place = np.clip(-0.5 * slope / bend, logs[0] - beyond, logs[-1] + beyond)
    return float(place), 2.0 * float(bend)
