"""What a person prefers: colours, size and keys of the window, applied at once and kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.actions import Actions
from app.keymaps import OWN, keymap_names, read_keymap
from app.settings import Settings
from core.errors import BadInput
from widgets.settings_sheet import SCALES, SettingsSheet, SettingsView
from widgets.theme import theme


class Preferences(QObject):
    """Applies what the settings say, and keeps what is chosen."""

    keys_changed = Signal()
    keys_refused = Signal(str)  # why the keys that were chosen do not hold

    def __init__(
        self,
        window: QWidget,
        read: Callable[[], Settings],
        remember: Callable[[Settings], None],
    ) -> None:
        """read: the settings as they are now; remember: keep these."""
        super().__init__(window)
        self._window, self._read, self._remember = window, read, remember
        self._sheet: SettingsSheet | None = None
        self.fault = ""  # why the chosen keys are not there
        theme.set_dark(read().theme != "light")
        theme.set_scale(read().scale)
        self.actions = Actions(window, self._keys())

    def connect_actions(self) -> None:
        do = self.actions
        do["edit.settings"].triggered.connect(lambda _=False: self.ask())
        do["view.theme"].triggered.connect(lambda _=False: self.set_dark(not theme.dark))
        do["view.larger"].triggered.connect(lambda _=False: self.set_percent(_next(1)))
        do["view.smaller"].triggered.connect(lambda _=False: self.set_percent(_next(-1)))
        do["view.actual_size"].triggered.connect(lambda _=False: self.set_percent(100))

    @property
    def keymap_title(self) -> str:
        """The name of the program whose keys hold."""
        return keymap_names()[self._keymap]

    def set_dark(self, dark: bool) -> None:
        theme.set_dark(dark)
        self._keep(theme="dark" if dark else "light")

    def set_percent(self, percent: int) -> None:
        """How large words and controls are."""
        theme.set_scale(percent / 100.0)
        self._keep(scale=theme.scale)

    def set_keymap(self, name: str) -> None:
        """Call the actions by the keys of another program; where they cannot be read the keys
        stay as they are, and why is said."""
        try:
            keys = read_keymap(name)
        except BadInput as fault:
            self.keys_refused.emit(str(fault))
            self._keep()  # the sheet shows the keys that hold
            return
        self.fault = ""
        self.actions.set_keys(keys)
        self._keep(keymap=name)
        self.keys_changed.emit()

    def ask(self) -> SettingsSheet:
        """Open the sheet; what is chosen there holds at once."""
        sheet = self._sheet = SettingsSheet(self._view, self._window)
        sheet.dark_chosen.connect(self.set_dark)
        sheet.percent_chosen.connect(self.set_percent)
        sheet.keymap_chosen.connect(self.set_keymap)
        sheet.finished.connect(self._closed)
        sheet.open()
        return sheet

    def _closed(self) -> None:
        sheet, self._sheet = self._sheet, None
        if sheet is not None:
            sheet.deleteLater()

    def _keep(self, **changes: str | float) -> None:
        self._remember(replace(self._read(), **changes))  # type: ignore[arg-type]
        if self._sheet is not None:
            self._sheet.show_view(self._view)

    @property
    def _keymap(self) -> str:
        return OWN if self.fault else self._read().keymap

    @property
    def _view(self) -> SettingsView:
        return SettingsView(theme.dark, round(100 * theme.scale), self._keymap, keymap_names())

    def _keys(self) -> dict[str, list[str]]:
        """The chosen keymap; our own where there is none of that name any more."""
        try:
            return read_keymap(self._read().keymap)
        except BadInput as fault:
            self.fault = f"{fault} The keys are Footing's own until then."
            return read_keymap(OWN)


def _next(step: int) -> int:
    """The next larger (1) or smaller (-1) size, percent."""
    now = round(100 * theme.scale)
    further = [percent for percent in SCALES if (percent - now) * step > 0]
    return (min(further) if step > 0 else max(further)) if further else now
