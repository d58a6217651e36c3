"""One view over the whole room, and back to the panels that stood there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QDockWidget


class Enlarged(Protocol):
    """A view with a button that gives it the whole room."""

    @property
    def fullscreen_toggled(self) -> SignalInstance: ...
    def set_fullscreen(self, on: bool) -> None: ...


class OneView:
    """The timeline stays below it; panels that were closed before stay closed afterwards."""

    def __init__(
        self,
        views: Mapping[str, Enlarged],
        docks: Mapping[str, QDockWidget],
        shared_anew: Callable[[], None],
    ) -> None:
        """
        Args:
            views: by the name of its dock.
            docks: all panels.
            shared_anew: called where they are all back.
        """
        self._views, self._docks, self._shared_anew = views, docks, shared_anew
        self._alone = ""  # the name of the view that has the whole room
        self._beside: frozenset[str] | None = None  # panels that are to come back
        for name, view in views.items():
            view.fullscreen_toggled.connect(lambda on, name=name: self._only(name, on))

    def leave(self) -> None:
        """No view has the whole room any more; what panels are shown is somebody else's to say."""
        self._alone, self._beside = "", None
        for view in self._views.values():
            view.set_fullscreen(False)

    def drop(self, name: str) -> None:
        """A panel that has nothing to show any more is hidden: it does not come back by itself,
        and where it had the whole room the others do."""
        if self._beside is not None:
            self._beside -= {name}
        if self._alone == name:
            self._only(name, False)

    def _only(self, name: str, on: bool) -> None:
        shown = {other for other, dock in self._docks.items() if not dock.isHidden()}
        beside = frozenset(shown) if self._beside is None else self._beside | shown
        self._alone, self._beside = (name, beside) if on else ("", None)
        for other, view in self._views.items():
            view.set_fullscreen(on and other == name)
        for other, dock in self._docks.items():
            if other not in (name, "Timeline"):
                dock.setVisible(not on and other in beside)
        if not on:
            self._shared_anew()
