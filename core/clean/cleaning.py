"""A motion without its noise: life, impacts and spins are kept, what stands still stands still.

First what jumps away for a frame and comes back is laid between its neighbours. Then every joint,
and the root's path apart from them, is split into bands of frequency; the noise in each is read
off the quiet moments of the take, and every moment of a band keeps as much as is not noise. A
motion without noise comes back as it is. Pure: the same motion and marks give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from core.clean.band_gains import band_gains
from core.clean.frequency_bands import BandSplit, Together, band_split
from core.clean.mark import Mark
from core.clean.noise_floor import noise_densities, quiet_power
from core.clean.single_frames import (
    jumping_steps,
    jumping_turns,
    path_without_jumps,
    without_jumps,
)
from core.clean.tangent_paths import path_of, reference, turns_of
from core.errors import Cancelled
from core.motion import rotations
from core.motion.motion import Motion
from core.motion.resample import path_at, rotations_at

Progress = Callable[[float, str], None]

#: Noise below this is let be: nobody sees it, and optical mocap has no less (radians, metres).
_UNSEEN_TURN = np.radians(0.03)
_UNSEEN_STEP = 5e-5
#: Fewer frames tell nothing about noise.
_FEWEST_FRAMES = 12
#: Times within this part of a step are even.
_EVEN = 1e-3
#: Nothing is smoothed this near to a sharp mark (seconds); over as long again it fades.
_SHARP = 0.06
#: The root's level axes count as one: which way the world is turned changes nothing.
_LEVEL: Together = ((0, 2),)
#: How far a confidence may lower or raise the noise's power.
_CONFIDENCE_RANGE = (0.5, 8.0)


@dataclass(frozen=True, slots=True, eq=False)
class Cleaned:
    """The motion, and what was taken out.

    turn_noise: (joints,) radians rms about each axis, 0 where a joint was left as it is;
    root_noise: metres rms along each axis; jumps: samples laid between their neighbours.
    """

    motion: Motion
    turn_noise: np.ndarray
    root_noise: float
    jumps: int


def cleaned_motion(
    motion: Motion,
    marks: Iterable[Mark] = (),
    confidence: np.ndarray | None = None,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Cleaned:
    """Take the noise out of a motion, keep its detail.

    Args:
        motion: captured; its times may be uneven.
        marks: what is not smoothed over.
        confidence: (frames, joints) 0 to 1 of the same frames; doubted samples count as noisier.
        progress, cancelled: asked per joint; both may stop the work.
    Raises: Cancelled.
    """
    marks = tuple(marks)
    step = _Steps(2 * motion.skeleton.joint_count + 2, progress, cancelled)
    local, root, jumps = _without_jumps(motion, marks)
    times = motion.times
    if motion.frame_count < _FEWEST_FRAMES:
        return _answer(motion, local, root, np.zeros(motion.skeleton.joint_count), 0.0, jumps)
    grid = _even_times(times)
    split = band_split(len(grid), 1.0 / (grid[1] - grid[0]))
    still = [bool(np.all(local[:, joint] == local[:1, joint])) for joint in range(local.shape[1])]
    quiet = np.zeros((local.shape[1], len(split.bands)))
    for joint in range(local.shape[1]):
        step("Listen to the noise")
        if not still[joint]:
            turns = _on(grid, times, local[:, joint])
            quiet[joint] = _quiet(split, path_of(turns, reference(turns, _rate(grid))))
    noise = noise_densities(quiet, split.bands, split.seconds)
    levels = _levels(noise, split)
    names = motion.skeleton.names
    for joint in range(local.shape[1]):
        step("Clean")
        if still[joint] or levels[joint] < _UNSEEN_TURN:
            levels[joint] = 0.0
            continue
        turns = _on(grid, times, local[:, joint])
        around = reference(turns, _rate(grid))
        doubt = None if confidence is None else _doubt(confidence[:, joint], times, grid)
        path = path_of(turns, around)
        smooth = _denoised(split, path, noise[joint], doubt)
        sharp = _sharpness(grid, [m.time for m in marks if m.joint in (None, names[joint])])
        clean = turns_of(smooth + sharp[:, None] * (path - smooth), around)
        if grid is times:
            local[:, joint] = clean
        else:
            away = rotations.to_rotation_vector(rotations.multiply(rotations.inverse(turns), clean))
            change = rotations.from_rotation_vector(path_at(grid, away, times))
            local[:, joint] = rotations.normalized(rotations.multiply(local[:, joint], change))
    step("Clean the root's path")
    root, root_noise = _clean_root(split, grid, times, root, marks)
    step("Clean the root's path")
    return _answer(motion, local, root, levels, root_noise, jumps)


class _Steps:
    """Says how far the work is and asks whether to go on, once per joint and pass."""

    def __init__(self, count, progress, cancelled) -> None:
        self._count, self._done = count, 0
        self._progress, self._cancelled = progress, cancelled

    def __call__(self, sentence: str) -> None:
        if self._cancelled is not None and self._cancelled():
            raise Cancelled
        if self._progress is not None:
            self._progress(self._done / self._count, sentence)
        self._done += 1


def _answer(motion, local, root, turn_noise, root_noise, jumps) -> Cleaned:
    """The motion itself where nothing was changed."""
    if jumps == 0 and root_noise == 0.0 and not np.any(turn_noise):
        return Cleaned(motion, turn_noise, root_noise, jumps)
    clean = motion.with_pose(rotations.continuous(local), root)
    return Cleaned(clean, turn_noise, root_noise, jumps)


def _without_jumps(motion: Motion, marks: tuple[Mark, ...]) -> tuple[np.ndarray, np.ndarray, int]:
    local, root, times = np.array(motion.local_rotations), motion.root_positions, motion.times
    names = motion.skeleton.names
    turning = jumping_turns(local, times)
    for mark in marks:
        near = np.abs(times - mark.time) <= _SHARP
        columns = np.array([mark.joint in (None, name) for name in names])
        turning &= ~(near[:, None] & columns)
    for joint in np.flatnonzero(np.any(turning, axis=0)):
        local[:, joint] = without_jumps(local[:, joint], times, turning[:, joint])
    stepping = jumping_steps(root, times)
    for mark in marks:
        stepping &= np.abs(times - mark.time) > _SHARP
    root = np.array(path_without_jumps(root, times, stepping))
    return local, root, int(np.count_nonzero(turning) + np.count_nonzero(stepping))


def _even_times(times: np.ndarray) -> np.ndarray:
    """The motion's own times where they are even, else even ones as dense as most of them."""
    steps = np.diff(times)
    middle = float(np.median(steps))
    even = times[0] + middle * np.arange(len(times))
    if np.max(np.abs(even - times)) <= _EVEN * middle:
        return times
    count = int(np.ceil((times[-1] - times[0]) / middle - 1e-6)) + 1
    return np.linspace(times[0], times[-1], max(count, _FEWEST_FRAMES))


def _rate(grid: np.ndarray) -> float:
    return float((len(grid) - 1) / (grid[-1] - grid[0]))


def _on(grid: np.ndarray, times: np.ndarray, turns: np.ndarray) -> np.ndarray:
    return turns if grid is times else rotations.continuous(rotations_at(times, turns, grid))


def _quiet(split: BandSplit, path: np.ndarray, together: Together = ()) -> np.ndarray:
    """`quiet_power` of every band of a path (frames, 3)."""
    spectrum = split.spectrum(np.ascontiguousarray(path.T))
    return np.array(
        [quiet_power(split.in_band(spectrum, band), band, together) for band in split.bands]
    )


def _levels(noise: np.ndarray, split: BandSplit) -> np.ndarray:
    """Noise (..., bands) per Hz of envelopes -> rms amplitude (...)."""
    widths = np.array([band.high - band.low for band in split.bands])
    # an envelope has half a real oscillation's amplitude: its power is half of the variance
    return np.sqrt(2.0 * noise @ widths)


def _denoised(
    split: BandSplit,
    path: np.ndarray,
    noise: np.ndarray,
    doubt: np.ndarray | None,
    together: Together = (),
) -> np.ndarray:
    """A path (frames, 3) without noise of so much power per Hz in each band."""
    spectrum = split.spectrum(np.ascontiguousarray(path.T))
    clean = np.zeros_like(spectrum)
    for band, density in zip(split.bands, noise, strict=True):
        envelope = split.in_band(spectrum, band)
        power: np.ndarray | float = density * band.width
        if doubt is not None:
            places = np.minimum(np.arange(band.samples) * band.step * split.rate, len(path) - 1)
            power = power * np.interp(places, np.arange(len(path)), doubt)
        gains = band_gains(envelope, band, power, together)
        split.add_band(clean, band, gains * envelope)
    return split.paths(clean).T


def _doubt(confidence: np.ndarray, times: np.ndarray, grid: np.ndarray) -> np.ndarray:
    """The noise's power at times against its usual, from confidences (frames,)."""
    sure = np.clip(np.interp(grid, times, confidence), 0.05, 1.0)
    return np.clip((np.median(sure) / sure) ** 2, *_CONFIDENCE_RANGE)


def _sharpness(times: np.ndarray, marks: list[float]) -> np.ndarray:
    """1 near a mark, 0 away from all, (frames,)."""
    sharp = np.zeros(len(times))
    for mark in marks:
        away = np.clip((np.abs(times - mark) - _SHARP) / _SHARP, 0.0, 1.0)
        np.maximum(sharp, 0.5 + 0.5 * np.cos(np.pi * away), out=sharp)
    return sharp


def _clean_root(split, grid, times, root, marks) -> tuple[np.ndarray, float]:
    """The root's path and its noise (metres rms along an axis; 0: left as it is)."""
    path = root if grid is times else path_at(times, root, grid)
    middle = path.mean(axis=0)
    quiet = _quiet(split, path - middle, _LEVEL)[None]
    noise = noise_densities(quiet, split.bands, split.seconds)[0]
    level = float(_levels(noise, split))
    if level < _UNSEEN_STEP:
        return root, 0.0
    smooth = _denoised(split, path - middle, noise, None, _LEVEL) + middle
    sharp = _sharpness(grid, [mark.time for mark in marks if mark.joint is None])
    change = (1.0 - sharp[:, None]) * (smooth - path)
    return root + (change if grid is times else path_at(grid, change, times)), level
