"""Says what of the decisions the motion misses, once an edit has settled."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.document.document import Document
from app.window import FootingWindow
from core.quality.missed_words import missed_in_words

ABOUT = "what is missed"


class WhatIsMissed(QObject):
    """One line while something is missed by more than an eye forgives: keys of the edit layer,
    contacts, pins, and slides that lose their way to a plant. The worst in full, the others
    counted."""

    def __init__(self, document: Document, window: FootingWindow) -> None:
        super().__init__(window)
        self._document, self._window = document, window
        self._told = ""
        document.closing.connect(self._closing)
        document.changed.connect(self._changed)

    def _closing(self) -> None:
        """The same may be true of the next take."""
        self._told = ""
        self._window.notice.take_back(ABOUT)

    def _changed(self) -> None:
        state = self._document.state
        if state is not None and not (state.settled and state.refined is not None):
            return  # while a key is dragged nothing is told that the next moment takes back
        refined = None if state is None else state.refined
        words = "" if refined is None else missed_in_words(refined)
        if words == self._told:
            return  # said already, and perhaps closed since
        self._told = words
        if words:
            self._window.say(words, tone="warn", about=ABOUT)
        else:
            self._window.notice.take_back(ABOUT)
