"""What is to be done once, when the take that is being opened has settled and is shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from app.document.document import Document


class AfterSettling(QObject):
    """Keeps it until then; what cannot be solved, or waits for its capture, counts as settled."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._waiting: list[Callable[[], None]] = []
        document.changed.connect(self._changed)

    def do(self, then: Callable[[], None]) -> None:
        self._waiting.append(then)

    @property
    def _is_settled(self) -> bool:
        state = self._document.state
        return state is not None and bool(state.settled or state.unsolved or state.captured is None)

    def _changed(self) -> None:
        if self._waiting and self._is_settled:
            # a turn later: a room that was made before the take was opened hears of it after this
            QTimer.singleShot(0, self, self._do)

    def _do(self) -> None:
        if self._is_settled:
            waiting, self._waiting = self._waiting, []
            for then in waiting:
                then()
