"""Every action of the window, once: its words, its menu, its icon. Keys come from a keymap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from app.action_spec import ActionSpec
from app.contact_specs import CONTACT_ACTIONS
from app.layer_specs import LAYER_ACTIONS

MENUS = ("File", "Edit", "Take", "Contacts", "Curves", "Play", "View", "Window", "Help")

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("file.capture", "File", "Capture a video…", "Capture motion from a video.", False),
    ActionSpec("file.open", "File", "Open…", "Open a take, a motion (BVH) or a video.", False),
    ActionSpec("file.sample", "File", "Open sample take", "Open the take that ships.", False),
    ActionSpec(
        "file.copy", "File", "Save a copy…", "Write the whole take to another file.", group=1
    ),
    ActionSpec("file.export", "File", "Export…", "Write the refined motion as BVH.", group=1),
    ActionSpec("file.close", "File", "Close take", "Go back to the welcome page.", group=2),
    ActionSpec("file.quit", "File", "Quit", "Close Footing; nothing is left unsaved.", False, 2),
    ActionSpec("edit.undo", "Edit", "Undo", "Take the last decision back."),
    ActionSpec("edit.redo", "Edit", "Redo", "Decide again what was taken back."),
    ActionSpec("edit.history", "Edit", "History…", "All decisions; go back or on to any of them."),
    ActionSpec("edit.find", "Edit", "Find an action…", "Type a word of what to do.", False, 1),
    ActionSpec(
        "edit.settings", "Edit", "Settings…", "Colours, size and keys of the window.", False, 1
    ),
    ActionSpec("take.choose_video", "Take", "Set the video…", "Put a video beside the motion."),
    ActionSpec(
        "take.offset", "Take", "Set the offset…", "Say when in the video the motion starts."
    ),
    ActionSpec(
        "take.offset_earlier",
        "Take",
        "Motion a picture earlier",
        "The motion starts one picture earlier in the video.",
    ),
    ActionSpec(
        "take.offset_later",
        "Take",
        "Motion a picture later",
        "The motion starts one picture later in the video.",
    ),
    ActionSpec(
        "take.estimate",
        "Take",
        "Estimate contacts",
        "Find the plants of both feet; what you decided stays.",
        group=1,
    ),
    ActionSpec(
        "take.clean",
        "Take",
        "Clean the motion",
        "Take the noise of the capture out, keep its detail; again takes that back.",
        group=1,
    ),
    ActionSpec(
        "camera.fields",
        "Take",
        "Show the camera",
        "The camera's numbers, and what you know better.",
        group=3,
    ),
    ActionSpec(
        "camera.horizon",
        "Take",
        "Draw the horizon",
        "Draw where the horizon lies in the video; the camera is fitted again.",
        group=3,
    ),
    ActionSpec(
        "camera.length",
        "Take",
        "Draw a known length",
        "Draw between two points of the floor and say how far apart they are.",
        group=3,
    ),
    ActionSpec(
        "mark.pose", "Take", "Pin the pose", "The pose at the playhead is right: keep it.", group=2
    ),
    ActionSpec(
        "mark.joint",
        "Take",
        "Pin the joint's place",
        "The selected joint is here at the playhead.",
        group=2,
    ),
    ActionSpec(
        "mark.sharp",
        "Take",
        "Sharp mark",
        "A sudden change at the playhead is real and stays; press again to take it back.",
        group=2,
    ),
    ActionSpec(
        "mark.swap",
        "Take",
        "Swap left and right",
        "The capture took left for right in the loop or the selected contacts.",
        group=2,
    ),
    ActionSpec("event.queue", "Take", "Show the queue", "What is wrong, the worst first.", group=4),
    ActionSpec(
        "event.accept", "Take", "Accept the proposal", "The event's proposed answer.", group=4
    ),
    ActionSpec("event.ignore", "Take", "Ignore the event", "It is right as it is.", group=4),
    ActionSpec("event.undecided", "Take", "Undecided", "Leave the event for later.", group=4),
    ActionSpec(
        "event.alike",
        "Take",
        "Same answer for all alike",
        "Show the events like the one just answered; again answers them.",
        group=4,
    ),
    *CONTACT_ACTIONS,
    *LAYER_ACTIONS,
    ActionSpec("play.toggle", "Play", "Play or pause", "Playing keeps true time."),
    ActionSpec("play.forward", "Play", "Shuttle forward", "Press again to go faster."),
    ActionSpec("play.pause", "Play", "Pause", "Stop where the playhead is."),
    ActionSpec("play.backward", "Play", "Shuttle backward", "Press again to go faster."),
    ActionSpec("play.next_frame", "Play", "Next frame", "One frame of the motion on.", group=1),
    ActionSpec("play.previous_frame", "Play", "Previous frame", "One frame back.", group=1),
    ActionSpec(
        "play.next_picture", "Play", "Next picture", "One picture of the video on.", group=1
    ),
    ActionSpec("play.previous_picture", "Play", "Previous picture", "One picture back.", group=1),
    ActionSpec("play.start", "Play", "Go to start", "The first frame of the take.", group=2),
    ActionSpec("play.end", "Play", "Go to end", "The last frame of the take.", group=2),
    ActionSpec("play.loop", "Play", "Loop the selected contact", "Or stop looping.", group=2),
    ActionSpec("view.captured", "View", "Show captured (hold)", "The motion before any decision."),
    ActionSpec(
        "view.all_points",
        "View",
        "Lanes for hands, knees and hips",
        "Contacts of more than the feet.",
    ),
    ActionSpec("view.frame", "View", "Frame selection", "The viewport looks at what is selected."),
    ActionSpec(
        "view.camera",
        "View",
        "Through the camera",
        "The 3D view is the take's own camera's, over its picture; again goes back.",
    ),
    ActionSpec("view.fit", "View", "Show the whole take", "The timeline shows everything."),
    ActionSpec(
        "view.theme", "View", "Light or dark", "Change the colours of the window.", False, 1
    ),
    ActionSpec("view.larger", "View", "Larger", "All words and controls larger.", False, 1),
    ActionSpec("view.smaller", "View", "Smaller", "All words and controls smaller.", False, 1),
    ActionSpec("view.actual_size", "View", "Size of 100 %", "As large as designed.", False, 1),
    ActionSpec("window.reset", "Window", "Reset layout", "All panels where they were at first."),
    ActionSpec("help.keys", "Help", "Keys", "All keys on one sheet.", False),
    ActionSpec(
        "help.tour", "Help", "Tour of the sample", "Two minutes; leave it whenever you like.", False
    ),
    ActionSpec("help.about", "Help", "About Footing", "Version and licences.", False),
)


#: Menus and actions of what only the Review room shows: elsewhere they would act unseen.
REVIEW_MENUS = ("Contacts", "Curves", "Play")
REVIEW_ACTIONS = (
    "camera.fields",
    "camera.horizon",
    "camera.length",
    "mark.pose",
    "mark.joint",
    "mark.sharp",
    "mark.swap",
    "event.queue",
    "event.accept",
    "event.ignore",
    "event.undecided",
    "event.alike",
    "view.captured",
    "view.all_points",
    "view.frame",
    "view.camera",
    "view.fit",
    "window.reset",
)
#: Actions that last as long as their key is held.
HELD = ("view.captured",)
#: Actions that are on or off.
SWITCHES = ("view.captured", "view.all_points", "view.camera", "take.clean", "layer.edit")

#: Signs that are typed with Shift on most keyboards.
SHIFTED = "{}?"


def with_shift(shortcuts: Iterable[QKeySequence]) -> list[QKeySequence]:
    """The same keys as events that keep Shift beside the sign: not every platform takes it off."""
    names = [key.toString() for key in shortcuts]
    return [QKeySequence(f"{n[:-1]}Shift+{n[-1]}") for n in names if n and n[-1] in SHIFTED]


class Actions:
    """The QActions of one window, by id."""

    def __init__(self, owner: QObject, keys: Mapping[str, list[str]]) -> None:
        self._actions: dict[str, QAction] = {}
        self.keys: dict[str, str] = {}  # as a person reads them
        self._specs = {spec.id: spec for spec in ACTIONS}
        self._idle = {  # no event is shown
            "event.accept", "event.ignore", "event.undecided", "event.alike",
        }  # fmt: skip
        self._asked: tuple[bool, bool, dict[str, str]] = (False, True, {})
        self._told: object = None  # what the actions were told last
        for spec in ACTIONS:
            action = QAction(spec.text, owner)
            action.setCheckable(spec.id in SWITCHES)
            self._actions[spec.id] = action
        self.set_keys(keys)

    def set_keys(self, keys: Mapping[str, list[str]]) -> None:
        """Call the actions by these keys from now on: sequences by id of the action."""
        for spec, action in self:
            shortcuts = [QKeySequence(key) for key in keys.get(spec.id, [])]
            if spec.id not in HELD:  # a shortcut knows no release: the session listens
                action.setShortcuts([*shortcuts, *with_shift(shortcuts)])
            elif shortcuts:  # menus show what is behind a tab where others have their key
                action.setText(f"{spec.text}\t{shortcuts[0].toString()}")
            self.keys[spec.id] = "   ".join(key.toString() for key in shortcuts)
            self.tell(spec.id, self._why_off(spec))

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def __iter__(self) -> Iterator[tuple[ActionSpec, QAction]]:
        return iter((spec, self._actions[spec.id]) for spec in ACTIONS)

    def enable(
        self, *, take_is_open: bool, in_review: bool = True, own: Mapping[str, str] | None = None
    ) -> None:
        """Switch off what cannot be done now; its words say why.

        own: by id of an action that does not depend on take and room why it is off; "" where on.
        """
        self._asked = (take_is_open, in_review, dict(own or {}))
        if (*self._asked, self._idle) == self._told:
            return  # telling all of them takes a millisecond, and every edit comes here
        self._told = (*self._asked, self._idle)
        for spec, action in self:
            why = self._why_off(spec)
            action.setEnabled(not why)
            self.tell(spec.id, why)

    def _why_off(self, spec: ActionSpec) -> str:
        """Why an action is off; "" where it is on."""
        take_is_open, in_review, own = self._asked
        if spec.id in own:
            return own[spec.id]
        seen = in_review or not (spec.menu in REVIEW_MENUS or spec.id in REVIEW_ACTIONS)
        if spec.needs_take and not take_is_open:
            return " Open a take first."
        if spec.needs_take and not seen:
            return " Go to Review first."
        if spec.id in self._idle:
            return " Show an event of the queue first."
        return ""

    def switch(self, ids: Iterable[str], on: bool) -> None:
        """Switch actions off whose key belongs to others just now, or on again."""
        self._idle = self._idle - set(ids) if on else self._idle | set(ids)
        take_is_open, in_review, own = self._asked
        self.enable(take_is_open=take_is_open, in_review=in_review, own=own)

    def tell(self, action_id: str, why: str) -> None:
        """Why an action is off, after what it does; "" where it is on."""
        spec, action = self._specs[action_id], self._actions[action_id]
        keys = self.keys[action_id].split("   ")[0]
        shown = f"{spec.text} ({keys})" if keys else spec.text
        action.setToolTip(f"{shown}. {spec.tip}{why}")
        action.setStatusTip(f"{spec.tip}{why}")
