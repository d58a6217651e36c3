"""The camera's section of the right column: numbers with spread and source, said by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDoubleSpinBox

from widgets.camera_panel import CameraPanel
from widgets.camera_view import CameraNumber, CameraView
from widgets.theme import theme

pytestmark = pytest.mark.ui

VIEW = CameraView(
    focal_mm=CameraNumber(28.1, "± 7 %", "metadata"),
    focal_px=CameraNumber(954.0, "± 7 %", "metadata"),
    pitch=CameraNumber(3.0, "± 1.2°", "lines"),
    roll=CameraNumber(-0.5, "± 0.8°", "lines"),
    height=CameraNumber(1.32, "± 0.10 m", "guess"),
    ground=CameraNumber(0.0, "", "found"),
    editable=True,
)


@pytest.fixture
def panel(qapp: QApplication, qtbot) -> CameraPanel:
    theme.apply(qapp)
    made = CameraPanel()
    qtbot.addWidget(made)
    made.resize(320, 260)
    made.set_camera(VIEW)
    made.unfold()
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def type_into(field: QDoubleSpinBox, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_numbers_stand_with_their_spread_and_where_they_come_from(panel):
    assert panel.fields["focal_mm"].value() == 28.1
    assert panel.fields["focal_mm"].text() == "28.1 mm"
    assert panel._spreads["pitch"].text() == "± 1.2°"
    assert panel._sources["focal_px"].text() == "metadata"
    assert not panel.forget["pitch"].isVisible()
    panel.unfold(False)
    assert not panel.body.isVisible()
    assert panel._summary.text() == "28.1 mm ± 7 %, 3.0° down ± 1.2°"


def test_what_is_typed_is_said_once_and_what_is_unchanged_is_not(panel, qtbot):
    with qtbot.waitSignal(panel.number_said) as said:
        type_into(panel.fields["pitch"], "12.5")
    assert said.args == ["pitch", 12.5]
    with qtbot.assertNotEmitted(panel.number_said, wait=600):
        type_into(panel.fields["height"], "1.32")


def test_a_roll_is_shown_said_and_forgotten_like_the_pitch(panel, qtbot):
    assert panel.fields["roll"].text() == "-0.5°" and panel._spreads["roll"].text() == "± 0.8°"
    with qtbot.waitSignal(panel.number_said) as said:
        type_into(panel.fields["roll"], "-3.5")
    assert said.args == ["roll", -3.5]
    panel.set_camera(replace(VIEW, roll=CameraNumber(-3.5, "", "yours", True)))
    assert not panel.forget["pitch"].isVisible()
    with qtbot.waitSignal(panel.number_forgotten) as forgotten:
        QTest.mouseClick(panel.forget["roll"], Qt.MouseButton.LeftButton)
    assert forgotten.args == ["roll"]


def test_stepping_says_the_number_only_where_it_rests(panel, qtbot):
    heard = []
    panel.number_said.connect(lambda *args: heard.append(args))
    panel.fields["focal_px"].setFocus()
    for _ in range(3):
        QTest.keyClick(panel.fields["focal_px"], Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [("focal_px", 984.0)]


def test_what_is_yours_can_be_estimated_again(panel, qtbot):
    yours = replace(VIEW, pitch=CameraNumber(12.5, "", "yours", True), horizon_by_user=True)
    panel.set_camera(yours)
    assert panel.forget["pitch"].isVisible() and panel.forget["horizon"].isVisible()
    assert panel.horizon.text() == "Redraw horizon"
    with qtbot.waitSignal(panel.number_forgotten) as forgotten:
        QTest.mouseClick(panel.forget["pitch"], Qt.MouseButton.LeftButton)
    assert forgotten.args == ["pitch"]


def test_a_take_without_a_video_says_why_nothing_can_be_said(panel):
    panel.set_camera(CameraView(why_not="The take has no video."))
    assert not panel.fields["pitch"].isEnabled() and not panel.horizon.isEnabled()
    assert panel.fields["ground"].isEnabled()  # the floor of any motion can be said
    assert panel.fields["pitch"].toolTip() == "The take has no video."
    panel.set_camera(None)
    assert not panel.fields["ground"].isEnabled()


def test_a_fit_shows_how_far_it_is_and_can_be_cancelled_and_begun_again(panel, qtbot):
    panel.set_camera(replace(VIEW, fitting="Fitting, 42 %"))
    assert panel.cancel.isVisible() and not panel.retry.isVisible()
    with qtbot.waitSignal(panel.cancel_requested):
        panel.cancel.click()
    panel.set_camera(replace(VIEW, waits=True))
    assert panel.retry.isVisible() and not panel.cancel.isVisible()
    with qtbot.waitSignal(panel.retry_requested):
        panel.retry.click()


def test_a_number_that_is_being_typed_is_not_overwritten(panel):
    field = panel.fields["height"]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "1.5")
    panel.set_camera(replace(VIEW, height=CameraNumber(1.9)))
    assert field.cleanText() == "1.5"


def test_everything_is_named_and_in_reach_of_the_keyboard(panel):
    for control in (*panel.findChildren(QAbstractButton), *panel.fields.values()):
        assert control.accessibleName() or control.text(), control
        assert control.toolTip() or not control.isVisible(), control.accessibleName()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus or isinstance(
            control.parent(), QDoubleSpinBox
        )


@pytest.mark.parametrize("width", [320, 392])
def test_nothing_is_cut_in_the_narrowest_column(panel, width):
    panel.resize(width, 300)
    drawn = ((0.0, 0.0), (9.0, 0.0))
    said = replace(VIEW, horizon_by_user=True, known_length=drawn, metres=2.0)
    panel.set_camera(replace(said, pitch=CameraNumber(12.5, "", "yours", True)))
    for name, field in panel.fields.items():
        room = field.lineEdit().width() - 4
        assert field.fontMetrics().horizontalAdvance(field.text()) <= room, name
    for label in (*panel._spreads.values(), *panel._sources.values()):
        assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width()
    for button in (panel.horizon, panel.length):
        assert button.fontMetrics().horizontalAdvance(button.text()) <= button.width() - 8
    assert panel.minimumSizeHint().width() <= width
