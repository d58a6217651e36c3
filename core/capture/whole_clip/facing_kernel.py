"""Which frames of a facing go on as the body turned, and which are out of its course (numba)."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def frames_off_course(times, yaw, worth, noise, spread, fastest, dear):
    """(frames,) bool: the likeliest history of frames that are as the body turns or are not.

    Angle and rate with white noise on the acceleration, a Kalman filter; the history is found as
    Viterbi's algorithm finds it, each of the two states keeping the filter of its best way there.
    times (frames,) seconds, rising; yaw (frames,) radians, of any whole turns; worth (frames,) 0
    to 1, what a frame counts; noise: radians, of one that counts in full; spread: (rad/s2)2 s of
    the accelerations; fastest: rad/s, one sigma of the rate to begin with; dear: what a second off
    the course costs, beside squares of sigmas.
    """
    count = len(times)
    came = np.zeros((count, 2), dtype=np.int64)
    cost, after = np.zeros(2), np.zeros(2)
    state, moved = np.zeros((2, 2)), np.zeros((2, 2))
    known, moved_known = np.zeros((2, 3)), np.zeros((2, 3))  # variances: angle, both, rate
    for k in range(count):
        step = times[k] - times[k - 1] if k else 1.0 / 30.0
        share = min(1.0, 30.0 * step) * worth[k]
        for off_course in range(2):
            after[off_course] = np.inf
            for start in range(2 if k else 1):
                angle, rate = state[start, 0], state[start, 1]
                a, b, c = known[start, 0], known[start, 1], known[start, 2]
                if k == 0:
                    angle, rate, a, b, c = yaw[0], 0.0, 10.0, 0.0, fastest**2
                else:
                    angle += rate * step
                    a += 2.0 * b * step + c * step**2 + spread * step**3 / 3.0
                    b += c * step + spread * step**2 / 2.0
                    c += spread * step
                total = cost[start]
                if off_course:
                    total += dear * step * worth[k]
                else:
                    off = (yaw[k] - angle + np.pi) % (2.0 * np.pi) - np.pi
                    variance = noise**2 / max(share, 1e-3)
                    whole = a + variance
                    total += off * off / whole + np.log(whole / variance)
                    gain, gain_rate = a / whole, b / whole
                    angle, rate = angle + gain * off, rate + gain_rate * off
                    a, b, c = a - gain * a, b - gain * b, c - gain_rate * b
                if total < after[off_course]:
                    after[off_course] = total
                    came[k, off_course] = start
                    moved[off_course, 0], moved[off_course, 1] = angle, rate
                    moved_known[off_course] = np.array([a, b, c])
        cost[:] = after
        state[:] = moved
        known[:] = moved_known
    found = np.zeros(count, dtype=np.bool_)
    last = int(np.argmin(cost))
    for k in range(count - 1, -1, -1):
        found[k] = last == 1
        last = came[k, last]
    return found
