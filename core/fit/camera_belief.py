"""What is believed of a standing camera before and after a fit: each number with its one sigma.

The same record is the prior that a fit starts from and the posterior that it ends with, so that
what a user says (a focal length, a horizon, a height) and what a fit finds are one kind of thing.
The stated sigma after a fit is the one that covers the truth (`core.fit.camera_posterior`), not
the curvature's, which is an order of magnitude too sure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.motion.camera import Camera
from core.motion.frozen import frozen_array

#: A spread (one sigma) above this says that a number is not known: radians, a fraction, metres.
UNKNOWN_PITCH, UNKNOWN_FOCAL, UNKNOWN_HEIGHT = np.radians(3.0), 0.25, 0.25
_STEP = 1e-4  # of a derivative by differences


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its one sigma; sigma 0 is a number that is given and stays."""

    value: float
    sigma: float

    @property
    def is_given(self) -> bool:
        return self.sigma == 0.0


@dataclass(frozen=True, slots=True, eq=False)
class CameraBelief:
    """A camera that stands still, over a level floor, as far as it is known.

    `intrinsics` holds the believed focal length. Where `placed` is there the camera's place is
    given, its world is the one to write in, and pitch, roll and height are not used.
    """

    width: int
    height: int  # of the picture, pixels
    intrinsics: np.ndarray  # (3, 3) pixels
    distortion: np.ndarray  # (5,)
    focal_sigma: float  # of the logarithm: 0.15 is 15 %; 0 is given
    pitch: Estimate  # radians; down is positive
    roll: Estimate  # radians; the picture's up lies to the right of its top where positive
    above_floor: Estimate  # metres of the camera over the floor
    placed: Camera | None = None
    #: A horizon that is seen is a place in the picture, so that a longer lens means less pitch:
    #: how the pitch begins to change with the logarithm of the focal length (`pitch_at`), and
    #: `pitch.sigma` is what is left when the focal length is known.
    pitch_per_log_focal: float = 0.0

    def __post_init__(self) -> None:
        for name, shape in (("intrinsics", (3, 3)), ("distortion", (5,))):
            object.__setattr__(self, name, frozen_array(getattr(self, name), shape, name=name))

    @property
    def focal(self) -> float:
        """The believed focal length along the picture's width, pixels."""
        return float(self.intrinsics[0, 0])

    def with_focal(self, focal: float, sigma: float) -> CameraBelief:
        """Another focal length, pixels, with the sigma of its logarithm; the shape of the pixels
        and the principal point stay.
        """
        intrinsics = self.intrinsics.copy()
        intrinsics[:2, :2] *= focal / self.focal
        return replace(self, intrinsics=intrinsics, focal_sigma=sigma)

    def at_focal(self, focal: float) -> CameraBelief:
        """The belief once the focal length, pixels, is given: what of the pitch hangs on it goes
        with it."""
        log_focal = float(np.log(focal / self.focal))
        pitch = replace(self.pitch, value=self.pitch_at(log_focal))
        slope = (self.pitch_at(log_focal + _STEP) - self.pitch_at(log_focal - _STEP)) / (2 * _STEP)
        return replace(self.with_focal(focal, 0.0), pitch=pitch, pitch_per_log_focal=slope)

    def pitch_at(self, log_focal: float) -> float:
        """Radians: the pitch through another lens, by its logarithm over the believed one's.

        The tangent of the angle to a place in the picture goes with one over the focal length (a
        horizon), that of the angle to the upright lines' vanishing point with the focal length
        itself. A straight line between lenses of .6 and .95 would be a degree off at 11 degrees.
        """
        pitch = self.pitch.value
        level = 0.5 * np.sin(2.0 * pitch)  # the slope of a vanishing point's pitch
        sure = abs(level) > 1e-9
        power = float(np.clip(self.pitch_per_log_focal / level, -1.0, 1.0)) if sure else 0.0
        rest = (self.pitch_per_log_focal - power * level) * log_focal
        return float(np.arctan(np.tan(pitch) * np.exp(power * log_focal)) + rest)

    def camera(self) -> Camera:
        """The camera as believed: at the given place, or over the world's origin, looking to -Z."""
        if self.placed is not None:
            return self.placed
        rotation = camera_from_level(self.pitch.value, self.roll.value)
        centre = np.array([0.0, self.above_floor.value, 0.0])
        return Camera(
            self.width, self.height, self.intrinsics, self.distortion, rotation, -rotation @ centre
        )

    def cannot_know(self) -> tuple[str, ...]:
        """Which of "focal length", "pitch", "height" the sigmas say are not known."""
        if self.placed is not None:
            return ()
        spreads = (
            ("focal length", self.focal_sigma, UNKNOWN_FOCAL),
            ("pitch", self.pitch.sigma, UNKNOWN_PITCH),
            ("height", self.above_floor.sigma, UNKNOWN_HEIGHT),
        )
        return tuple(name for name, sigma, limit in spreads if sigma > limit)

    def sentences(self) -> tuple[str, ...]:
        """What is said to the user: every number with its spread, and what cannot be known."""
        if self.placed is not None:
            return ()
        field_of_view = np.degrees(2.0 * np.arctan(0.5 * self.width / self.focal))
        said = []
        if self.focal_sigma > 0.0:
            said.append(
                f"The focal length is estimated as {self.focal:.0f} px ({field_of_view:.0f} "
                f"degrees wide), give or take {self.focal_sigma:.0%}; distances follow it."
            )
        if self.pitch.sigma > 0.0:
            word = "down" if self.pitch.value >= 0.0 else "up"
            said.append(
                f"The camera's pitch is estimated as {abs(np.degrees(self.pitch.value)):.1f} "
                f"degrees {word}, give or take {np.degrees(self.pitch.sigma):.1f}."
            )
        return (*said, *self._unknown())

    def to_act_on(self) -> tuple[str, ...]:
        """Those of the sentences that somebody had better act on: the whole motion may lean."""
        return self._unknown() if "pitch" in self.cannot_know() else ()

    def _unknown(self) -> tuple[str, ...]:
        unknown = self.cannot_know()
        if not unknown:
            return ()
        return (
            f"The {' and the '.join(unknown)} of the camera cannot be known from how this "
            "person moves; draw the horizon, give a known length, or let the person walk "
            "towards the camera.",
        )


def camera_from_level(pitch: float, roll: float) -> np.ndarray:
    """(3, 3) camera from a level world whose -Z the camera faces; radians, pitch down positive."""
    c, s = np.cos(pitch), np.sin(pitch)
    pitched = np.array([[1.0, 0.0, 0.0], [0.0, -c, s], [0.0, -s, -c]])
    c, s = np.cos(roll), np.sin(roll)
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]]) @ pitched


def pitch_and_roll(camera_from_world: np.ndarray) -> tuple[float, float]:
    """Pitch and roll (radians) of a camera in a level world with +Y up, whatever its heading."""
    up = camera_from_world[:, 1]
    pitch = float(np.arcsin(np.clip(-up[2], -1.0, 1.0)))
    return pitch, float(np.arctan2(up[0], -up[1]))
