"""The point about which a foot truly rolls, where a motion holds one exactly.

A motion that was made to obey contacts holds a point of each foot still, to micrometres. Found
again from heights alone the point would lie a little beside it; here it is recovered, so that a
motion that Footing wrote is read with the points that it was solved with. A captured motion
holds nothing exactly and keeps the points that its heights say.

Between two samples of one plant (R1 - R0) o = p0 - p1 for the offset o in the joint's frame:
linear in o. The samples that obey are found by fitting and leaving out, with ever less tolerance.
"""

from __future__ import annotations

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
    matrices = rotations.to_matrix(turns)
    turning = np.diff(matrices, axis=0)
    moving = -np.diff(path, axis=0)
    angles = rotations.angle_between(turns[:-1], turns[1:])
    offset = np.array(guess)
    held = np.zeros(len(turning), dtype=bool)
    for tolerance in _ROUNDS:
        held = np.linalg.norm(turning @ offset - moving, axis=-1) < tolerance
        if np.count_nonzero(held) < _FEWEST_STEPS or angles[held].sum() < _LEAST_TURN:
            return np.array(guess)
        offset = _fitted(turning[held], moving[held], guess)
    return _on_ground(matrices, path, turning, moving, held, offset, guess, ground_height)


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
    matrices: np.ndarray,
    path: np.ndarray,
    turning: np.ndarray,
    moving: np.ndarray,
    held: np.ndarray,
    offset: np.ndarray,
    guess: np.ndarray,
    ground_height: float,
) -> np.ndarray:
    """The same, standing on the ground exactly, unless the held steps say otherwise."""
    samples = np.zeros(len(path), dtype=bool)
    samples[:-1] |= held
    samples[1:] |= held
    rows = matrices[:, 1]
    samples &= np.abs(rows @ offset + path[:, 1] - ground_height) < _ON_GROUND
    if not np.any(samples):
        return offset
    heights = ground_height - path[samples, 1]
    standing = _fitted(turning[held], moving[held], guess, rows[samples], heights)
    moved = np.linalg.norm(turning[held] @ standing - moving[held], axis=-1)
    stays = np.mean(moved < _ROUNDS[-1]) > 0.95
    level = np.median(np.abs(rows[samples] @ standing - heights)) < _ROUNDS[-1]
    return standing if stays and level else offset
