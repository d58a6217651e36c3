"""What standing feet say about a captured scene: how they lie, where the floor is, what is up.

A foot that is held by heel and toe lies flat, the floor under all of them is level, and most of
them stand on one floor. None of this smooths anything: it is one constant each for the take.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.capture.rig_map import SIDES, RigMap
from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.motion import rotations
from core.motion.contact_point import ContactPoint
from core.motion.ground import ground_height
from core.motion.kinematics import forward_kinematics, point_positions
from core.motion.motion import Motion
from core.motion.partial_motion import partial_motion
from core.motion.point_paths import point_paths

Estimated = Sequence[tuple[Contact, float]]

#: Frames with heel and toe held that a foot's lie is judged by at least.
_LEAST_FRAMES = 3
#: More than this (radians) is no lie of a detector but a foot that stands on something.
_STEEPEST = np.radians(45.0)
#: Heights of footholds scatter by this (m); farther off a plane they count less and less.
_SCATTER = 0.04
#: How far (radians) a camera may be rolled against the guess.
_ROLL_SPREAD = np.radians(3.0)
#: Footholds this far (m) above or below the others stand on something else.
_STEP = 0.15


def feet_laid_flat(
    motion: Motion, rig: RigMap, points: Sequence[ContactPoint], contacts: Estimated
) -> Motion:
    """The motion with each ankle turned by one constant, so that the sole is level when held.

    The detector sees heels too high by 3 to 5 cm, always: feet would stand on tiptoe.
    """
    found = {point.name: point for point in points}
    ankles = [rig.parts[f"{side}_ankle"] for side in SIDES]
    feet, index = partial_motion(motion, [*ankles, *(point.joint for point in points)])
    turns, positions = forward_kinematics(feet)
    local = motion.local_rotations.copy()
    for side in SIDES:
        names = [f"{side}_heel", f"{side}_toe"]
        if not all(name in found for name in names):
            continue
        flat = np.all([_held(motion.times, contacts, name) for name in names], axis=0)
        if flat.sum() < _LEAST_FRAMES:
            continue
        heel, toe = (
            point_positions(turns, positions, index[found[name].joint], found[name].offset)[flat]
            for name in names
        )
        ankle = rig.parts[f"{side}_ankle"]
        along = toe - heel
        fall = np.arctan2(along[:, 1], np.hypot(along[:, 0], along[:, 2]))
        fall = float(np.clip(np.median(fall), -_STEEPEST, _STEEPEST))
        # about the axis across the foot, in the ankle's frame
        across = np.cross(along, [0.0, 1.0, 0.0])
        across = rotations.rotate(rotations.inverse(turns[flat, index[ankle]]), across)
        axis = np.median(across / np.linalg.norm(across, axis=1, keepdims=True), axis=0)
        turn = rotations.from_rotation_vector(-fall * axis / np.linalg.norm(axis))
        local[:, ankle] = rotations.multiply(local[:, ankle], turn)
    return motion.with_pose(rotations.continuous(local), motion.root_positions)


def world_made_level(
    motion: Motion, points: Sequence[ContactPoint], contacts: Estimated, tilt_spread: float
) -> np.ndarray:
    """The rotation (3, 3) of the world that makes the floor under the toes' footholds level.

    A plane through the footholds, drawn to the world as it is: by `tilt_spread` (radians) about
    the picture's horizontal (x), less about its depth (z). Steps up and down count as outliers.
    """
    places = np.array([place for name, place in _footholds(motion, points, contacts)])
    if len(places) < 2:
        return np.eye(3)
    level = places - np.median(places, axis=0)
    columns = np.c_[level[:, 0], level[:, 2], np.ones(len(level))]
    prior = np.diag([1.0 / _ROLL_SPREAD**2, 1.0 / max(tilt_spread, 1e-3) ** 2, 0.0])
    slopes = np.zeros(3)
    for _ in range(20):
        off = level[:, 1] - columns @ slopes
        weight = 1.0 / (_SCATTER**2 + off**2)
        normal = columns.T @ (weight[:, None] * columns) + prior
        slopes = np.linalg.solve(normal, columns.T @ (weight * level[:, 1]))
    up = np.array([-slopes[0], 1.0, -slopes[1]])
    return rotations.to_matrix(rotations.between_vectors(up, np.array([0.0, 1.0, 0.0])))


def floor_and_steps(
    motion: Motion, points: Sequence[ContactPoint], contacts: Estimated
) -> tuple[float, tuple[tuple[Contact, float], ...]]:
    """The floor's height (m), and the contacts, those on a step with its height.

    Footholds are put together into floors; the one that is stood on longest is the floor.
    A motion without contacts stands where its floor is found.
    """
    levels = [place[1] for _, place in _footholds(motion, points, contacts, ("toe", "heel"))]
    if not levels:
        return ground_height(motion, points), tuple(contacts)
    order = np.argsort(levels)
    floors: list[list[int]] = [[int(order[0])]]
    for place in order[1:]:
        if levels[place] - levels[floors[-1][-1]] > _STEP:
            floors.append([])
        floors[-1].append(int(place))

    def length(floor: list[int]) -> float:
        return sum(contacts[k][0].end - contacts[k][0].start for k in floor)

    height_of = {k: float(np.median([levels[k] for k in floor])) for floor in floors for k in floor}
    main = max(floors, key=length)
    stepped = tuple(
        (contact if k in main else replace(contact, height=height_of[k]), probability)
        for k, (contact, probability) in enumerate(contacts)
    )
    return height_of[main[0]], stepped


def _footholds(
    motion: Motion,
    points: Sequence[ContactPoint],
    contacts: Estimated,
    parts: tuple[str, ...] = ("toe",),
) -> list[tuple[str, np.ndarray]]:
    """Name and middle place (3,) of every contact of these parts of the foot, in order."""
    paths = point_paths(motion, points)
    places = []
    for contact, _ in contacts:
        if contact.point.split("_")[1] in parts:
            path = paths[contact.point]
            samples = path[held_samples(motion.times, contact)]
            if not len(samples):  # shorter than a frame
                nearest = np.argmin(np.abs(motion.times - contact.start))
                samples = path[nearest : nearest + 1]
            places.append((contact.point, np.median(samples, axis=0)))
    return places


def _held(times: np.ndarray, contacts: Estimated, name: str) -> np.ndarray:
    held = np.zeros(len(times), dtype=bool)
    for contact, _ in contacts:
        if contact.point == name:
            held[held_samples(times, contact)] = True
    return held
