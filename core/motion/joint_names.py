"""Joint names taken apart: the side they say, the words they are made of, the part they mean.

Names are split at case changes, digits and punctuation, whatever the convention: `LeftUpLeg`,
`mixamorig:LeftUpLeg`, `rThigh`, `CC_Base_L_Thigh`, `thigh.L`, `Bip01 L Thigh`, `thigh_l`,
`lfemur`, `HipLeft`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

#: part -> {key: strength}. A key is the name's words without side, digits and the rig's prefix.
#: Strength 3 says the part and nothing else; 1 is said of the part by some conventions only.
MEANINGS: dict[str, dict[str, int]] = {
    "hip": {
        "thigh": 3, "upleg": 3, "upperleg": 3, "legup": 3, "legupper": 3, "femur": 3,
        "upperthigh": 3, "hip": 1, "hips": 1, "leg": 1,
    },
    "knee": {
        "knee": 3, "shin": 3, "calf": 3, "lowerleg": 3, "lowleg": 3, "leglower": 3, "leglow": 3,
        "tibia": 3, "lowerknee": 3, "leg": 2,
    },
    "ankle": {"ankle": 3, "foot": 2, "feet": 2},
    "toe": {"toe": 3, "toes": 3, "ball": 3, "forefoot": 3, "football": 3, "foot": 1},
    "shoulder": {
        "upperarm": 3, "uparm": 3, "armup": 3, "armupper": 3, "humerus": 3, "shldr": 3,
        "arm": 2, "shoulder": 1,
    },
    "elbow": {
        "elbow": 3, "forearm": 3, "lowerarm": 3, "lowarm": 3, "armlower": 3, "radius": 3,
        "armlow": 3,
    },
    "wrist": {"wrist": 3, "hand": 2, "palm": 1},
    "hips": {"hips": 3, "hip": 3, "pelvis": 3},
    "neck": {"neck": 3, "lowerneck": 3, "necklower": 3, "upperneck": 2, "neckupper": 2},
    "head": {"head": 3, "skull": 2, "face": 1},
}  # fmt: skip

#: Words that a meaning can be made of; glued lower-case names are cut along these.
_WORDS = {
    "thigh", "up", "upper", "leg", "femur", "hip", "hips", "knee", "shin", "calf", "low", "lower",
    "tibia", "ankle", "foot", "feet", "toe", "toes", "ball", "arm", "humerus", "shldr", "shoulder",
    "elbow", "fore", "forearm", "radius", "wrist", "hand", "palm", "pelvis", "neck", "head",
    "skull", "face", "spine", "chest", "thorax", "abdomen", "waist", "torso", "back", "collar",
    "clavicle",
}  # fmt: skip
#: Words without meaning of their own: rigs' prefixes and the like.
_EMPTY = {
    "joint", "jnt", "jt", "bone", "bn", "bip", "biped", "valve", "cc", "base", "def", "j", "m",
    "mixamorig", "bend", "sk", "skel", "c", "rl", "center", "centre", "mid", "armature",
}  # fmt: skip
#: A joint with one of these words helps the skin or the animator; it is no part of the body.
_HELPERS = {
    "twist", "share", "roll", "ik", "pole", "ctrl", "control", "target", "helper", "end", "nub",
    "tip", "site", "null", "effector", "mch", "corrective", "prop", "weapon", "slot", "attach",
    "eye", "jaw", "item", "locator", "socket", "aim", "vb", "phys", "top", "thumb", "index",
    "middle", "ring", "pinky", "little", "finger", "fingers", "big", "small", "metacarpal",
}  # fmt: skip
_LEFT = {"left", "l", "lft", "lt", "左"}
_RIGHT = {"right", "r", "rgt", "rt", "右"}
_PIECES = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[左右]")
_FOREIGN = {"つま先": "Toe", "足首": "Ankle", "ひざ": "Knee", "足": "Leg", "手首": "Wrist",
            "ひじ": "Elbow", "腕": "Arm", "肩": "Collar", "首": "Neck", "頭": "Head",
            "下半身": "Hips", "上半身": "Spine"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class JointName:
    """A name taken apart. `side` is "left", "right" or ""; `strangers` counts unknown words."""

    side: str
    key: str
    helper: bool
    strangers: int

    def strength(self, part: str) -> float:
        """How clearly the name means the part: 0 not at all, 3 without doubt."""
        # some rigs build the neck itself of twist joints
        if self.helper and part != "neck":
            return 0.0
        found = MEANINGS[part].get(self.key, 0)
        return max(found - 0.5 * self.strangers, 0.0)


def read_names(names: Sequence[str]) -> tuple[JointName, ...]:
    """The names of one rig taken apart together: what most of them share is a prefix.

    A single letter is a side only where the rig also has the name with the other letter.
    """
    pieces = [name_words(name) for name in names]
    counts = Counter(word for words in pieces for word in set(words))
    shared = (
        {word for word, count in counts.items() if 2 * count > len(names) > 3}
        - _WORDS
        - _LEFT
        - _RIGHT
    )
    pieces = [[word for word in words if word not in shared] for words in pieces]
    twins = {tuple(words) for words in pieces}
    return tuple(_read(words, twins) for words in pieces)


def shown_name(joint: str) -> str:
    """How a joint is called wherever somebody reads of it: as its rig calls it, so that it is found
    again in any other program, without the namespace ("LeftHand" for "mixamorig:LeftHand")."""
    return joint.strip().rsplit(":", 1)[-1] or joint


def name_words(name: str) -> list[str]:
    """Lower-case words of a name without its namespace, glued ones cut along known words."""
    name = re.split(r"[:|/]", name.strip())[-1]
    for foreign, word in _FOREIGN.items():
        name = name.replace(foreign, f"_{word}_")
    words: list[str] = []
    for piece in _PIECES.findall(name):
        words += _cut(piece.lower())
    return words


def _cut(word: str) -> list[str]:
    """A glued word cut into a side and known words, or itself."""
    if word in _WORDS | _EMPTY | _HELPERS | _LEFT | _RIGHT:
        return [word]
    for mark in ("left", "right", "l", "r"):
        if word.startswith(mark) and (rest := _known(word[len(mark) :])):
            return [mark, *rest]
        if word.endswith(mark) and (rest := _known(word[: -len(mark)])):
            return [*rest, mark]
    return _known(word) or [word]


def _known(word: str) -> list[str]:
    """The known words that make up this one, the longest first; empty where it has other parts."""
    for length in range(len(word), 1, -1):
        start = word[:length]
        if start in _WORDS | _EMPTY | _HELPERS:
            if length == len(word):
                return [start]
            if rest := _known(word[length:]):
                return [start, *rest]
    return []


def _read(words: list[str], twins: set[tuple[str, ...]]) -> JointName:
    side, kept, strangers, helper = "", [], 0, False
    for position, word in enumerate(words):
        if not side and (found := _side(words, position, twins)):
            side = found
        elif word in _HELPERS:
            helper = True
        elif word in _WORDS:
            kept.append(word)
        elif not (word.isdigit() or word in _EMPTY):
            strangers += 1
    return JointName(side, "".join(kept), helper, strangers)


def _side(words: list[str], position: int, twins: set[tuple[str, ...]]) -> str:
    word = words[position]
    here, there = ("left", _RIGHT) if word in _LEFT else ("right", _LEFT)
    if word not in _LEFT | _RIGHT:
        return ""
    if len(word) > 1 or not word.isascii():
        return here
    mirrored = (
        tuple([*words[:position], other, *words[position + 1 :]])
        for other in there
        if len(other) == 1
    )
    return here if any(name in twins for name in mirrored) else ""
