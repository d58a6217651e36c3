"""What came of the pins: how far each is missed, and which limit binds where one is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property

import numpy as np

from core.contacts.contact import TIME_SLACK
from core.motion.body_parts import SIDES, body_parts
from core.motion.kinematics import forward_kinematics
from core.motion.motion import Motion
from core.motion.pin import Pin
from core.solve.problem import Problem
from core.solve.report import Infeasible, PinReport

#: A hard pin that is missed by more than this (mm) could not be met.
_MET_MM = 0.01
#: A limb that reaches this part of its length is stretched.
_STRETCHED = 0.985
_LIMBS = {"arm": ("shoulder", "elbow", "wrist"), "leg": ("hip", "knee", "ankle")}


def pin_reports(problem: Problem, motion: Motion) -> tuple[PinReport, ...]:
    """One for every pin, in order, measured on a motion with the problem's times."""
    if not problem.pins:
        return ()
    # deferred: it loads numba, which a window that starts need not wait for
    from core.solve.pins.pin_errors import pin_errors_mm

    errors = pin_errors_mm(problem, motion)
    return tuple(
        PinReport(pin, error, joint if pin.kind == "pose" else "")
        for pin, (error, joint) in zip(problem.pins, errors, strict=True)
    )


def missed_pins(
    problem: Problem, motion: Motion, reports: tuple[PinReport, ...]
) -> tuple[Infeasible, ...]:
    """The hard pins that are not met, with the limit that binds."""
    missed = [one for one in reports if one.pin.strength == "hard" and one.error_mm > _MET_MM]
    limits = _Limits(problem, motion)
    return tuple(
        Infeasible(
            words(one.pin), limits.of(one.pin), one.error_mm, one.pin.start, one.pin.end,
            turn=one.pin.kind in ("rotation", "pose"), joint=one.joint,
        )
        for one in missed
    )  # fmt: skip


def words(pin: Pin) -> str:
    """A pin in a report: joint, kind and time."""
    return f"{pin.joint} {pin.kind} pin {pin.start:.3f}-{pin.end:.3f} s".lstrip()


class _Limits:
    """What holds missed pins back. What many of them need is found once: a file may ask for
    thousands."""

    def __init__(self, problem: Problem, motion: Motion) -> None:
        self._problem, self._motion = problem, motion

    def of(self, pin: Pin) -> str:
        """The limit in words."""
        starts, ends = self._times[pin.kind, pin.joint]
        begun = np.searchsorted(starts, pin.end + TIME_SLACK, side="right")
        over = np.searchsorted(ends, pin.start - TIME_SLACK, side="left")
        if begun - over > self._alike[pin]:
            return "another pin of the same joint at the same time"
        if pin.kind in ("position", "image"):
            stretched = _stretched_limb(self._motion, self._parts, pin)
            if stretched:
                return stretched
        if self._beyond_reach(pin):
            return "how far the body can be led"
        return "the contacts and pins that hold at the same time"

    @cached_property
    def _times(self) -> dict[tuple[str, str], tuple[np.ndarray, np.ndarray]]:
        """When pins of a kind and joint begin, and when they end, both rising."""
        found: dict[tuple[str, str], list[Pin]] = {}
        for pin in self._problem.pins:
            found.setdefault((pin.kind, pin.joint), []).append(pin)
        return {
            which: (np.sort([pin.start for pin in pins]), np.sort([pin.end for pin in pins]))
            for which, pins in found.items()
        }

    @cached_property
    def _alike(self) -> Counter[Pin]:
        return Counter(self._problem.pins)

    @cached_property
    def _parts(self) -> dict[str, int]:
        return body_parts(self._motion.skeleton)

    @cached_property
    def _leg_length(self) -> float:
        from core.solve.rig import describe_build  # deferred as above

        return describe_build(self._problem.motion).leg_length

    def _beyond_reach(self, pin: Pin) -> bool:
        from core.solve.pins.pin_reach import reachable  # deferred as above

        problem = self._problem
        return reachable(problem.motion, pin, self._leg_length, problem.camera) != pin


def _stretched_limb(motion: Motion, parts: Mapping[str, int], pin: Pin) -> str:
    """The limb above a pinned joint, where it is as long as it can be."""
    from core.solve.pins.pin_rows import bound_samples  # deferred as above

    chain = motion.skeleton.chain_to_root(motion.skeleton.index(pin.joint))
    bound = bound_samples(motion.times, pin)
    start = min(bound.start, motion.frame_count - 1)
    places = forward_kinematics(motion.frames(start, max(bound.stop, start + 1)))[1]
    for side in SIDES:
        for limb, names in _LIMBS.items():
            joints = [parts.get(f"{side}_{name}", -1) for name in names]
            if -1 in joints or joints[1] not in chain:
                continue
            top, middle, end = (places[:, joint] for joint in joints)
            length = np.linalg.norm(middle - top, axis=-1) + np.linalg.norm(end - middle, axis=-1)
            if np.any(np.linalg.norm(end - top, axis=-1) > _STRETCHED * length):
                return f"the {side} {limb}'s length, {float(length[0]):.3f} m"
    return ""
