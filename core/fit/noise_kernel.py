"""How much a motion's velocities change from frame to frame (numba)."""

from __future__ import annotations

import numpy as np
from numba import njit

from core.fit.rotation_vectors import exponential, log_between


@njit(cache=True, nogil=True)
def bend_energies(steps, turns, roots, change, root_energy, turn_energy):
    """Squared changes of velocity over their time: an estimate of the acceleration's density.

    change (frames, n) moves the pose first (a sample of the posterior). root_energy (frames, 3)
    and turn_energy (frames, joints), the mean of a turn's three axes; the ends are left as they
    are.
    """
    frames, joints = turns.shape[0], turns.shape[1]
    moved = np.empty((3, joints, 3, 3))
    turn = np.empty((3, 3))
    back, ahead = np.empty(3), np.empty(3)
    for t in range(frames):
        for k in range(joints):
            exponential(change[t, 3 + 3 * k : 6 + 3 * k], turn)
            for i in range(3):
                for j in range(3):
                    total = 0.0
                    for m in range(3):
                        total += turns[t, k, i, m] * turn[m, j]
                    moved[t % 3, k, i, j] = total
        if t < 2:
            continue
        h0, h1 = steps[t - 2], steps[t - 1]
        mean = 0.5 * (h0 + h1)
        for i in range(3):
            last = roots[t, i] + change[t, i] - roots[t - 1, i] - change[t - 1, i]
            first = roots[t - 1, i] + change[t - 1, i] - roots[t - 2, i] - change[t - 2, i]
            root_energy[t - 1, i] = (last / h1 - first / h0) ** 2 / mean
        for k in range(joints):
            log_between(moved[(t - 2) % 3, k], moved[(t - 1) % 3, k], back)
            log_between(moved[(t - 1) % 3, k], moved[t % 3, k], ahead)
            total = 0.0
            for i in range(3):
                total += (ahead[i] / h1 - back[i] / h0) ** 2
            turn_energy[t - 1, k] = total / (3.0 * mean)


@njit(cache=True, nogil=True)
def turn_by(turns, roots, com, change):
    """Moves poses (frames, joints, 3, 3), (frames, 3), (frames, 2) by change (frames, n)."""
    frames, joints = turns.shape[0], turns.shape[1]
    n = change.shape[1]
    turn, moved = np.empty((3, 3)), np.empty((3, 3))
    for t in range(frames):
        for i in range(3):
            roots[t, i] += change[t, i]
        for i in range(2):
            com[t, i] += change[t, n - 2 + i]
        for k in range(joints):
            exponential(change[t, 3 + 3 * k : 6 + 3 * k], turn)
            for i in range(3):
                for j in range(3):
                    total = 0.0
                    for m in range(3):
                        total += turns[t, k, i, m] * turn[m, j]
                    moved[i, j] = total
            turns[t, k] = moved
