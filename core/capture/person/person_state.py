"""What is known of one person in the pictures: where, how they move, what they look like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.capture.detect.pose_model import REACH, Look
from core.capture.person.person_looks import LOOKS, looks_apart, looks_of

#: Numbers that a person is kept as.
PERSON = 5 + 2 + LOOKS + 2 + 1

#: How long (s) a person is taken to go on as they went.
_GOES_ON = 0.25
#: The newest picture counts by its time over this (s) in what is known of looks and speed.
_LOOKS_MEMORY, _SPEED_MEMORY = 1.0, 0.1
#: Looks that are less apart (Lab) are never told to be two people's, those more apart always.
_ALIKE, _UNLIKE = 6.0, 14.0
#: How many times as far as usual from themselves somebody is who looks like another.
_UNUSUAL = 3.0
_USUAL_SPREAD = 2.5


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """One person as last seen. Sizes are those of a circle around the body with the limbs out."""

    place: np.ndarray  # (5,) as PoseModel gives it
    velocity: np.ndarray  # (2,) pixels a second
    looks: np.ndarray  # (LOOKS,)
    spread: np.ndarray  # (2,) how far apart from themselves trunk and legs usually look
    time: float  # seconds of the video

    @property
    def size(self) -> float:
        return float(self.place[2]) / REACH

    def expected_at(self, time: float) -> np.ndarray:
        """(2,) pixels: where the middle of the hips is expected."""
        ahead = np.clip(time - self.time, -_GOES_ON, _GOES_ON)
        return self.place[:2] + ahead * self.velocity

    def place_at(self, time: float) -> np.ndarray:
        """(5,) where to look for them."""
        return np.r_[self.expected_at(time), self.place[2:]]

    def strangeness(self, looks: np.ndarray) -> np.ndarray:
        """(2,) how strange trunk and legs of somebody look: above 1 it may be another's.

        A half for what cannot be compared.
        """
        limit = np.clip(_UNUSUAL * self.spread, _ALIKE, _UNLIKE)
        strange = looks_apart(self.looks, looks) / limit
        return np.where(np.isfinite(strange), strange, 0.5)

    def apart(self, looks: np.ndarray) -> np.ndarray:
        """(2,) how far apart trunk and legs of somebody look, Lab; NaN: cannot be compared."""
        return looks_apart(self.looks, looks)

    def seen_again(self, look: Look, looks: np.ndarray, time: float, trust: float = 1.0) -> Person:
        """With what the newest picture says; of looks only what is not somebody's before them.

        `trust`: 0 to 1, that these looks are theirs.
        """
        passed = abs(time - self.time)
        speed = self.velocity
        if 0.0 < passed < 2.0 * _GOES_ON:
            share = min(1.0, passed / _SPEED_MEMORY)
            now = (look.place[:2] - self.place[:2]) / (time - self.time)
            speed = speed + share * (now - speed)
        elif passed:
            speed = np.zeros(2)
        strange = self.strangeness(looks)
        covered = (strange > 1.0) & (strange.min() <= 1.0)
        share = np.where(covered, 0.0, trust * min(1.0, passed / _LOOKS_MEMORY))
        apart = np.minimum(looks_apart(self.looks, looks), _UNLIKE)
        known = np.where(np.isfinite(apart), apart, self.spread)
        spread = self.spread + share * (known - self.spread)
        each = np.repeat(share, LOOKS // 2)
        mixed = self.looks + each * (looks - self.looks)
        other = np.where(np.isfinite(looks), looks, self.looks)
        return Person(look.place, speed, np.where(np.isfinite(mixed), mixed, other), spread, time)

    def as_numbers(self) -> np.ndarray:
        """(PERSON,)"""
        return np.r_[self.place, self.velocity, self.looks, self.spread, self.time]

    @staticmethod
    def from_numbers(numbers: np.ndarray) -> Person:
        place, velocity, looks, spread, time = np.split(numbers, [5, 7, 7 + LOOKS, 7 + LOOKS + 2])
        return Person(place, velocity, looks, spread, float(time[0]))

    @staticmethod
    def first_seen(look: Look, time: float, looks: np.ndarray | None = None) -> Person:
        """`looks`: (LOOKS,) where more is known of them than this picture shows."""
        looks = looks_at(look) if looks is None else looks
        return Person(look.place, np.zeros(2), looks, np.full(2, _USUAL_SPREAD), time)


def looks_at(look: Look) -> np.ndarray:
    """(LOOKS,) of who is seen."""
    points = look.image_points.copy()
    points[:, :2] -= look.corner
    return looks_of(look.part, points)
