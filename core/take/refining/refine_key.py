"""The key of a refined motion: what it depends on, hashed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np

from core.contacts.contact import Contact
from core.contacts.intervals import in_order
from core.take.captured import Captured
from core.take.decisions import Cleaning, Decision, Ground, LayerKey, Pin, SharpMark, SidesSwapped

#: Changes whenever the solver gives other numbers for the same question.
SOLVER_VERSION = "28"

#: Changes whenever cleaning gives another motion for the same capture.
CLEANING_VERSION = "3"

#: What else the solver obeys. Take-wide words come first, so that takes without these keep theirs.
_OTHERS = (Pin, Cleaning, SharpMark, SidesSwapped, LayerKey)


def cache_key(captured: Captured, decisions: Iterable[Decision], rate: float | None) -> str:
    """Equal for equal captured motion, equal decisions in any order, and equal rate.

    Who said a thing, and how sure that is, changes no motion; neither does the video's offset.
    """
    digest = hashlib.blake2b(digest_size=20)
    motion, skeleton = captured.motion, captured.motion.skeleton
    facts = [decision.fact for decision in decisions]
    words = [
        SOLVER_VERSION,
        repr(rate),
        repr(skeleton.names),
        repr([(point.name, point.joint) for point in captured.contact_points]),
        repr(in_order(fact for fact in facts if isinstance(fact, Contact))),
        repr(sorted(fact.height for fact in facts if isinstance(fact, Ground))),
        *sorted(repr(fact) for fact in facts if isinstance(fact, _OTHERS)),
    ]
    if any(isinstance(fact, Cleaning) for fact in facts):
        words.append(f"cleaning {CLEANING_VERSION}")
    for word in words:
        digest.update(word.encode() + b"\0")
    arrays = [
        skeleton.parents,
        skeleton.offsets,
        motion.times,
        motion.root_positions,
        motion.local_rotations,
        *(point.offset for point in captured.contact_points),
    ]
    if motion.local_translations is not None:
        arrays.append(motion.local_translations)
    if captured.confidence is not None and any(isinstance(fact, Cleaning) for fact in facts):
        arrays.append(captured.confidence)  # what is doubted is cleaned more
    for array in arrays:
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()
