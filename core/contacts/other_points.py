"""Contacts of hands, knees and hips: on the floor where they are low and slow for a while.

Nobody states which hands touch what in the motion that the feet's likelihood was fitted on, so
this one is written down: height above the floor and speed, each with the spread that captures
have, against moving freely. The history is the semi-Markov one of the feet.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.contacts.contact import Contact, State
from core.contacts.evidence import GRID_RATE, on_grid
from core.contacts.segmentation import best_history

_STATES: tuple[State, ...] = ("plant", "slide", "air")
#: Metres that a touching palm, knee or seat is found above the floor at most, and their spread.
_ABOVE, _HEIGHT_SPREAD = 0.05, 0.03
#: m/s of a standing and of a sliding point: middles of their logarithms, and spreads.
_SPEEDS = {"plant": (np.log(0.04), 1.0), "slide": (np.log(0.5), 0.6), "air": (np.log(0.7), 1.2)}
#: Metres over which free points are spread.
_FREE_HEIGHT = 1.2
_NEWS = 0.2
_SHORTEST, _TYPICAL, _LONGEST = 0.1, 0.8, 2.0
_LEAST_SURE, _MOST_SURE = 0.05, 0.97


def contacts_of_other_points(
    times: np.ndarray, paths: Mapping[str, np.ndarray], ground_height: float
) -> list[tuple[Contact, float]]:
    """Plants and slides of points that are no feet, with their probability.

    times (frames,), paths (frames, 3) world metres.
    """
    found: list[tuple[Contact, float]] = []
    for name, path in paths.items():
        grid = on_grid(times, {name: path}, ground_height)
        height = grid.paths[0, :, 1]
        velocity = np.gradient(grid.paths[0], 1.0 / GRID_RATE, axis=0)
        logs = _logs(height, np.linalg.norm(velocity, axis=-1), grid.noise)
        history = best_history(_NEWS * logs, *_habits())
        cuts = np.flatnonzero(np.diff(history)) + 1
        for first, stop in zip(
            np.concatenate([[0], cuts]), np.concatenate([cuts, [len(history)]]), strict=True
        ):
            state = _STATES[history[first]]
            if state == "air":
                continue
            end = times[-1] if stop == len(history) else grid.times[stop]
            odds = float(np.mean(logs[first:stop, history[first]] - logs[first:stop, 2]))
            sure = float(np.clip(1.0 / (1.0 + np.exp(-odds)), _LEAST_SURE, _MOST_SURE))
            found.append((Contact(name, state, float(grid.times[first]), float(end)), sure))
    return found


def _logs(height: np.ndarray, speed: np.ndarray, noise: tuple[float, float]) -> np.ndarray:
    """(samples, 3) log likelihood of each state."""
    spread = np.hypot(_HEIGHT_SPREAD, 2.0 * noise[1])
    above = np.maximum(np.abs(height) - _ABOVE, 0.0) / spread
    touching = -0.5 * above**2 - np.log(2.0 * _ABOVE + 2.5 * spread)
    logs = np.empty((len(height), 3))
    for k, state in enumerate(_STATES):
        middle, wide = _SPEEDS[state]
        off = (np.log(np.maximum(speed, 0.005)) - middle) / wide
        logs[:, k] = -0.5 * off**2 - np.log(wide)
        logs[:, k] += touching if state != "air" else -np.log(_FREE_HEIGHT)
    return logs


def _habits() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Succession, durations and beginning, for `best_history`."""
    count = int(_LONGEST * GRID_RATE)
    seconds = np.arange(1, count + 1) / GRID_RATE
    lasting = np.exp(-0.5 * (np.log(seconds / _TYPICAL) / 0.8) ** 2) / seconds
    lasting = np.where(seconds < _SHORTEST, 1e-6, lasting) / lasting.sum()
    outlasting = np.maximum(1.0 - np.concatenate([[0.0], np.cumsum(lasting)[:-1]]), 0.02)
    return (
        np.log(np.full((3, 3), 0.5)),
        np.log(np.tile(lasting, (3, 1))),
        np.log(np.tile(outlasting, (3, 1))),
        np.log(np.array([0.2, 0.05, 0.75])),
    )
