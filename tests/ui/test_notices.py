"""What the command line would be told another option for, a button of the window does."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from made_walk import walk
from open_window import SLOW
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QInputDialog

from app.lanes import store
from core.files.motion_file import write_motion
from core.take.moved import Moved
from core.take.on_disk.take_connection import DiskFull

SIZES = {"Metres": 1.0, "Inches": 0.0254}


def choose(words: str) -> None:
    """Answer the dialog that is about to open."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QInputDialog)
    dialog.setTextValue(words)
    dialog.accept()


@pytest.mark.ui
@pytest.mark.parametrize("unit", SIZES)
def test_a_unit_that_nobody_can_guess_is_chosen_in_the_window(opened, tmp_path: Path, unit: str):
    path = tmp_path / "odd.bvh"
    write_motion(path, walk(seconds=1.0).motion, rate=60.0)
    enlarge(path, 20.0)
    window = opened(path)
    notice = window.window.notice
    assert "--unit" not in notice.sentence and "choose the right one" in notice.sentence
    QTimer.singleShot(50, lambda: choose(unit))
    first = window.document.state.captured
    notice.rows[0].action.click()
    window.bot.waitUntil(
        lambda: window.document.state is not None and window.document.state.captured is not first,
        timeout=SLOW,
    )
    layout = window.document.state.captured.layout
    assert layout is not None and layout.metres_per_unit == SIZES[unit]


@pytest.mark.ui
def test_a_disk_that_takes_no_edit_is_told_until_it_does(opened, tmp_path: Path, monkeypatch):
    def refused(entry):
        raise DiskFull("The disk is full.")

    path = tmp_path / "walk.bvh"
    write_motion(path, walk(seconds=2.0).motion, rate=60.0)
    window = opened(path)
    notice, take = window.window.notice, window.document.take
    monkeypatch.setattr(store, "RETRY_SECONDS", 0.02)
    with monkeypatch.context() as full:
        full.setattr(take, "append_edit", refused)
        window.document.put_contact("left_toe", "plant", 0.5, 1.0)
        window.bot.waitUntil(lambda: "The disk is full." in notice.sentence, timeout=SLOW)
        assert notice.tone == "error"
        full.setattr(notice, "_now", lambda: float("inf"))  # whatever was said could be read
        window.window.say("Something else.")
        assert "The disk is full." in notice.sentence
    window.bot.waitUntil(lambda: "on the disk again" in notice.sentence, timeout=SLOW)
    assert "The disk is full." not in notice.sentence


def enlarge(path: Path, factor: float) -> None:
    """All lengths of a BVH times a factor."""
    lines = []
    motion = False
    for line in path.read_text().splitlines():
        words = line.split()
        if words[:1] == ["OFFSET"]:
            line = "OFFSET " + " ".join(str(factor * float(word)) for word in words[1:])
        elif motion and words:
            places = [str(factor * float(word)) for word in words[:3]]
            line = " ".join([*places, *words[3:]])
        motion = motion or words[:2] == ["Frame", "Time:"]
        lines.append(line)
    path.write_text("\n".join(lines) + "\n")


@pytest.mark.ui
def test_each_line_does_what_it_offers_and_holds_nothing_once_it_is_gone(opened):
    window = opened().window
    done: list[str] = []
    for step in range(3):
        words = f"Opening. {step} %"
        window.say(words, action="Cancel", do=lambda: done.append("cancel"), about="opening")
    window.say("The video is gone.", tone="warn", action="Find it", do=lambda: done.append("find"))
    window.notice.rows[0].action.click()
    assert done == ["find"]
    window.notice.rows[0].action.click()
    assert done == ["find", "cancel"] and not window.notice.isVisible()
    window.say("About nothing.")
    assert window._on_notice == {}


@pytest.mark.ui
def test_what_a_replaced_line_offered_is_let_go(opened):
    window = opened().window
    for step in range(50):
        window.say(f"Opening. {step} %", action="Cancel", do=lambda: None, about="opening")
    assert list(window._on_notice) == ["Opening. 49 %"]


@pytest.mark.ui
def test_what_settling_moved_of_one_stretch_is_told_once_the_newest(opened):
    window = opened()
    bar, say = window.window.notice, window.document.settling_moved.emit
    say((Moved(1.0, 2.0, 9.0),), 30.0)
    say((Moved(1.5, 2.2, 7.0),), 30.0)
    assert len(bar.sentences) == 1 and "46 to 67 as well, by up to 7 mm" in bar.sentence
    say((Moved(5.0, 6.0, 4.0),), 30.0)
    assert len(bar.sentences) == 2, "another stretch is other news"
    bar.clear_passing()
    assert bar.sentences == [], "none of it lasts"


@pytest.mark.ui
def test_what_settling_moved_in_a_take_goes_as_it_closes(opened):
    window = opened()
    bar, say = window.window.notice, window.document.settling_moved.emit
    say((Moved(1.0, 2.0, 9.0),), 30.0)
    say((Moved(5.0, 6.0, 4.0),), 30.0)
    assert len(bar.sentences) == 2
    window.session.notices.forget_take()
    assert bar.sentences == []


@pytest.mark.ui
def test_a_full_disk_is_told_with_what_to_do_though_no_file_is_named(opened, tmp_path: Path):
    path = tmp_path / "walk.bvh"
    write_motion(path, walk(seconds=2.0).motion, rate=60.0)
    window = opened(path)
    window.session.notices.say_fault(OSError(errno.ENOSPC, "No space left on device"))
    said = window.window.notice.sentence
    assert "No space left on device" in said and "make room" in said
    assert "fault of our own" not in said
