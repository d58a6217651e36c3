"""The mouse on keys of the edit layer: choose, drag, box, scale. It says what was meant and
changes nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter

from widgets.curves import layer_keys
from widgets.curves.key_drag import KeyDrag, drag_ways, strength_of, stretch_of
from widgets.curves.layer_keys import KeyMark
from widgets.curves.series import Series
from widgets.curves.tangent_handles import (
    Handle,
    draw_handles,
    handle_at,
    handles_of,
    slope_to,
)
from widgets.drag_feel import CLICK_PIXELS, FINE
from widgets.snapshot import LayerKeyView
from widgets.theme import theme
from widgets.timecode import snapped

CURSORS = {
    "start": Qt.CursorShape.SizeHorCursor,
    "end": Qt.CursorShape.SizeHorCursor,
    "strength": Qt.CursorShape.SizeVerCursor,
}


class Plotted(layer_keys.Scale, Protocol):
    """What the tool asks of the plot that it draws on."""

    @property
    def times(self) -> np.ndarray: ...

    @property
    def curves(self) -> Sequence[Series]: ...

    @property
    def strong(self) -> str: ...

    @property
    def takes_values(self) -> bool: ...

    def moment_at(self, x: float) -> float: ...

    def value_of(self, pixels: float) -> float: ...

    def hold_scale(self, on: bool) -> None: ...


@dataclass(slots=True)
class _Grabbed:
    """A mouse button that is held down."""

    kind: str  # "keys", "box", "handle", "start", "end", "strength"
    start: QPointF
    now: QPointF
    letter: str = ""
    id: str = ""
    adds: bool = False
    straight: bool = False
    moved: bool = False
    values: dict[str, float] = field(default_factory=dict)  # of the letter's curve at each key
    handle: Handle | None = None
    alone: bool = False  # only one side of a tangent
    fine: bool = False  # a tenth of the way that the mouse goes


class KeyTool(QObject):
    """Keys of one joint. Who owns the selection answers `chosen` with `set_chosen`."""

    chosen = Signal(object)  # ids, a tuple
    letter_wanted = Signal(str)
    dragged = Signal(object)  # KeyDrag, while the button is down
    dropped = Signal(object)  # KeyDrag, as it was let go
    dropped_back = Signal()  # the drag was given up
    put_wanted = Signal(float)  # a key at this moment
    moment_pressed = Signal(float)

    def __init__(self, plot: Plotted, renew: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._plot, self._renew = plot, renew
        self.on = False
        self.keys: tuple[LayerKeyView, ...] = ()
        self._chosen: tuple[str, ...] = ()
        self._grabbed: _Grabbed | None = None

    def set_keys(self, keys: tuple[LayerKeyView, ...]) -> None:
        if keys != self.keys:
            self.keys = keys
            self._renew()

    def set_chosen(self, ids: tuple[str, ...]) -> None:
        if ids != self._chosen:
            self._chosen = ids
            self._renew()

    def set_on(self, on: bool) -> None:
        """Whether the mouse changes keys."""
        self.give_up()
        self.on = on
        self._renew()

    def marks(self) -> list[KeyMark]:
        """Every key on every curve, where it is drawn now."""
        grabbed, plot = self._grabbed, self._plot
        drag = self._drag() if grabbed is not None and grabbed.moved else KeyDrag()
        found = []
        for key in self.keys:
            chosen = key.id in self._chosen
            moment = key.time
            held = grabbed.values.get(key.id) if chosen and grabbed is not None else None
            if chosen:
                moment = drag.about + drag.stretch * (moment + drag.seconds - drag.about)
            for curve in plot.curves:
                if held is not None and curve.letter == drag.letter:
                    value = held + drag.amount
                else:
                    value = float(np.interp(moment, plot.times, curve.refined))
                at = QPointF(plot.x_of(moment), plot.y_of(value))
                found.append(KeyMark(key.id, curve.letter, curve.tint, at, chosen, key.pending))
        return found

    def handles(self) -> list[Handle]:
        """The handles of chosen keys on the strong curve; where values cannot be dragged none."""
        plot = self._plot
        curve = next((one for one in plot.curves if one.letter == plot.strong), None)
        grabbed = self._grabbed
        held = grabbed is not None and grabbed.kind not in ("box", "handle") and grabbed.moved
        if not (self.on and plot.takes_values) or curve is None or held:
            return []
        keys = [(key.id, key.time) for key in self.keys if key.id in self._chosen]
        return handles_of(keys, plot.times, curve.refined, plot)

    def draw(self, painter: QPainter) -> None:
        marks, strong = self.marks(), self._plot.strong
        if self.on and (self._grabbed is None or self._grabbed.kind != "box"):
            layer_keys.draw_frame(painter, layer_keys.frame_of(marks, strong))
            draw_handles(painter, self.handles())
        layer_keys.draw_marks(painter, marks, strong)
        if self._grabbed is not None and self._grabbed.kind == "box" and self._grabbed.moved:
            layer_keys.draw_box(painter, self._box())

    # ---- the mouse -------------------------------------------------------------------------

    def press(self, event: QMouseEvent) -> bool:
        """Whether the tool takes the press."""
        if not self.on or event.button() != Qt.MouseButton.LeftButton:
            return False
        self.give_up()  # the release of an earlier one never came
        at = event.position()
        adds = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        marks, strong = self.marks(), self._plot.strong
        grip = layer_keys.grip_at(layer_keys.frame_of(marks, strong), at)
        mark = layer_keys.mark_at(marks, at, strong)
        handle = handle_at(self.handles(), at)
        on_key = mark is not None and mark.letter == strong
        if handle is not None and not on_key:
            self._grabbed = _Grabbed("handle", at, at, strong, handle.id, handle=handle)
        elif grip and not on_key:
            self._grabbed = _Grabbed(grip, at, at)
        elif mark is None:
            self._grabbed = _Grabbed("box", at, at, adds=adds)
        else:
            self._grab(mark, at, adds)
        return True

    def cursor_at(self, at: QPointF) -> Qt.CursorShape | None:
        """The cursor over what can be dragged; None elsewhere."""
        if not self.on:
            return None
        marks, strong = self.marks(), self._plot.strong
        mark = layer_keys.mark_at(marks, at, strong)
        grip = layer_keys.grip_at(layer_keys.frame_of(marks, strong), at)
        if mark is None or mark.letter != strong:
            if handle_at(self.handles(), at) is not None:
                return Qt.CursorShape.CrossCursor
            if grip:
                return CURSORS[grip]
        return None if mark is None else Qt.CursorShape.PointingHandCursor

    def move(self, event: QMouseEvent) -> bool:
        grabbed = self._grabbed
        if grabbed is None:
            return False
        grabbed.now = event.position()
        grabbed.straight = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        grabbed.alone = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        grabbed.fine = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        way = grabbed.now - grabbed.start
        if not grabbed.moved and max(abs(way.x()), abs(way.y())) > CLICK_PIXELS * theme.scale:
            grabbed.moved = True
            self._plot.hold_scale(grabbed.kind != "box")
        if grabbed.moved and grabbed.kind != "box":
            self.dragged.emit(self._drag())
        self._renew()
        return True

    def release(self, event: QMouseEvent) -> bool:
        grabbed = self._grabbed
        if grabbed is None or event.button() != Qt.MouseButton.LeftButton:
            return grabbed is not None
        grabbed.now = event.position()
        if grabbed.kind == "box":
            self._end_box(grabbed)
        elif grabbed.moved:
            drag = self._drag()
            self._plot.hold_scale(False)
            self._grabbed = None
            self.dropped.emit(drag)
        self._grabbed = None
        self._renew()
        return True

    def double_click(self, event: QMouseEvent) -> bool:
        """A key where there is none."""
        if not self.on or event.button() != Qt.MouseButton.LeftButton:
            return False
        at = event.position()
        if layer_keys.mark_at(self.marks(), at, self._plot.strong) is None:
            self._grabbed = None
            self.put_wanted.emit(snapped(self._plot.times, self._plot.moment_at(at.x())))
        return True

    def give_up(self) -> bool:
        """Let go and leave everything as it was. Whether something was held."""
        grabbed, self._grabbed = self._grabbed, None
        if grabbed is None:
            return False
        self._plot.hold_scale(False)
        if grabbed.kind != "box" and grabbed.moved:
            self.dropped_back.emit()
        self._renew()
        return True

    def _grab(self, mark: KeyMark, at: QPointF, adds: bool) -> None:
        if mark.letter != self._plot.strong:
            self.letter_wanted.emit(mark.letter)
        chosen = self._chosen
        if adds:
            rest = tuple(one for one in chosen if one != mark.id)
            chosen = rest if mark.id in chosen else (*rest, mark.id)
        elif mark.id not in chosen:
            chosen = (mark.id,)
        self._choose(chosen)
        if mark.id not in chosen:
            self._grabbed = None
            return
        curve = next(one for one in self._plot.curves if one.letter == mark.letter)
        values = {
            key.id: float(np.interp(key.time, self._plot.times, curve.refined))
            for key in self.keys
            if key.id in chosen
        }
        self._grabbed = _Grabbed("keys", at, at, mark.letter, mark.id, adds, values=values)

    def _end_box(self, grabbed: _Grabbed) -> None:
        if not grabbed.moved:
            self._choose(self._chosen if grabbed.adds else ())
            self.moment_pressed.emit(self._plot.moment_at(grabbed.start.x()))
            return
        inside = layer_keys.marks_inside(self.marks(), self._box())
        before = self._chosen if grabbed.adds else ()
        self._choose(tuple(dict.fromkeys((*before, *inside))))

    def _choose(self, ids: tuple[str, ...]) -> None:
        if ids != self._chosen:
            self._chosen = ids
            self.chosen.emit(ids)

    def _box(self) -> QRectF:
        assert self._grabbed is not None
        return QRectF(self._grabbed.start, self._grabbed.now).normalized()

    def _drag(self) -> KeyDrag:
        """What the drag comes to so far; times land on samples."""
        grabbed = self._grabbed
        assert grabbed is not None
        across, down = drag_ways(grabbed.now - grabbed.start, straight=grabbed.straight)
        times = {key.id: key.time for key in self.keys if key.id in self._chosen}
        if grabbed.kind == "box" or not times:
            return KeyDrag()
        if grabbed.handle is not None:
            return self._turned(grabbed.handle, grabbed)
        if grabbed.kind == "strength":
            return KeyDrag(strength=strength_of(down))
        moments = min(times.values()), max(times.values())
        begin = {"start": moments[0], "end": moments[1]}.get(
            grabbed.kind, times.get(grabbed.id, moments[0])
        )
        seconds = 0.0
        if across:
            there = self._plot.moment_at(self._plot.x_of(begin) + across)
            seconds = snapped(self._plot.times, there) - begin
        if grabbed.kind != "keys":
            stretch, about = stretch_of(grabbed.kind, moments, seconds)
            return KeyDrag(stretch=stretch, about=about)
        letter = grabbed.letter if self._plot.takes_values else ""
        amount = self._plot.value_of(-down) if letter else 0.0
        amount = FINE * amount if grabbed.fine else amount
        return KeyDrag(seconds, letter, amount)

    def _turned(self, handle: Handle, grabbed: _Grabbed) -> KeyDrag:
        """A tangent, both sides of it unless one is dragged alone."""
        plot = self._plot
        seconds = plot.moment_at(1.0) - plot.moment_at(0.0)
        more = slope_to(handle, grabbed.now, plot.value_of(1.0), seconds) - handle.slope
        arriving = 0.0 if grabbed.alone and handle.side == "out" else more
        leaving = 0.0 if grabbed.alone and handle.side == "in" else more
        return KeyDrag(letter=grabbed.letter, id=handle.id, arriving=arriving, leaving=leaving)
