"""What of the decisions a settled motion misses, in one sentence for the animator."""

from __future__ import annotations

from core.quality.frame_words import with_frames
from core.take.layer.layer_missed import MISSED_MM, of_layer
from core.take.refining.refined import Refined


def missed_in_words(refined: Refined) -> str:
    """The worst of what is missed by more than an eye forgives, in full and in frames of the
    motion, and how many others; "" where nothing is: contacts, pins, keys of the edit layer, and
    slides that lose their way."""
    missed = [one for one in refined.report.infeasible if one.short_by_mm > MISSED_MM]
    if not missed:
        return ""
    words = max(missed, key=lambda one: one.short_by_mm).sentence
    others = len(missed) - 1
    if others:
        what = "key" if len(of_layer(missed)) == len(missed) else "demand"
        words += f" {others} other {what}{'s are' if others > 1 else ' is'} missed too."
    return with_frames(words, refined.motion.times)
