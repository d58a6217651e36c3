"""When Python looks for garbage: never while something goes on.

What numba, scipy and Qt bring is a million objects. Looking through all of them holds the
interpreter for 140 ms (measured), in whatever thread it happens, and the window with it. So what
was imported is left out of the looking, and looking through the old objects waits for a calm
moment. Young objects are looked through as always; nearly everything large goes without any
looking, when nobody refers to it.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

#: How often a calm moment is looked for (ms).
EVERY_MS = 10_000
#: As Python has them for young objects; the old ones never on their own account.
THRESHOLDS = (700, 10, 1_000_000_000)


class Collecting(QObject):
    """For a process with one window, as long as its session lives."""

    def __init__(self, is_calm: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_calm = is_calm
        self._before = gc.get_threshold()
        self._modules = 0
        gc.set_threshold(*THRESHOLDS)
        self._leave_out_what_was_imported()
        timer = QTimer(self)
        timer.timeout.connect(self.look)
        timer.start(EVERY_MS)

    def look(self) -> bool:
        """Collect, where nothing else goes on; whether that was so."""
        if not self._is_calm():
            return False
        if len(sys.modules) != self._modules:
            self._leave_out_what_was_imported()
        gc.collect()
        return True

    def end(self) -> None:
        """Leave things as Python has them."""
        gc.set_threshold(*self._before)
        gc.unfreeze()

    def _leave_out_what_was_imported(self) -> None:
        self._modules = len(sys.modules)
        gc.freeze()
