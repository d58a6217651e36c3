"""How far the soles under toes' tips are below the ground that their feet stand on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.motion.contact_point import ContactPoint
from core.motion.motion import Motion
from core.motion.point_paths import point_paths
from core.motion.toe_tips import TURNED_OVER, ToeTip
from core.solve.limits import floor_under
from core.solve.pins.pinned_toes import no_pin_turns
from core.solve.problem import Problem


def tips_below(problem: Problem, motion: Motion, first: int = 0) -> list[np.ndarray]:
    """(frames,) metres below the ground of each of the problem's tips, -inf where a pin says how
    the toes are turned.

    A foot that lies on its back holds its ball as high as it is thick: no ground for its tip.
    motion: what is measured, from sample `first` of the problem's on.
    """
    below = []
    for tip in problem.tips:
        beside = ContactPoint(f"{tip.sole.name}_axis", tip.toe, tip.sole.offset + tip.axis)
        paths = point_paths(motion, (tip.ball, tip.sole, beside))
        ball, sole = paths[tip.ball.name], paths[tip.sole.name]
        over = _swing(paths[beside.name] - sole, sole - ball) < TURNED_OVER
        stood = [one for one in problem.contacts if not _on_its_back(one, tip, motion.times, over)]
        standing = replace(problem, contacts=tuple(stood))
        floor = floor_under(standing, tip.ball.name, first, motion.frame_count, held=True)
        floor[~no_pin_turns(problem, tip, first, motion.frame_count)] = -np.inf
        below.append(floor - sole[:, 1])
    return below


def toe_tips_below_mm(problem: Problem, motion: Motion, first: int = 0) -> float | None:
    """How deep the deepest of `tips_below` lies, mm; 0 where none does, None without tips."""
    deepest = [float(np.max(one, initial=0.0)) for one in tips_below(problem, motion, first)]
    return 1e3 * max(deepest) if deepest else None


def _on_its_back(contact: Contact, tip: ToeTip, times: np.ndarray, over: np.ndarray) -> bool:
    """Whether a contact is one of the tip's ball while its foot is mostly turned over."""
    if contact.point != tip.ball.name:
        return False
    turned = over[held_samples(times, contact)]
    return 2 * int(np.count_nonzero(turned)) > len(turned)


def _swing(axes: np.ndarray, along: np.ndarray) -> np.ndarray:
    """(frames,) radians, as `bent_toes.angle_of_swing` has them of one vector."""
    return np.arctan2(along[:, 1], axes[:, 2] * along[:, 0] - axes[:, 0] * along[:, 2])
