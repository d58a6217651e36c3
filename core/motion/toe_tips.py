"""Where the toes of a rig end: the point of the sole under their tip, and what they bend about.

A toe's contact point lies under its joint, the ball of the foot. Where the heel lifts, toes that
stay in line with the foot go through the floor with all that is beyond it. The file says how far
that is (end site, or joints beyond); the sole is the plane through the contact point that is
level while the foot stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.motion import rotations
from core.motion.body_parts import SIDES, body_parts
from core.motion.contact_point import ContactPoint
from core.motion.frozen import frozen_array
from core.motion.motion import Motion
from core.motion.skeleton import Skeleton
from core.motion.standing import Foot, feet_of, leg_length

#: A way up that the rig says is believed where it is this near (cosine) to what is up while the
#: foot stands: a capture tilts feet by some degrees, and what a rig says stays the same when its
#: motion is refined again.
_BELIEVED = float(np.cos(np.radians(20.0)))
#: A contact point nearer to its joint than this part of the leg does not tell what is up.
_TELLS_UP = 0.006
#: Toes that are not this many times as long as their joint lies high over the sole would move the
#: foot by more than their tip: the joint is not at the ball of the foot, or the end is not theirs.
_LONGER = 1.5
#: Toes shorter than this part of the leg, or that lead this far (cosine) from where the foot
#: points, are none: some files have ends of a centimetre that lead anywhere.
_SHORTEST, _AHEAD = 0.02, 0.87
#: A sole that looks up lies on the back of the foot, and does not bend its toes: its tip is down by
#: more than this (radians). Kneeling on bent toes a shin leans forward by less.
TURNED_OVER = np.radians(-120.0)


@dataclass(frozen=True, slots=True, eq=False)
class ToeTip:
    """The end of one foot's toes. Turning `toe` about `axis` by a positive angle lifts it."""

    ball: ContactPoint  # the toe's contact point
    sole: ContactPoint  # on the sole under the tip: "left_toe_tip"; no one has contacts of it
    toe: int  # the joint that bends
    axis: np.ndarray  # (3,) unit, in that joint's frame

    def __post_init__(self) -> None:
        object.__setattr__(self, "axis", frozen_array(self.axis, (3,), name="axis"))


def find_toe_tips(motion: Motion, points: Sequence[ContactPoint]) -> tuple[ToeTip, ...]:
    """The tips of the feet that have toes which can bend; others have none.

    Toes bend at the joint of the ball of the foot where something lies beyond it. A foot that is
    one joint with an end site keeps it: bending it would be bending the ankle.
    """
    parts = body_parts(motion.skeleton)
    balls = {point.name: point for point in points}
    sides = [s for s in SIDES if f"{s}_toe" in parts and f"{s}_toe" in balls]
    if not sides:
        return ()
    feet = {foot.side: foot for foot in feet_of(motion, parts)}
    leg = leg_length(motion, parts)
    found = [
        _tip(motion.skeleton, feet[side], balls[f"{side}_toe"], leg)
        for side in sides
        if side in feet and feet[side].front_is == "toe"
    ]
    tips = tuple(tip for tip in found if tip is not None)
    return tips if len(tips) == len(sides) else ()  # feet are alike


def _tip(skeleton: Skeleton, foot: Foot, ball: ContactPoint, leg: float) -> ToeTip | None:
    """The farthest of what leads ahead beyond the toe's joint, at rest."""
    if ball.joint not in (foot.front, foot.ankle):
        return None
    under = ball.offset if ball.joint == foot.front else _in_toe(foot, ball)
    up = _up_in_toe(foot, ball, leg)
    ahead = _level(_from_above(skeleton, foot.ankle, foot.front), up)
    ends = [
        end
        for end in _ends_beyond(skeleton, foot.front)
        if np.linalg.norm(end) > _SHORTEST * leg and _level(end, up) @ ahead > _AHEAD
    ]
    if not ends:
        return None
    along = max(ends, key=lambda end: float(np.linalg.norm(end))) - under
    along = along - up * (along @ up)
    if np.linalg.norm(along) < max(_SHORTEST * leg, _LONGER * abs(up @ under)):
        return None
    lies = _level(along, up)
    axis = np.cross(lies if lies @ ahead > _BELIEVED else ahead, up)  # one of several lies aside
    point = ContactPoint(f"{foot.side}_toe_tip", foot.front, under + along)
    return ToeTip(ball, point, foot.front, axis)


def _from_above(skeleton: Skeleton, above: int, joint: int) -> np.ndarray:
    """Where a joint lies from one above it (3,) at rest."""
    chain = skeleton.chain_to_root(joint)
    return np.sum(skeleton.offsets[chain[: chain.index(above)]], axis=0)


def _ends_beyond(skeleton: Skeleton, toe: int) -> list[np.ndarray]:
    """Where joints beyond the toe's and the ends of their bones lie from it, (3,) at rest."""
    places = {toe: np.zeros(3)}
    for joint in range(toe + 1, skeleton.joint_count):
        parent = int(skeleton.parents[joint])
        if parent in places:
            places[joint] = places[parent] + skeleton.offsets[joint]
    ends = [places[site.joint] + site.offset for site in skeleton.end_sites if site.joint in places]
    return [*places.values(), *ends]


def _in_toe(foot: Foot, ball: ContactPoint) -> np.ndarray:
    """A point (3,) that hangs on the ankle in the toe's frame, while the foot stands."""
    place = foot.ankle_path + rotations.rotate(
        foot.ankle_turns, np.broadcast_to(ball.offset, foot.ankle_path.shape)
    )
    return _median_in_toe(foot, place - foot.joint_path)


def _up_in_toe(foot: Foot, ball: ContactPoint, leg: float) -> np.ndarray:
    """What is up (3,) in the toe's frame while the foot stands: what the rig says where the motion
    agrees (away from the contact point, an axis at rest), else the median of the motion."""
    seen = _median_in_toe(foot, np.broadcast_to([0.0, 1.0, 0.0], foot.joint_path.shape))
    seen = seen / max(float(np.linalg.norm(seen)), 1e-9)
    told = []
    above = float(np.linalg.norm(ball.offset))
    if ball.joint == foot.front and above > _TELLS_UP * leg:
        told.append(-ball.offset / above)
    main = int(np.argmax(np.abs(seen)))
    told.append(np.sign(seen[main]) * np.eye(3)[main])
    return next((up for up in told if up @ seen > _BELIEVED), seen)


def _median_in_toe(foot: Foot, world_vectors: np.ndarray) -> np.ndarray:
    local = rotations.rotate(rotations.inverse(foot.front_turns), world_vectors)
    return np.median(local[foot.flat], axis=0)


def _level(vector: np.ndarray, up: np.ndarray) -> np.ndarray:
    """The direction (3,) of a vector across `up`."""
    across = vector - up * (vector @ up)
    return across / max(float(np.linalg.norm(across)), 1e-9)
