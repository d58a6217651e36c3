"""Garbage is looked for in calm moments only, and what was imported is left out."""

from __future__ import annotations

import gc
import weakref

from app.collecting import Collecting


class Knot:
    """Refers to itself: only looking finds that nobody else does."""

    def __init__(self) -> None:
        self.me = self


def test_old_garbage_goes_in_a_calm_moment_and_not_before(qapp):
    calm = [False]
    before = gc.get_threshold()
    collecting = Collecting(lambda: calm[0])
    try:
        knot = weakref.ref(made_old(Knot()))
        assert not collecting.look()
        assert knot() is not None
        calm[0] = True
        assert collecting.look()
        assert knot() is None
        assert gc.get_freeze_count() > 1000
    finally:
        collecting.end()
    assert gc.get_threshold() == before


def made_old(thing: Knot) -> Knot:
    gc.collect(0)
    gc.collect(1)
    return thing
