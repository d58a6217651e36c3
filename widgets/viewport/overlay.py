"""What is painted above the 3D picture: legend, axes, metres, letters of contacts, selection."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap

from core.motion.joint_names import shown_name
from widgets.theme import theme
from widgets.timeline.contact_drawing import draw_letter
from widgets.viewport.ground import metre_labels
from widgets.viewport.handle_drawing import hint_words, paint_handles
from widgets.viewport.pin_drawing import paint_anchors, paint_pins
from widgets.viewport.view_model import ViewModel

AXES = ("x", "y", "z")
LINES = ("line", "dash", "bold")
#: A kind of line or a letter, what it means, and its colour.
LegendPart = tuple[str, str, QColor]
RING = 7.0  # logical pixels, radius of the ring round the selected joint


class Overlay:
    """Everything with a letter above one view, and what of it is kept from frame to frame."""

    def __init__(self, view: ViewModel) -> None:
        self._view = view
        self._metres = MetreLabels()
        self._pictures = KeptPictures()

    def paint(self, painter: QPainter) -> None:
        """`painter` works in logical pixels of the view."""
        view = self._view
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("small"))
        if view.shown.grid:
            _metres(painter, view, self._metres)
        if view.places is not None:
            if view.shown.trails:
                _letters(painter, view)
            paint_anchors(painter, view)
            paint_pins(painter, view)
            _selected(painter, view)
            paint_handles(painter, view)
            _hint(painter, view)
            _legend(painter, view, self._pictures)
        _axes(painter, view, self._pictures)


class KeptPictures:
    """Parts that look the same from frame to frame, as pictures: text is slow to draw."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[tuple[object, ...], QPixmap]] = {}

    def draw(
        self, painter: QPainter, name: str, at: QRect, key: tuple[object, ...],
        draw: Callable[[QPainter], None],
    ) -> None:  # fmt: skip
        """Draw a part that lies in the logical pixels `at`; the same where the key is equal."""
        ratio = painter.device().devicePixelRatioF()
        key = (*key, at, ratio)
        known = self._kept.get(name)
        if known is None or known[0] != key:
            picture = QPixmap(ceil(at.width() * ratio), ceil(at.height() * ratio))
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            inside = QPainter(picture)
            inside.setRenderHint(QPainter.RenderHint.Antialiasing)
            inside.translate(-at.topLeft())
            draw(inside)
            inside.end()
            known = self._kept[name] = key, picture
        painter.drawPixmap(at.topLeft(), known[1])


class MetreLabels:
    """Where the metres are written: found again only where the camera or the view changed."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._found: list[tuple[str, QRectF]] = []
        self._widths: dict[str, float] = {}  # of labels, in the font of one scale
        self._scale = 0.0

    def at(self, view: ViewModel, metrics: QFontMetricsF) -> list[tuple[str, QRectF]]:
        ground = view.places.take.ground_height if view.places else 0.0
        key = (view.eye, view.size.width(), view.size.height(), ground, theme.scale)
        if key != self._key:
            self._key, self._found = key, self._find(view, ground, metrics)
        return self._found

    def _find(
        self, view: ViewModel, ground: float, metrics: QFontMetricsF
    ) -> list[tuple[str, QRectF]]:
        x, _, z = view.eye.target
        step = 1 if view.eye.distance < 9.0 else 5 if view.eye.distance < 40.0 else 20
        labels = metre_labels(ground, (round(x), ground, round(z)), step)
        seen = view.on_screen(np.array([place for _, place in labels]))
        if theme.scale != self._scale:
            self._widths, self._scale = {}, theme.scale
        inside = QRectF(0, 34, view.size.width(), view.size.height() - 40)
        found: list[tuple[str, QRectF]] = []
        taken: list[QRectF] = []
        for (text, _), at in zip(labels, seen, strict=True):
            if not np.isfinite(at[0]) or at[2] > view.eye.eye_distance + 7.0:
                continue
            if text not in self._widths:
                self._widths[text] = metrics.horizontalAdvance(text)
            box = QRectF(at[0] + 5, at[1] - 15, self._widths[text] + 4, 14)
            if inside.contains(box) and not any(box.intersects(other) for other in taken):
                found.append((text, box))
                taken.append(box.adjusted(-14, -5, 14, 5))
        return found


def _metres(painter: QPainter, view: ViewModel, labels: MetreLabels) -> None:
    character = _character_box(view)
    painter.setPen(theme.color("text.tertiary", 0.9))
    for text, box in labels.at(view, QFontMetricsF(painter.font())):
        if not box.intersects(character):
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def _character_box(view: ViewModel) -> QRectF:
    points = view.points_now()
    if points is None:
        return QRectF()
    seen = view.on_screen(points)
    seen = seen[np.isfinite(seen[:, 0])]
    if not len(seen):
        return QRectF()
    (left, top), (right, bottom) = seen[:, :2].min(axis=0), seen[:, :2].max(axis=0)
    return QRectF(left, top, right - left, bottom - top).adjusted(-10, -10, 10, 10)


def _letters(painter: QPainter, view: ViewModel) -> None:
    assert view.places is not None
    marks = view.places.marks_at(view.moment, hidden=view.shown.hidden_points)
    side = float(theme.px(14))
    seen = view.on_screen(marks.ends)
    for contact, (x, y, _), strength, badge in zip(
        marks.contacts, seen, marks.strength, marks.badge, strict=True
    ):
        if badge and np.isfinite(x):
            painter.setOpacity(0.35 + 0.65 * float(strength))
            draw_letter(painter, QRectF(x + 6, y - side - 5, side, side), contact.state)
    painter.setOpacity(1.0)


def _selected(painter: QPainter, view: ViewModel) -> None:
    assert view.places is not None
    joint, take = view.selection.joint, view.places.take
    points = view.points_now()
    if joint is None or points is None or not 0 <= joint < len(take.joints):
        return
    x, y, _ = view.on_screen(points[joint])
    if not np.isfinite(x):
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = RING * theme.scale
    for color, width in ((theme.color("surface.viewport"), 4.5), (theme.color("accent.base"), 2.5)):
        painter.setPen(QPen(color, width * theme.scale))
        painter.drawEllipse(QPointF(x, y), radius, radius)
    if view.dragged is not None or view.near_selected:
        return  # the arrows need the room, and the line below says whose they are
    box = text_plate(
        painter, QPointF(x + radius + 8, y - 10), shown_name(take.joints[joint]), view.size.width()
    )
    painter.setPen(QPen(theme.color("accent.base"), theme.line("strong")))
    painter.drawLine(box.topLeft() + QPointF(0, 1), box.bottomLeft() - QPointF(0, 1))


def _hint(painter: QPainter, view: ViewModel) -> None:
    """What a press would do, at the foot of the view."""
    words = hint_words(view)
    if words:
        painter.setFont(theme.font("small"))
        low = QPointF(theme.px(8), view.size.height() - theme.px(28))
        text_plate(painter, low, words, view.size.width())


def text_plate(painter: QPainter, corner: QPointF, text: str, width: float) -> QRectF:
    """Text on a plate with its top-left at `corner`, moved in from the right edge."""
    metrics = QFontMetricsF(painter.font())
    box = QRectF(corner.x(), corner.y(), metrics.horizontalAdvance(text) + 14, theme.px(20))
    if box.right() > width - 4:
        box.moveRight(width - 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("surface.panel", 0.9))
    painter.drawRoundedRect(box, theme.size("key"), theme.size("key"))
    painter.setPen(theme.color("text.primary"))
    painter.drawText(box.adjusted(8, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
    return box


def _legend(painter: QPainter, view: ViewModel, pictures: KeptPictures) -> None:
    """What the lines mean; letters say the sides, colour only repeats them."""
    parts = legend_parts(view)
    width = view.size.width()
    at = QRect(0, 0, width, theme.px(16 + 18 * len(parts)))
    key = (view.palette, tuple(word for _, word, _ in parts))
    pictures.draw(
        painter, "legend", at, key, lambda inside: _draw_legend(inside, legend_boxes(parts, width))
    )


def legend_boxes(parts: list[LegendPart], view_width: float) -> list[tuple[LegendPart, QRectF]]:
    """The parts of the legend and where they are: in a row, or in a view where a row would reach
    the middle, where the head is, one below the other."""
    metrics, letters = QFontMetricsF(theme.font("small")), QFontMetricsF(theme.font("small", 700))
    widths = [
        (theme.px(16) if kind in LINES else letters.horizontalAdvance(kind))
        + 5
        + metrics.horizontalAdvance(word)
        for kind, word, _ in parts
    ]
    gap, left, top = theme.px(12), theme.px(8) + 9.0, float(theme.px(8))
    in_row = left + sum(widths) + gap * len(parts) < 0.5 * view_width - theme.px(40)
    boxes = []
    for part, width in zip(parts, widths, strict=True):
        height = float(theme.px(22 if in_row else 18))
        boxes.append((part, QRectF(left, top, width, height)))
        left, top = (left + width + gap, top) if in_row else (left, top + height)
    return boxes


def legend_parts(view: ViewModel) -> list[LegendPart]:
    """What the lines that are drawn now mean."""
    only = view.shown.captured_only
    parts = [("line", "Captured" if only else "Refined", theme.color("motion.refined"))]
    if view.shown.ghost and not only:
        parts.append(("dash", "Captured", theme.color("motion.captured")))
    if view.shown.trails and view.places is not None and view.places.skates(only):
        parts.append(("bold", "Skate", theme.color("severity.3")))
    return [
        *parts,
        ("L", "left", theme.color("side.left")),
        ("R", "right", theme.color("side.right")),
    ]


def _draw_legend(painter: QPainter, boxes: list[tuple[LegendPart, QRectF]]) -> None:
    small, bold, swatch = theme.font("small"), theme.font("small", 700), theme.px(16)
    plate = boxes[0][1]
    for _, box in boxes:
        plate = plate.united(box)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("surface.panel", 0.72))
    painter.drawRoundedRect(
        plate.adjusted(-9, 0, 9, 0), theme.size("control"), theme.size("control")
    )
    for (kind, word, color), box in boxes:
        if kind in LINES:
            pen = QPen(color, theme.line("trail_slide" if kind == "bold" else "strong"))
            if kind == "dash":
                pen.setDashPattern([2.2, 1.4])
            painter.setPen(pen)
            middle = box.center().y()
            painter.drawLine(QPointF(box.left(), middle), QPointF(box.left() + swatch, middle))
            start = swatch + 5.0
        else:
            painter.setFont(bold)
            painter.setPen(color)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, kind)
            start = QFontMetricsF(bold).horizontalAdvance(kind) + 5
        painter.setFont(small)
        painter.setPen(theme.color("text.secondary"))
        room = QRectF(box.left() + start, box.top(), 200, box.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, word)


def gizmo_ends(view: ViewModel) -> list[tuple[str, QPointF, float]]:
    """(axis, where its letter is, how near to the eye -1 to 1), farthest first."""
    centre = QPointF(view.size.width() - theme.px(40), theme.px(44))
    reach = theme.px(22)
    axes = view.eye.axes
    ends = [
        (
            name,
            centre + QPointF(axes[0, index] * reach, -axes[1, index] * reach),
            float(axes[2, index]),
        )
        for index, name in enumerate(AXES)
    ]
    return sorted(ends, key=lambda end: end[2])


def _axes(painter: QPainter, view: ViewModel, pictures: KeptPictures) -> None:
    side = theme.px(76)
    at = QRect(view.size.width() - side, 0, side, side + theme.px(4))
    key = (view.palette, view.eye.axes.tobytes())
    pictures.draw(painter, "axes", at, key, lambda inside: _draw_axes(inside, view))


def _draw_axes(painter: QPainter, view: ViewModel) -> None:
    centre = QPointF(view.size.width() - theme.px(40), theme.px(44))
    radius = theme.px(7)
    painter.setFont(theme.font("small", 700))
    for name, end, _ in gizmo_ends(view):
        color = theme.color(f"axis.{name}")
        painter.setPen(QPen(color, theme.line("strong")))
        painter.drawLine(centre, end)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(end, radius, radius)
        painter.setPen(theme.color("text.on_state"))
        box = QRectF(end.x() - radius, end.y() - radius, 2 * radius, 2 * radius)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name.upper())
    painter.setBrush(Qt.BrushStyle.NoBrush)
