"""What an animator or a programmer would otherwise smooth a capture with, and the Wiener optimum.

All work on rotations (frames, joints, 4) at an even rate, without shifting anything in time except
One-Euro, which is made for live use.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.signal import butter, savgol_filter, sosfiltfilt

from core.motion import rotations

Filter = Callable[[np.ndarray, float], np.ndarray]
#: Rotations are seen from their own slow motion (seconds, sigma) where a filter needs vectors.
_SLOW = 0.25


def gauss(turns: np.ndarray, rate: float) -> np.ndarray:
    """Gaussian, 33 ms: one frame at 30 Hz, the best of the plain ones in `lifting.md` 6."""
    return rotations.normalized(gaussian_filter1d(turns, rate / 30.0, axis=0, mode="nearest"))


def savitzky_golay(turns: np.ndarray, rate: float) -> np.ndarray:
    """Third order over 0.3 s (9 frames at 30 Hz)."""
    width = min(2 * round(0.15 * rate) + 1, len(turns) - 1 + len(turns) % 2)
    return rotations.normalized(savgol_filter(turns, max(width, 5), 3, axis=0, mode="nearest"))


def butterworth(turns: np.ndarray, rate: float) -> np.ndarray:
    """Fourth order, 6 Hz, forwards and backwards."""
    sections = np.asarray(butter(2, 6.0, fs=rate, output="sos"))
    return rotations.normalized(sosfiltfilt(sections, turns, axis=0))


def one_euro(turns: np.ndarray, rate: float) -> np.ndarray:
    """Casiez, Roussel, Vogel 2012; 1 Hz at rest, opened by speed. Live: it lags."""
    least, opened, speed_cutoff = 1.0, 3.0, 1.0
    result = np.array(turns)
    speed = np.zeros(turns.shape[1])
    share = _share(np.full_like(speed, speed_cutoff), rate)
    for k in range(1, len(turns)):
        away = rotations.to_rotation_vector(
            rotations.multiply(rotations.inverse(result[k - 1]), turns[k])
        )
        moved = rotations.angle_between(turns[k - 1], turns[k]) * rate
        speed += share * (moved - speed)
        step = _share(least + opened * speed, rate)[:, None] * away
        result[k] = rotations.multiply(result[k - 1], rotations.from_rotation_vector(step))
    return rotations.continuous(result)


def _share(cutoff: np.ndarray, rate: float) -> np.ndarray:
    turn = 2.0 * np.pi * cutoff / rate
    return turn / (turn + 1.0)


def fixed_rts(turns: np.ndarray, rate: float, spectrum: float = 1e5, rms: float = 0.0175):
    """Rauch, Tung, Striebel 1965: white jerk of one size (rad2/s5) for all joints, noise known.

    On quaternion components, which see half of an angle; one gain sequence serves them all.
    """
    step = 1.0 / rate
    move = np.array([[1.0, step, 0.5 * step**2], [0.0, 1.0, step], [0.0, 0.0, 1.0]])
    order = np.array([[5, 4, 3], [4, 3, 2], [3, 2, 1]])
    jerk = 0.25 * spectrum * step**order / np.array([[20, 8, 6], [8, 3, 2], [6, 2, 1]], dtype=float)
    noise = (0.5 * rms) ** 2
    path = turns.reshape(len(turns), -1)
    state = np.zeros((3, path.shape[1]))
    state[0] = path[0]
    cover = np.diag([noise, 1.0, 100.0])
    states, covers, ahead, ahead_covers = [], [], [], []
    for k, seen in enumerate(path):
        if k:
            state, cover = move @ state, move @ cover @ move.T + jerk
        ahead.append(state)
        ahead_covers.append(cover)
        gain = cover[:, :1] / (cover[0, 0] + noise)
        state = state + gain @ (seen - state[0])[None]
        cover = cover - gain @ cover[:1]
        states.append(state)
        covers.append(cover)
    smooth = states[-1]
    result = np.empty_like(path)
    result[-1] = smooth[0]
    for k in range(len(path) - 2, -1, -1):
        back = covers[k] @ move.T @ np.linalg.inv(ahead_covers[k + 1])
        smooth = states[k] + back @ (smooth - ahead[k + 1])
        result[k] = smooth[0]
    return rotations.normalized(result.reshape(turns.shape))


def wiener_optimum(noisy: np.ndarray, truth: np.ndarray, rate: float) -> np.ndarray:
    """The best filter that does not change in time, for each joint and axis, knowing both spectra.

    Spectra of the truth and of the very noise, averaged over 0.5 Hz.
    """
    slow = gaussian_filter1d(noisy, _SLOW * rate, axis=0, mode="nearest")
    around = rotations.normalized(slow)

    def vectors(turns: np.ndarray) -> np.ndarray:
        return rotations.to_rotation_vector(
            rotations.multiply(rotations.inverse(around), rotations.normalized(turns))
        )

    seen, true = vectors(noisy), vectors(truth)
    count = len(seen)
    signal, noise = (_spectrum(path, rate) for path in (true, seen - true))
    bins = np.fft.rfft(_mirrored(seen), axis=0) * (signal / (signal + noise + 1e-30))
    clean = np.fft.irfft(bins, 2 * count, axis=0)[:count]
    return rotations.multiply(around, rotations.from_rotation_vector(clean))


def _mirrored(path: np.ndarray) -> np.ndarray:
    return np.concatenate([path, path[::-1]])


def _spectrum(path: np.ndarray, rate: float) -> np.ndarray:
    power = np.abs(np.fft.rfft(_mirrored(path), axis=0)) ** 2
    return gaussian_filter1d(power, max(1.0, 0.5 * 2 * len(path) / rate), axis=0)


#: The ones that a user would pick instead, by name.
RIVALS: dict[str, Filter] = {
    "gauss": gauss,
    "Savitzky-Golay": savitzky_golay,
    "Butterworth 6 Hz": butterworth,
    "One-Euro": one_euro,
    "RTS, one q": fixed_rts,
}
