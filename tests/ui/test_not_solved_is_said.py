"""Nothing says "Settling" beside an idle lane: the window says what failed and what to do."""

from __future__ import annotations

from drawn_takes import drawn_take
from made_takes import made_captured

from core.files.motion_file import write_motion
from widgets.take_panel import SETTLING, UNSOLVED, TakePanel

WHY = "Nobody can stand there."


def test_the_window_says_what_failed_until_an_answer_is_there(opened, tmp_path, failing, qtbot):
    path = tmp_path / "walk.bvh"
    write_motion(path, made_captured(frames=120).motion, rate=30.0)
    window = opened(path)
    window.window.notice.clear()  # that decisions are kept beside the motion
    failing.append(WHY)
    window.document.put_contact("left_toe", "slide", 1.0, 2.0)
    qtbot.waitUntil(lambda: bool(window.document.state.unsolved), timeout=60_000)
    live, label = window.window.status["live"], window.room.panel.settling
    qtbot.waitUntil(lambda: "Not solved" in live.text(), timeout=10_000)
    qtbot.waitUntil(lambda: label.text() == UNSOLVED, timeout=10_000)
    assert WHY in label.toolTip()
    notice = window.window.notice
    assert WHY in notice.sentence and notice.rows[0].action.text() == "Try again"
    failing.clear()
    notice.rows[0].action.click()
    window.settle()
    qtbot.waitUntil(lambda: label.text() == "", timeout=10_000)
    assert not notice.isVisible()
    qtbot.waitUntil(lambda: live.text() == "○ All solved", timeout=10_000)


def test_every_word_beside_the_head_has_room(qapp, qtbot):
    panel = TakePanel()
    qtbot.addWidget(panel)
    panel.set_take(drawn_take(settled=False))
    assert panel.settling.text() == SETTLING
    for words in (SETTLING, UNSOLVED, "Tried"):
        assert panel.settling.fontMetrics().horizontalAdvance(words) <= panel.settling.width()
