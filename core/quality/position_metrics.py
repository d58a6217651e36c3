"""How far a body is from the truth: MPJPE and its relatives (DESIGN 7), in millimetres.

All functions take world positions (frames, parts, 3) in metres of the same parts at the same
times; NaN in the truth takes no part. Source of the definitions: the evaluators of WHAM and GVHMR
(chunks of 100 frames at 30 Hz, W fitted on two frames), with their scale and without.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.quality.alignment import Fit, fit_similarity, fit_yaw

#: W and WA are measured at this rate (Hz), in chunks of this many frames.
CHUNK_RATE = 30.0
CHUNK_FRAMES = 100
_MM = 1000.0


def joint_errors(estimate: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Distances, (frames, parts) mm, NaN where the truth is not known."""
    return _MM * np.linalg.norm(estimate - truth, axis=-1)


def root_of(positions: np.ndarray, parts: tuple[str, ...]) -> np.ndarray:
    """The middle of the hips, (frames, 3). Raises: ValueError where a hip is not among `parts`."""
    if "left_hip" not in parts or "right_hip" not in parts:
        raise ValueError("The root is the middle of the hips, and a hip is missing.")
    hips = [parts.index("left_hip"), parts.index("right_hip")]
    return positions[:, hips].mean(axis=1)


def root_relative(positions: np.ndarray, parts: tuple[str, ...]) -> np.ndarray:
    """Positions less the middle of the hips, (frames, parts, 3)."""
    return positions - root_of(positions, parts)[:, None]


def root_error_mm(estimate: np.ndarray, truth: np.ndarray, parts: tuple[str, ...]) -> float | None:
    """T_root (MVLift): mean distance of the roots after they are made equal in the first frame.

    Neither rotation nor scale is solved for. None where the truth's root is never known.
    """
    apart = root_of(estimate, parts) - root_of(truth, parts)
    apart = apart[np.all(np.isfinite(apart), axis=-1)]
    if len(apart) == 0:
        return None
    return _MM * float(np.linalg.norm(apart - apart[0], axis=-1).mean())


def mpjpe_mm(estimate: np.ndarray, truth: np.ndarray, parts: tuple[str, ...]) -> np.ndarray:
    """(frames, parts) mm after the middle of the hips is made equal."""
    return joint_errors(root_relative(estimate, parts), root_relative(truth, parts))


def pa_mpjpe_mm(estimate: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """(frames, parts) mm after a similarity fit of each frame by itself."""
    return joint_errors(fit_similarity(estimate, truth).applied_to(estimate), truth)


def w_mpjpe_mm(estimate: np.ndarray, truth: np.ndarray, *, with_scale: bool = True) -> np.ndarray:
    """(frames, parts) mm at 30 Hz: each chunk fitted on its first two frames.

    with_scale False fits yaw and translation only: it forgives neither size nor tilt.
    """
    return _in_chunks(estimate, truth, 2, with_scale)


def wa_mpjpe_mm(estimate: np.ndarray, truth: np.ndarray, *, with_scale: bool = True) -> np.ndarray:
    """(frames, parts) mm at 30 Hz: each chunk fitted as a whole."""
    return _in_chunks(estimate, truth, CHUNK_FRAMES, with_scale)


def _in_chunks(
    estimate: np.ndarray, truth: np.ndarray, fitted_frames: int, with_scale: bool
) -> np.ndarray:
    fit: Callable[[np.ndarray, np.ndarray], Fit] = fit_similarity if with_scale else fit_yaw
    errors = []
    for start in range(0, len(truth), CHUNK_FRAMES):
        chunk, true_chunk = (a[start : start + CHUNK_FRAMES] for a in (estimate, truth))
        fitted, target = (a[:fitted_frames].reshape(-1, 3) for a in (chunk, true_chunk))
        moved = fit(fitted, target).applied_to(chunk.reshape(-1, 3)).reshape(chunk.shape)
        errors.append(joint_errors(moved, true_chunk))
    return np.concatenate(errors)
