"""Pictures from the thread that decodes: the right ones, in order, and at once where known."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from number_pictures import number_in, numbered_frame, write_numbered_video
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from app.frame_feed import FrameFeed, scaled_picture

FRAMES = 90
PATIENCE = 20000


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_numbered_video(tmp_path_factory.mktemp("video") / "numbers.mp4", FRAMES)


@pytest.fixture
def feed(qtbot, video: Path):
    served = FrameFeed()
    with qtbot.waitSignal(served.opened, timeout=PATIENCE):
        served.open(video)
    yield served
    served.close()


def test_a_picture_comes_with_its_number(qtbot, feed):
    with qtbot.waitSignal(feed.frame_ready, timeout=PATIENCE) as caught:
        assert feed.request(37) is None
    number, image = caught.args
    assert number == 37 and number_in(image) == 37
    assert (image.width(), image.height()) == (320, 180)


def test_known_pictures_come_back_in_the_same_call(qtbot, feed):
    with qtbot.waitSignal(feed.frame_ready, timeout=PATIENCE):
        feed.request(5)
    image = feed.request(5)
    assert image is not None and number_in(image) == 5


def test_neighbours_are_ready_before_they_are_asked_for(qtbot, feed):
    feed.request(40)
    qtbot.waitUntil(lambda: all(map(feed.is_ready, range(30, 60))), timeout=PATIENCE)
    for number in (*range(41, 60), *range(59, 30, -1)):
        image = feed.request(number)
        assert image is not None and number_in(image) == number


def test_pictures_are_scaled_into_the_box_that_was_told_never_up(qtbot, feed):
    feed.set_display_size(QSize(160, 160))
    with qtbot.waitSignal(feed.frame_ready, timeout=PATIENCE) as caught:
        feed.request(3)
    assert caught.args[1].size() == QSize(160, 90)
    feed.set_display_size(QSize(4000, 4000))
    with qtbot.waitSignal(feed.frame_ready, timeout=PATIENCE) as caught:
        old = feed.request(3)
    assert old is not None and old.size() == QSize(160, 90)  # at once, sharp a moment later
    assert caught.args[1].size() == QSize(320, 180)


def test_of_many_wishes_the_last_one_is_shown_last(qtbot, feed):
    shown = []
    feed.frame_ready.connect(lambda number, image: shown.append((number, number_in(image))))
    for number in (80, 3, 77, 12, 55):
        feed.request(number)
    qtbot.waitUntil(lambda: bool(shown) and shown[-1][0] == 55, timeout=PATIENCE)
    qtbot.waitUntil(lambda: feed.is_ready(60), timeout=PATIENCE)
    assert shown[-1] == (55, 55)
    assert all(number == carried for number, carried in shown)


def test_a_picture_under_way_never_follows_a_newer_one_that_was_known(qtbot, feed, monkeypatch):
    with qtbot.waitSignal(feed.frame_ready, timeout=PATIENCE):
        feed.request(10)
    began, go_on = Event(), Event()

    def held_up(frame, size):
        began.set()
        go_on.wait(20.0)
        return scaled_picture(frame, size)

    qtbot.waitUntil(lambda: feed.is_ready(11), timeout=PATIENCE)
    shown = []
    feed.frame_ready.connect(lambda number, image: shown.append(number))
    monkeypatch.setattr("app.frame_feed.scaled_picture", held_up)
    began.clear()
    feed.request(85)
    qtbot.waitUntil(began.is_set, timeout=PATIENCE)
    assert feed.request(10) is not None
    go_on.set()
    qtbot.waitUntil(lambda: all(map(feed.is_ready, range(8, 14))), timeout=PATIENCE)
    qtbot.wait(20)
    assert 85 not in shown


def test_a_time_names_the_picture_that_is_shown_then(qtbot, feed):
    assert len(feed.times) == FRAMES
    for moment, number in ((-1.0, 0), (0.0, 0), (1 / 30 - 1e-7, 1), (0.05, 1), (99.0, FRAMES - 1)):
        assert feed.request_at(moment)[0] == number


def test_the_cache_keeps_to_its_size_and_to_the_neighbourhood(qtbot, video):
    one = 320 * 180 * 4
    feed = FrameFeed(cache_bytes=10 * one)
    feed.open(video)
    for wish in (0, 80, 40):
        feed.request(wish)
        qtbot.waitUntil(lambda wish=wish: feed.is_ready(wish + 2), timeout=PATIENCE)
        assert len(feed._cache) <= 10
    qtbot.waitUntil(lambda: all(abs(number - 40) <= 10 for number in feed._cache), timeout=PATIENCE)
    feed.close()


def test_a_view_that_nobody_touches_decodes_nothing(qtbot, video, monkeypatch):
    """Pictures left over from where the playhead was must not drive out those that come next."""
    decoded = []

    def counted(frame: np.ndarray, size: tuple[int, int]) -> QImage:
        image = scaled_picture(frame, size)
        decoded.append(number_in(image))
        return image

    monkeypatch.setattr("app.frame_feed.scaled_picture", counted)
    feed = FrameFeed(cache_bytes=10 * 320 * 180 * 4)
    feed.open(video)
    for wish, first, last in ((20, 17, 26), (24, 21, 30), (22, 16, 25)):
        feed.request(wish)
        near = range(first, last + 1)
        qtbot.waitUntil(lambda near=near: all(map(feed.is_ready, near)), timeout=PATIENCE)
    done = len(decoded)
    qtbot.wait(300)
    assert decoded[done:] == []
    feed.close()


def test_a_file_that_is_no_video_is_one_sentence(qtbot, tmp_path):
    path = tmp_path / "letter.mp4"
    path.write_text("Dear Sir")
    feed = FrameFeed()
    with qtbot.waitSignal(feed.failed, timeout=PATIENCE) as caught:
        feed.open(path)
    assert "letter.mp4" in caught.args[0]
    feed.close()


def test_opening_another_video_forgets_the_first(qtbot, feed, tmp_path):
    feed.request(60)
    qtbot.waitUntil(lambda: feed.is_ready(60), timeout=PATIENCE)
    other = write_numbered_video(tmp_path / "other.mp4", 12, 160, 96)
    shown = []
    with qtbot.waitSignal(feed.opened, timeout=PATIENCE) as caught:
        feed.open(other)
        feed.frame_ready.connect(lambda number, image: shown.append((number, image.width())))
    assert caught.args[0].frame_count == 12 and not feed.is_ready(60)
    feed.request(7)
    qtbot.waitUntil(lambda: bool(shown), timeout=PATIENCE)
    assert shown == [(7, 160)]


def test_closing_ends_the_thread(qtbot, feed):
    thread = feed._thread
    feed.request(80)
    feed.close()
    assert not thread.is_alive() and feed.request(0) is None


def test_scaling_keeps_colours_and_shape():
    frame = np.zeros((90, 160, 3), np.uint8)
    frame[:, :80] = (250, 10, 30)
    image = scaled_picture(frame, (81, 200))  # an odd width: rows of the picture are padded
    assert (image.width(), image.height()) == (81, 46)
    colour = image.pixelColor(10, 20)
    assert (colour.red(), colour.green(), colour.blue()) == (250, 10, 30)
    assert image.pixelColor(70, 20).lightness() == 0
    assert number_in(scaled_picture(numbered_frame(173, 320, 180), (0, 0))) == 173


def test_a_phones_turned_video_stands_upright(qtbot, videos_folder):
    feed = FrameFeed()
    feed.set_display_size(QSize(300, 300))
    with qtbot.waitSignal(feed.frame_ready, timeout=PATIENCE) as caught:
        feed.open(videos_folder / "derived_rotated_phone" / "rotated90.mp4")
        feed.request(20)
    assert caught.args[0] == 20 and caught.args[1].size() == QSize(170, 300)
    feed.close()


def test_a_video_of_variable_rate_is_shown_by_its_own_times(qtbot, videos_folder):
    folder = videos_folder / "derived_vfr"
    told = json.loads((folder / "frame_times.json").read_text())
    times = np.array([time for _, time in told["frames"]])
    feed = FrameFeed()
    with qtbot.waitSignal(feed.opened, timeout=PATIENCE):
        feed.open(folder / "juggle_vfr.mp4")
    assert len(feed.times) == len(times)
    middles = 0.5 * (times[:-1] + times[1:]) - times[0]
    assert [feed.request_at(moment)[0] for moment in middles] == list(range(len(times) - 1))
    feed.close()
