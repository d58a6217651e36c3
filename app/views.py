"""From what core says to what widgets draw: words and places, no computing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from app.deciding.mark_views import mark_views
from app.document.take_state import TakeState
from app.layer.layer_views import layer_views
from core.contacts.contact import Contact
from core.motion.body_parts import body_parts, side_of
from core.motion.contact_point import FOOT_POINT_NAMES
from core.motion.joint_names import shown_name
from core.motion.rest_frame import rest_frames
from core.take.captured import Captured
from core.take.decisions import Cleaning, Decision, SidesSwapped
from core.take.editing.normal_form import contacts_of
from core.take.exchange.other_rig import shifted
from core.take.refining.swapped import keypoints_given_back
from core.take.shown import ShownMotion, euler_orders
from widgets.snapshot import (
    ContactView,
    FigureView,
    MotionView,
    PointView,
    TakeView,
    VideoView,
)
from widgets.timecode import UNEVEN

if TYPE_CHECKING:
    from core.video.reader import VideoReader

#: Below this a plant stands still for any eye (Prazak 2011: skates under 21 mm pass unnoticed).
SKATE_SEEN_MM = 20.0
#: What a written file may keep of a skate (0.05 mm, DESIGN 12's export gate).
SKATE_HELD_MM = 0.05
_OF_THE_RIG = (
    "joints", "parents", "sides", "end_parents", "euler_orders", "part_joints", "rest_frames",
)  # fmt: skip


def take_view(
    state: TakeState,
    video: VideoView | None = None,
    *,
    all_points: bool = False,
    known: tuple[TakeState | None, TakeView | None] = (None, None),
) -> TakeView | None:
    """One frozen value with all that the Review room draws; None where nothing was captured.

    all_points: lanes for every contact point of the rig, not only feet and those with contacts.
    known: an earlier state and its view: what is the same is taken from there.
    """
    captured, before, after = state.captured, state.captured_look, state.refined_look
    if captured is None or before is None or after is None:
        return None
    contacts = contacts_of(state.decisions)
    lanes = {*FOOT_POINT_NAMES, *(d.fact.point for d in contacts if isinstance(d.fact, Contact))}
    return TakeView(
        revision=state.revision,
        name=state.name,
        place=str(state.path),
        rate=before.rate,
        **_rig_views(captured, *known),
        captured=_motion_view(before.shown),
        refined=_motion_view(after.shown),
        settled=state.settled,
        unsolved=state.unsolved,
        tried=False,
        points=tuple(
            point
            for point in _point_views(captured, before.shown, after.shown)
            if all_points or point.name in lanes
        ),
        contacts=_contact_views(contacts, state, *known),
        marks=mark_views(state),
        layer=layer_views(state),
        figures=figure_views(before.figures, after.figures),
        ground_height=after.ground_height,
        duration=captured.motion.seconds,
        video=video,
        video_offset=state.video_offset,
        confidence=captured.confidence,
        camera=captured.camera,
        cleaned=any(isinstance(one.fact, Cleaning) for one in state.decisions),
        cleaned_by=_cleaned_by(state),
    )


def _cleaned_by(state: TakeState) -> tuple[float, str, float] | None:
    """What cleaning took out of the motion that is shown."""
    told = None if state.refined is None else state.refined.report.cleaned
    if told is None:
        return None
    return told.degrees, shown_name(told.joint), told.joint_degrees


def _rig_views(
    captured: Captured, before: TakeState | None, seen: TakeView | None
) -> dict[str, Any]:
    """What a view says of the rig and of a rest pose before it moves: as it was said of the same
    captured motion, which takes a millisecond less."""
    if before is not None and seen is not None and before.captured is captured:
        return {name: getattr(seen, name) for name in _OF_THE_RIG}
    skeleton = captured.motion.skeleton
    return {
        "joints": skeleton.names,
        "parents": tuple(int(parent) for parent in skeleton.parents),
        "sides": side_of(skeleton),
        "end_parents": tuple(site.joint for site in skeleton.end_sites),
        "euler_orders": euler_orders(captured.layout, skeleton.joint_count),
        "part_joints": body_parts(skeleton),
        "rest_frames": rest_frames(captured.motion),
    }


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


def _contact_views(
    decisions: Sequence[Decision], state: TakeState, before: TakeState | None, seen: TakeView | None
) -> tuple[ContactView, ...]:
    known: dict[int, ContactView] = {}
    if before is not None and seen is not None and _looks(before) == _looks(state):
        stated = contacts_of(before.decisions)
        known = {id(one): view for one, view in zip(stated, seen.contacts, strict=True)}
    views = []
    for decision in decisions:
        view = known.get(id(decision))
        if view is None or view.pending != (decision.id in state.pending):
            view = _contact_view(decision, state)
        views.append(view)
    return tuple(views)


def _looks(state: TakeState) -> tuple[object, ...]:
    """What a contact's skates are read from: values that are equal where they are the same."""
    return state.refined, state.captured_look, state.refined_look


def _contact_view(decision: Decision, state: TakeState) -> ContactView:
    contact = decision.fact
    assert isinstance(contact, Contact)
    assert state.captured_look is not None and state.refined_look is not None
    return ContactView(
        id=decision.id,
        point=contact.point,
        state=contact.state,
        start=contact.start,
        end=contact.end,
        by_user=decision.source == "user",
        probability=decision.probability,
        pending=decision.id in state.pending,
        captured_skate_mm=state.captured_look.skates_mm.get(contact),
        skate_mm=None if state.refined is None else state.refined_look.skates_mm.get(contact),
        anchor=contact.anchor,
    )


def figure_views(before: Mapping[str, float], after: Mapping[str, float]) -> tuple[FigureView, ...]:
    """The figures table; keys as core/quality names them, left out where nothing is known."""
    faults = (
        ("Skate, worst", "plant_skate_worst_mm", _millimetres, _skate_status),
        ("Skate, mean", "plant_skate_mean_mm", _millimetres, _skate_status),
        ("Below ground", "penetration_worst_mm", _millimetres, _ground_status),
        ("Toes below ground", "toe_tips_below_worst_mm", _millimetres, _ground_status),
        ("Rotation jumps", "rotation_jumps", _count, _none_status),
    )
    sizes = (
        ("Frames", "frames", _count, None),
        ("Length", "seconds", _seconds, None),
        ("Height", "height_m", _metres, None),
    )
    rates = _rate(before), _rate(after)
    rate = (FigureView("Rate", *rates),) if any(rates) else ()
    return (*_rows(faults, before, after), *rate, *_rows(sizes, before, after))


def _rows(
    rows: Iterable[tuple[str, str, Callable[[float | None], str], Callable[[float], str] | None]],
    before: Mapping[str, float],
    after: Mapping[str, float],
) -> list[FigureView]:
    """Label, key, how its number reads, how it is judged: a line for each key that is known."""
    views = []
    for label, key, words, judge in rows:
        if key in before or key in after:
            value = after.get(key)
            status = judge(value) if judge is not None and value is not None else ""
            views.append(FigureView(label, words(before.get(key)), words(value), status))
    return views


def video_view(state: TakeState, reader: VideoReader | None) -> VideoView | None:
    """The video beside the motion, as the take remembers it and as it was opened."""
    place, captured = state.video_place, state.captured
    if place is None:
        return None
    keypoints = None if captured is None else captured.keypoints
    if keypoints is not None:
        # keypoints are seen at the video's seconds
        swaps = [one.fact for one in shifted(state.decisions, state.video_offset)]
        swaps = [fact for fact in swaps if isinstance(fact, SidesSwapped)]
        keypoints = keypoints_given_back(keypoints, swaps) if swaps else keypoints
    return VideoView(
        path=Path(place.name) if state.video is None else state.video,
        name=place.name,
        width=0 if reader is None else reader.width,
        height=0 if reader is None else reader.height,
        times=place.times if reader is None else reader.times,
        rate=mean_rate(place.times) if reader is None else reader.rate,
        missing=state.video is None,
        replaced=state.video is None and place.is_replaced(),
        keypoints=None if keypoints is None else keypoints.image_points,
        keypoint_names=() if keypoints is None else keypoints.names,
    )


def mean_rate(times: np.ndarray) -> float:
    """Frames a second of (frames,) rising times; 0 for a single one."""
    return float((len(times) - 1) / (times[-1] - times[0])) if len(times) > 1 else 0.0


def _millimetres(value: float | None) -> str:
    return "" if value is None else f"{value:.2f} mm" if value < 1.0 else f"{value:.0f} mm"


def _count(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"


def _rate(figures: Mapping[str, float]) -> str:
    """ "29.97 fps"; of uneven frames their mean, "≈23 fps, uneven"."""
    if "rate_fps" not in figures:
        return ""
    if figures.get("step_spread_ms", 0.0) > 1000.0 * UNEVEN:
        return f"≈{(figures['frames'] - 1.0) / figures['seconds']:.3g} fps, uneven"
    return f"{figures['rate_fps']:.5g} fps"


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
