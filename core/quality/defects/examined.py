"""A motion as the defect detectors look at it: everything that several of them need, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.contacts.contact import Contact
from core.contacts.intervals import held_samples, in_order
from core.motion.body_parts import body_parts
from core.motion.contact_point import FOOT_POINT_NAMES, ContactPoint
from core.motion.joint_names import shown_name
from core.motion.kinematics import forward_kinematics, point_positions
from core.motion.motion import Motion
from core.motion.output_times import own_rate
from core.motion.point_paths import point_paths
from core.solve.limits import floor_under
from core.solve.problem import Problem
from core.take.decisions import Decision

#: A contact and how sure it is, 0 to 1.
Believed = tuple[Contact, float]


@dataclass(frozen=True, slots=True, eq=False)
class Examined:
    """Made by `examine`. Paths and positions are world metres."""

    motion: Motion
    parts: Mapping[str, int]
    turns: np.ndarray  # (frames, joints, 4) world
    positions: np.ndarray  # (frames, joints, 3)
    paths: Mapping[str, np.ndarray]  # contact point -> (frames, 3)
    contacts: tuple[Believed, ...]
    ground: float
    rate: float
    confidence: np.ndarray | None  # (frames, joints) 0 to 1
    captured_paths: Mapping[str, np.ndarray] | None = None  # as `paths`, before any decision
    ignored: tuple[Decision, ...] = ()  # what somebody said is right as it is
    _kept: dict[str, np.ndarray] = field(default_factory=dict)  # what several detectors need

    @property
    def times(self) -> np.ndarray:
        return self.motion.times

    @property
    def foot_points(self) -> list[str]:
        return [name for name in FOOT_POINT_NAMES if name in self.paths]

    def part_path(self, part: str) -> np.ndarray | None:
        """(frames, 3) of a part of the body; None where the rig lacks it."""
        joint = self.parts.get(part)
        return None if joint is None else self.positions[:, joint]

    def once(self, name: str, make: Callable[[], np.ndarray]) -> np.ndarray:
        """What `make` gives, made by the first who asks for it by this name."""
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]

    def on_ground(self, point: str) -> np.ndarray:
        """(frames,) bool: a contact of this point that is no air is believed."""
        mask = np.zeros(len(self.times), dtype=bool)
        for contact, _ in self.contacts:
            if contact.point == point and contact.on_ground:
                mask[held_samples(self.times, contact)] = True
        return mask

    def heights(self, point: str) -> np.ndarray:
        """(frames,) metres of a point above its ground, which is a contact's own where it has one.

        Between two contacts it is the solver's: the lower of their grounds, and of what the body
        stands on meanwhile.
        """
        return self.once(f"heights of {point}", lambda: self._heights(point))

    def _heights(self, point: str) -> np.ndarray:
        stated = in_order(contact for contact, _ in self.contacts)
        problem = Problem(self.motion, (), stated, self.ground)
        ground = floor_under(problem, point, 0, len(self.times), held=True)
        return self.paths[point][:, 1] - ground


def examine(
    motion: Motion,
    points: Sequence[ContactPoint],
    contacts: Iterable[Believed],
    ground: float,
    confidence: np.ndarray | None = None,
    captured: Motion | None = None,
) -> Examined:
    """Look at a motion.

    Args:
        motion: metres, +Y up.
        points: contact points of its rig.
        contacts: those that are decided or estimated, with their probability.
        ground: height of the floor, metres.
        confidence: (frames, joints), of a capture on the motion's own samples.
        captured: the motion before any decision, where it has the same samples.
    """
    turns, positions = forward_kinematics(motion)
    paths = {
        point.name: point_positions(turns, positions, point.joint, point.offset) for point in points
    }
    if confidence is not None and confidence.shape != turns.shape[:2]:
        confidence = None
    return Examined(
        motion=motion,
        parts=body_parts(motion.skeleton),
        turns=turns,
        positions=positions,
        paths=paths,
        contacts=tuple(contacts),
        ground=ground,
        rate=own_rate(motion),
        confidence=confidence,
        captured_paths=None if captured is None else point_paths(captured, points),
    )


def joint_called(seen: Examined, joint: int) -> str:
    """What people read of a joint."""
    return shown_name(seen.motion.skeleton.names[joint])


def part_named(seen: Examined, joint: int) -> str:
    """The part of the body that a joint is, else the part above it, else its own name."""
    parts = {index: name for name, index in seen.parts.items()}
    for above in seen.motion.skeleton.chain_to_root(joint):
        if above in parts:
            return parts[above]
    return seen.motion.skeleton.names[joint]
