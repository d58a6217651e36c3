"""The theme is the one place colours and sizes come from."""

from __future__ import annotations

import gc
import re
import weakref

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFontInfo, QImage, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from widgets.theme import Theme, theme


def test_both_schemes_hold_the_same_names_and_other_values():
    dark, light = Theme(dark=True), Theme(dark=False)
    assert dark._colours["dark"].keys() == dark._colours["light"].keys()
    assert dark.color("surface.panel") != light.color("surface.panel")
    assert light.color_over_video("side.left") == dark.color("side.left")


def test_a_colour_that_is_not_there_is_refused():
    with pytest.raises(KeyError):
        theme.color("surface.nowhere")
    with pytest.raises(KeyError):
        theme.size("nowhere")


def test_scale_multiplies_and_stays_in_its_range():
    scaled = Theme()
    scaled.set_scale(1.5)
    assert scaled.size("toolbar") == 60
    assert scaled.font("base").pixelSize() == 18
    scaled.set_scale(9)
    assert scaled.scale == 2.0
    scaled.set_scale(0.1)
    assert scaled.scale == 0.8


def test_no_text_is_below_the_smallest_size():
    smallest = theme.tokens["type"]["smallest"]
    assert min(size["px"] for size in theme.tokens["type"]["sizes"].values()) >= smallest
    assert all(
        int(px) >= smallest for px in re.findall(r"font-size: (\d+)px", Theme().style_sheet())
    )


def test_the_style_sheet_has_no_placeholder_left(qapp: QApplication):
    assert "${" not in Theme().style_sheet()


def test_switching_renews_palette_sheet_and_painted_widgets(qapp: QApplication, qtbot):
    theme.apply(qapp)
    dark_window = qapp.palette().color(QPalette.ColorRole.Window)
    assert dark_window == theme.color("surface.panel")
    with qtbot.waitSignal(theme.changed):
        theme.set_dark(False)
    try:
        assert qapp.palette().color(QPalette.ColorRole.Window) == theme.color("surface.panel")
        assert qapp.palette().color(QPalette.ColorRole.Window) != dark_window
        assert theme.color("accent.fill").name() in qapp.styleSheet()
    finally:
        theme.set_dark(True)


class _Circle:
    """Garbage from the first moment, which only a collection takes."""

    def __init__(self) -> None:
        self.me = self


class _MakesGarbage(QWidget):
    """Whose handler in Python makes enough to set off a collection."""

    def __init__(self) -> None:
        super().__init__()
        self.restyled = self.collected = 0

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            circle = weakref.ref(_Circle())
            _ = [[] for _ in range(20_000)]
            self.restyled += 1
            self.collected += circle() is None


def test_nothing_is_collected_while_all_widgets_are_restyled(qapp: QApplication, qtbot):
    theme.apply(qapp)
    widget = _MakesGarbage()
    qtbot.addWidget(widget)
    widget.show()
    try:
        theme.set_dark(False)
    finally:
        theme.set_dark(True)
    assert widget.restyled > 0 and widget.collected == 0
    assert gc.isenabled()


def test_text_is_set_in_the_bundled_font(qapp: QApplication):
    theme.apply(qapp)
    for weight in (400, 500, 600, 700):
        assert QFontInfo(theme.font("base", weight)).family() == "Inter"
        assert QFontInfo(theme.font("base", weight)).weight() == weight


def pixel(widget: QWidget, x: int, y: int) -> QColor:
    """What is painted there, whatever the depth of the display."""
    picture = QImage(widget.size(), QImage.Format.Format_ARGB32)
    widget.render(picture)
    return picture.pixelColor(x, y)


def two_widgets(qtbot) -> tuple[QWidget, QPushButton, QLineEdit]:
    window = QWidget()
    layout = QVBoxLayout(window)
    button, field = QPushButton("Accept"), QLineEdit()
    layout.addWidget(button)
    layout.addWidget(field)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window, button, field


def test_the_keyboard_shows_where_it_is_and_the_mouse_does_not(qapp: QApplication, qtbot):
    theme.apply(qapp)
    window, button, field = two_widgets(qtbot)
    button.setFocus(Qt.FocusReason.OtherFocusReason)
    assert button.hasFocus() and not button.property("keyboardFocus")
    qtbot.keyClick(button, Qt.Key.Key_Tab)
    assert field.hasFocus() and field.property("keyboardFocus")
    ring = theme.color("accent.focus")
    corner = field.geometry().topLeft()
    assert pixel(window, corner.x() + 40, corner.y() - 3) == ring
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not field.property("keyboardFocus") and not button.property("keyboardFocus")
    assert pixel(window, corner.x() + 40, corner.y() - 3) != ring


def test_closing_the_window_takes_the_ring_along(qapp: QApplication, qtbot):
    theme.apply(qapp)
    window, button, _field = two_widgets(qtbot)
    qtbot.keyClick(button, Qt.Key.Key_Tab)
    window.close()
    window.deleteLater()
    qtbot.wait(20)
    assert theme._ring._ringed is None
