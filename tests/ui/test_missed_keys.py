"""A key of the edit layer that contacts hold back is told in the window, until it is met."""

from __future__ import annotations

from pathlib import Path

import made_walk
import pytest
from PySide6.QtCore import Qt

from core.files.motion_file import write_motion
from core.take.layer.layer_edits import put_layer_keys
from core.take.layer_key import LayerKey

RATE = 30.0
UNDO = Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def walking(opened, tmp_path: Path):
    path = tmp_path / "walk.bvh"
    write_motion(path, made_walk.walk(4.0, RATE).motion, rate=RATE)
    window = opened(path)
    window.window.notice.clear()  # that decisions are kept beside the motion
    return window


def raise_hips(window, *heights: float) -> None:
    """Keys of the hips' height at 1, 1.5 s and so on, between keys of zero."""
    keys = [
        LayerKey("Hips", "position", 1.0 + 0.5 * place, (0.0, height, 0.0))
        for place, height in enumerate((0.0, *heights, 0.0))
    ]
    window.document.do(put_layer_keys(window.document.state.decisions, keys))
    window.settle()
    window.bot.wait(50)


@pytest.mark.ui
def test_a_key_that_planted_feet_hold_back_is_told_until_it_is_undone(walking):
    raise_hips(walking, 0.3)
    notice = walking.window.notice
    assert notice.isVisible() and notice.tone == "warn"
    assert notice.sentence.startswith("Hips position layer key 1.500 s (frame 46) misses by ")
    assert "planted" in notice.sentence
    walking.key(*UNDO)
    walking.settle()
    walking.bot.wait(50)
    assert not notice.isVisible()


@pytest.mark.ui
def test_of_several_missed_keys_the_worst_is_told_and_the_others_are_counted(walking):
    raise_hips(walking, 0.2, 0.4)
    sentence = walking.window.notice.sentence
    assert sentence.startswith("Hips position layer key 2.000 s")
    assert sentence.endswith(" 1 other key is missed too.")


@pytest.mark.ui
def test_nothing_is_told_of_keys_that_are_met(walking):
    raise_hips(walking, -0.03)
    assert "misses" not in walking.window.notice.sentence


@pytest.mark.ui
def test_a_slide_that_the_foots_plant_takes_is_told_with_what_is_left_of_it(walking):
    """Both were wanted: the plant holds, and the slide is lost without a sign on the screen."""
    document = walking.document
    document.put_contact("left_toe", "plant", 0.7, 1.1)
    document.put_contact("left_heel", "slide", 0.7, 1.1)
    walking.settle()
    walking.bot.wait(50)
    notice = walking.window.notice
    assert notice.isVisible() and notice.tone == "warn"
    assert notice.sentence.startswith("Left heel slide 0.700-1.100 s (frames 22–34) misses by ")
    assert "along the ground" in notice.sentence and "left toe plant" in notice.sentence
    walking.key(*UNDO)
    walking.settle()
    walking.bot.wait(50)
    assert "slide" not in notice.sentence or not notice.isVisible()


@pytest.mark.ui
def test_what_is_missed_is_told_again_when_the_take_is_opened_again(walking):
    raise_hips(walking, 0.3)
    notice, path = walking.window.notice, walking.document.state.path
    told = notice.sentence
    assert "misses" in told
    walking.session.close_take()
    walking.open(path)
    walking.bot.wait(50)
    assert notice.isVisible() and notice.sentence == told


@pytest.mark.ui
def test_what_is_missed_hides_no_error_and_is_told_below_it(walking):
    notice = walking.window.notice
    walking.window.say("The disk is full.", tone="error")
    raise_hips(walking, 0.3)
    first, second = notice.sentence.split("\n")
    assert first == "The disk is full." and "misses" in second
    walking.key(Qt.Key.Key_Escape)
    assert notice.isVisible() and notice.sentence == second


@pytest.mark.ui
def test_what_is_missed_stays_told_where_another_file_could_not_be_opened(walking, tmp_path):
    notice, bad = walking.window.notice, tmp_path / "bad.bvh"
    bad.write_text("no motion")
    raise_hips(walking, 0.3)
    told = notice.sentence
    assert "misses" in told
    walking.session.open(bad)
    walking.bot.waitUntil(lambda: "bad.bvh" in notice.sentence, timeout=60_000)
    walking.bot.waitUntil(lambda: not walking.document.long.jobs, timeout=60_000)
    assert notice.tone == "error" and told in notice.sentence.split("\n")


@pytest.mark.ui
@pytest.mark.parametrize("first", ["doubts", "missed"])
def test_what_is_missed_and_what_a_capture_doubts_have_a_line_each(walking, first):
    notice, doubt = walking.window.notice, "The height of the person is a guess."
    if first == "missed":
        raise_hips(walking, 0.3)
    walking.session.notices.say_doubts([doubt])
    if first == "doubts":
        raise_hips(walking, 0.3)
    lines = notice.sentence.split("\n")
    assert len(lines) == 2 and doubt in lines and notice.tone == "warn"
    assert any(line.startswith("Hips position layer key") for line in lines)
    walking.key(*UNDO)
    walking.settle()
    walking.bot.wait(50)
    assert notice.isVisible() and notice.sentence == doubt


@pytest.mark.ui
def test_what_a_take_misses_and_doubts_goes_with_it_and_nothing_else_does(walking):
    walking.session.notices.say_doubts(["The height of the person is a guess."])
    raise_hips(walking, 0.3)
    walking.window.say("The disk is full.", tone="error")
    walking.session.close_take()
    assert walking.window.notice.sentence == "The disk is full."
