"""Where an animator was in a take: kept with it, so that it opens there again.

Kept are the moment, the stretch in sight, what is selected, the 3D view's eye, what stands at the
right and what was wrong at first. It is no decision: nothing of it is undone, and a take that
is read-only keeps none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer

from app.document.document import Document
from app.queue import found_at_first
from app.queue.review_queue import ReviewQueue
from app.rooms.review_room import ReviewRoom
from widgets.snapshot import SelectionView, TakeView
from widgets.viewport.orbit_camera import OrbitCamera

KEY = "place"
#: Nothing is written while somebody is on the way: only after so long a rest (ms).
REST_MS = 1500
_EYE = ("yaw", "pitch", "distance", "field_of_view")


class Place(QObject):
    """Writes the place of a room's take after a rest and before it closes; goes there at the next
    opening."""

    def __init__(self, room: ReviewRoom, queue: ReviewQueue, document: Document) -> None:
        super().__init__(room)
        self._room, self._queue, self._document = room, queue, document
        self._known: dict[str, Any] | None = None  # what the take keeps
        self._arrives = False  # a take was opened, and is not shown yet
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.keep)
        document.opened.connect(self._opened)
        document.closing.connect(self.keep)
        room.take_changed.connect(self._shown)
        for moved in (
            room.playback.changed,
            room.selection_changed,
            room.timeline.range_changed,
            room.viewport.view.camera_changed,
            room.queue_shown,
        ):
            moved.connect(self._stir)
        self._opened()
        self._shown(room.take)  # a room is built when a take was opened, and shows it at once

    def keep(self) -> None:
        """Write the present place, where it is another one than the take knows."""
        self._rest.stop()
        take = self._room.take
        if take is None or self._arrives:
            return
        place = self._present(take)
        if place != self._known:
            self._known = place
            self._document.set_view_state(KEY, place)

    # ---- inside ----------------------------------------------------------------------------

    def _opened(self) -> None:
        self._rest.stop()
        self._arrives = self._document.state is not None

    def _stir(self, *_: object) -> None:
        if not self._arrives:
            self._rest.start()

    def _shown(self, take: TakeView | None) -> None:
        if take is None or not self._arrives:
            return
        self._room.turns.finish()  # panels ask for the limits of what they were given
        self._known = self._document.view_state(KEY)
        self._begin()
        self._arrives = False
        if isinstance(self._known, Mapping):
            self._go(take, self._known)

    def _begin(self) -> None:
        """Nothing of the take that was open before: its loop, its moment, what was selected."""
        room = self._room
        room.playback.pause()
        room.playback.set_loop(None)
        room.playback.seek(room.playback.start)
        room.select(joint=None, contact=None, point=None, mark=None, keys=())

    def _present(self, take: TakeView) -> dict[str, Any]:
        room, selection = self._room, self._room.selection
        clock, axis = room.playback.view, room.timeline.axis
        eye = room.viewport.view.camera
        return {
            "time": clock.time,
            "range": None if _shows_all(room) else [axis.start, axis.end],
            "joint": None if selection.joint is None else take.joints[selection.joint],
            "point": selection.point,
            "queue": room.right.shows_queue,
            "found": [list(one) for one in self._queue.events.first or ()],
            "found_of": self._queue.events.of,
            "target": list(eye.target),
            "eye": {name: getattr(eye, name) for name in _EYE},
            "through": room.viewport.view.through is not None,
        }

    def _go(self, take: TakeView, place: Mapping[str, Any]) -> None:
        """What cannot be read, or is no more, is left as it is at first."""
        room = self._room
        if place.get("queue") is True:
            room.right.show_queue(True)
        first = found_at_first.read(place.get("found"))
        if first:
            self._queue.events.first = first
            of = place.get("found_of")
            self._queue.events.of = of if isinstance(of, str) else ""
        moment, sight = place.get("time"), place.get("range")
        if isinstance(sight, list) and _are_numbers(sight, 2) and sight[0] < sight[1]:
            room.timeline.set_visible_range(sight[0], sight[1])
        if isinstance(moment, (int, float)) and _are_numbers([moment], 1):
            room.playback.seek(moment)
        joint, point = place.get("joint"), place.get("point")
        names = [one.name for one in take.points]
        selected = SelectionView(
            joint=take.joints.index(joint) if joint in take.joints else None,
            point=point if point in names else None,
        )
        room.select(joint=selected.joint, point=selected.point)
        eye, target = place.get("eye"), place.get("target")
        if isinstance(eye, Mapping) and _are_numbers([eye.get(name) for name in _EYE], len(_EYE)):
            at = OrbitCamera().target
            if isinstance(target, list) and _are_numbers(target, 3):
                at = (target[0], target[1], target[2])
            found = {name: float(eye[name]) for name in _EYE}
            if found["distance"] > 0.0 and found["field_of_view"] > 0.0:
                room.viewport.view.set_camera(OrbitCamera(at, **found))
        if place.get("through") is True:
            room.viewport.look_through(True)


def _shows_all(room: ReviewRoom) -> bool:
    """Whether the whole take is in sight: then it is so too where a take has grown."""
    axis = room.timeline.axis
    return axis.start <= axis.limits[0] and axis.end >= axis.limits[1]


def _are_numbers(values: Any, count: int) -> bool:
    return (
        isinstance(values, list)
        and len(values) == count
        and all(isinstance(one, (int, float)) and math.isfinite(one) for one in values)
    )
