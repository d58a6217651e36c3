"""What is said over the rooms goes when it was read, closed or taken back, and not before."""

from __future__ import annotations

import pytest

from widgets.notice_bar import MOST, NoticeBar

pytestmark = pytest.mark.ui
SHORT, OTHER = "The person was marked.", "The settings could not be stored."


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bar(qtbot, clock) -> NoticeBar:
    notice = NoticeBar(now=clock)
    qtbot.addWidget(notice)
    return notice


def lines(bar: NoticeBar) -> list[str]:
    """What can be read, from above."""
    return [row.words.text() for row in bar.rows if row.isVisibleTo(bar)]


def test_nothing_said_goes_before_it_could_be_read(bar, clock):
    bar.say(SHORT)
    clock.seconds = 2.0
    bar.say(OTHER)
    assert lines(bar) == [SHORT, OTHER]
    clock.seconds = 20.0
    bar.say("A third.")
    assert lines(bar) == ["A third."]


def test_a_long_sentence_is_left_longer_than_a_short_one(bar, clock):
    long = "word " * 60
    bar.say(long)
    bar.say(SHORT)
    clock.seconds = 12.0
    bar.say(OTHER)
    assert lines(bar) == [long, OTHER]


def test_what_lasts_stays_however_long_ago_it_was_said(bar, clock):
    bar.say(SHORT, tone="warn", about="doubts")
    clock.seconds = 3600.0
    bar.say(OTHER)
    assert lines(bar) == [SHORT, OTHER]
    bar.take_back("doubts")
    assert lines(bar) == [OTHER]
    bar.take_back("doubts")
    assert lines(bar) == [OTHER]


def test_what_only_has_a_place_passes_once_it_was_read(bar, clock):
    bar.say(SHORT, about="a stretch", passing=True)
    bar.say(OTHER, about="a stretch", passing=True)
    assert lines(bar) == [OTHER]
    clock.seconds = 20.0
    bar.say("A third.")
    assert lines(bar) == ["A third."]


def test_of_what_lasts_the_newest_word_has_its_place(bar):
    bar.say("Opening. 1 %", about="opening")
    bar.say(SHORT)
    bar.say("Opening. 2 %", about="opening")
    assert lines(bar) == ["Opening. 2 %", SHORT]


def test_the_most_serious_stands_first_and_names_the_tone(bar):
    for tone in ("primary", "error", "warn"):
        bar.say(f"Of tone {tone}.", tone=tone)
    assert lines(bar) == ["Of tone error.", "Of tone warn.", "Of tone primary."]
    assert bar.tone == "error"
    bar.close_first()
    assert bar.tone == "warn" and bar.sentence == "Of tone warn.\nOf tone primary."


def test_the_same_sentence_is_said_once(bar):
    bar.say(SHORT, tone="warn")
    bar.say(OTHER, tone="warn")
    bar.say(SHORT, tone="warn")
    assert sorted(lines(bar)) == sorted([SHORT, OTHER])


def test_what_has_no_room_waits_unread_until_a_line_is_closed(bar, clock):
    said = [f"Sentence {place}." for place in range(MOST + 1)]
    for sentence in said:
        bar.say(sentence, about=sentence)
    assert lines(bar) == said[:MOST]
    bar.close_first()
    assert lines(bar) == said[1:]


def test_what_nobody_could_see_was_not_read(bar, clock):
    for place in range(MOST):
        bar.say(f"Lasting {place}.", tone="warn", about=str(place))
    bar.say(SHORT)
    clock.seconds = 3600.0
    bar.say(OTHER)
    for place in range(MOST):
        bar.take_back(str(place))
    assert lines(bar) == [SHORT, OTHER]


def test_a_button_does_what_its_own_line_offers(bar, qtbot):
    bar.say(SHORT, tone="warn", action="Find it")
    bar.say(OTHER, tone="error", action="Try again")
    with qtbot.waitSignal(bar.action_requested) as asked:
        bar.rows[1].action.click()
    assert asked.args == [SHORT] and lines(bar) == [OTHER]


def test_a_bar_without_a_line_is_gone(bar):
    bar.say(SHORT)
    assert not bar.isHidden()
    bar.close_first()
    assert bar.isHidden() and bar.sentence == ""


def test_what_can_be_called_off_is_in_sight_however_much_else_lasts(bar):
    for what in ("unsolved", "unwritten", "missing", "doubts"):
        bar.say(f"It is {what}.", tone="error", about=what)
    bar.say("Opening walk.bvh.", action="Cancel", about="opening", going_on=True)
    assert len(lines(bar)) == MOST
    assert lines(bar)[-1] == "Opening walk.bvh."
    bar.say("One more.", tone="error", about="more")
    assert "Opening walk.bvh." in lines(bar)
    assert bar.rows[MOST - 1].action.isVisibleTo(bar)
    bar.take_back("opening")
    assert lines(bar) == ["It is unsolved.", "It is unwritten.", "It is missing."]
