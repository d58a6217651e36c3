"""The point about which a foot truly rolls, where a motion holds one exactly.

A motion that was made to obey contacts holds a point of each foot still, to micrometres. Found
again from heights alone the point would lie a little beside it; here it is recovered, so that a
motion that Footing wrote is read with the points that it was solved with. A captured motion
holds nothing exactly and keeps the points that its heights say.

Between two samples of one plant (R1 - R0) o = p0 - p1 for the offset o in the joint's frame:
linear in o. Short windows are fitted on their own; those that some point near the guess holds to
micrometres propose it, and the proposal that most steps of the take obey is fitted to these.
Source: consensus of proposals (Fischler and Bolles 1981), here from every window, not at random.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from core.motion import rotations

#: Metres that a held point moves in a step at most, and in a window.
_HELD_STEP, _HELD_WINDOW = 5e-6, 1.5e-5
#: A window lasts this long (s) and has so many steps; of those of the most turning so many are
#: heard. The least that is held is one.
_SECONDS, _FEWEST_STEPS, _HEARD = 0.1, 4, 60
#: Rounds of leaving out steps that a better fit does not hold.
_ROUNDS = 3
#: A foot that turns so far (radians) in held steps says how high its point is.
_LEAST_TURN = 0.05
#: How strongly the first guess holds where nothing turns, against one radian of turning.
_GUESS_WEIGHT = 3e-4
#: Held samples this near (m) to the ground stand on it.
_ON_GROUND = 0.02
#: How strongly their heights speak, against one radian of turning: a foot that hardly turns says
#: little else of its point.
_HEIGHT_WEIGHTS = (0.03, 0.3, 3.0)


@dataclass(frozen=True, slots=True, eq=False)
class HeldPoint:
    """A point that a foot's motion holds: (turning @ offset - moving) is 0 in the held steps."""

    matrices: np.ndarray  # (frames, 3, 3)
    path: np.ndarray  # (frames, 3) of the joint
    turning: np.ndarray  # (frames - 1, 3, 3)
    moving: np.ndarray  # (frames - 1, 3)
    held: np.ndarray  # (frames - 1,) bool
    guess: np.ndarray  # (3,)
    offset: np.ndarray  # (3,)
    turned: float  # radians in held steps

    @property
    def knows_height(self) -> bool:
        """Whether the foot rolls far enough for the point's height on it to be known."""
        return self.turned >= _LEAST_TURN

    def floor(self, ground_height: float) -> float | None:
        """The height (m) that the point stands on near the ground; None where it stands on none."""
        heights = self.matrices[:, 1] @ self.offset + self.path[:, 1]
        near = self._samples & (np.abs(heights - ground_height) < _ON_GROUND)
        return float(np.median(heights[near])) if np.any(near) else None

    def offset_on(self, floor: float) -> np.ndarray:
        """The offset that also stands on the floor exactly, unless the held steps say otherwise."""
        rows = self.matrices[:, 1]
        near = np.abs(rows @ self.offset + self.path[:, 1] - floor) < _ON_GROUND
        samples = self._samples & near
        if not np.any(samples):
            return self.offset
        heights = floor - self.path[samples, 1]
        turning, moving = self.turning[self.held], self.moving[self.held]
        for weight in _HEIGHT_WEIGHTS:
            standing = _fitted(
                turning, moving, self.guess, weight * rows[samples], weight * heights
            )
            stays = np.linalg.norm(turning @ standing - moving, axis=-1) < _HELD_STEP
            level = np.median(np.abs(rows[samples] @ standing - heights)) < _HELD_STEP
            if np.mean(stays) > 0.95 and level:
                return standing
        return self.offset

    @property
    def _samples(self) -> np.ndarray:
        """(frames,) bool: on either side of a held step."""
        return np.append(self.held, False) | np.insert(self.held, 0, False)


def held_point(
    turns: np.ndarray, path: np.ndarray, guess: np.ndarray, reach: float, rate: float
) -> HeldPoint | None:
    """The point within `reach` metres of `guess` (3,) that the motion holds; None: it holds none.

    turns (frames, 4) and path (frames, 3): the joint's, world, metres, `rate` times a second.
    """
    steps = max(_FEWEST_STEPS, int(np.ceil(_SECONDS * rate - 1e-6)))
    if len(path) <= steps:
        return None
    matrices = rotations.to_matrix(turns)
    turning = np.diff(matrices, axis=0)
    moving = -np.diff(path, axis=0)
    proposals = _proposals(turning, moving, guess, reach, steps)
    if not len(proposals):
        return None
    counts = [np.count_nonzero(_held(turning @ one - moving, steps)) for one in proposals]
    offset = proposals[int(np.argmax(counts))]
    for _ in range(_ROUNDS):
        held = _held(turning @ offset - moving, steps)
        if not np.any(held):
            return None
        offset = _fitted(turning[held], moving[held], guess)
    held = _held(turning @ offset - moving, steps)
    if not np.any(held) or np.linalg.norm(offset - guess) > reach:
        return None
    turned = float(rotations.angle_between(turns[:-1], turns[1:])[held].sum())
    return HeldPoint(matrices, path, turning, moving, held, np.array(guess), offset, turned)


def _proposals(
    turning: np.ndarray, moving: np.ndarray, guess: np.ndarray, reach: float, steps: int
) -> np.ndarray:
    """Offsets (proposals, 3) that some window of steps holds, those of the most turning."""
    squares = np.einsum("nij,nik->njk", turning, turning)
    products = np.einsum("nij,ni->nj", turning, moving)
    squares, products = (
        sliding_window_view(one, steps, axis=0).sum(axis=-1) for one in (squares, products)
    )
    # how far the guess is to be moved is solved for, so that rounding stays small
    wanted = (products - np.einsum("nij,j->ni", squares, guess))[..., None]
    moved = np.linalg.solve(squares + _GUESS_WEIGHT**2 * np.eye(3), wanted)[..., 0]
    near = np.flatnonzero(np.linalg.norm(moved, axis=-1) < reach)
    inside = near[:, None] + np.arange(steps)
    left = np.einsum("wsij,wj->wsi", turning[inside], guess + moved[near]) - moving[inside]
    good = near[_still(left)]
    most = np.argsort(-np.trace(squares[good], axis1=1, axis2=2), kind="stable")
    return guess + moved[good[most[:_HEARD]]]


def _still(left: np.ndarray) -> np.ndarray:
    """Which windows (windows, steps, 3) of steps hold their point, (windows,)."""
    longest = np.linalg.norm(left, axis=-1).max(axis=-1)
    strayed = np.linalg.norm(np.cumsum(left, axis=1), axis=-1).max(axis=-1)
    return (longest < _HELD_STEP) & (strayed < _HELD_WINDOW)


def _held(left: np.ndarray, steps: int) -> np.ndarray:
    """Which steps (steps, 3) lie in a window that holds its point, (steps,)."""
    windows = sliding_window_view(left, steps, axis=0).transpose(0, 2, 1)
    held = np.zeros(len(left), dtype=bool)
    for first in np.flatnonzero(_still(windows)):
        held[first : first + steps] = True
    return held


def _fitted(
    turning: np.ndarray,
    moving: np.ndarray,
    guess: np.ndarray,
    rows: np.ndarray | None = None,
    heights: np.ndarray | None = None,
) -> np.ndarray:
    """Least squares over held steps, and over heights (rows @ offset) where they are given, both
    times their weight."""
    matrix = [turning.reshape(-1, 3), _GUESS_WEIGHT * np.eye(3)]
    target = [moving.ravel(), _GUESS_WEIGHT * guess]
    if rows is not None and heights is not None:
        matrix.append(rows)
        target.append(heights)
    return np.linalg.lstsq(np.concatenate(matrix), np.concatenate(target), rcond=None)[0]
