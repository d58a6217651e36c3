"""The edit layer in the Review room: from keys, mouse and menu to intents of the document."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt

from app.actions import Actions
from app.document.layer_door import layer_facts
from app.rooms.review_room import ReviewRoom
from core.take.editing.edits import Edit
from core.take.layer.layer_grip import LayerGrip
from core.take.layer_key import LayerChannel, LayerKey, TangentOut
from widgets.curves.key_drag import KeyDrag
from widgets.curves.scale_dialog import ScaleDialog
from widgets.snapshot import LayerKeyView, SelectionView, TakeView

NO_JOINT = "Select a joint first: click it in the viewport or the video."
NO_KEYS = "Choose keys first: click one on the curves, or draw a box around them."
HOW = "Drag keys or draw a box: Shift adds or keeps straight, Ctrl is fine, Escape gives up."
NO_CURVE = "Show Euler or Place: an angle from the rest pose has no key to raise."
NO_COPY = "Copy keys first."
#: What a tap raises keys by: degrees, metres.
STEP = {"rotation": 1.0, "position": 0.01}
#: Two keys this close are at one moment (seconds).
SAME = 1e-6
TANGENTS: tuple[TangentOut, ...] = ("auto", "flat", "linear", "stepped")


class LayerActions(QObject):
    """Feeds the curves their chosen keys, and does what keys, mouse and menu say."""

    def __init__(self, room: ReviewRoom, actions: Actions) -> None:
        super().__init__(room)
        self._room, self._actions = room, actions
        self._copied: tuple[LayerKey, ...] = ()
        self._grip: LayerGrip | None = None
        self._curves = room.curves
        self._connect_actions()
        self._connect_curves()
        room.selection_changed.connect(self._selected)
        room.take_changed.connect(self._forget_lost)

    # ---- connecting ------------------------------------------------------------------------

    def _connect_actions(self) -> None:
        does: dict[str, Callable[[], object]] = {
            "insert": self._insert,
            "zero": lambda: self._insert(zero=True),
            "delete": self._delete,
            "copy": self._copy,
            "paste": self._paste,
            "all": self._choose_all,
            "none": lambda: self._choose(()),
            "next": lambda: self._go(1),
            "previous": lambda: self._go(-1),
            "letter": self._next_letter,
            "raise": lambda: self._raise(1.0),
            "lower": lambda: self._raise(-1.0),
            "raise_bit": lambda: self._raise(0.1),
            "lower_bit": lambda: self._raise(-0.1),
            "earlier": lambda: self._shift(-1),
            "later": lambda: self._shift(1),
            "scale": self._ask_scale,
        }
        does |= {kind: lambda kind=kind: self._set_tangents(kind) for kind in TANGENTS}
        for name, then in does.items():
            self._actions[f"layer.{name}"].triggered.connect(lambda _=False, then=then: then())
        self._actions["layer.edit"].toggled.connect(self._edit)

    def _connect_curves(self) -> None:
        curves, actions = self._curves, self._actions
        curves.editing_toggled.connect(actions["layer.edit"].setChecked)
        curves.key_wanted.connect(actions["layer.insert"].trigger)
        curves.key_put.connect(lambda moment: self._insert(moment))
        curves.tangents_wanted.connect(self._set_tangents)
        curves.keys_chosen.connect(self._choose)
        curves.keys_dragged.connect(self._drag)
        curves.keys_dropped.connect(self._drop)
        curves.drag_left.connect(self._leave)
        first = {name: actions.keys[f"layer.{name}"].split("   ")[0] for name in
                 ("edit", "insert", "zero")}  # fmt: skip
        curves.set_key_words(first["insert"], first["zero"])
        curves.tools.say(
            (first["edit"], "Choose and drag keys that are added to the motion."),
            (first["insert"], "A key of the selected joint at the playhead."),
        )

    # ---- what is meant ---------------------------------------------------------------------

    @property
    def _take(self) -> TakeView | None:
        return self._room.take

    @property
    def _moment(self) -> float:
        return self._room.playback.view.time

    @property
    def _channel(self) -> LayerChannel:
        return "position" if self._curves.channel == "position" else "rotation"

    @property
    def _own(self) -> tuple[LayerKeyView, ...]:
        """The keys of the selected joint that the curves show."""
        take, joint = self._take, self._room.selection.joint
        layer = () if take is None else take.layer
        return tuple(k for k in layer if k.joint == joint and k.channel == self._channel)

    @property
    def _chosen(self) -> tuple[str, ...]:
        return self._room.selection.keys

    def _choose(self, ids: tuple[str, ...]) -> None:
        """Keys are chosen alone: what else was selected is no longer what the next key means."""
        if ids:
            self._room.select(keys=ids, contact=None, mark=None)
        else:
            self._room.select(keys=())

    def _some_chosen(self) -> bool:
        if not self._chosen:
            self._room.said.emit(NO_KEYS)
        return bool(self._chosen)

    def _selected(self, selection: SelectionView) -> None:
        """Keys of another joint, or left for a contact or a mark, are chosen no more."""
        take = self._take
        if not selection.keys or take is None:
            return
        joints = {key.joint for key in take.layer if key.id in selection.keys}
        other = selection.contact is not None or selection.mark is not None
        if other or joints - {selection.joint}:
            self._room.select(keys=())

    def _forget_lost(self, take: TakeView | None) -> None:
        known = set() if take is None else {key.id for key in take.layer}
        left = tuple(one for one in self._chosen if one in known)
        if left != self._chosen:
            self._room.select(keys=left)

    # ---- keys ------------------------------------------------------------------------------

    def _edit(self, on: bool) -> None:
        self._curves.set_editing(on)
        if on:
            self._room.timeline.show_curves()
            self._room.said.emit(HOW)

    def _insert(self, moment: float | None = None, *, zero: bool = False) -> None:
        take, joint = self._take, self._room.selection.joint
        if take is None or joint is None:
            self._room.said.emit(NO_JOINT)
            return
        at = self._moment if moment is None else moment
        self._actions["layer.edit"].setChecked(True)
        value = (0.0, 0.0, 0.0) if zero else None
        self._choose(self._room.document.insert_layer_key(joint, self._channel, at, value))

    def _delete(self) -> None:
        if self._some_chosen():
            self._room.document.delete_layer_keys(self._chosen)

    def _copy(self) -> None:
        state = self._room.document.state
        if state is not None and self._some_chosen():
            self._copied = layer_facts(state.decisions, self._chosen)
            count = len(self._copied)
            self._room.said.emit(f"Copied {count} key{'s' if count > 1 else ''}.")

    def _paste(self) -> None:
        if not self._copied:
            self._room.said.emit(NO_COPY)
            return
        selection = self._room.selection
        document = self._room.document
        self._actions["layer.edit"].setChecked(True)
        self._choose(document.paste_layer_keys(self._copied, self._moment, selection.joint))

    def _set_tangents(self, kind: TangentOut) -> None:
        if self._some_chosen():
            self._room.document.set_layer_tangents(self._chosen, kind)

    def _choose_all(self) -> None:
        if self._room.selection.joint is None:
            self._room.said.emit(NO_JOINT)
        self._choose(tuple(key.id for key in self._own))

    def _go(self, step: int) -> None:
        """The next moment with keys of the joint, after or before the playhead."""
        moments = [key.time for key in self._own]
        if step > 0:
            ahead = [moment for moment in moments if moment > self._moment + SAME]
        else:
            ahead = [moment for moment in reversed(moments) if moment < self._moment - SAME]
        if not ahead:
            self._room.said.emit(f"No key {'after' if step > 0 else 'before'} this one.")
            return
        self._room.playback.scrub(ahead[0])
        self._choose(tuple(k.id for k in self._own if abs(k.time - ahead[0]) <= SAME))

    def _next_letter(self) -> None:
        self._curves.choose_next_letter()

    # ---- moving ----------------------------------------------------------------------------

    def _raise(self, steps: float) -> None:
        if self._some_chosen():
            if not self._curves.letter:
                self._room.said.emit(NO_CURVE)
                return
            amount = steps * STEP[self._channel]
            self._do(lambda grip: grip.moved(letter=self._curves.letter, amount=amount))

    def _shift(self, frames: int) -> None:
        take = self._take
        if take is not None and self._some_chosen():
            self._do(lambda grip: grip.moved(seconds=frames / take.rate))

    def _ask_scale(self) -> None:
        if not self._some_chosen():
            return
        dialog = ScaleDialog(self._room)
        dialog.accepted.connect(lambda: self._scale(dialog.strength, dialog.stretch))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _scale(self, strength: float, stretch: float) -> None:
        if self._some_chosen():
            self._do(lambda grip: grip.scaled(strength, stretch, grip.moments[0]))

    def _do(self, build: Callable[[LayerGrip], Edit]) -> None:
        """One edit of the chosen keys, from where they are now."""
        grip = self._room.document.hold_layer_keys(self._chosen)
        if grip is not None:
            self._room.document.do(build(grip))

    def _drag(self, drag: KeyDrag) -> None:
        """While the mouse is down: shown, not decided."""
        if self._grip is None:
            self._grip = self._room.document.hold_layer_keys([drag.id] if drag.id else self._chosen)
        if self._grip is not None and not self._is_outdated(self._grip):
            self._room.document.try_edit(_edit_of(self._grip, drag))

    def _drop(self, drag: KeyDrag) -> None:
        """Let go: one edit, however long the drag was."""
        grip, self._grip = self._grip, None
        document = self._room.document
        if grip is None or self._is_outdated(grip) or drag.changes_nothing:
            document.try_edit(None)
        else:
            document.do(_edit_of(grip, drag))

    def _leave(self) -> None:
        self._grip = None
        self._room.document.try_edit(None)

    def _is_outdated(self, grip: LayerGrip) -> bool:
        """Whether something was decided while keys were held."""
        state = self._room.document.state
        return state is None or state.decisions is not grip.decisions


def _edit_of(grip: LayerGrip, drag: KeyDrag) -> Edit:
    if drag.id:
        return grip.slanted(drag.letter, drag.arriving, drag.leaving)
    if drag.scales:
        return grip.scaled(drag.strength, drag.stretch, drag.about)
    return grip.moved(drag.seconds, drag.letter, drag.amount)
