"""What a detector saw as the fit's observations, and the fit as a scene again.

MediaPipe's points do not lie on joints: its heel and toe lie ahead of a heel and a ball, its ankle
above the joint. What is the same on rendered and on filmed people is taken off here as constants;
hips differ between the two and are left. How high over the floor a foot is drawn depends on the
shoe and differs by a quarter from person to person: that is one of the fit's lengths, the sole.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.capture.detect.pose_points import POSE_POINTS
from core.capture.rig_map import SIDES, RigMap, unit
from core.fit.body import FitBody, Points, make_body
from core.motion.contact_point import ContactPoint
from core.motion.kinematics import rest_positions

#: How much a point is believed beside the others: hands are drawn where they look best.
_TRUST = {"hip": 0.8, "index": 0.3, "pinky": 0.3, "ear": 0.5, "nose": 0.7}
#: Points of head and hand from their joints, parts of the stature: left, up, forward at rest.
_EAR, _NOSE = (0.042, 0.025, 0.004), (0.0, 0.009, 0.070)
_INDEX, _PINKY = (0.052, 0.014), (0.046, -0.022)  # along the hand, to the thumb's side
#: Where MediaPipe draws points, from heel, ball and ankle: up and forward, parts of the stature.
#: The heights are those over soles that are as high as most; measured where feet lie flat, on 34
#: rendered people of 7 rigs (ankle .075 over the floor, heel .041, toe .024). A filmed person
#: whose joints are known has the same between ankle and heel (.034) and ankle and toe (.056).
_HEEL, _TOE, _ANKLE = (0.040, 0.009), (0.024, 0.022), (0.025, 0.004)
#: An ankle's height over the floor, shod: Winter's figure has .039 for the bare foot.
_SHOD = 0.0507
#: How far a rig's own ankles may be from that, as a factor, to be taken for it.
_SOLES = (0.5, 2.5)
_HIP = -0.008  # up, from the joint: lower on rendered people, more so on filmed ones
#: Hips are drawn where a body looks to have them, rigs put the joint higher or lower: people with
#: long thighs and short trunks are those whose joint is high. On 43 clips of 8 rigs' makers hips
#: are drawn higher by this much of the trunk (hip to shoulder) and lower by this much of the thigh,
#: about people whose thigh is so much of the trunk.
_HIP_BY_LENGTHS, _THIGH_TO_TRUNK = 0.3, 0.877
_KNEE = 0.004  # up, from the joint; with it neither thighs nor shanks are long in the mean
#: So are ankles, and a little knees: rigs with a long shank have the joints further apart than they
#: are drawn. By so much of what a shank is longer than this part of the stature ankles are drawn
#: higher and knees lower; measured on 15 clips of 6 rigs' makers (.47 and .14), other clips than
#: the laboratory's.
_ANKLE_BY_SHANK, _KNEE_BY_SHANK, _SHANK = 0.45, -0.15, 0.2535
#: Pairs of points whose direction the detector's 3D tells.
_BONES = (
    *((f"{s}_{a}", f"{s}_{b}") for s in SIDES for a, b in (
        ("hip", "knee"), ("knee", "ankle"), ("heel", "foot_index"), ("shoulder", "elbow"),
        ("elbow", "wrist"), ("wrist", "index"), ("wrist", "pinky"), ("hip", "shoulder"),
    )),
    ("right_hip", "left_hip"), ("right_shoulder", "left_shoulder"), ("right_ear", "left_ear"),
    ("left_ear", "nose"), ("right_ear", "nose"),
)  # fmt: skip
_BONE_TRUST = {"index": 0.3, "pinky": 0.3, "nose": 0.5, "left_ear": 0.5}
#: A detector's own depth of feet is hardly worth anything: their headings are 30 to 80 degrees off
#: in it. With a trust of 0.3 those of a filmed person were 47 off in the fit, with this 13.
_FOOT_TRUST = 0.03


def fit_body(rig: RigMap, stature: float) -> FitBody:
    """The rig as the fit sees it."""
    return make_body(rig.skeleton, rig.parts, rig.trunk, (rig.up, rig.left, rig.forward), stature)


def expected_sole(rig: RigMap, stature: float, feet: Sequence[ContactPoint]) -> float:
    """The factor on a rig's height of ankles over soles that makes a shod person's of it."""
    rest = rest_positions(rig.skeleton)
    heights = [
        float((rest[rig.parts[f"{side}_ankle"]] - rest[point.joint] - point.offset) @ rig.up)
        for side in SIDES
        for point in feet
        if point.name == f"{side}_heel"
    ]
    mean = sum(heights) / len(heights) if heights else 0.0
    return float(np.clip(_SHOD * stature / mean, *_SOLES)) if mean > 0.0 else 1.0


def image_points(rig: RigMap, body: FitBody, feet: Sequence[ContactPoint]) -> Points:
    """Where the detector's points lie on the rig, by their names."""
    found = {point.name: point for point in feet}
    axes = np.stack([rig.left, rig.up, rig.forward])
    tall = body.stature
    # what is upright of a foot grows with the sole
    upright = rig.up / expected_sole(rig, tall, feet)
    wanted: dict[str, tuple[int, np.ndarray, str]] = {}
    head = rig.parts.get("head", rig.parts.get("neck"))
    if head is not None:
        wanted["nose"] = (head, tall * np.array(_NOSE) @ axes, "neck")
        for side, sign in zip(SIDES, (1.0, -1.0), strict=True):
            ear = np.array([sign * _EAR[0], *_EAR[1:]])
            wanted[f"{side}_ear"] = (head, tall * ear @ axes, "neck")
    nothing, rest = np.zeros(3), rest_positions(rig.skeleton)
    for side in SIDES:
        for part, group in (("shoulder", "trunk"), ("elbow", "upper_arm")):
            wanted[f"{side}_{part}"] = (rig.parts[f"{side}_{part}"], nothing, group)
        wanted[f"{side}_knee"] = (rig.parts[f"{side}_knee"], tall * _KNEE * rig.up, "thigh")
        # on the pelvis, not on the joint: how wide hips are drawn says nothing of the skeleton
        hips = rig.parts["hips"]
        from_hips = rest[rig.parts[f"{side}_hip"]] - rest[hips] + tall * _HIP * rig.up
        wanted[f"{side}_hip"] = (hips, from_hips, "hips_seen")
        ankle = rig.parts[f"{side}_ankle"]
        above = tall * (_ANKLE[0] * upright + _ANKLE[1] * rig.forward)
        wanted[f"{side}_ankle"] = (ankle, above, "foot")
        _add_hand(wanted, rig, side, tall)
        for name, point, (up, ahead) in (("heel", "heel", _HEEL), ("foot_index", "toe", _TOE)):
            if f"{side}_{point}" in found:
                place = found[f"{side}_{point}"]
                offset = place.offset + tall * (up * upright + ahead * rig.forward)
                wanted[f"{side}_{name}"] = (place.joint, offset, "foot")
    points = body.points(wanted)
    for part, by in (
        ("hip", _hips_by_lengths(rig, rest)),
        ("knee", _by_shank(rig, rest, tall, _KNEE_BY_SHANK)),
        ("ankle", _by_shank(rig, rest, tall, _ANKLE_BY_SHANK)),
    ):
        points = body.raised(points, [f"{side}_{part}" for side in SIDES], by)
    return points


def _hips_by_lengths(rig: RigMap, rest: np.ndarray) -> dict[str, float]:
    """Group -> metres by which its length raises where hips are drawn over their joints."""
    hip, knee, shoulder = (rest[rig.parts[f"left_{part}"]] for part in ("hip", "knee", "shoulder"))
    thigh = float(np.linalg.norm(knee - hip))
    trunk = max(float((shoulder - hip) @ rig.up), 0.0)
    return {"thigh": -_HIP_BY_LENGTHS * thigh, "trunk": _HIP_BY_LENGTHS * _THIGH_TO_TRUNK * trunk}


def _by_shank(rig: RigMap, rest: np.ndarray, tall: float, slope: float) -> dict[str, float]:
    """Group -> metres by which its length raises a point: so much of what the shank is longer than
    most. The foot's length stands for what stays: it hardly changes in a fit."""
    knee, ankle = (rest[rig.parts[f"left_{part}"]] for part in ("knee", "ankle"))
    shank = float(np.linalg.norm(ankle - knee))
    return {"shank": slope * shank, "foot": -slope * _SHANK * tall}


def _add_hand(wanted: dict, rig: RigMap, side: str, tall: float) -> None:
    along = rig.direction(f"{side}_elbow", f"{side}_wrist")
    wrist = rig.parts.get(f"{side}_wrist")
    if wrist is None:
        elbow = rig.parts[f"{side}_elbow"]
        wanted[f"{side}_wrist"] = (elbow, 0.146 * tall * along, "forearm")
        return
    wanted[f"{side}_wrist"] = (wrist, np.zeros(3), "forearm")
    tip = rig.tip_direction(f"{side}_wrist")
    tip = along if tip is None else tip
    thumb = rig.forward - tip * (rig.forward @ tip)
    for name, (out, aside) in (("index", _INDEX), ("pinky", _PINKY)):
        offset = tall * (out * tip + aside * unit(thumb))
        wanted[f"{side}_{name}"] = (wrist, offset, "hand")


def bones_of(points: Points) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs of the points (bones, 2), of the detector's points, and how far each is believed."""
    pairs = [pair for pair in _BONES if pair[0] in points.names and pair[1] in points.names]
    ours = np.array([[points.index(a), points.index(b)] for a, b in pairs], dtype=np.int64)
    theirs = np.array([[POSE_POINTS.index(a), POSE_POINTS.index(b)] for a, b in pairs])
    return ours, theirs, np.array([_trust_of_way(end) for _, end in pairs])


def _trust_of_way(end: str) -> float:
    """How far the detector's direction to a point is believed."""
    if end.endswith("foot_index"):
        return _FOOT_TRUST
    return _BONE_TRUST.get(end.split("_")[-1], _BONE_TRUST.get(end, 1.0))


def trust_of(points: Points) -> np.ndarray:
    """(points,) how much each is believed beside the others."""
    return np.array([_TRUST.get(name.split("_", 1)[-1], 1.0) for name in points.names])
