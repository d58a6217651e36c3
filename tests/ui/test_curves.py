"""Curves of the selected joint: right values, right places, linked to the timeline."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawn_takes import drawn_take
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPaintEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from widgets.curves import Curves
from widgets.curves.curves import NO_JOINT
from widgets.curves.gimbal import gimbal_zones
from widgets.curves.units import DEGREES
from widgets.snapshot import ClockView, SelectionView
from widgets.theme import theme
from widgets.timeline.timeline import Timeline

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def curves(qapp: QApplication, qtbot) -> Curves:
    theme.apply(qapp)
    shown = Curves()
    qtbot.addWidget(shown)
    shown.resize(1100, 220)
    shown.set_take(drawn_take())
    shown.set_visible_range(2.0, 8.0)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def picture(curves: Curves) -> QImage:
    image = QImage(curves.size(), QImage.Format.Format_RGB32)
    curves.render(image)
    return image


def test_without_a_joint_it_says_what_to_do(curves: Curves):
    assert curves.empty.isVisible() and curves.empty.happened.text() == NO_JOINT
    assert not curves.plot.isVisible()


def test_a_joint_shows_three_curves_by_letter_in_the_order_of_the_rig(curves: Curves):
    take = drawn_take()
    curves.set_selection(SelectionView(joint=1))
    assert [one.letter for one in curves.series] == ["X", "Y", "Z"]
    # the rig's order is ZXY: X is the second of its three
    by_letter = {one.letter: one for one in curves.series}
    assert np.array_equal(by_letter["X"].refined, take.refined.euler_degrees[:, 1, 1])
    assert np.array_equal(by_letter["Z"].captured, take.captured.euler_degrees[:, 1, 0])
    assert curves.header.note.text() == "LeftFoot, rotation, degrees, order ZXY"


def test_values_at_the_playhead_have_a_true_minus(curves: Curves):
    take = drawn_take()
    curves.set_selection(SelectionView(joint=1))
    curves.set_clock(ClockView(time=185.4 / 30))
    shown = {row[0]: row[3] for row in curves.legend.rows}
    for letter, place in (("X", 1), ("Y", 2), ("Z", 0)):
        value = take.refined.euler_degrees[185, 1, place]
        assert shown[letter] == f"{value:.1f}°".replace("-", "−")
    assert any(words.startswith("−") for words in shown.values())


def test_minus_zero_is_zero(curves: Curves):
    take = drawn_take()
    still = replace(take.refined, euler_degrees=np.full_like(take.refined.euler_degrees, -0.01))
    curves.set_take(replace(take, refined=still))
    curves.set_selection(SelectionView(joint=1))
    assert {row[3] for row in curves.legend.rows} == {"0.0°"}


def test_angle_is_one_curve(curves: Curves):
    curves.set_selection(SelectionView(joint=1))
    QTest.mouseClick(curves.kind.button("angle"), LEFT)
    assert [one.label for one in curves.series] == ["Angle"]
    assert curves.series[0].refined is not None
    assert "angle from the rest pose" in curves.header.note.text()


def test_the_curve_is_drawn_where_its_values_are(curves: Curves):
    curves.set_selection(SelectionView(joint=1))
    curves.legend.letter_chosen.emit("X")
    curves.plot.grab()
    image = QImage(curves.plot.size(), QImage.Format.Format_RGB32)
    curves.plot.render(image_painter := _painter(image))
    image_painter.end()
    x_curve = next(one for one in curves.series if one.letter == "X")
    red = theme.color("axis.x")
    seen = 0
    frames = [99, 120, 160, 200, 215]
    for frame in frames:
        x, y = curves.plot.x_of(frame / 30), curves.plot.y_of(float(x_curve.refined[frame]))
        near = [
            image.pixelColor(round(x) + dx, round(y) + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)
        ]
        seen += any(abs(c.red() - red.red()) + abs(c.green() - red.green()) < 40 for c in near)
    assert seen == len(frames)


def _painter(image: QImage):
    from PySide6.QtGui import QPainter

    return QPainter(image)


def test_a_click_on_the_plot_goes_to_the_nearest_frame(curves: Curves):
    curves.set_selection(SelectionView(joint=1))
    moments: list[float] = []
    curves.time_requested.connect(moments.append)
    x = round(curves.plot.x_of(120 / 30)) + 2
    QTest.mouseClick(curves.plot.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, QPoint(x, 50))
    assert moments == [pytest.approx(120 / 30)]


def test_the_wheel_asks_for_a_range_around_the_cursor(curves: Curves):
    curves.set_selection(SelectionView(joint=1))
    asked: list[tuple[float, float]] = []
    curves.range_changed.connect(lambda *ends: asked.append(ends))
    at = QPointF(curves.plot.x_of(4.0), 50)
    QApplication.sendEvent(
        curves.plot.viewport(),
        QWheelEvent(
            at, at, QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        ),
    )  # fmt: skip
    start, end = asked[0]
    assert end - start < 5.0
    assert (4.0 - start) / (end - start) == pytest.approx(2.0 / 6.0, abs=1e-3)


class PaintedAreas(QObject):
    """Listens to how many pixels each paint of a widget covers."""

    def __init__(self, widget) -> None:
        super().__init__(widget)
        self.areas: list[int] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.areas.append(sum(part.width() * part.height() for part in event.region()))
        return False


def test_moving_the_playhead_keeps_the_picture_of_the_curves(curves: Curves, qtbot):
    curves.set_selection(SelectionView(joint=1))
    view = curves.plot.viewport()
    qtbot.wait(60)  # what the selection asked to be painted
    kept = curves.plot._still
    painted = PaintedAreas(view)
    for count, moment in enumerate((3.0, 3.1, 7.0), start=1):
        curves.set_clock(ClockView(time=moment))
        qtbot.waitUntil(lambda count=count: len(painted.areas) >= count)
    assert curves.plot._still is kept
    assert max(painted.areas) < 0.05 * view.width() * view.height()


def test_nothing_repaints_by_itself(curves: Curves, qtbot):
    curves.set_selection(SelectionView(joint=1))
    qtbot.wait(60)
    painted = PaintedAreas(curves.plot.viewport())
    qtbot.wait(120)
    assert painted.areas == []


def test_long_takes_draw_what_can_be_seen(curves: Curves):
    curves.set_take(drawn_take(frames=72_000))
    curves.set_selection(SelectionView(joint=1))
    curves.set_visible_range(0.0, 2400.0)
    assert not picture(curves).isNull()
    drawn = [len(item.curve.getData()[0]) for item in curves.plot._item.listDataItems()]
    assert drawn and max(drawn) < 12 * curves.plot.width()


def test_curves_follow_the_timeline_and_lead_it(qapp: QApplication, qtbot):
    theme.apply(qapp)
    curves = Curves()
    timeline = Timeline(curves)
    qtbot.addWidget(timeline)
    timeline.resize(1300, 400)
    timeline.set_take(drawn_take())
    timeline.set_selection(SelectionView(joint=1))
    timeline.show()
    qtbot.waitExposed(timeline)
    timeline.set_visible_range(3.0, 5.0)
    moment = 4.0
    shape = timeline.canvas.geometry_now
    in_lanes = timeline.axis.x(moment, shape.heads, shape.track_width)
    plot = curves.plot
    in_curves = plot.mapTo(timeline, QPoint(round(plot.x_of(moment)), 0)).x()
    assert abs(in_lanes - in_curves) <= 1
    curves.range_changed.emit(3.5, 4.5)
    assert (timeline.axis.start, timeline.axis.end) == (3.5, 4.5)
    assert plot.x_of(3.5) == pytest.approx(0.0)


def test_in_a_small_window_contacts_and_curves_take_turns(qapp: QApplication, qtbot):
    theme.apply(qapp)
    timeline = Timeline(Curves())
    qtbot.addWidget(timeline)
    timeline.resize(959, 202)
    timeline.set_take(drawn_take())
    timeline.set_compact(True)
    timeline.show()
    qtbot.waitExposed(timeline)
    assert not timeline.curves.isVisible()
    lanes = timeline.canvas.geometry_now
    assert lanes.height <= timeline.canvas.visibleRegion().boundingRect().height()
    QTest.mouseClick(timeline.transport.pages.button("curves"), LEFT)
    qtbot.waitUntil(timeline.curves.isVisible)
    assert timeline.canvas.visibleRegion().boundingRect().height() == theme.size("ruler")
    timeline.set_compact(False)
    assert timeline.curves.isVisible()


def test_degrees_of_the_grid_are_plain_numbers():
    assert DEGREES.line_words(-30.0) == "−30°" and DEGREES.line_words(0.5) == "0.5°"


def test_stretches_near_gimbal_lock_are_shaded_and_named(curves: Curves):
    take = drawn_take()
    turned = np.array(take.refined.euler_degrees)
    turned[60:150, 1, 1] = -86.0  # the middle one of three angles, nearly a right one
    near = replace(take.refined, euler_degrees=turned)
    curves.set_selection(SelectionView(joint=1))
    before = picture(curves)
    curves.set_take(replace(take, refined=near))
    assert gimbal_zones(near.times, turned[:, 1, 1]) == (
        (pytest.approx(59 / 30), pytest.approx(150 / 30)),
    )
    assert curves.plot._zones == gimbal_zones(near.times, turned[:, 1, 1])
    assert picture(curves) != before
    curves.kind.button("angle").click()
    assert curves.plot._zones == ()
    assert gimbal_zones(take.refined.times, take.refined.euler_degrees[:, 1, 1]) == ()


def test_curves_that_get_other_values_look_like_new_ones(curves: Curves, qtbot):
    """An answer gives the curves other values; making them anew took 12 ms each time."""

    def anew(take, joint: int, kind: str) -> QImage:
        fresh = Curves()
        qtbot.addWidget(fresh)
        fresh.resize(1100, 220)
        fresh.set_take(take)
        fresh.set_visible_range(2.0, 8.0)
        fresh.set_selection(SelectionView(joint=joint))
        fresh.kind.button(kind).click()
        fresh.show()
        qtbot.waitExposed(fresh)
        return picture(fresh)

    take = drawn_take()
    curves.set_selection(SelectionView(joint=1))
    first = picture(curves)
    items = curves.plot._item.listDataItems()
    moved = np.array(take.refined.euler_degrees)
    moved[150:240] += 20.0
    answered = replace(take, revision=2, refined=replace(take.refined, euler_degrees=moved))
    curves.set_take(answered)
    assert first != picture(curves) == anew(answered, 1, "euler")
    assert curves.plot._item.listDataItems() == items
    curves.set_selection(SelectionView(joint=2))
    assert picture(curves) == anew(answered, 2, "euler")
    curves.set_take(take)
    curves.set_selection(SelectionView(joint=1))
    assert picture(curves) == first
    curves.kind.button("angle").click()
    curves.set_visible_range(0.0, 3.0)
    curves.set_visible_range(2.0, 8.0)
    assert len(curves.plot._item.listDataItems()) == 2
    theme.set_dark(not theme.dark)
    try:
        assert picture(curves) == anew(take, 1, "angle")
    finally:
        theme.set_dark(not theme.dark)


def _counted(shown: Timeline, monkeypatch) -> list[str]:
    """Which pictures are drawn from now on, in order."""
    drawn: list[str] = []
    for name, widget in (("lanes", shown.canvas), ("curves", shown.curves.plot)):
        draw = widget._drawn_still
        monkeypatch.setattr(
            widget, "_drawn_still", lambda name=name, draw=draw: (drawn.append(name), draw())[1]
        )
    return drawn


@pytest.fixture
def whole_timeline(qapp: QApplication, qtbot) -> Timeline:
    theme.apply(qapp)
    timeline = Timeline(Curves())
    qtbot.addWidget(timeline)
    timeline.resize(1100, 420)
    timeline.set_take(drawn_take())
    timeline.set_selection(SelectionView(joint=1))
    timeline.show()
    qtbot.waitExposed(timeline)
    qtbot.waitUntil(lambda: timeline.curves.plot._still is not None)
    qtbot.wait(60)
    return timeline


def test_lanes_and_curves_of_another_stretch_are_drawn_in_turns_of_their_own(
    whole_timeline: Timeline, qtbot, monkeypatch
):
    drawn = _counted(whole_timeline, monkeypatch)
    whole_timeline.axis.set_range(3.0, 7.0)
    for _ in range(3):  # all that is posted, no timer
        QApplication.sendPostedEvents()
    assert drawn == ["lanes"]
    qtbot.waitUntil(lambda: drawn == ["lanes", "curves"])


def test_a_scene_that_hears_of_new_values_does_not_have_them_drawn_a_second_time(
    whole_timeline: Timeline, qtbot, monkeypatch
):
    plot, drawn = whole_timeline.curves.plot, _counted(whole_timeline, monkeypatch)
    changed = [replace(one, refined=one.refined + 1.0) for one in plot.curves]
    plot.set_series(plot.times, 30.0, tuple(changed), plot.strong)
    QApplication.sendPostedEvents()
    assert drawn == []
    qtbot.waitUntil(lambda: bool(drawn))
    qtbot.wait(60)
    assert drawn == ["curves"]


def test_who_looks_before_its_turn_sees_the_curves_as_they_are(whole_timeline: Timeline, qtbot):
    whole_timeline.axis.set_range(3.0, 7.0)
    at_once = whole_timeline.curves.plot.grab().toImage()
    qtbot.wait(60)
    assert whole_timeline.curves.plot.grab().toImage() == at_once


def test_curves_that_were_just_drawn_are_not_drawn_with_the_lanes_of_the_next_stretch(
    whole_timeline: Timeline, qtbot, monkeypatch
):
    plot, drawn = whole_timeline.curves.plot, _counted(whole_timeline, monkeypatch)
    whole_timeline.axis.set_range(3.0, 7.0)
    QApplication.sendPostedEvents()
    plot.paint_now()  # its turn; the next stretch comes before anything else does
    whole_timeline.axis.set_range(3.1, 7.0)
    for _ in range(3):
        QApplication.sendPostedEvents()
    assert drawn == ["lanes", "curves", "lanes"]


def test_keys_of_the_layer_wait_for_the_picture_that_is_to_come(
    whole_timeline: Timeline, monkeypatch
):
    plot, drawn = whole_timeline.curves.plot, _counted(whole_timeline, monkeypatch)
    plot.renew()
    plot.keys.set_on(True)
    for _ in range(3):
        QApplication.sendPostedEvents()
    assert drawn == []


def test_the_curves_turn_is_not_put_off_by_more_changes(
    whole_timeline: Timeline, qtbot, monkeypatch
):
    drawn = _counted(whole_timeline, monkeypatch)
    for step in range(20):
        whole_timeline.axis.set_range(3.0 + 0.01 * step, 7.0)
        qtbot.wait(3)
    assert drawn.count("curves") >= 2


def test_curves_of_which_a_part_lies_out_of_sight_are_drawn_in_their_turn_too(
    whole_timeline: Timeline, qtbot, monkeypatch
):
    host = QWidget()
    qtbot.addWidget(host)
    whole_timeline.setParent(host)
    whole_timeline.show()
    host.resize(whole_timeline.width(), whole_timeline.height() - 60)
    host.show()
    qtbot.waitExposed(host)
    qtbot.wait(60)
    drawn = _counted(whole_timeline, monkeypatch)
    whole_timeline.axis.set_range(3.0, 7.0)
    qtbot.wait(200)
    whole_timeline.setParent(None)  # its own again
    assert "curves" in drawn
