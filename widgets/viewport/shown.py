"""What the viewport draws: the switches of its header, and the held key for the captured motion."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    ghost: bool = True  # the captured motion, dashed
    body: bool = True
    trails: bool = True  # with the contact marks
    grid: bool = True
    picture: bool = True  # the video's, behind the view through its camera
    captured_only: bool = False  # the captured motion in place of the refined one
    hidden_points: frozenset[str] = frozenset()  # contact points without trail and marks


#: Through the camera the person is seen: what would cover them is off at first.
THROUGH_CAMERA = Shown(ghost=False, body=False, grid=False)
