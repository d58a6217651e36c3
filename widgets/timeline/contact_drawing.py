"""How one contact looks: hatch, letter and colour by its state, outline by who made it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from widgets.theme import theme
from widgets.timeline.hatch import hatch

WORDS = {"plant": "Plant", "pivot": "Pivot", "slide": "Slide, wanted", "air": "Air"}
PENDING_OPACITY = 0.55  # until its commit has returned
NARROW = 5.0  # below this many pixels a contact is a plain bar


@dataclass(frozen=True, slots=True)
class ContactLook:
    """What of a contact shows, beside its place."""

    state: str
    by_user: bool
    probability: float = 1.0
    pending: bool = False
    selected: bool = False
    hovered: bool = False
    grip: str = ""  # "start", "end", "both": edges being dragged
    label: str = ""


def letter(state: str) -> str:
    """The key and letter of a state: P, O, D, X."""
    return theme.contact(state)["letter"]


def opacity_of(look: ContactLook) -> float:
    """As tokens.json words it: 1 for the user's, 0.75 * (0.35 + 0.65 * confidence) otherwise."""
    if look.by_user:
        return theme.contact("by_user")["opacity"]
    return 0.75 * (0.35 + 0.65 * min(max(look.probability, 0.0), 1.0))


def draw_contact(painter: QPainter, rect: QRectF, look: ContactLook, sight: QRectF) -> None:
    """Draw one contact. `rect` is its place, `sight` the visible part, where its letter stays."""
    if look.state == "air":
        draw_air(painter, rect, sight, boxed=True)
        _outline(painter, rect, look, theme.color("contact.air"))
    elif rect.width() < NARROW:
        draw_bars(
            painter, [QRectF(rect.x(), rect.y(), max(rect.width(), 1.5), rect.height())], look
        )
    else:
        _fill(painter, rect, look)
        _outline(painter, rect, look, theme.color(f"contact.{look.state}"))
        _label(painter, rect & sight, look, starts=rect.left() >= sight.left())
    _states(painter, rect, look)


def draw_bars(painter: QPainter, bars: list[QRectF], look: ContactLook) -> None:
    """Contacts too narrow for hatch and letter, all of one kind."""
    if look.state == "air":
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(f"contact.{look.state}", max(0.5, opacity_of(look))))
    painter.drawRects(bars)


def draw_air(painter: QPainter, rect: QRectF, sight: QRectF, *, boxed: bool = False) -> None:
    """Air: a centre line with its letter in the middle of what can be seen of it."""
    seen = rect & sight
    inset = theme.px(4)
    left, right = seen.left() + inset, seen.right() - inset
    if right - left < theme.px(6):
        return
    middle = round(seen.center().y()) + 0.5
    pen = QPen(theme.color("contact.air"), 1)
    pen.setCosmetic(True)
    painter.setPen(pen)
    half = theme.px(8)
    centre = (left + right) / 2
    if right - left < 3.5 * half:
        painter.drawLine(QPointF(left, middle), QPointF(right, middle))
        return
    painter.drawLine(QPointF(left, middle), QPointF(centre - half, middle))
    painter.drawLine(QPointF(centre + half, middle), QPointF(right, middle))
    box = QRectF(centre - half, seen.top(), 2 * half, seen.height())
    if boxed:
        draw_letter(painter, _plate(centre - theme.px(7), seen), "air")
    else:
        painter.setPen(theme.color("text.tertiary"))
        painter.setFont(theme.font("small"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter("air"))


def draw_letter(painter: QPainter, plate: QRectF, state: str) -> None:
    """The letter of a state on its plate; air has an outline, never a filled plate."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    radius = theme.size("mark") if plate.height() <= theme.px(15) else theme.size("key")
    if state == "air":
        painter.setPen(QPen(theme.color("contact.air"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(plate.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.setPen(theme.color("text.secondary"))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(f"contact.{state}"))
        painter.drawRoundedRect(plate, radius, radius)
        painter.setPen(theme.color("text.on_state"))
    painter.setFont(theme.font("small", 700))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, letter(state))
    painter.restore()


def draw_side(painter: QPainter, plate: QRectF, side: str) -> None:
    """L, R or C in a rounded outline of the side's colour."""
    colour = theme.color(f"side.{side}")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = theme.size("key")
    painter.drawRoundedRect(plate.adjusted(0.6, 0.6, -0.6, -0.6), radius, radius)
    painter.setFont(theme.font("small", 700))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, side[:1].upper())
    painter.restore()


def _plate(x: float, around: QRectF) -> QRectF:
    side = min(theme.px(14), around.height() - theme.px(2))
    return QRectF(round(x), round(around.center().y() - side / 2), side, side)


def _fill(painter: QPainter, rect: QRectF, look: ContactLook) -> None:
    style = theme.contact(look.state)
    opacity = opacity_of(look) * (PENDING_OPACITY if look.pending else 1.0)
    name = f"contact.{look.state}"
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = theme.size("mark")
    painter.setBrush(theme.color(name, style["fill_opacity"] * opacity))
    painter.drawRoundedRect(rect, radius, radius)
    ratio = painter.device().devicePixelRatioF()
    brush = hatch(
        look.state, theme.color(name, style["line_opacity"] * opacity), theme.scale, ratio
    )
    if brush is not None:
        painter.setBrushOrigin(rect.topLeft())
        painter.setBrush(brush)
        painter.drawRoundedRect(rect, radius, radius)
    painter.restore()


def _outline(painter: QPainter, rect: QRectF, look: ContactLook, colour: QColor) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = theme.size("mark")
    if look.by_user:
        width = theme.contact("by_user")["outline"] * theme.scale
        if look.pending:
            pen = QPen(colour, width, Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([6 / width, 2 / width])
        else:
            pen = QPen(colour, width)
        painter.setPen(pen)
        painter.drawRoundedRect(
            rect.adjusted(width / 2, width / 2, -width / 2, -width / 2), radius, radius
        )
        _notch(painter, rect, colour)
    else:
        faded = QColor(colour)
        faded.setAlphaF(theme.contact("automatic")["outline_opacity"])
        pen = QPen(faded, theme.contact("automatic")["outline"])
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.restore()


def _notch(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    reach = min(theme.px(theme.contact("by_user")["corner_notch"]), rect.width(), rect.height())
    corner = rect.topLeft()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([corner, corner + QPointF(reach, 0), corner + QPointF(0, reach)]))


def _label(painter: QPainter, seen: QRectF, look: ContactLook, *, starts: bool) -> None:
    """The letter, and the word on a plate, where they fit; both stay in sight."""
    notch = theme.px(14) if look.by_user and starts else theme.px(6)
    if seen.width() < theme.px(14) + 2 * theme.px(2):
        return
    if seen.width() < notch + theme.px(14) + theme.px(4):
        notch = (seen.width() - theme.px(14)) / 2
    plate = _plate(seen.left() + notch, seen)
    draw_letter(painter, plate, look.state)
    if not look.label:
        return
    font = theme.font("small")
    painter.setFont(font)
    words = painter.fontMetrics().horizontalAdvance(look.label)
    box = QRectF(plate.right(), plate.y(), words + theme.px(12), plate.height())
    if box.right() > seen.right() - theme.px(3):
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(box, theme.size("mark"), theme.size("mark"))
    painter.fillPath(
        path, theme.color("surface.track", theme.tokens["contact"]["label_plate_opacity"])
    )
    painter.setPen(theme.color("text.primary"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, look.label)
    painter.restore()


def _states(painter: QPainter, rect: QRectF, look: ContactLook) -> None:
    """Hover, selection and the edges under the mouse, drawn over the contact."""
    if not (look.hovered or look.selected or look.grip):
        return  # nearly all of them: hundreds in sight
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    radius = theme.size("mark")
    if look.hovered:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("text.primary", 0.16))
        painter.drawRoundedRect(rect, radius, radius)
    if look.selected:
        width = theme.line("strong")
        painter.setPen(QPen(theme.color("text.primary"), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = width / 2
        painter.drawRoundedRect(
            rect.adjusted(-half, -half, half, half), radius + half, radius + half
        )
    grip, reach = theme.px(5), theme.px(2)
    for edge, x in (("start", rect.left()), ("end", rect.right() - grip)):
        if look.grip in (edge, "both"):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("text.primary"))
            bar = QRectF(x, rect.top() - reach, grip, rect.height() + 2 * reach)
            painter.drawRoundedRect(bar, 1, 1)
    painter.restore()
