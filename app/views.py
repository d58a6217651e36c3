"""From what core says to what widgets draw: words and places, no computing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from core.contacts.contact import Contact
from core.motion.body_parts import side_of
from core.motion.contact_point import FOOT_POINT_NAMES
from core.quality.look import TakeLook
from core.take.captured import Captured
from core.take.decisions import Decision, Ground, VideoOffset
from core.take.shown import ShownMotion, euler_orders
from widgets.snapshot import (
    ContactView,
    FigureView,
    MotionView,
    PointView,
    TakeView,
    VideoView,
)

#: Below this a plant stands still for any eye (Prazak 2011: slides under 21 mm pass unnoticed).
SKATE_SEEN_MM = 20.0
#: What a written file may keep of a skate (0.05 mm, DESIGN 12's export gate).
SKATE_HELD_MM = 0.05


def take_view(
    name: str,
    revision: int,
    captured: Captured,
    captured_look: TakeLook,
    refined_look: TakeLook,
    decisions: Iterable[Decision],
    *,
    settled: bool,
    pending: frozenset[str] = frozenset(),
    video: VideoView | None = None,
) -> TakeView:
    """One frozen value with all that the Review room draws."""
    decisions = tuple(decisions)
    skeleton = captured.motion.skeleton
    offset = next((d.fact.seconds for d in decisions if isinstance(d.fact, VideoOffset)), 0.0)
    ground = next((d.fact.height for d in decisions if isinstance(d.fact, Ground)), None)
    return TakeView(
        revision=revision,
        name=name,
        rate=captured_look.rate,
        joints=skeleton.names,
        parents=tuple(int(parent) for parent in skeleton.parents),
        sides=side_of(skeleton),
        end_parents=tuple(site.joint for site in skeleton.end_sites),
        euler_orders=euler_orders(captured.layout, skeleton.joint_count),
        captured=_motion_view(captured_look.shown),
        refined=_motion_view(refined_look.shown),
        settled=settled,
        points=_point_views(captured, captured_look.shown, refined_look.shown),
        contacts=tuple(
            _contact_view(d, d.fact, captured_look, refined_look, settled, pending)
            for d in decisions
            if isinstance(d.fact, Contact)
        ),
        figures=figure_views(captured_look.figures, refined_look.figures),
        ground_height=captured_look.ground_height if ground is None else ground,
        duration=captured.motion.seconds,
        video=video,
        video_offset=offset,
        confidence=captured.confidence,
    )


def _motion_view(shown: ShownMotion) -> MotionView:
    return MotionView(
        shown.times,
        shown.world_positions,
        shown.end_positions,
        shown.euler_degrees,
        shown.turn_degrees,
        shown.image_positions,
    )


def _point_views(
    captured: Captured, before: ShownMotion, after: ShownMotion
) -> tuple[PointView, ...]:
    """The feet's lanes first and always; other points where the rig has them."""
    views = []
    for column, point in enumerate(captured.contact_points):
        side, _, part = point.name.partition("_")
        views.append(
            PointView(
                point.name,
                part.capitalize(),
                side if side in ("left", "right") else "centre",
                point.joint,
                before.point_positions[:, column],
                after.point_positions[:, column],
            )
        )
    order = {name: place for place, name in enumerate(FOOT_POINT_NAMES)}
    return tuple(sorted(views, key=lambda view: order.get(view.name, len(order))))


def _contact_view(
    decision: Decision,
    contact: Contact,
    before: TakeLook,
    after: TakeLook,
    settled: bool,
    pending: frozenset[str],
) -> ContactView:
    return ContactView(
        id=decision.id,
        point=contact.point,
        state=contact.state,
        start=contact.start,
        end=contact.end,
        by_user=decision.source == "user",
        probability=decision.probability,
        pending=decision.id in pending,
        captured_skate_mm=before.skates_mm.get(contact),
        skate_mm=after.skates_mm.get(contact) if settled else None,
        anchor=contact.anchor,
    )


def figure_views(before: Mapping[str, float], after: Mapping[str, float]) -> tuple[FigureView, ...]:
    """The figures table; keys as core/quality names them, left out where nothing is known."""
    rows = (
        ("Skate in plants, worst", "plant_skate_worst_mm", _millimetres, _skate_status),
        ("Skate in plants, mean", "plant_skate_mean_mm", _millimetres, _skate_status),
        ("Below ground, worst", "penetration_worst_mm", _millimetres, _ground_status),
        ("Jumps in rotation", "rotation_jumps", _count, _none_status),
        ("Rate", "rate_fps", _rate, None),
        ("Frames", "frames", _count, None),
        ("Length", "seconds", _seconds, None),
        ("Height", "height_m", _metres, None),
    )
    views = []
    for label, key, words, judge in rows:
        if key in before or key in after:
            value = after.get(key)
            status = judge(value) if judge is not None and value is not None else ""
            views.append(FigureView(label, words(before.get(key)), words(value), status))
    return tuple(views)


def video_view(path: Path, name: str, reader_or_place: object, *, missing: bool) -> VideoView:
    """The video beside the motion, from an open reader or from what the take remembers."""
    place = reader_or_place
    return VideoView(
        path=path,
        name=name,
        width=getattr(place, "width", 0),
        height=getattr(place, "height", 0),
        times=getattr(place, "times", getattr(place, "frame_times", None)),
        rate=getattr(place, "rate", 0.0),
        missing=missing,
    )


def _millimetres(value: float | None) -> str:
    return "" if value is None else f"{value:.2f} mm" if value < 1.0 else f"{value:.0f} mm"


def _count(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"


def _rate(value: float | None) -> str:
    return "" if value is None else f"{value:g} fps"


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.2f} s"


def _metres(value: float | None) -> str:
    return "" if value is None else f"{value:.2f} m"


def _skate_status(value: float) -> str:
    return "ok" if value <= SKATE_HELD_MM else "warn" if value <= SKATE_SEEN_MM else "error"


def _ground_status(value: float) -> str:
    return "ok" if value <= 1.0 else "warn"


def _none_status(value: float) -> str:
    return "ok" if value == 0 else "warn"
