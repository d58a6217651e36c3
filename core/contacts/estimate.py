"""Contacts of a motion, estimated from the motion: four states with their probabilities.

Evidence around every moment (`evidence`) is weighed by a fitted likelihood (`likelihood`), and the
most likely history of each foot gives the intervals (`segmentation`). Ends lie between frames:
where the two neighbouring states are equally probable. Where a motion already holds its points
exactly, what it holds are its contacts (`exactly_held`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from core.contacts.contact import Contact, State
from core.contacts.evidence import LEG, Grid, on_grid
from core.contacts.exactly_held import exactly_held
from core.contacts.history import intervals_of
from core.contacts.likelihood import (
    ORDER,
    STRETCHES,
    Likelihood,
    fitted_likelihood,
    log_probabilities,
)
from core.contacts.other_points import contacts_of_other_points
from core.contacts.plateaus import with_heights
from core.contacts.slide_choice import stretch_chances, with_chosen_slides
from core.motion.body_parts import body_parts
from core.motion.contact_point import CONTACT_POINT_NAMES, FOOT_POINT_NAMES, ContactPoint
from core.motion.ground import ground_height as found_ground_height
from core.motion.kinematics import forward_kinematics, point_positions
from core.motion.motion import Motion
from core.motion.partial_motion import partial_motion
from core.motion.standing import leg_length

#: Fewer samples a second (Hz) say nothing about contacts.
_SLOWEST = 4.0
#: A contact and how sure it is.
Estimated = tuple[tuple[Contact, float], ...]


def estimate_contacts(
    motion: Motion,
    contact_points: Sequence[ContactPoint],
    ground_height: float | None = None,
    *,
    names: Sequence[str] = FOOT_POINT_NAMES,
    witness: Mapping[str, np.ndarray] | None = None,
    likelihood: Likelihood | None = None,
) -> Estimated:
    """What the points do, each contact with its probability, in order of lane and time.

    Args:
        motion: metres, +Y up, at its own times.
        contact_points: of the motion's rig.
        ground_height: of the floor; None finds it.
        names: the points that are wanted; hands, knees and hips only where they are named.
        witness: as in `contacts_of_paths`, such as what `picture_witness` says.
        likelihood: another than the one that is shipped.
    Returns: plants, pivots and slides; time that nothing covers is air. Ends lie between frames;
    `height` is set where a contact stands on a step. Too little motion (fewer than three frames,
    or four a second) has none.
    """
    points = [point for point in contact_points if point.name in {*FOOT_POINT_NAMES, *names}]
    feet = [point for point in points if point.name in FOOT_POINT_NAMES]
    if not points or motion.frame_count < 3:
        return ()
    if motion.seconds > (motion.frame_count - 1) / _SLOWEST:
        return ()
    if ground_height is None:
        ground_height = found_ground_height(motion, feet or points)
    parts = body_parts(motion.skeleton)
    joints = [point.joint for point in points] + [parts["hips"]]
    smaller, index = partial_motion(motion, joints)
    turns, positions = forward_kinematics(smaller)
    paths = {
        point.name: point_positions(turns, positions, index[point.joint], point.offset)
        for point in points
    }
    found: list[tuple[Contact, float]] = []
    if feet:
        hips, leg = positions[:, index[parts["hips"]]], leg_length(motion, parts)
        of_feet = {name: path for name, path in paths.items() if name in FOOT_POINT_NAMES}
        found += contacts_of_paths(
            motion.times, of_feet, ground_height, hips, leg, witness, likelihood
        )
    others = {name: path for name, path in paths.items() if name not in FOOT_POINT_NAMES}
    found += contacts_of_other_points(motion.times, others, ground_height)
    return _in_order((contact, sure) for contact, sure in found if contact.point in names)


def contacts_of_paths(
    times: np.ndarray,
    paths: Mapping[str, np.ndarray],
    ground_height: float,
    hips: np.ndarray | None = None,
    leg: float = LEG,
    witness: Mapping[str, np.ndarray] | None = None,
    likelihood: Likelihood | None = None,
) -> Estimated:
    """The estimate from world paths (frames, 3) of heels and toes at times (frames,), metres.

    hips: (frames, 3) of the body; leg: metres, thigh and shin. witness: what else speaks for the
    states of points, (frames, 4) log likelihoods in the order of `likelihood.ORDER`. likelihood:
    None is the one that is shipped.
    """
    grid = on_grid(times, paths, ground_height, hips, leg)
    likelihood = likelihood or fitted_likelihood()
    logs = log_probabilities(grid, likelihood)
    for name, said in (witness or {}).items():
        if name not in grid.names:
            continue
        place = grid.names.index(name)
        for state in range(len(ORDER)):
            logs[place, :, state] += np.interp(grid.times, times, said[:, state])
        logs[place] -= np.logaddexp.reduce(logs[place], axis=-1, keepdims=True)
    found: list[tuple[Contact, float]] = []
    chosen = with_chosen_slides(grid, logs, likelihood)
    for name, states in chosen.histories.items():
        place = grid.names.index(name)
        found += intervals_of(name, grid.times, states, logs[place], likelihood)
    stretches = [contact for contact, _ in found if contact.state in STRETCHES]
    chances = stretch_chances(chosen.take, stretches, likelihood)
    found = [(contact, chances.get(contact, sure)) for contact, sure in found]
    # the grid ends at the last sample of its rate, the motion may end a little later
    last, end = float(grid.times[-1]), float(times[-1])
    found = [(replace(c, end=end) if c.end >= last - 1e-9 else c, sure) for c, sure in found]
    found = exactly_held(times, paths, found)
    # a floor that drifts is no stairs
    risen = grid.scale * np.interp(times, grid.times, grid.risen)[:, None] * [0.0, 1.0, 0.0]
    standing = {name: path - risen for name, path in paths.items()}
    known = not np.any(grid.risen)
    return _in_order(with_heights(found, times, standing, ground_height, floor_is_known=known))


def state_probabilities(
    times: np.ndarray,
    paths: Mapping[str, np.ndarray],
    ground_height: float,
    hips: np.ndarray | None = None,
    leg: float = LEG,
) -> tuple[np.ndarray, dict[str, dict[State, np.ndarray]]]:
    """Times (samples,) of an even grid, and per foot point and state its probability there."""
    grid: Grid = on_grid(times, paths, ground_height, hips, leg)
    chances = np.exp(log_probabilities(grid, fitted_likelihood()))
    return grid.times, {
        name: {state: chances[place, :, k] for k, state in enumerate(ORDER)}
        for place, name in enumerate(grid.names)
    }


def _in_order(found) -> Estimated:
    order = {name: place for place, name in enumerate(CONTACT_POINT_NAMES)}
    return tuple(sorted(found, key=lambda pair: (order[pair[0].point], pair[0].start)))
