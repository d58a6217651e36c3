"""A camera as a capture found it: each number with its one sigma and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CameraEstimate:
    """Numbers of a standing camera over a level floor; a sigma of 0 is a number that was given.

    Sources are words: "camera file", "yours", "metadata", "lines" (of the picture) or "guess"
    (what is usual, and the person).
    """

    focal: float  # pixels along the picture's width
    focal_sigma: float  # of its logarithm: 0.15 is 15 %
    pitch: float  # radians, looking down is positive
    pitch_sigma: float
    roll: float  # radians, the picture's up lies to the right of its top where positive
    roll_sigma: float
    height: float  # metres over the floor
    height_sigma: float
    focal_source: str = "guess"
    pitch_source: str = "guess"
    height_source: str = "guess"
