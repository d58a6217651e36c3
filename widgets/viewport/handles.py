"""What of the motion can be taken hold of in the 3D view: joints, the arrows and the ring
of the selected one, and the places of contacts on the ground."""

from __future__ import annotations

from math import hypot

import numpy as np
from PySide6.QtCore import QPointF

from widgets.theme import theme
from widgets.viewport.handle import AXES, Handle
from widgets.viewport.view_model import PICK_PIXELS, ViewModel

#: Logical pixels: where an arrow begins and ends, the ring's radius, what still hits them.
ARROW_FROM, ARROW_TO, RING, NEAR = 14.0, 46.0, 60.0, 6.0
#: The arrows and the ring are there while the pointer is this near to the selected joint.
REACH = 84.0
#: An arrow that points at the eye is too short to be taken.
SHORTEST = 12.0
HELD = ("plant", "pivot")


def can_hold(view: ViewModel) -> bool:
    """Whether anything can be taken hold of: not while the captured motion is shown."""
    return view.places is not None and not view.shown.captured_only


def handle_at(view: ViewModel, place: QPointF) -> Handle | None:
    """What a press at a place would take hold of: the arrows first, but where a joint is right
    there, then joints, the ring, contacts."""
    points = view.points_now()
    if points is None or view.places is None or not can_hold(view):
        return None
    joint = view.joint_at(place.x(), place.y())
    gizmo = gizmo_handle(view, place)
    if joint is not None:
        x, y, _ = view.on_screen(points[joint])
        right_there = hypot(x - place.x(), y - place.y()) <= NEAR * theme.scale
        if right_there or gizmo is None or gizmo.part == "ring":
            return Handle("joint", joint, start=_three(points[joint]))
    return gizmo or anchor_at(view, place)


def gizmo_is_near(view: ViewModel, place: QPointF) -> bool:
    """Whether the pointer is so near to the selected joint that its arrows and ring are shown."""
    centre = selected_centre(view)
    if centre is None or not can_hold(view):
        return False
    away = hypot(centre.x() - place.x(), centre.y() - place.y())
    return away <= REACH * theme.scale


def gizmo_handle(view: ViewModel, place: QPointF) -> Handle | None:
    """An arrow or the ring of the selected joint at a place."""
    centre, points, joint = selected_centre(view), view.points_now(), view.selection.joint
    if centre is None or points is None or joint is None:
        return None
    near, start = NEAR * theme.scale, _three(points[joint])
    for axis, (first, last) in arrows(view).items():
        if _beside(place, first, last) <= near:
            return Handle("axis", joint, axis, start=start)
    away = hypot(centre.x() - place.x(), centre.y() - place.y())
    if abs(away - RING * theme.scale) <= near:
        return Handle("ring", joint, start=start)
    return None


def selected_centre(view: ViewModel) -> QPointF | None:
    """Where the selected joint is drawn; None where there is none in sight."""
    points, joint = view.points_now(), view.selection.joint
    if points is None or joint is None or view.places is None:
        return None
    if not 0 <= joint < len(view.places.take.joints):
        return None
    x, y, _ = view.on_screen(points[joint])
    return QPointF(x, y) if np.isfinite(x) else None


def arrows(view: ViewModel) -> dict[str, tuple[QPointF, QPointF]]:
    """The arrows of the selected joint along the world's axes: where each begins and ends."""
    centre, points = selected_centre(view), view.points_now()
    if centre is None or points is None or view.selection.joint is None:
        return {}
    place = points[view.selection.joint]
    depth = view.on_screen(place)[2]
    metres = depth / pixels_per_metre_at_one(view)  # a pixel there
    found = {}
    for name, axis in AXES.items():
        reach = ARROW_TO * theme.scale * metres
        x, y, _ = view.on_screen(place + reach * np.array(axis))
        length = hypot(x - centre.x(), y - centre.y())
        if not np.isfinite(length) or length < SHORTEST * theme.scale:
            continue
        end = QPointF(x, y)
        first = centre + (end - centre) * (ARROW_FROM / ARROW_TO)
        found[name] = (first, end)
    return found


def pixels_per_metre_at_one(view: ViewModel) -> float:
    """Logical pixels that a metre fills, seen from one metre away."""
    height = max(view.size.height(), 1)
    return 0.5 * height * float(view.eye.clip_from_eye(view.aspect)[1, 1])


def anchor_at(view: ViewModel, place: QPointF) -> Handle | None:
    """The plant or pivot at the view's moment whose place on the ground is at a pixel."""
    if view.places is None or not view.shown.trails:
        return None
    marks = view.places.marks_at(view.moment, hidden=view.shown.hidden_points)
    best, found = PICK_PIXELS * theme.scale, None
    for contact, first, last in zip(marks.contacts, marks.starts, marks.ends, strict=True):
        if contact.state not in HELD or not contact.start <= view.moment <= contact.end:
            continue
        ends = view.on_screen(np.array([first, last]))
        if not np.isfinite(ends[:, 0]).all():
            continue
        away = _beside(place, QPointF(*ends[0, :2]), QPointF(*ends[1, :2]))
        if away <= best:
            best, found = away, Handle("anchor", contact=contact.id, start=_three(first))
    return found


def _beside(place: QPointF, first: QPointF, last: QPointF) -> float:
    """Pixels from a place to a straight line between two others."""
    way, off = last - first, place - first
    length = QPointF.dotProduct(way, way)
    part = min(max(QPointF.dotProduct(off, way) / length, 0.0), 1.0) if length > 0.0 else 0.0
    left = off - way * part
    return hypot(left.x(), left.y())


def _three(vector: np.ndarray) -> tuple[float, float, float]:
    return (float(vector[0]), float(vector[1]), float(vector[2]))
