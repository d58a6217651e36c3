"""What is believed of a camera before the person is fitted: given, said, drawn, or seen in lines.

All of it is one Gaussian over pitch, roll and the logarithm of the focal length; each thing that
is known narrows it (conditioning, as one step of a Kalman filter).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.capture.camera.drawn_camera import camera_height_of_length, pitch_and_roll_of_horizon
from core.capture.camera.focal_length import FocalLength
from core.capture.camera.vanishing_lines import LevelFromLines, level_from_lines
from core.files.camera_json import CameraFile
from core.fit.camera_belief import CameraBelief, Estimate
from core.motion.camera import Camera
from core.take.decisions import CameraFact

#: How cameras are held before people (radians, one sigma), and how high (metres).
_PITCH, _ROLL = (np.radians(6.0), np.radians(12.0)), (0.0, np.radians(3.0))
_HEIGHT = (1.3, 0.45)
#: What the user types is a measured figure: to the last digit that the fields show.
_TYPED_ANGLE, _TYPED_HEIGHT = np.radians(0.2), 0.02
_AGREES = 1.5  # sigmas between what is drawn and what is seen, up to which both are believed
_LENGTH_SPREAD = 0.02  # of a known length: how well its ends are drawn and measured


@dataclass(frozen=True, slots=True)
class CameraSources:
    """Where each number comes from: "camera file", "yours", "metadata", "lines", "guess"."""

    focal: str
    pitch: str
    height: str


def believed_camera(
    width: int,
    height: int,
    focal: FocalLength,
    *,
    file: CameraFile | None = None,
    fact: CameraFact | None = None,
    lines: np.ndarray | None = None,
) -> tuple[CameraBelief, CameraSources]:
    """The camera before the fit, and who says what of it.

    Args:
        width, height: of the picture as displayed, pixels.
        focal: where no camera file says it.
        file: the camera's file; a placed one is the answer.
        fact: what the user decided.
        lines: (lines, 4) straight lines of the picture, pixels (`line_segments`).
    Raises: WrongUsage for a horizon or a length that cannot be one.
    """
    fact = fact or CameraFact()
    lens = _lens(width, height, focal, file)
    if file is not None and fact.focal is None:
        focal = FocalLength(float(lens.intrinsics[0, 0]), 0.0, "camera file")
    level = None if lines is None else _seen_level(lines, lens, focal.sigma)
    mean, covariance = _gaussian(level, focal)
    source = "guess" if level is None else "lines"
    if fact.horizon is not None or fact.pitch is not None or fact.roll is not None:
        mean, covariance = _with_said(mean, covariance, fact, lens)
    if fact.horizon is not None or fact.pitch is not None:
        source = "yours"  # a roll alone leaves the pitch to whoever told it
    belief = _as_belief(lens, focal, mean, covariance)
    over_floor = Estimate(*_HEIGHT)
    if fact.known_length is not None:
        over_floor = _height_of_length(belief, fact, lens)
    if fact.height is not None:
        over_floor = Estimate(fact.height, _TYPED_HEIGHT)
    said_height = fact.height is not None or fact.known_length is not None
    belief = replace(belief, above_floor=over_floor)
    if file is not None and file.is_placed:
        belief = replace(belief, placed=file.camera())
        return belief, CameraSources("camera file", "camera file", "camera file")
    return belief, CameraSources(focal.source, source, "yours" if said_height else "guess")


def _lens(width: int, height: int, focal: FocalLength, file: CameraFile | None) -> Camera:
    """The lens at the world's origin; a focal length that the user says goes before the file's."""
    if file is None:
        intrinsics = np.array(
            [[focal.pixels, 0.0, (width - 1) / 2], [0.0, focal.pixels, (height - 1) / 2], [0, 0, 1]]
        )
        return Camera(width, height, intrinsics, np.zeros(5), np.eye(3), np.zeros(3))
    intrinsics = file.intrinsics.copy()
    if focal.source == "yours":
        intrinsics[:2, :2] *= focal.pixels / intrinsics[0, 0]
    return Camera(width, height, intrinsics, file.distortion, np.eye(3), np.zeros(3))


def _seen_level(lines: np.ndarray, lens: Camera, focal_sigma: float) -> LevelFromLines | None:
    focal, centre = float(lens.intrinsics[0, 0]), lens.intrinsics[:2, 2]
    ends = lines.reshape(-1, 2)
    if np.any(lens.distortion != 0.0):
        rays = lens.rays(ends)
        ends = rays[:, :2] / rays[:, 2:] * focal + centre
    straight = ends.reshape(-1, 4)
    return level_from_lines(straight[np.isfinite(straight).all(axis=1)], centre, focal, focal_sigma)


def _gaussian(level: LevelFromLines | None, focal: FocalLength) -> tuple[np.ndarray, np.ndarray]:
    """Mean (3,) and covariance (3, 3) of pitch, roll, log focal before the user's word."""
    if level is not None:
        return level.mean, level.covariance
    mean = np.array([_PITCH[0], _ROLL[0], np.log(focal.pixels)])
    return mean, np.diag([_PITCH[1], _ROLL[1], max(focal.sigma, 1e-6)]) ** 2


def _with_said(
    mean: np.ndarray, covariance: np.ndarray, fact: CameraFact, lens: Camera
) -> tuple[np.ndarray, np.ndarray]:
    """Narrowed by what the user typed or drew. A fact's pitch is positive upwards."""
    if fact.horizon is not None:
        drawn = replace_focal(lens, float(np.exp(mean[2])))
        pitch, roll, pitch_sigma, roll_sigma = pitch_and_roll_of_horizon(*fact.horizon, drawn)
        # the picture's height of the horizon is known: a longer lens makes a smaller angle of it
        slope = 0.5 * np.sin(2.0 * pitch)
        rows = ((np.array([1.0, 0.0, slope]), pitch + slope * mean[2], pitch_sigma),
                (np.array([0.0, 1.0, 0.0]), roll, roll_sigma))  # fmt: skip
        if any(_contradicts(mean, covariance, *one) for one in rows):
            # what lines and habits say gives way to what was drawn
            mean, covariance = mean.copy(), covariance.copy()
            wide = np.diag([np.radians(30.0), np.radians(30.0)]) ** 2
            covariance[:2, :2], covariance[:2, 2], covariance[2, :2] = wide, 0.0, 0.0
        for row, value, sigma in rows:
            mean, covariance = _conditioned(mean, covariance, row, value, sigma)
    for said, row in ((fact.pitch, (-1.0, 0.0, 0.0)), (fact.roll, (0.0, 1.0, 0.0))):
        if said is not None:
            covariance = covariance + np.diag(np.square(row)) * np.radians(30.0) ** 2
            mean, covariance = _conditioned(mean, covariance, np.array(row), said, _TYPED_ANGLE)
    return mean, covariance


def _contradicts(
    mean: np.ndarray, covariance: np.ndarray, row: np.ndarray, value: float, sigma: float
) -> bool:
    """Whether row @ x = value +- sigma is not what was to be expected."""
    spread = float(np.sqrt(row @ covariance @ row + sigma**2))
    return abs(float(value - row @ mean)) > _AGREES * spread


def _conditioned(
    mean: np.ndarray, covariance: np.ndarray, row: np.ndarray, value: float, sigma: float
) -> tuple[np.ndarray, np.ndarray]:
    """The Gaussian once row @ x = value +- sigma is known."""
    seen = covariance @ row
    gain = seen / (row @ seen + sigma**2)
    return mean + gain * (value - row @ mean), covariance - np.outer(gain, seen)


def _as_belief(
    lens: Camera, focal: FocalLength, mean: np.ndarray, covariance: np.ndarray
) -> CameraBelief:
    """The Gaussian as the record that fits know: pitch given the focal length, roll alone."""
    variance = covariance[2, 2]
    slope = covariance[0, 2] / variance if focal.sigma > 0.0 else 0.0
    left = covariance[0, 0] - slope**2 * variance
    belief = CameraBelief(
        lens.width,
        lens.height,
        lens.intrinsics,
        lens.distortion,
        0.0,
        Estimate(float(mean[0]), float(np.sqrt(max(left, 1e-8)))),
        Estimate(float(mean[1]), float(np.sqrt(covariance[1, 1]))),
        Estimate(*_HEIGHT),
        pitch_per_log_focal=float(slope),
    )
    if focal.sigma == 0.0:
        return belief
    return belief.with_focal(float(np.exp(mean[2])), float(np.sqrt(variance)))


def _height_of_length(belief: CameraBelief, fact: CameraFact, lens: Camera) -> Estimate:
    """The camera's height from a length on the floor, with what pitch and focal leave open."""
    assert fact.known_length is not None
    first, second, metres = fact.known_length

    def log_height(pitch: float, log_focal: float) -> float:
        told = replace(belief, pitch=Estimate(pitch, 0.0))
        camera = replace_focal(lens, float(np.exp(log_focal)))
        level = told.camera().camera_from_world_rotation
        return float(np.log(camera_height_of_length(first, second, metres, camera, level)))

    pitch, focal = belief.pitch.value, float(np.log(belief.focal))
    middle = log_height(pitch, focal)
    step = 1e-3
    by_pitch = (log_height(pitch + step, focal) - middle) / step
    by_focal = (log_height(pitch + step * belief.pitch_per_log_focal, focal + step) - middle) / step
    spread = np.sqrt(
        _LENGTH_SPREAD**2
        + (by_pitch * belief.pitch.sigma) ** 2
        + (by_focal * belief.focal_sigma) ** 2
    )
    return Estimate(float(np.exp(middle)), float(min(spread, 0.5) * np.exp(middle)))


def replace_focal(lens: Camera, focal: float) -> Camera:
    """The lens with another focal length, pixels."""
    intrinsics = lens.intrinsics.copy()
    intrinsics[:2, :2] *= focal / intrinsics[0, 0]
    return replace(lens, intrinsics=intrinsics)
