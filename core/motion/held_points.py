"""The point about which a foot truly rolls, where a motion holds one exactly.

A motion that was made to obey contacts holds a point of each foot still, to micrometres. Found
again from heights alone the point would lie a little beside it; here it is recovered, so that a
motion that Footing wrote is read with the points that it was solved with. A captured motion
holds nothing exactly and keeps the points that its heights say.

Between two samples of one plant (R1 - R0) o = p0 - p1 for the offset o in the joint's frame:
linear in o. The samples that obey are found by fitting and leaving out, with ever less tolerance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.motion import rotations

#: Metres that a held point may move in a step: tolerances of the rounds, the last one decides.
_ROUNDS = (3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 5e-6, 5e-6)
#: Steps that must be held, and radians that the foot must turn in them, for a point to be known.
_FEWEST_STEPS = 10
_LEAST_TURN = 0.05
#: How strongly the first guess holds where nothing turns, against one radian of turning.
_GUESS_WEIGHT = 3e-4
#: Held samples this near (m) to the ground stand on it.
_ON_GROUND = 0.02
_HEIGHT_WEIGHT = 0.03


def held_offset(
    turns: np.ndarray, path: np.ndarray, guess: np.ndarray, ground_height: float
) -> np.ndarray:
    """The offset (3,) near `guess` that the motion holds; `guess` itself where it holds none.

    turns (frames, 4) and path (frames, 3): the joint's, world, metres.
    """
    roll = _roll(turns, path, guess)
    return np.array(guess) if roll is None else _on_ground(roll, path, guess, ground_height)


def held_floor(
    turns: np.ndarray, path: np.ndarray, guess: np.ndarray, ground_height: float
) -> tuple[float, float] | None:
    """How far (radians) the foot rolls over a held point near the ground, and how high that is.

    None where nothing is held. The more it rolls the better the height is known.
    """
    roll = _roll(turns, path, guess)
    if roll is None:
        return None
    heights = roll.matrices[:, 1] @ roll.offset + path[:, 1]
    near = roll.samples & (np.abs(heights - ground_height) < _ON_GROUND)
    return (roll.turned, float(np.median(heights[near]))) if np.any(near) else None


@dataclass(frozen=True, slots=True, eq=False)
class _Roll:
    """A foot's steps about a held point: (turning @ offset - moving) is 0 in the held ones."""

    matrices: np.ndarray  # (frames, 3, 3)
    turning: np.ndarray  # (frames - 1, 3, 3)
    moving: np.ndarray  # (frames - 1, 3)
    held: np.ndarray  # (frames - 1,) bool
    offset: np.ndarray  # (3,)
    turned: float  # radians in held steps

    @property
    def samples(self) -> np.ndarray:
        """(frames,) bool: on either side of a held step."""
        return np.append(self.held, False) | np.insert(self.held, 0, False)


def _roll(turns: np.ndarray, path: np.ndarray, guess: np.ndarray) -> _Roll | None:
    matrices = rotations.to_matrix(turns)
    turning = np.diff(matrices, axis=0)
    moving = -np.diff(path, axis=0)
    angles = rotations.angle_between(turns[:-1], turns[1:])
    offset = np.array(guess)
    held, turned = np.zeros(len(turning), dtype=bool), 0.0
    for tolerance in _ROUNDS:
        held = np.linalg.norm(turning @ offset - moving, axis=-1) < tolerance
        turned = float(angles[held].sum())
        if np.count_nonzero(held) < _FEWEST_STEPS or turned < _LEAST_TURN:
            return None
        offset = _fitted(turning[held], moving[held], guess)
    return _Roll(matrices, turning, moving, held, offset, turned)


def _fitted(
    turning: np.ndarray,
    moving: np.ndarray,
    guess: np.ndarray,
    rows: np.ndarray | None = None,
    heights: np.ndarray | None = None,
) -> np.ndarray:
    """Least squares over held steps, and over heights (rows @ offset) where they are given."""
    matrix = [turning.reshape(-1, 3), _GUESS_WEIGHT * np.eye(3)]
    target = [moving.ravel(), _GUESS_WEIGHT * guess]
    if rows is not None and heights is not None:
        matrix.append(_HEIGHT_WEIGHT * rows)
        target.append(_HEIGHT_WEIGHT * heights)
    return np.linalg.lstsq(np.concatenate(matrix), np.concatenate(target), rcond=None)[0]


def _on_ground(
    roll: _Roll, path: np.ndarray, guess: np.ndarray, ground_height: float
) -> np.ndarray:
    """The offset that also stands on the ground exactly, unless the held steps say otherwise."""
    rows = roll.matrices[:, 1]
    near = np.abs(rows @ roll.offset + path[:, 1] - ground_height) < _ON_GROUND
    samples = roll.samples & near
    if not np.any(samples):
        return roll.offset
    heights = ground_height - path[samples, 1]
    turning, moving = roll.turning[roll.held], roll.moving[roll.held]
    standing = _fitted(turning, moving, guess, rows[samples], heights)
    stays = np.linalg.norm(turning @ standing - moving, axis=-1) < _ROUNDS[-1]
    level = np.median(np.abs(rows[samples] @ standing - heights)) < _ROUNDS[-1]
    return standing if np.mean(stays) > 0.95 and level else roll.offset
