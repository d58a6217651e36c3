"""A part of the picture, enlarged in a corner: how a foot's own picture moves.

It stands still in the picture, so that what moves in it has moved.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from widgets.theme import theme
from widgets.video.placement import Placement

#: The inset's side over the view's shorter one, and the least that is worth showing (pixels).
SHARE, LEAST = 0.4, 90.0
#: An inset that enlarges less than this shows nothing new.
LEAST_ENLARGED = 1.5
EDGE, WORDS = 8.0, 34.0


@dataclass(frozen=True, slots=True)
class CloseUp:
    """A square of the picture: its middle and side in pixels."""

    x: float
    y: float
    side: float


def inset_rect(
    close_up: CloseUp, placement: Placement, joints: np.ndarray | None = None
) -> QRectF | None:
    """Where the inset stands: a corner that hides nothing of the person, the farthest from what it
    shows. None where none helps. joints: (n, 2) places of the person in the view."""
    view = QRectF(0.0, 0.0, placement.view_width, placement.view_height)
    words = WORDS * theme.scale  # the picture's own words stand in the upper corners
    side = SHARE * min(view.width(), view.height())
    if side < LEAST * theme.scale or side < LEAST_ENLARGED * close_up.side * placement.scale:
        return None
    edge = EDGE * theme.scale
    shown = placement.to_view(np.array([close_up.x, close_up.y]))
    corners = [
        QRectF(left, top, side, side)
        for left in (edge, view.right() - edge - side)
        for top in (words, view.bottom() - edge - side)
    ]
    away = [abs(one.center().x() - shown[0]) + abs(one.center().y() - shown[1]) for one in corners]
    person = _around(joints)
    hidden = [(one & person).width() * (one & person).height() for one in corners]
    return corners[min(range(4), key=lambda k: (round(hidden[k]), -away[k]))]


def _around(joints: np.ndarray | None) -> QRectF:
    """The box of all places that are known; empty without any."""
    if joints is None or not np.isfinite(joints).all(axis=-1).any():
        return QRectF()
    known = joints[np.isfinite(joints).all(axis=-1)]
    (left, top), (right, bottom) = known.min(axis=0), known.max(axis=0)
    return QRectF(left, top, right - left, bottom - top)


def paint_close_up(
    painter: QPainter,
    image: QImage,
    close_up: CloseUp,
    placement: Placement,
    joints: np.ndarray | None = None,
) -> None:
    """image: the whole picture, of any size with its shape; joints: as `inset_rect` has them."""
    inset = inset_rect(close_up, placement, joints)
    if inset is None:
        return
    scale = image.width() / placement.picture_width  # of the image for a pixel of the picture
    half = 0.5 * close_up.side
    source = QRectF(
        (close_up.x + 0.5 - half) * scale, (close_up.y + 0.5 - half) * scale,
        close_up.side * scale, close_up.side * scale,
    )  # fmt: skip
    painter.fillRect(inset, theme.color_over_video("surface.scrim"))
    inside = source & QRectF(image.rect())
    if inside.isEmpty():
        return
    grown = inset.width() / source.width()
    target = QRectF(
        inset.left() + (inside.left() - source.left()) * grown,
        inset.top() + (inside.top() - source.top()) * grown,
        inside.width() * grown, inside.height() * grown,
    )  # fmt: skip
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(target, image, inside)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color_over_video("accent.base"), 1.5 * theme.scale))
    painter.drawRect(inset)
    corner = placement.to_view(np.array([close_up.x, close_up.y]) - half - 0.5)
    across = close_up.side * placement.scale
    painter.setPen(QPen(theme.color_over_video("accent.base", 0.7), theme.scale))
    painter.drawRect(QRectF(corner[0], corner[1], across, across))
