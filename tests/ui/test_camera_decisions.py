"""The camera said in a whole window: the capture is fitted again, and undo brings it back."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from open_window import SLOW
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from core.capture.capture_to_file import capture_to_file
from core.capture.options.options import CaptureOptions
from core.take.editing.camera_edits import FIT_TO_CAMERA, camera_fact
from core.take.on_disk.take_opening import open_take
from core.video.reader import VideoReader
from core.video.writer import VideoWriter

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample" / "video.mp4"
FRAMES = 45

pytestmark = [
    pytest.mark.ui,
    pytest.mark.skipif(
        importlib.util.find_spec("mediapipe") is None, reason="needs mediapipe, see README"
    ),
]


@pytest.fixture(scope="module")
def captured_take(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A take of one and a half seconds of the sample, captured by the command line's function."""
    folder = tmp_path_factory.mktemp("camera")
    clip = folder / "clip.mp4"
    with VideoReader(SAMPLE) as reader, VideoWriter(clip, reader.width, reader.height, 30) as out:
        for frame in reader.frames(0, FRAMES):
            out.write(frame)
    take = folder / "clip.footing"
    capture_to_file(
        clip, CaptureOptions(height=1.75), folder / "clip.bvh", rate=30.0, take_path=take
    )
    return take


@pytest.fixture
def window(opened, captured_take: Path, tmp_path: Path):
    import shutil

    for file in captured_take.parent.iterdir():
        shutil.copy(file, tmp_path / file.name)
    made = opened(tmp_path / captured_take.name)
    made.bot.waitUntil(lambda: made.room.video.canvas.has_picture, timeout=SLOW)
    return made


def roots(window) -> bytes:
    return window.document.state.captured.motion.root_positions.tobytes()


def wait_for_fit(window, before: bytes) -> None:
    fits = window.session.camera_fits
    window.bot.waitUntil(
        lambda: fits.fitting is None and not fits.waits and roots(window) != before, timeout=SLOW
    )
    window.bot.waitUntil(
        lambda: (
            window.document.state.journal.entries[-1].edit.name == FIT_TO_CAMERA
            or window.document.state.journal.entries[-1].action != "do"
        ),
        timeout=SLOW,
    )
    window.settle()


def test_a_typed_pitch_is_fitted_without_detecting_again_and_undo_brings_the_old_bytes(window):
    panel = window.room.panel.camera
    panel.unfold()
    assert panel._sources["pitch"].text() in ("lines", "guess")
    first = roots(window)
    heard: list[str] = []
    field = panel.fields["pitch"]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "8.0")
    QTest.keyClick(field, Qt.Key.Key_Return)
    window.bot.waitUntil(lambda: window.session.camera_fits.fitting is not None, timeout=SLOW)
    assert panel.cancel.isVisible()
    job = window.session.camera_fits._job
    job.progressed.connect(lambda fraction, sentence, left: heard.append(sentence))
    wait_for_fit(window, first)
    frames = [words for words in heard if words.startswith("Keypoints: frame")]
    assert not frames, "the person was looked for again"
    state = window.document.state
    fitted = roots(window)
    assert np.degrees(state.captured.camera_estimate.pitch) == pytest.approx(8.0, abs=0.5)
    assert panel._sources["pitch"].text() == "yours"
    window.document.undo()
    window.bot.waitUntil(lambda: roots(window) == first, timeout=SLOW)
    window.settle()
    assert camera_fact(window.document.state.decisions).pitch is None
    window.document.redo()
    window.bot.waitUntil(lambda: roots(window) == fitted, timeout=SLOW)
    window.settle()
    path = window.document.state.path
    window.document.close()
    with open_take(path) as take:  # and so it lies on the disk
        kept = take.captured()
        assert kept is not None
        assert kept.motion.root_positions.tobytes() == fitted


def test_what_a_capture_doubted_is_said_while_it_is_true(window):
    first, notice, doubt = roots(window), window.window.notice, "The pitch cannot be known."
    window.session.camera_fits.captured_anew((doubt,))
    assert doubt in notice.sentence
    field = window.room.panel.camera.fields["pitch"]
    window.room.panel.camera.unfold()
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "8.0")
    QTest.keyClick(field, Qt.Key.Key_Return)
    wait_for_fit(window, first)
    assert doubt not in notice.sentence
    window.document.undo()
    window.bot.waitUntil(lambda: roots(window) == first, timeout=SLOW)
    window.settle()
    assert doubt in notice.sentence


def test_a_typed_roll_is_a_decision_of_its_own_and_is_fitted(window):
    panel = window.room.panel.camera
    panel.unfold()
    first = roots(window)
    field = panel.fields["roll"]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "3.0")
    QTest.keyClick(field, Qt.Key.Key_Return)
    wait_for_fit(window, first)
    fact = camera_fact(window.document.state.decisions)
    assert np.degrees(fact.roll) == pytest.approx(3.0) and fact.pitch is None
    estimate = window.document.state.captured.camera_estimate
    assert np.degrees(estimate.roll) == pytest.approx(3.0, abs=0.5)
    assert panel._sources["roll"].text() == "yours" != panel._sources["pitch"].text()
    QTest.mouseClick(panel.forget["roll"], Qt.MouseButton.LeftButton)
    assert camera_fact(window.document.state.decisions).roll is None
    window.bot.waitUntil(lambda: roots(window) == first, timeout=SLOW)
    window.settle()


def test_what_the_user_planted_survives_a_drawn_horizon(window):
    window.document.put_contact("left_heel", "slide", 0.2, 0.4)
    window.settle()
    first = roots(window)
    window.session.camera_actions.draw("horizon")
    tool = window.room.video.line_tool
    assert tool.kind == "horizon"
    y = round(0.42 * tool.height())
    QTest.mousePress(tool, Qt.MouseButton.LeftButton, pos=QPoint(20, y))
    QTest.mouseMove(tool, QPoint(tool.width() - 20, y))
    QTest.mouseRelease(tool, Qt.MouseButton.LeftButton, pos=QPoint(tool.width() - 20, y))
    wait_for_fit(window, first)
    state = window.document.state
    assert camera_fact(state.decisions).horizon is not None
    kept = [one for one in state.decisions if getattr(one.fact, "state", "") == "slide"]
    assert [one.source for one in kept] == ["user"]
    assert window.room.panel.camera.horizon.text() == "Redraw horizon"


def test_a_cancelled_fit_keeps_the_decision_and_the_motion_and_can_be_begun_again(window):
    first, fits = roots(window), window.session.camera_fits
    window.document.state_camera(focal=700.0)
    window.bot.waitUntil(lambda: fits.fitting is not None, timeout=SLOW)
    window.room.panel.camera.cancel.click()
    window.bot.waitUntil(lambda: fits.fitting is None, timeout=SLOW)
    assert roots(window) == first
    assert camera_fact(window.document.state.decisions).focal == 700.0
    assert window.room.panel.camera.retry.isVisibleTo(window.room.panel.camera)
    window.room.panel.camera.retry.click()
    wait_for_fit(window, first)
    estimate = window.document.state.captured.camera_estimate
    assert estimate.focal == pytest.approx(700.0, rel=0.05)
    assert estimate.focal_source == "yours"


def test_a_line_that_is_no_horizon_is_refused_in_a_sentence(window, qtbot):
    window.session.camera_actions.draw("horizon")
    tool = window.room.video.line_tool
    said: list[str] = []
    window.room.said.connect(said.append)
    QTest.mousePress(tool, Qt.MouseButton.LeftButton, pos=QPoint(200, 60))
    QTest.mouseMove(tool, QPoint(203, 190))
    QTest.mouseRelease(tool, Qt.MouseButton.LeftButton, pos=QPoint(203, 190))
    assert any("upright" in sentence for sentence in said)
    assert camera_fact(window.document.state.decisions).horizon is None
