"""The sample motion: eight seconds that hold every kind of contact, exact by construction.

Feet come first, as exact paths (`foot_path`); the hips follow the feet under the limits of the
legs and fly on a parabola in the jump; legs are solved to the feet; the upper body answers the
legs and gestures by keys.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.contacts.contact import Contact
from core.motion import rotations
from core.motion.centre_of_mass import GRAVITY
from core.motion.contact_point import ContactPoint
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.default_rig import default_rig, default_rig_at_rest
from core.motion.motion import Motion
from core.motion.skeleton import Skeleton
from core.synth.body_mass import centre_of_mass
from core.synth.easing import blurred
from core.synth.foot_path import FootPath, FootShape, foot_contacts, foot_path
from core.synth.hips_path import HipsPath, hips_path
from core.synth.leg_ik import leg_turns
from core.synth.sample_steps import DURATION, LANDING, RATE, TAKE_OFF, sample_stances
from core.synth.upper_body import upper_body_turns

SIDES = ("left", "right")


@dataclass(frozen=True, slots=True, eq=False)
class SampleMotion:
    """A motion of the default rig with its exact contacts; the ground is y = 0."""

    motion: Motion
    points: tuple[ContactPoint, ...]
    contacts: tuple[Contact, ...]


def sample_motion() -> SampleMotion:
    """Walk, pivot turn, wanted slide, jump and wave: 481 frames at 60 Hz, always the same."""
    skeleton = default_rig()
    points = find_contact_points(default_rig_at_rest())
    times = np.arange(round(DURATION * RATE) + 1) / RATE
    stances, lifts = sample_stances()
    feet = {
        side: foot_path(times, stances[side], _shape(skeleton, points, side), lifts[side])
        for side in SIDES
    }
    hips = hips_path(times, feet, skeleton)
    motion = _posed(times, skeleton, feet, hips)
    for _ in range(8):
        hips = hips.moved(_flight_correction(times, motion))
        motion = _posed(times, skeleton, feet, hips)
    contacts = [contact for side in SIDES for contact in foot_contacts(side, stances[side])]
    clipped = tuple(_clipped(contact) for contact in contacts if contact.start < DURATION)
    return SampleMotion(motion, points, clipped)


def _clipped(contact: Contact) -> Contact:
    start, end = max(contact.start, 0.0), min(contact.end, DURATION)
    return Contact(contact.point, contact.state, start, end)


def _shape(skeleton: Skeleton, points: tuple[ContactPoint, ...], side: str) -> FootShape:
    offsets = {point.name: point.offset for point in points}
    toe_joint = skeleton.offsets[skeleton.index(f"{side.capitalize()}Toe")]
    return FootShape(offsets[f"{side}_heel"], toe_joint, offsets[f"{side}_toe"])


def _posed(
    times: np.ndarray, skeleton: Skeleton, feet: dict[str, FootPath], hips: HipsPath
) -> Motion:
    """Legs solved to the feet, the upper body laid over them."""
    local = np.broadcast_to(rotations.IDENTITY, (len(times), skeleton.joint_count, 4)).copy()
    local[:, 0] = hips.turns
    for side in SIDES:
        name, foot = side.capitalize(), feet[side]
        thigh, shank, ankle, toe = (
            skeleton.index(name + part) for part in ("UpLeg", "Leg", "Foot", "Toe")
        )
        hip = hips.positions + rotations.rotate(hips.turns, skeleton.offsets[thigh])
        yaw = 0.35 * hips.yaw + 0.65 * blurred(foot.yaw, 3.0)
        outwards = 0.12 if side == "left" else -0.12
        ahead = np.stack([np.sin(yaw + outwards), np.zeros(len(yaw)), np.cos(yaw + outwards)], -1)
        lengths = [float(np.linalg.norm(skeleton.offsets[joint])) for joint in (shank, ankle)]
        thigh_turn, shank_turn = leg_turns(hip, foot.ankle, ahead, *lengths)
        local[:, thigh] = rotations.multiply(rotations.inverse(hips.turns), thigh_turn)
        local[:, shank] = rotations.multiply(rotations.inverse(thigh_turn), shank_turn)
        local[:, ankle] = rotations.multiply(rotations.inverse(shank_turn), foot.turns)
        local[:, toe] = rotations.from_euler(foot.toe_bend[:, None], "X")
    for joint, turns in upper_body_turns(times, hips).items():
        local[:, skeleton.index(joint)] = turns
    return Motion(skeleton, rotations.continuous(local), hips.positions, times)


def _flight_correction(times: np.ndarray, motion: Motion) -> np.ndarray:
    """(frames, 3) metres for the hips that put the centre of mass on its parabola in the flight.

    Zero at both ends of the flight; the ground phases around take up the difference in speed
    within a quarter of a second.
    """
    centre = centre_of_mass(motion)
    start, end = round(TAKE_OFF * RATE), round(LANDING * RATE)
    flight = times[start : end + 1]
    share = ((flight - flight[0]) / (flight[-1] - flight[0]))[:, None]
    seconds = flight[-1] - flight[0]
    parabola = centre[start] + share * (centre[end] - centre[start])
    parabola[:, 1] += 0.5 * GRAVITY * seconds**2 * (share * (1.0 - share))[:, 0]
    moved = np.zeros_like(centre)
    moved[start : end + 1] = parabola - centre[start : end + 1]
    reach = round(0.25 * RATE)
    for edge, inner, direction in ((start, start + 1, -1), (end, end - 1, 1)):
        slope = (moved[inner] - moved[edge]) * -direction
        steps = np.arange(reach + 1)
        s = (steps / reach)[:, None]
        moved[edge + direction * steps] = direction * reach * slope * s * (1.0 - s) ** 2
    return moved
