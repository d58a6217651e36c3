"""The body as tapered capsules: where they lie in a segment's frame, and how thick they are.

Sizes are those of a person of 1.75 m and grow with the stature; lengths follow the rig's bones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.motion import rotations
from core.synth.anatomy import SEGMENTS, SIDES, Anatomy

REFERENCE_HEIGHT = 1.75  # metres: the stature that sizes are given for


@dataclass(frozen=True, slots=True)
class Capsule:
    """A sphere swept from start to end while its radius changes; metres, neutral pose, world.

    `group` is blended sharply within itself (face, fingers) before it joins the body.
    """

    segment: int
    start: tuple[float, float, float]
    end: tuple[float, float, float]
    start_radius: float
    end_radius: float
    group: str = "body"


@dataclass(frozen=True, slots=True, eq=False)
class _Builder:
    anatomy: Anatomy
    scale: float
    capsules: list[Capsule]
    girth: float = 1.0  # factor on the radii

    def add(
        self,
        segment: str,
        start: tuple[float, float, float] | np.ndarray,
        end: tuple[float, float, float] | np.ndarray,
        start_radius: float,
        end_radius: float | None = None,
        group: str = "body",
    ) -> None:
        """Start and end in the segment's frame, metres; radii for the reference height."""
        index = SEGMENTS.index(segment)
        ends = np.stack([np.asarray(start, dtype=float), np.asarray(end, dtype=float)])
        turn, place = self.anatomy.neutral_turns[index], self.anatomy.neutral_places[index]
        world = place + rotations.rotate(turn, ends)
        last = start_radius if end_radius is None else end_radius
        self.capsules.append(
            Capsule(
                index, tuple(world[0]), tuple(world[1]),
                self.girth * self.scale * start_radius, self.girth * self.scale * last, group,
            )
        )  # fmt: skip

    def length(self, start: str, end: str) -> float:
        places = self.anatomy.neutral_places
        return float(np.linalg.norm(places[SEGMENTS.index(end)] - places[SEGMENTS.index(start)]))


def body_capsules(anatomy: Anatomy, girth: float = 1.0) -> tuple[Capsule, ...]:
    """About 60 capsules that make the body in its neutral pose.

    girth: factor on the thickness of trunk and limbs; head, hands and feet keep theirs.
    """
    builder = _Builder(anatomy, anatomy.height / REFERENCE_HEIGHT, [])
    stout = replace(builder, girth=girth)  # the same list of capsules
    _add_trunk(stout)
    _add_head(builder)
    for side in SIDES:
        _add_arm(stout, side)
        _add_hand(builder, side)
        _add_leg(stout, side)
        _add_foot(builder, side)
    return tuple(builder.capsules)


def _local(anatomy: Anatomy, segment: str, landmark_segment: str) -> np.ndarray:
    """Where another segment begins, (3,) in this segment's frame (trunk frames are level)."""
    places = anatomy.neutral_places
    return places[SEGMENTS.index(landmark_segment)] - places[SEGMENTS.index(segment)]


def _middle(anatomy: Anatomy, segment: str, limb: str) -> np.ndarray:
    """Halfway between where the left and the right limb begin, (3,) in the segment's frame."""
    left = _local(anatomy, segment, f"left_{limb}")
    return 0.5 * (left + _local(anatomy, segment, f"right_{limb}"))


def _vector(x: float, y: float, z: float) -> np.ndarray:
    return np.array([x, y, z], dtype=float)


def _add_trunk(builder: _Builder) -> None:
    s, anatomy = builder.scale, builder.anatomy
    hips = _middle(anatomy, "pelvis", "thigh")
    shoulders = _middle(anatomy, "chest", "upper_arm")
    half_shoulders = 0.5 * builder.length("left_upper_arm", "right_upper_arm")
    half_hips = 0.5 * builder.length("left_thigh", "right_thigh")
    neck = _local(anatomy, "chest", "neck")
    from_pelvis = _local(anatomy, "pelvis", "chest") + shoulders
    rise = from_pelvis - hips  # hips to shoulders: the trunk's own length

    def across(segment: str, centre: np.ndarray, half: float, radius: float) -> None:
        sideways = np.array([half, 0.0, 0.0])
        builder.add(segment, centre - sideways, centre + sideways, radius)

    across("pelvis", hips + _vector(0.0, 0.035 * s, -0.005 * s), 0.72 * half_hips, 0.092)
    waist = hips + 0.36 * rise - _local(anatomy, "pelvis", "belly")
    across("belly", waist + _vector(0.0, 0.0, 0.008 * s), 0.052 * s, 0.092)
    ribs = hips + 0.62 * rise - _local(anatomy, "pelvis", "chest")
    across("chest", ribs + _vector(0.0, 0.0, 0.004 * s), 0.36 * half_shoulders, 0.094)
    upper = hips + 0.83 * rise - _local(anatomy, "pelvis", "chest")
    across("chest", upper + _vector(0.0, 0.0, -0.004 * s), 0.46 * half_shoulders, 0.088)
    for side, sign in zip(SIDES, (1.0, -1.0), strict=True):
        seat = hips + _vector(sign * 0.72 * half_hips, 0.0, -0.042 * s)
        builder.add("pelvis", seat, seat, 0.076)
        shoulder = _local(anatomy, "chest", f"{side}_upper_arm")
        inner = neck + _vector(sign * 0.030 * s, 0.010 * s, -0.006 * s)
        builder.add(
            "chest", inner, shoulder + _vector(-sign * 0.02 * s, 0.004 * s, 0.0), 0.040, 0.046
        )
        breast = shoulders + _vector(sign * 0.42 * half_shoulders, -0.105 * s, 0.040 * s)
        builder.add("chest", breast, breast, 0.058)
    head = _local(anatomy, "neck", "head")
    builder.add(
        "neck", (0.0, -0.02 * s, 0.0), head + _vector(0.0, 0.010 * s, 0.004 * s), 0.052, 0.049
    )


def _add_head(builder: _Builder) -> None:
    """A skull below the crown, a face with nose and ears, and hair as a cap with a nape."""
    s, crown = builder.scale, head_origin(builder.anatomy)

    def add(start: tuple[float, ...], end: tuple[float, ...], *radii: float, group: str) -> None:
        begin = crown + s * np.array(start)
        finish = crown + s * np.array(end)
        builder.add("head", begin, finish, *radii, group=group)

    add((0, -0.090, -0.022), (0, -0.090, 0.026), 0.073, 0.070, group="face")
    add((0, -0.125, 0.045), (0, -0.184, 0.062), 0.052, 0.031, group="face")
    add((-0.020, -0.176, 0.030), (0.020, -0.176, 0.030), 0.036, group="face")
    add((0, -0.118, 0.094), (0, -0.146, 0.110), 0.0075, 0.0125, group="face")
    for sign in (1.0, -1.0):
        add((sign * 0.030, -0.140, 0.060), (sign * 0.030, -0.140, 0.060), 0.034, group="face")
        ear, lobe = (sign * 0.074, -0.112, 0.000), (sign * 0.070, -0.142, 0.006)
        add(ear, lobe, 0.015, 0.009, group="face")
    add((0, -0.082, -0.028), (0, -0.069, 0.018), 0.079, 0.071, group="hair")
    add((0, -0.128, -0.040), (0, -0.150, -0.040), 0.058, 0.044, group="hair")


def head_origin(anatomy: Anatomy) -> np.ndarray:
    """The crown's place above the neck's axis, (3,) in the head's frame: origin of the face."""
    s = anatomy.height / REFERENCE_HEIGHT
    top = anatomy.head_top
    return np.array([top[0], top[1] - 0.004 * s, 0.012 * s + 0.5 * top[2]])


def _add_arm(builder: _Builder, side: str) -> None:
    s = builder.scale
    upper = builder.length(f"{side}_upper_arm", f"{side}_forearm")
    lower = builder.length(f"{side}_forearm", f"{side}_hand")
    part = f"{side}_upper_arm"
    builder.add(part, (0, 0.0, 0), (0, -0.16 * upper, 0), 0.054, 0.048)
    builder.add(part, (0, -0.12 * upper, 0), (0, -upper, 0), 0.044, 0.036)
    builder.add(part, (0, -0.42 * upper, 0.010 * s), (0, -0.6 * upper, 0.008 * s), 0.040, 0.038)
    part = f"{side}_forearm"
    builder.add(part, (0, 0, 0), (0, -lower, 0), 0.035, 0.024)
    builder.add(part, (0, -0.16 * lower, 0), (0, -0.40 * lower, 0), 0.039, 0.034)


def _add_hand(builder: _Builder, side: str) -> None:
    """A palm, four fingers that curl a little, and a thumb; the palm looks at the body."""
    s, part, group = builder.scale, f"{side}_hand", f"{side} hand"
    inward = -1.0 if side == "left" else 1.0

    def add(start: tuple[float, ...], end: tuple[float, ...], *radii: float) -> None:
        builder.add(part, s * np.array(start), s * np.array(end), *radii, group=group)

    add((0, 0.020, 0), (0, -0.020, 0), 0.021, 0.019)
    for forward in (0.020, 0.000, -0.020):
        add((0, -0.015, 0.5 * forward), (0, -0.083, forward), 0.014, 0.0105)
    for forward, reach in ((0.029, 0.156), (0.010, 0.166), (-0.010, 0.159), (-0.029, 0.140)):
        middle = (inward * 0.005, -0.5 * (0.083 + reach), 1.03 * forward)
        add((0, -0.083, forward), middle, 0.0085, 0.0075)
        add(middle, (inward * 0.018, -reach, 1.02 * forward), 0.0075, 0.0062)
    add((inward * 0.006, -0.025, 0.020), (inward * 0.010, -0.066, 0.048), 0.0130, 0.0095)
    add((inward * 0.010, -0.066, 0.048), (inward * 0.014, -0.097, 0.056), 0.0095, 0.0075)


def _add_leg(builder: _Builder, side: str) -> None:
    s = builder.scale
    outward = 1.0 if side == "left" else -1.0
    upper = builder.length(f"{side}_thigh", f"{side}_shank")
    lower = builder.length(f"{side}_shank", f"{side}_foot")
    part = f"{side}_thigh"
    builder.add(part, (outward * 0.008 * s, -0.05 * upper, 0), (0, -upper, 0), 0.078, 0.048)
    middle = (outward * 0.004 * s, -0.30 * upper, 0.012 * s)
    builder.add(part, middle, (0, -0.62 * upper, 0.010 * s), 0.070, 0.058)
    part = f"{side}_shank"
    builder.add(part, (0, 0, 0.004 * s), (0, -lower, 0), 0.047, 0.033)
    builder.add(part, (0, -0.18 * lower, -0.016 * s), (0, -0.42 * lower, -0.016 * s), 0.047, 0.041)


def _add_foot(builder: _Builder, side: str) -> None:
    """A shoe: heel, two lengthwise capsules and the toes; the sole is cut flat by the mesher."""
    s, anatomy, part = builder.scale, builder.anatomy, f"{side}_foot"
    inward = -1.0 if side == "left" else 1.0
    ankle = anatomy.neutral_places[SEGMENTS.index(part)]
    ball = anatomy.neutral_places[SEGMENTS.index(f"{side}_toes")] - ankle
    sole = anatomy.sole_height - ankle[1]
    heel = np.array([0.0, sole + 0.030 * s, -0.036 * s])
    builder.add(part, (0, 0.01 * s, -0.004 * s), heel, 0.036, 0.033)
    for offset in (0.016, -0.018):
        fore = np.array([ball[0] + inward * offset * s, sole + 0.020 * s, ball[2]])
        aft = heel + _vector(inward * 0.5 * offset * s, 0.004 * s, 0.03 * s)
        builder.add(part, aft, fore, 0.034, 0.025)
    instep = np.array([ball[0], sole + 0.034 * s, 0.55 * ball[2]])
    builder.add(part, (0, -0.012 * s, 0.012 * s), instep, 0.034, 0.028)
    tip = anatomy.toe_tips[SIDES.index(side)]
    low = sole - ball[1] + 0.018 * s
    for offset, reach in ((0.014, 0.80), (-0.018, 0.55)):
        start = np.array([inward * offset * s, low, 0.0])
        end = np.array([inward * offset * s, low, reach * tip[2]])
        builder.add(f"{side}_toes", start, end, 0.024, 0.020)
