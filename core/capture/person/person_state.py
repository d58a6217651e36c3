"""What is known of one person in the pictures: where, how they move, what they look like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.capture.detect.pose_model import REACH, Look
from core.capture.person.person_looks import LOOKS, looks_apart, looks_of

#: Numbers that a person is kept as.
PERSON = 5 + 2 + LOOKS + 2 + 1 + 4

#: How long (s) a person is taken to go on as they went.
_GOES_ON = 0.25
#: The newest picture counts by its time over this (s) in what is known of looks and speed.
_LOOKS_MEMORY, _SPEED_MEMORY = 1.0, 0.1
#: Looks that are less apart (Lab) are never told to be two people's, those more apart always.
_ALIKE, _UNLIKE = 6.0, 14.0
#: How many times as far as usual from themselves somebody is who looks like another.
_UNUSUAL = 3.0
_USUAL_SPREAD = 2.5
#: What is usual of size and confidence is the mean over so long (s) of what was surely theirs.
_SIZE_MEMORY, _CONFIDENCE_MEMORY = 0.3, 1.0
#: A body's points; those before them are the face's, which turns away.
_BODY = slice(11, None)


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """One person as last seen. Sizes are those of a circle around the body with the limbs out."""

    place: np.ndarray  # (5,) as PoseModel gives it
    velocity: np.ndarray  # (2,) pixels a second
    looks: np.ndarray  # (LOOKS,)
    spread: np.ndarray  # (2,) how far apart from themselves trunk and legs usually look
    time: float  # seconds of the video
    known_time: float  # the last time at which a part of them looked like them
    sure_time: float  # the last time at which all that was seen of them looked like them
    usual_size: float  # logarithm of the size, as surely seen lately
    usual_confidence: float  # of the body's points, in the mean

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

    def least_strange(self, looks: np.ndarray) -> float:
        """Of the parts that can be compared the one that looks most like theirs; 0 without any."""
        strange = self.strangeness(looks)[np.isfinite(looks_apart(self.looks, looks))]
        return float(strange.min()) if len(strange) else 0.0

    def growth(self, look: Look) -> float:
        """How much larger than usual somebody is, as a logarithm without its sign."""
        return float(abs(np.log(look.place[2] / REACH) - self.usual_size))

    def clearness(self, look: Look) -> float:
        """How surely somebody's points are seen, beside how surely theirs usually are."""
        return confidence_of(look) / max(self.usual_confidence, 1e-6)

    def apart(self, looks: np.ndarray) -> np.ndarray:
        """(2,) how far apart trunk and legs of somebody look, Lab; NaN: cannot be compared."""
        return looks_apart(self.looks, looks)

    def seen_again(self, look: Look, looks: np.ndarray, time: float, trust: float = 1.0) -> Person:
        """With what the newest picture says; of looks only what is not somebody's before them.

        `trust`: 0 to 1, that these looks are theirs.
        """
        passed = abs(time - self.time)
        strange = self.strangeness(looks)
        sure = bool(strange.max() <= 1.0)
        speed = self.velocity
        if not sure:
            pass  # somebody before them draws the points along
        elif 0.0 < passed < 2.0 * _GOES_ON:
            share = min(1.0, passed / _SPEED_MEMORY)
            now = (look.place[:2] - self.place[:2]) / (time - self.time)
            speed = speed + share * (now - speed)
        elif passed:
            speed = np.zeros(2)
        covered = (strange > 1.0) & (strange.min() <= 1.0)
        share = np.where(covered, 0.0, trust * min(1.0, passed / _LOOKS_MEMORY))
        apart = np.minimum(looks_apart(self.looks, looks), _UNLIKE)
        known = np.where(np.isfinite(apart), apart, self.spread)
        spread = self.spread + share * (known - self.spread)
        each = np.repeat(share, LOOKS // 2)
        mixed = self.looks + each * (looks - self.looks)
        other = np.where(np.isfinite(looks), looks, self.looks)
        known_time = time if self.least_strange(looks) <= 1.0 else self.known_time
        looks = np.where(np.isfinite(mixed), mixed, other)
        if not sure:
            kept = (known_time, self.sure_time, self.usual_size, self.usual_confidence)
            return Person(look.place, speed, looks, spread, time, *kept)
        passed = abs(time - self.sure_time)
        size = self.usual_size + min(1.0, passed / _SIZE_MEMORY) * (
            float(np.log(look.place[2] / REACH)) - self.usual_size
        )
        confidence = self.usual_confidence + min(1.0, passed / _CONFIDENCE_MEMORY) * (
            confidence_of(look) - self.usual_confidence
        )
        return Person(look.place, speed, looks, spread, time, time, time, size, confidence)

    def as_numbers(self) -> np.ndarray:
        """(PERSON,)"""
        usual = (self.known_time, self.sure_time, self.usual_size, self.usual_confidence)
        return np.r_[self.place, self.velocity, self.looks, self.spread, self.time, usual]

    @staticmethod
    def from_numbers(numbers: np.ndarray) -> Person:
        place, velocity, looks, spread, rest = np.split(numbers, [5, 7, 7 + LOOKS, 7 + LOOKS + 2])
        return Person(place, velocity, looks, spread, *(float(number) for number in rest))

    @staticmethod
    def first_seen(look: Look, time: float, looks: np.ndarray | None = None) -> Person:
        """`looks`: (LOOKS,) where more is known of them than this picture shows."""
        looks = looks_at(look) if looks is None else looks
        size = float(np.log(look.place[2] / REACH))
        usual = (time, time, size, confidence_of(look))
        return Person(look.place, np.zeros(2), looks, np.full(2, _USUAL_SPREAD), time, *usual)


def confidence_of(look: Look) -> float:
    """The mean confidence of the body's points."""
    return float(np.mean(look.image_points[_BODY, 2]))


def looks_at(look: Look) -> np.ndarray:
    """(LOOKS,) of who is seen."""
    points = look.image_points.copy()
    points[:, :2] -= look.corner
    return looks_of(look.part, points)
