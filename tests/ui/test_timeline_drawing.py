"""What the timeline paints: states told apart without colour, thin repaints, both themes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawn_takes import contact, drawn_take, many_contacts
from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from widgets.snapshot import ClockView, SelectionView
from widgets.theme import theme
from widgets.timeline.contact_drawing import ContactLook, draw_air, draw_contact, opacity_of
from widgets.timeline.lanes import Lanes, covered_runs
from widgets.timeline.ruler import frame_step, major_moments, number_place, second_step
from widgets.timeline.time_axis import TimeAxis
from widgets.timeline.timeline import Timeline

WIDE = QRectF(10, 4, 148, 20)


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication):
    theme.apply(qapp)


def pixels(image: QImage) -> np.ndarray:
    """(height, width, 3) uint8 red, green, blue."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    # A copy: the image that owns the bytes ends with this call.
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


def painted(look: ContactLook, rect: QRectF = WIDE) -> np.ndarray:
    image = QImage(170, 28, QImage.Format.Format_RGB32)
    image.fill(theme.color("surface.track"))
    painter = QPainter(image)
    draw_contact(painter, rect, look, QRectF(0, 0, 170, 28))
    painter.end()
    return pixels(image)


def grey(picture: np.ndarray) -> np.ndarray:
    return picture @ np.array([0.299, 0.587, 0.114])


def repeats(grey_field: np.ndarray) -> tuple[bool, bool]:
    """Whether a hatch changes along x, along y."""
    return float(np.ptp(grey_field, axis=1).max()) > 8, float(np.ptp(grey_field, axis=0).max()) > 8


def test_hatches_tell_the_states_apart_in_grey():
    field = {
        state: grey(painted(ContactLook(state, True)))[8:20, 60:150]
        for state in ("plant", "pivot", "slide")
    }
    assert repeats(field["plant"]) == (True, True)
    assert repeats(field["pivot"]) == (True, True)
    assert repeats(field["slide"]) == (False, True)
    diagonal = field["plant"]
    # a stripe at 45 degrees: one row down, one pixel to the left
    assert np.abs(diagonal[1:, :-1] - diagonal[:-1, 1:]).mean() < 6
    dots = field["pivot"]
    assert np.abs(dots[1:, :-1] - dots[:-1, 1:]).mean() > 6


def test_each_state_wears_its_letter_on_its_colour():
    for state in ("plant", "pivot", "slide"):
        plate = painted(ContactLook(state, False))[7:21, 16:30]
        colour = np.array(theme.color(f"contact.{state}").getRgb()[:3])
        assert (np.abs(plate.astype(int) - colour).max(axis=2) < 4).mean() > 0.4
        assert grey(plate).min() < 80  # the dark letter


def test_air_is_a_line_and_no_block():
    image = QImage(170, 28, QImage.Format.Format_RGB32)
    image.fill(theme.color("surface.track"))
    painter = QPainter(image)
    draw_air(painter, WIDE, QRectF(0, 0, 170, 28))
    painter.end()
    rows = np.ptp(pixels(image).astype(int), axis=1).max(axis=1) > 0
    assert rows[14] and not rows[:8].any() and not rows[21:].any()
    columns = np.ptp(pixels(image)[14:15, 20:60].astype(int), axis=1)
    assert columns.max() == 0  # the line is even, no hatch


def test_yours_is_solid_with_a_notch_and_automatic_dashed():
    mine, automatic = painted(ContactLook("plant", True)), painted(ContactLook("plant", False))
    colour = np.array(theme.color("contact.plant").getRgb()[:3])
    top = slice(30, 150)
    assert (np.abs(mine[4, top].astype(int) - colour).max(axis=1) < 6).all()
    assert np.ptp(grey(automatic)[4, top]) > 20
    assert (np.abs(mine[6, 11:14].astype(int) - colour).max(axis=1) < 6).all()
    assert not (np.abs(automatic[6, 11:14].astype(int) - colour).max(axis=1) < 6).any()


def test_confidence_is_opacity_as_the_tokens_word_it():
    assert opacity_of(ContactLook("plant", True, 0.1)) == 1.0
    assert opacity_of(ContactLook("plant", False, 1.0)) == pytest.approx(0.75)
    assert opacity_of(ContactLook("plant", False, 0.0)) == pytest.approx(0.75 * 0.35)
    sure, unsure = (painted(ContactLook("plant", False, p))[8:20, 60:150] for p in (1.0, 0.0))
    assert grey(sure).mean() > grey(unsure).mean() + 15


@pytest.mark.parametrize("more", ["selected", "hovered", "pending", "grip"])
def test_every_state_of_a_contact_looks_different(more: str):
    plain = painted(ContactLook("plant", True))
    changed = painted(ContactLook("plant", True, **{more: "end" if more == "grip" else True}))
    assert (plain != changed).any()


def test_a_contact_of_no_length_can_be_seen():
    bar = painted(ContactLook("pivot", True), QRectF(40, 4, 0, 20))
    assert (grey(bar)[14, 38:44] > 80).any()


def grab(widget: QWidget) -> np.ndarray:
    image = QImage(widget.size(), QImage.Format.Format_RGB32)
    widget.render(image)
    return pixels(image)


@pytest.fixture
def timeline(qtbot) -> Timeline:
    shown = Timeline()
    qtbot.addWidget(shown)
    shown.resize(1200, 202)
    shown.set_take(drawn_take())
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def test_contacts_stand_at_their_frames(timeline: Timeline):
    timeline.set_take(
        drawn_take(frames=101, contacts=(contact("a", "left_toe", "slide", 21, 41),), revision=2)
    )
    timeline.set_visible_range(0, 100 / 30)
    shape = timeline.canvas.geometry_now
    row = grab(timeline.canvas)[round(shape.lane(1).top()) + 5]
    x = [round(timeline.axis.x((k - 1) / 30, shape.heads, shape.track_width)) for k in (21, 41)]
    track = np.array(theme.color("surface.track_alt").getRgb()[:3])
    differs = np.flatnonzero(np.abs(row[shape.heads :].astype(int) - track).max(axis=1) > 10)
    differs = differs[differs > 40] + shape.heads  # beyond the playhead at frame 1
    assert abs(differs.min() - x[0]) <= 1 and abs(differs.max() - x[1]) <= 1


class PaintedAreas(QObject):
    """Listens to how many pixels each paint of a widget covers."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.areas: list[int] = []
        self.regions: list[QRegion] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.areas.append(sum(part.width() * part.height() for part in event.region()))
            self.regions.append(QRegion(event.region()))
        return False


def test_moving_the_playhead_repaints_thin_strips_of_the_kept_picture(timeline: Timeline, qtbot):
    canvas = timeline.canvas
    canvas.repaint()
    kept = canvas._still
    painted_areas = PaintedAreas(canvas)
    for count, moment in enumerate((3.0, 3.1, 9.0), start=1):
        timeline.set_clock(ClockView(time=moment))
        qtbot.waitUntil(lambda count=count: len(painted_areas.areas) >= count)
    assert canvas._still is kept
    assert max(painted_areas.areas) < 0.08 * canvas.width() * canvas.height()


def test_the_playhead_is_painted_where_it_was_and_where_it_is(timeline: Timeline, qtbot):
    timeline.set_clock(ClockView(time=1.0))
    qtbot.wait(60)
    asked = PaintedAreas(timeline.canvas)
    timeline.set_clock(ClockView(time=9.0))
    qtbot.waitUntil(lambda: bool(asked.regions))
    shape = timeline.canvas.geometry_now
    for moment in (1.0, 9.0):
        x = round(timeline.axis.x(moment, shape.heads, shape.track_width))
        for y in (10, shape.height - 3):  # the flag and the line
            assert any(region.contains(QPoint(x, y)) for region in asked.regions)


def test_a_playhead_out_of_sight_has_no_flag(timeline: Timeline):
    timeline.set_visible_range(3.0, 5.0)
    timeline.set_clock(ClockView(time=1.0))
    out = grab(timeline.canvas)
    timeline.set_clock(ClockView(time=3.01))
    corner = (slice(2, 15), slice(timeline.canvas.geometry_now.heads, None))
    flag = np.array(theme.color("accent.playhead").getRgb()[:3])
    lit = [
        (np.abs(p[corner].astype(int) - flag).max(axis=2) < 3).sum()
        for p in (out, grab(timeline.canvas))
    ]
    assert lit[0] == 0 and lit[1] > 100


def test_numbers_keep_their_distance_at_any_scale(timeline: Timeline):
    before = major_moments(timeline.axis, drawn_take().refined.times, 30, "timecode", 1000)
    theme.set_scale(2.0)
    try:
        after = major_moments(timeline.axis, drawn_take().refined.times, 30, "timecode", 1000)
    finally:
        theme.set_scale(1.0)
    assert len(after) <= len(before) / 1.5


def test_playing_out_of_sight_turns_the_page(timeline: Timeline):
    timeline.set_visible_range(1.0, 3.0)
    timeline.set_clock(ClockView(time=3.1, playing=True))
    assert timeline.axis.start < 3.1 < timeline.axis.end
    timeline.set_visible_range(1.0, 3.0)
    timeline.set_clock(ClockView(time=9.0, playing=False))
    assert timeline.axis.start == pytest.approx(1.0)


def test_the_range_stays_when_only_the_contacts_change(timeline: Timeline):
    timeline.set_visible_range(2.0, 4.0)
    timeline.set_take(drawn_take(revision=2, contacts=()))
    assert timeline.axis.start == pytest.approx(2.0)
    timeline.set_take(drawn_take(revision=3, frames=50))
    assert timeline.axis.end < 2.0


def test_dark_and_light_are_different_pictures(timeline: Timeline):
    dark = grab(timeline)
    theme.set_dark(False)
    try:
        assert grab(timeline).mean() > dark.mean() + 80
    finally:
        theme.set_dark(True)
    assert (grab(timeline) == dark).all()


def test_the_ruler_shows_frames_or_timecode(timeline: Timeline):
    assert timeline.canvas.flag_text(185 / 30) == "186"
    timeline.canvas.set_unit("timecode")
    assert timeline.canvas.flag_text(185 / 30) == "00:00:06:05"


@pytest.mark.parametrize(
    ("pixels_per_frame", "steps"),
    [(11.4, (10, 1)), (100, (1, 1)), (40, (2, 1)), (1.0, (100, 10)), (0.02, (5000, 500))],
)
def test_numbers_on_the_ruler_keep_their_distance(pixels_per_frame, steps):
    assert frame_step(pixels_per_frame, 64) == steps


def test_a_number_at_the_end_does_not_lie_on_the_one_before():
    rect = QRectF(0, 0, 1000, 20)
    assert number_place(500.0, 30, rect, 460.0) == 504
    assert number_place(990.0, 30, rect, 900.0) == 956  # left of its tick, or it would be cut
    assert number_place(990.0, 30, rect, 955.0) is None


def test_timecode_steps_are_whole_seconds_or_parts_of_one():
    assert second_step(100, 30) == 1.0
    assert second_step(10, 30) == 10.0
    assert second_step(1000, 30) == pytest.approx(0.1)


def test_lanes_come_in_the_order_of_the_feet_and_more_follow():
    from widgets.snapshot import PointView

    none = np.zeros((1, 3))
    names = ["right_toe", "left_hand", "left_heel", "right_heel", "left_toe"]
    lanes = Lanes([PointView(n, n, "left", 0, none, none) for n in names])
    assert lanes.names == ["left_heel", "left_toe", "right_heel", "right_toe", "left_hand"]


def test_air_is_what_nothing_covers():
    lanes = Lanes(
        drawn_take().points,
        (contact("a", "left_heel", "plant", 11, 21), contact("b", "left_heel", "pivot", 21, 31)),
    )
    air = list(lanes.air("left_heel", 0.0, 3.0, (0.0, 3.0)))
    assert air == [(0.0, pytest.approx(10 / 30)), (pytest.approx(1.0), 3.0)]
    assert lanes.gap_at("left_heel", 0.5, (0.0, 3.0)) is None
    assert lanes.gap_at("left_heel", 2.0, (0.0, 3.0)) == (pytest.approx(1.0), 3.0)
    # what is far to the left of the sight still bounds the air that reaches into it
    assert list(lanes.air("left_heel", 2.0, 2.5, (0.0, 3.0))) == [(pytest.approx(1.0), 3.0)]


def test_thousands_of_contacts_are_found_by_time():
    take = drawn_take(frames=72_000, contacts=many_contacts(6000, 72_000))
    lanes = Lanes(take.points, take.contacts)
    found = lanes.between("left_toe", 1000.0, 1010.0)
    expected = [
        c for c in take.contacts if c.point == "left_toe" and c.end >= 1000 and c.start <= 1010
    ]
    assert found == expected and found


def test_narrow_contacts_are_drawn_as_the_pixels_they_touch():
    lefts, rights = np.array([0.2, 3.0, 3.5, 9.9, -5.0]), np.array([0.4, 3.2, 5.1, 14.0, -2.0])
    assert covered_runs(lefts, rights, 12) == [(0, 1), (3, 6), (9, 12)]


def test_a_crowd_of_contacts_still_shows_where_they_are(timeline: Timeline):
    crowd = many_contacts(4000, 12_000)
    early = tuple(one for one in crowd if one.start < 200.0)
    timeline.set_take(drawn_take(frames=12_000, contacts=early, revision=2))
    timeline.show_all()
    shape = timeline.canvas.geometry_now
    row = grab(timeline.canvas)[round(shape.lane(0).top()) + 6].astype(int)  # above the air
    track = np.array(theme.color("surface.track").getRgb()[:3])
    at = [round(timeline.axis.x(t, shape.heads, shape.track_width)) for t in (50.0, 199.0, 300.0)]
    lit = np.abs(row - track).max(axis=1) > 60
    assert lit[at[0] : at[1]].mean() > 0.9 and not lit[at[2] : at[2] + 40].any()


def test_an_axis_keeps_the_moment_under_the_cursor():
    axis = TimeAxis()
    axis.set_limits(0.0, 10.0, 30, fit=True)
    axis.set_range(2.0, 6.0)
    before = axis.x(3.0, 100, 800)
    axis.zoom(0.5, 3.0)
    assert axis.x(3.0, 100, 800) == pytest.approx(before)
    assert axis.moment(before, 100, 800) == pytest.approx(3.0)


def test_focus_by_keyboard_rings_the_current_lane_inside(timeline: Timeline, qtbot):
    timeline.activateWindow()
    qtbot.waitUntil(timeline.isActiveWindow)
    timeline.set_selection(SelectionView(point="right_heel"))
    timeline.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    row = timeline.canvas.geometry_now.lane(2)
    ring = np.array(theme.color("accent.focus").getRgb()[:3])
    seen = grab(timeline.canvas)[round(row.top()), round(row.center().x())]
    assert (np.abs(seen.astype(int) - ring) < 4).all()


def test_screen_readers_hear_lane_and_contact(timeline: Timeline):
    timeline.set_selection(SelectionView(contact="c6", point="left_toe"))
    assert timeline.canvas.accessibleName() == "Contact lanes"
    words = timeline.canvas.accessibleDescription()
    assert words == "Lane left toe, pivot from frame 226 to 246"


def test_only_the_lane_that_changed_is_drawn_again(timeline):
    """Painting every contact of a long take for each edit and answer stalled the window."""
    take = drawn_take()
    timeline.set_take(take)
    canvas = timeline.canvas
    canvas.grab()

    def rows() -> list[int]:
        shape = canvas.geometry_now
        return [canvas.rows.picture(canvas, shape, k).cacheKey() for k in range(len(shape.names))]

    before = rows()
    answered = tuple(replace(one, skate_mm=0.01) for one in take.contacts)
    timeline.set_take(replace(take, contacts=answered))
    assert rows() == before
    moved = replace(answered[0], end=answered[0].end + 0.2)
    timeline.set_take(replace(take, contacts=(moved, *answered[1:])))
    changed = [old != new for old, new in zip(before, rows(), strict=True)]
    assert changed == [name == moved.point for name in canvas.lanes.names]
    theme.set_dark(not theme.dark)
    assert all(old != new for old, new in zip(before, rows(), strict=True))
    theme.set_dark(not theme.dark)
