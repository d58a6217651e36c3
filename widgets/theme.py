"""The look: the only reader of `resources/themes/tokens.json`, the only place colours come from.

`theme` is the one object that painted widgets and the style sheet ask. They repaint on `changed`.
"""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from widgets.focus_ring import FocusRing
from widgets.icon_files import tinted_file

RESOURCES = Path(__file__).resolve().parents[1] / "resources"
TOKENS = RESOURCES / "themes" / "tokens.json"
TEMPLATE = RESOURCES / "themes" / "chrome.qss"
SMALLEST_SCALE, LARGEST_SCALE = 0.8, 2.0

_PLACEHOLDER = re.compile(r"\$\{(\w+:)?([\w.-]+)\}")


class Theme(QObject):
    """Colours, sizes, fonts and the style sheet at one scheme (dark or light) and one UI scale."""

    changed = Signal()

    def __init__(self, dark: bool = True, scale: float = 1.0) -> None:
        super().__init__()
        self.tokens: dict[str, Any] = json.loads(TOKENS.read_text(encoding="utf-8"))
        self._colours = {
            name: {path: QColor(value) for path, value in _flat_colours(tree).items()}
            for name, tree in self.tokens["themes"].items()
        }
        self._dark = dark
        self._scale = scale
        self._sizes = {
            name: value
            for group in ("radius", "space", "size")
            for name, value in self.tokens[group].items()
        }
        self._fonts: dict[tuple[str, int | None], QFont] = {}
        self._app: QApplication | None = None
        self._family = ""

    @property
    def dark(self) -> bool:
        return self._dark

    @property
    def scale(self) -> float:
        return self._scale

    def color(self, path: str, opacity: float = 1.0) -> QColor:
        """The colour at `path` in the current scheme, such as "surface.panel" or "severity.3".

        Raises: KeyError for a path that tokens.json does not hold.
        """
        found = QColor(self._colours["dark" if self._dark else "light"][path])
        if opacity < 1.0:
            found.setAlphaF(opacity)
        return found

    def color_over_video(self, path: str, opacity: float = 1.0) -> QColor:
        """The dark scheme's colour: what is drawn over a picture looks the same in both."""
        found = QColor(self._colours["dark"][path])
        if opacity < 1.0:
            found.setAlphaF(opacity)
        return found

    def size(self, name: str) -> int:
        """A size, space or radius in logical pixels at the UI scale, such as "toolbar" or "xs".

        Raises: KeyError for a name that tokens.json does not hold.
        """
        return max(1, round(self._sizes[name] * self._scale))

    def line(self, name: str) -> float:
        """A line width in logical pixels at the UI scale, such as "hair" or "curve"."""
        return self.tokens["line"][name] * self._scale

    def px(self, pixels: float) -> int:
        """A length that the tokens do not name, at the UI scale."""
        return max(1, round(pixels * self._scale)) if pixels else 0

    def motion_ms(self, name: str) -> int:
        """How long an animation takes, such as "view_goto"."""
        return int(self.tokens["motion_ms"][name])

    def contact(self, state: str) -> dict[str, Any]:
        """How a contact state is drawn: key, letter, fill_opacity, line_opacity."""
        return self.tokens["contact"][state]

    def font(self, size: str = "base", weight: int | None = None) -> QFont:
        """Inter with tabular figures: "small", "base", "title", "head"; weight 400 to 700."""
        made = self._fonts.get((size, weight))
        if made is None:
            made = self._fonts[size, weight] = self._made_font(size, weight)
        return QFont(made)

    def _made_font(self, size: str, weight: int | None) -> QFont:
        described = self.tokens["type"]["sizes"][size]
        font = QFont(self._family or self.tokens["type"]["family"])
        font.setPixelSize(self.px(described["px"]))
        font.setWeight(QFont.Weight(weight or described["weight"]))
        # Hinted advances round to whole pixels and leave holes inside words.
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        for feature in self.tokens["type"]["features"]:
            font.setFeature(QFont.Tag(feature), 1)
        return font

    def set_dark(self, dark: bool) -> None:
        if dark != self._dark:
            self._dark = dark
            self._renew()

    def set_scale(self, scale: float) -> None:
        """UI scale, 0.8 to 2; outside it is taken to the nearer end."""
        scale = min(max(scale, SMALLEST_SCALE), LARGEST_SCALE)
        if scale != self._scale:
            self._scale = scale
            self._renew()

    def apply(self, app: QApplication) -> None:
        """Dress an application: fonts, Fusion, palette, style sheet, ring for keyboard focus."""
        if self._app is app:
            return
        self._app = app
        app.setStyle("Fusion")
        self._family = _load_fonts(self.tokens["type"]["family"])
        self._ring = FocusRing(self, app)
        self._renew()

    def style_sheet(self) -> str:
        """The template with its placeholders filled at this scheme and scale."""
        return _PLACEHOLDER.sub(self._fill, TEMPLATE.read_text(encoding="utf-8"))

    def palette(self) -> QPalette:
        """What Fusion draws by itself."""
        role = QPalette.ColorRole
        pairs = {
            role.Window: "surface.panel",
            role.Base: "surface.field",
            role.AlternateBase: "surface.track_alt",
            role.Button: "surface.raised",
            role.ToolTipBase: "surface.raised",
            role.Text: "text.primary",
            role.WindowText: "text.primary",
            role.ButtonText: "text.primary",
            role.ToolTipText: "text.primary",
            role.BrightText: "text.on_accent",
            role.Highlight: "accent.fill",
            role.HighlightedText: "text.on_accent",
            role.Accent: "accent.fill",
            role.PlaceholderText: "text.tertiary",
            role.Link: "text.link",
            role.LinkVisited: "text.link",
            role.Light: "surface.hover",
            role.Midlight: "surface.raised",
            role.Mid: "surface.line",
            role.Dark: "surface.line_strong",
            role.Shadow: "surface.app",
        }
        palette = QPalette()
        for target, path in pairs.items():
            palette.setColor(target, self.color(path))
        for target in (role.Text, role.WindowText, role.ButtonText, role.HighlightedText):
            palette.setColor(QPalette.ColorGroup.Disabled, target, self.color("text.disabled"))
        palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, self.color("surface.hover"))
        return palette

    def _renew(self) -> None:
        self._fonts.clear()
        if self._app is not None:
            with _nothing_collected():
                self._app.setPalette(self.palette())
                self._app.setFont(self.font())
                self._app.setStyleSheet(self.style_sheet())
        self.changed.emit()

    def _fill(self, match: re.Match[str]) -> str:
        kind, name = match.groups()
        if kind == "size:":
            return f"{self.size(name)}px"
        if kind == "px:":
            return f"{round(float(name) * self._scale)}px"
        if kind == "text:":
            return f"{self.px(self.tokens['type']['sizes'][name]['px'])}px"
        if kind == "icon:":
            stem, _, tint = name.partition(".")
            return f'url("{tinted_file(stem, self.color(tint), self._scale).as_posix()}")'
        return self.color(name).name()


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """While Qt goes through a list of all widgets: a handler in Python could set off the garbage
    collection of one that is still to come, and Qt would ask what is gone (a segmentation fault,
    seen once in the tests)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _flat_colours(tree: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """`{"surface": {"panel": v}, "severity": [v]}` as `{"surface.panel": v, "severity.0": v}`."""
    flat: dict[str, str] = {}
    for key, value in tree.items():
        path = prefix + key
        if isinstance(value, dict):
            flat.update(_flat_colours(value, path + "."))
        elif isinstance(value, list):
            flat.update({f"{path}.{step}": colour for step, colour in enumerate(value)})
        else:
            flat[path] = value
    return flat


def _load_fonts(family: str) -> str:
    """Make the bundled fonts known; the system's own font where none can be loaded."""
    loaded = ""
    for file in sorted((RESOURCES / "fonts").glob("*.otf")):
        number = QFontDatabase.addApplicationFont(str(file))
        if family in QFontDatabase.applicationFontFamilies(number):
            loaded = family
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    return loaded or system


theme = Theme()
