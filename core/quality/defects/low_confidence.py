"""Stretches that the capture itself was not sure of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.motion.body_parts import SIDES
from core.quality.defects.event import Defect, named, seconds
from core.quality.defects.examined import Examined, joint_called
from core.quality.defects.ignored import is_ignored
from core.quality.defects.stretches import joined_runs

#: Below this (0 to 1) a part was hardly seen; for less than this (s) nobody need look.
UNSURE, SHORTEST = 0.4, 0.15
_GAP = 0.2  # s
#: Who places the whole body, and a confidence that divides as well as any.
_ROOT, _NOTHING = "hips", 1e-6
#: What is told in one sentence: a limb that is hidden is hidden as a whole.
_LIMBS = (
    *(
        (f"{side} {limb}", tuple(f"{side}_{part}" for part in parts))
        for side in SIDES
        for limb, parts in (("leg", ("knee", "ankle", "toe")), ("arm", ("elbow", "wrist")))
    ),
    ("head", ("head",)),
    (_ROOT, ("hips",)),
)
#: A limb that is hidden while another one is, for this share of its time, is hidden with it:
#: somebody looks there once. So many limbs are the body.
_TOGETHER, _BODY = 0.5, 4


@dataclass(frozen=True, slots=True)
class _Hidden:
    """One limb, hardly seen for a while."""

    limb: str
    parts: tuple[str, ...]  # those that were hidden, from the trunk outwards
    least: str  # the part seen least
    mean: float  # how well that one was seen, 0 to 1; of hips, of how well they were at best
    told: float  # its confidence as the capture has it
    start: float  # take seconds
    end: float


def low_confidence(seen: Examined) -> list[Defect]:
    """One for all limbs that are hidden together, at the longest of the stretches in which they
    are; severity is how long that is. No answer repairs any of them, and the sentence counts them.
    """
    groups: list[list[_Hidden]] = []
    for one in sorted(_hidden_limbs(seen), key=lambda one: one.start - one.end):  # longest first
        with_it = (group for group in groups if _shared(one, group) >= _TOGETHER)
        group = next(with_it, None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    events: dict[tuple[str, ...], list[Defect]] = {}
    for group in groups:
        events.setdefault(tuple(sorted({one.limb for one in group})), []).append(
            _event(seen, group)
        )
    return [one for alike in events.values() for one in _asked(alike, seen)]


def _asked(alike: Sequence[Defect], seen: Examined) -> list[Defect]:
    """The worst of those that nobody said are right; each of the others stays an event, as it was
    answered."""
    right = [one for one in alike if is_ignored(one, seen.ignored)]
    others = [one for one in alike if one not in right]
    return [*right, _worst_of(others)] if others else right


def _worst_of(alike: Sequence[Defect]) -> Defect:
    """The event of the longest stretch, with how much else there is."""
    worst = max(alike, key=lambda one: one.severity)
    others = len(alike) - 1
    if not others:
        return worst
    more = seconds(sum(one.severity for one in alike) - worst.severity)
    stretches = "another stretch" if others == 1 else f"{others} other stretches"
    sentence = f"{worst.sentence.removesuffix('.')}, and for {more} in {stretches}."
    return replace(worst, sentence=sentence)


def _hidden_limbs(seen: Examined) -> Iterator[_Hidden]:
    if seen.confidence is None:
        return
    for limb, names in _LIMBS:
        parts = [part for part in names if part in seen.parts]
        if not parts:
            continue
        known = sure = seen.confidence[:, [seen.parts[part] for part in parts]]
        if limb == _ROOT:  # a doubt of the camera lies on every moment alike, and is told with it
            sure = sure / max(float(sure.max()), _NOTHING)
        for first, last in joined_runs(np.any(sure < UNSURE, axis=1), seen.times, _GAP):
            start, end = float(seen.times[first]), float(seen.times[last])
            if end - start < SHORTEST:
                continue
            during = sure[first : last + 1]
            hidden = [k for k in range(len(parts)) if (during[:, k] < UNSURE).any()]
            mean = during.mean(axis=0)
            least = min(hidden, key=lambda k: mean[k])
            told = float(known[first : last + 1, least].mean())
            yield _Hidden(
                limb,
                tuple(parts[k] for k in hidden),
                parts[least],
                float(mean[least]),
                told,
                start,
                end,
            )


def _shared(one: _Hidden, group: Sequence[_Hidden]) -> float:
    """The share of a limb's time in which the group's first one, the longest, is hidden too."""
    shared = min(one.end, group[0].end) - max(one.start, group[0].start)
    return shared / (one.end - one.start)


def _event(seen: Examined, group: Sequence[_Hidden]) -> Defect:
    start, end = min(one.start for one in group), max(one.end for one in group)
    worst = min(group, key=lambda one: one.mean)
    limbs = list(dict.fromkeys(one.limb for one in group))
    hidden = dict.fromkeys(part for one in group for part in one.parts)
    if len(hidden) == 1:
        name = joint_called(seen, seen.parts[worst.least])
    elif len(limbs) < _BODY:
        name = named(_listed(limbs))
    else:
        name = "Body"
    sentence = (
        f"{named(_listed(limbs)) if len(hidden) > 1 else name} "
        f"{'were' if len(limbs) > 1 else 'was'} hardly seen for {seconds(end - start)} "
        f"(confidence {_figure(worst.told)}{' at worst' if len(group) > 1 else ''})."
    )
    where = worst.least if len(limbs) < _BODY else "body"
    sure = 1.0 - worst.mean
    return Defect("low_confidence", start, end, where, end - start, "s", sentence, sure, name)


def _figure(confidence: float) -> str:
    """With two decimals, or with one digit that is no 0."""
    return f"{confidence:.2f}" if confidence >= 0.01 or confidence <= 0.0 else f"{confidence:.1g}"


def _listed(words: Sequence[str]) -> str:
    """ "knee, ankle and toe" """
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
