"""Which keypoint of a detector is which part of the body, whatever the detector calls it."""

from __future__ import annotations

from collections.abc import Sequence

from core.motion.joint_names import name_words, read_names

#: part -> what detectors call it (words without the side, joined), the first is preferred.
_CALLED = {
    "hip": ("hip",),
    "knee": ("knee",),
    "ankle": ("ankle",),
    "heel": ("heel",),
    "toe": ("bigtoe", "footindex", "toe", "toes", "foottip", "ball"),
    "shoulder": ("shoulder", "upperarm"),
    "elbow": ("elbow", "forearm"),
    "wrist": ("wrist", "hand"),
}
_CENTRE = {"nose": ("nose",), "neck": ("neck",), "head": ("head", "headtop")}
#: What a motion cannot be made without.
NEEDED_PARTS = tuple(
    f"{side}_{part}" for part in ("hip", "knee", "ankle", "shoulder") for side in ("left", "right")
)


def keypoint_parts(names: Sequence[str]) -> dict[str, int]:
    """Part (`left_hip`, `right_toe`, `nose`, ...) -> position in `names`, where it is there."""
    sides = [name.side for name in read_names(names)]
    called = ["".join(word for word in name_words(name) if word not in _MARKS) for name in names]
    parts: dict[str, int] = {}
    for part, words in (_CALLED | _CENTRE).items():
        for side in ("",) if part in _CENTRE else ("left", "right"):
            found = [
                (words.index(word), position)
                for position, word in enumerate(called)
                if sides[position] == side and word in words
            ]
            if found:
                parts[f"{side}_{part}" if side else part] = min(found)[1]
    return parts


_MARKS = {"left", "right", "l", "r"}
