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

from core.clean.cuts import joined, pieces_of
from core.clean.even_times import EvenTimes
from core.clean.frequency_bands import BandSplit, band_split
from core.clean.mark import Mark
from core.clean.noise_course import noise_course
from core.clean.noise_floor import least_of_axes, noise_densities
from core.clean.path_cleaning import (
    SHARP,
    doubt_of,
    noise_rms,
    quiet_powers,
    sharpness,
    spectrum_of,
    without_noise,
)
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

Progress = Callable[[float, str], None]

#: Noise below this is let be: nobody sees it, and optical mocap has no less (radians, metres).
_UNSEEN_TURN = np.radians(0.03)
_UNSEEN_STEP = 5e-5
#: Fewer frames tell nothing about noise.
_FEWEST_FRAMES = 12


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

    @property
    def left_as_it_is(self) -> bool:
        return self.jumps == 0 and self.root_noise == 0.0 and not np.any(self.turn_noise)


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
    pieces = []
    for start, stop in pieces_of(motion):
        share = (start / motion.frame_count, stop / motion.frame_count)
        step = _Steps(3 * motion.skeleton.joint_count + 1, share, progress, cancelled)
        doubted = None if confidence is None else confidence[start:stop]
        whole = stop - start == motion.frame_count
        piece = motion if whole else motion.frames(start, stop)
        pieces.append(_clean_piece(piece, marks, doubted, step))
    if all(one.left_as_it_is for one in pieces):
        return Cleaned(motion, pieces[0].turn_noise, 0.0, 0)
    weights = np.array([one.motion.frame_count for one in pieces]) / motion.frame_count
    return Cleaned(
        joined(motion, [one.motion for one in pieces]),
        weights @ np.array([one.turn_noise for one in pieces]),
        float(weights @ np.array([one.root_noise for one in pieces])),
        sum(one.jumps for one in pieces),
    )


def _clean_piece(
    motion: Motion, marks: tuple[Mark, ...], confidence: np.ndarray | None, step: _Steps
) -> Cleaned:
    """A motion without a break in it, cleaned."""
    joints = motion.skeleton.joint_count
    local, root, jumps = _without_jumps(motion, marks, step)
    levels, root_noise = np.zeros(joints), 0.0
    if motion.frame_count >= _FEWEST_FRAMES:
        even = EvenTimes(motion.times)
        split = band_split(len(even.times), even.rate)
        levels = _clean_turns(motion, local, even, split, marks, confidence, step)
        step("Cleaning the path of the body")
        root, root_noise = _clean_root(even, split, root, marks)
    changed = jumps > 0 or root_noise > 0.0 or bool(np.any(levels))
    clean = motion.with_pose(rotations.continuous(local), root) if changed else motion
    return Cleaned(clean, levels, root_noise, jumps)


class _Steps:
    """Says how far the work is and asks whether to go on, per joint and pass."""

    def __init__(
        self,
        count: int,
        share: tuple[float, float],
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._count, self._done, self._share = count, 0, share
        self._progress, self._cancelled = progress, cancelled

    def __call__(self, sentence: str) -> None:
        if self._cancelled is not None and self._cancelled():
            raise Cancelled
        if self._progress is not None:
            first, last = self._share
            self._progress(first + (last - first) * self._done / self._count, sentence)
        self._done += 1


def _without_jumps(
    motion: Motion, marks: tuple[Mark, ...], step: _Steps
) -> tuple[np.ndarray, np.ndarray, int]:
    """Local rotations and root path without single frames that jump, and how many did."""
    local, times = np.array(motion.local_rotations), motion.times
    count = 0
    for joint, name in enumerate(motion.skeleton.names):
        step("Looking for single frames that jump")
        jumping = jumping_turns(local[:, joint], times)
        jumping &= _away_from([mark.time for mark in marks if mark.joint in (None, name)], times)
        if np.any(jumping):
            local[:, joint] = without_jumps(local[:, joint], times, jumping)
            count += int(np.count_nonzero(jumping))
    jumping = jumping_steps(motion.root_positions, times)
    jumping &= _away_from([mark.time for mark in marks if mark.joint is None], times)
    root = path_without_jumps(motion.root_positions, times, jumping)
    return local, root, count + int(np.count_nonzero(jumping))


def _away_from(marks: list[float], times: np.ndarray) -> np.ndarray:
    """Which samples no mark protects, (frames,)."""
    free = np.ones(len(times), dtype=bool)
    for mark in marks:
        free &= np.abs(times - mark) > SHARP
    return free


def _clean_turns(
    motion: Motion,
    local: np.ndarray,
    even: EvenTimes,
    split: BandSplit,
    marks: tuple[Mark, ...],
    confidence: np.ndarray | None,
    step: _Steps,
) -> np.ndarray:
    """Clean local rotations in place; the noise of each joint, radians rms, 0 where it was left."""
    joints = local.shape[1]
    quiet = np.zeros((joints, len(split.bands)))
    paths: dict[int, tuple[np.ndarray, np.ndarray]] = {}  # rotation vectors, around what
    for joint in range(joints):
        step("Measuring the noise")
        if not np.all(local[:, joint] == local[:1, joint]):
            turns = even.turns(local[:, joint])
            around = reference(turns, split.rate)
            paths[joint] = path_of(turns, around), around
            quiet[joint] = least_of_axes(quiet_powers(split, paths[joint][0]))
    noise = noise_densities(quiet, split.bands, split.seconds)
    levels = noise_rms(noise, split)
    levels[levels < _UNSEEN_TURN] = 0.0
    for joint, name in enumerate(motion.skeleton.names):
        step("Cleaning the joints")
        if levels[joint] == 0.0:
            continue
        path, around = paths.pop(joint)
        spectrum = spectrum_of(split, path)
        doubt = noise_course(split, path, spectrum, noise[joint])
        if confidence is not None:
            told = doubt_of(even.path(confidence[:, joint]))
            doubt = told if doubt is None else doubt * told
        smooth = without_noise(split, path, np.tile(noise[joint], (3, 1)), doubt, spectrum)
        at = [mark.time for mark in marks if mark.joint in (None, name)]
        smooth += sharpness(even.times, at)[:, None] * (path - smooth)
        before, after = (turns_of(one, around) for one in (path, smooth))
        local[:, joint] = even.changed_turns(local[:, joint], before, after)
    return levels


def _clean_root(
    even: EvenTimes, split: BandSplit, root: np.ndarray, marks: tuple[Mark, ...]
) -> tuple[np.ndarray, float]:
    """The root's path and its noise (metres rms along an axis; 0: left as it is)."""
    path = even.path(root)
    axes = _own_axes(path)
    path = path @ axes
    # what is mirrored at the ends has no kink there where nothing goes anywhere on the whole
    line = np.linspace(path[0], path[-1], len(path))
    quiet = quiet_powers(split, path - line)
    noise = np.concatenate(
        [noise_densities(one[None], split.bands, split.seconds) for one in quiet]
    )
    level = float(np.sqrt(np.mean(noise_rms(noise, split) ** 2)))
    if level < _UNSEEN_STEP:
        return root, 0.0
    smooth = without_noise(split, path - line, noise) + line
    sharp = sharpness(even.times, [mark.time for mark in marks if mark.joint is None])
    change = (1.0 - sharp[:, None]) * (smooth - path)
    return even.changed_path(root, change @ axes.T), level


def _own_axes(path: np.ndarray) -> np.ndarray:
    """Axes (as columns) of a path (frames, 3) that turn with it: a camera sees depth worse.

    Up stays up; the level ones are those in which its quick changes are the most and the least.
    """
    quick = np.diff(path[:, ::2], n=2, axis=0)
    _, level = np.linalg.eigh(quick.T @ quick)
    axes = np.zeros((3, 3))
    axes[1, 1] = 1.0
    axes[::2, ::2] = level
    return axes
