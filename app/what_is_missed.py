"""Says what of the decisions the motion misses, once an edit has settled."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.document.document import Document
from app.window import FootingWindow
from core.quality.missed_words import missed_in_words


class WhatIsMissed(QObject):
    """One notice while something is missed by more than an eye forgives: keys of the edit layer,
    contacts, pins, and slides that lose their way to a plant. The worst in full, the others
    counted."""

    def __init__(self, document: Document, window: FootingWindow) -> None:
        super().__init__(window)
        self._document, self._window = document, window
        self._told = ""
        document.opened.connect(self._opened)
        document.changed.connect(self._changed)

    def _opened(self) -> None:
        """What was told of the take before was taken away; the same may be true of this one."""
        self._told = ""

    def _changed(self) -> None:
        state = self._document.state
        if state is not None and not (state.settled and state.refined is not None):
            return  # while a key is dragged nothing is told that the next moment takes back
        refined = None if state is None else state.refined
        words = "" if refined is None else missed_in_words(refined)
        notice = self._window.notice
        if words == self._told or (words and notice.isVisible() and notice.tone == "error"):
            return  # an edit that is not on the disk matters more; this is said after it
        before, self._told = self._told, words
        if words:
            self._window.say(words, tone="warn")
        elif notice.sentence == before:
            notice.clear()
