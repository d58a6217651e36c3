"""Says which keys of the edit layer the motion misses, once an edit has settled."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.document.document import Document
from app.window import FootingWindow
from core.take.layer.layer_missed import of_layer


class MissedKeys(QObject):
    """One notice while keys are missed: the worst in full, the others counted."""

    def __init__(self, document: Document, window: FootingWindow) -> None:
        super().__init__(window)
        self._document, self._window = document, window
        self._told = ""
        document.changed.connect(self._changed)

    def _changed(self) -> None:
        state = self._document.state
        if state is not None and not (state.settled and state.refined is not None):
            return  # while a key is dragged nothing is told that the next moment takes back
        refined = None if state is None else state.refined
        missed = () if refined is None else of_layer(refined.report.infeasible)
        words = ""
        if missed:
            words = max(missed, key=lambda one: one.short_by_mm).sentence
            others = len(missed) - 1
            if others:
                words += f" {others} other {'key is' if others == 1 else 'keys are'} missed too."
        if words == self._told:
            return
        before, self._told = self._told, words
        if words:
            self._window.say(words, tone="warn")
        elif self._window.notice.sentence == before:
            self._window.notice.clear()
