"""A viewport in a real window with a walking take, and what its picture shows."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from walking_take import JOINTS, walking_take

from widgets.viewport import ViewportPanel
from widgets.viewport.gl_support import GlSupport, probe_gl


def opened_viewport(qtbot, path: str, take=None) -> ViewportPanel:
    if probe_gl().path == "none":
        pytest.skip("needs OpenGL (a display with GLX)")
    panel = ViewportPanel(GlSupport(path))
    qtbot.addWidget(panel, before_close_func=lambda widget: widget.release())
    panel.resize(640, 480)
    panel.show()
    qtbot.waitExposed(panel)
    panel.set_take(take or walking_take())
    qtbot.waitUntil(lambda: panel.surface._scene is not None, timeout=15000)
    panel.grab()
    return panel


def picture(panel: ViewportPanel) -> np.ndarray:
    """(height, width, 3) of the surface, RGB."""
    return pixels(panel.surface.grab().toImage())


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(int)


def joint_place(panel: ViewportPanel, name: str) -> QPoint:
    points = panel.view.points_now()
    assert points is not None
    x, y, _ = panel.view.on_screen(points[JOINTS.index(name)])
    return QPoint(round(x), round(y))


def has_near(image: np.ndarray, place: QPoint, colour, reach: int = 3, within: int = 45) -> bool:
    y, x = place.y(), place.x()
    around = image[max(y - reach, 0) : y + reach + 1, max(x - reach, 0) : x + reach + 1]
    wanted = np.array([colour.red(), colour.green(), colour.blue()])
    return bool((np.abs(around - wanted).max(axis=-1) < within).any())
