"""The one clock, with a clock of its own: order, places and counts, never milliseconds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from app.playback import Playback
from widgets.snapshot import ClockView


@dataclass
class Watch:
    """A monotonic clock that moves when it is told to."""

    seconds: float = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def clock(qapp, watch: Watch):
    """Two seconds of motion at 30 frames a second, without a video."""
    playback = Playback(now=watch)
    playback.set_times(np.arange(61) / 30.0, [], 0.0)
    yield playback
    playback.pause()


def told(clock: Playback) -> list[ClockView]:
    views: list[ClockView] = []
    clock.changed.connect(views.append)
    return views


def test_playing_follows_true_time_and_stops_at_the_end(clock, watch):
    clock.play()
    for _ in range(30):
        watch.seconds += 1.0 / 30.0
        clock.tick()
    assert clock.view.time == pytest.approx(1.0)
    assert clock.view.playing and clock.view.dropped == 0
    watch.seconds += 5.0
    clock.tick()
    assert clock.view.time == clock.end and not clock.view.playing


def test_a_late_tick_keeps_true_time_and_counts_what_was_left_out(clock, watch):
    clock.play()
    watch.seconds += 5.0 / 30.0
    clock.tick()
    assert clock.view.time == pytest.approx(5.0 / 30.0)
    assert clock.view.dropped == 4
    clock.pause()
    clock.play()
    assert clock.view.dropped == 0


def test_pictures_beyond_what_a_display_shows_are_no_loss(clock, watch):
    clock.set_speed(8.0)
    clock.play()
    watch.seconds += 1.0 / 60.0  # 8 x 30 frames a second over 60: four at a time
    clock.tick()
    assert clock.view.time == pytest.approx(8.0 / 60.0)
    assert clock.view.dropped == 0


def test_play_at_the_end_begins_again(clock):
    clock.go_end()
    clock.play()
    assert clock.view.time == clock.start and clock.view.playing


def test_steps_land_on_frames_exactly_and_stop_at_the_ends(clock):
    for index in range(1, 61):
        clock.step_motion(1)
        assert clock.view.time == index / 30.0
    clock.step_motion(1)
    assert clock.view.time == clock.end
    for index in range(59, -1, -1):
        clock.step_motion(-1)
        assert clock.view.time == index / 30.0
    clock.step_motion(-3)
    assert clock.view.time == clock.start


def test_a_step_between_frames_goes_to_the_next_one_on_that_side(clock):
    clock.seek(0.51 / 30.0)
    clock.step_motion(1)
    assert clock.view.time == 1.0 / 30.0
    clock.seek(1.5 / 30.0)
    clock.step_motion(-1)
    assert clock.view.time == 1.0 / 30.0


def test_steps_over_a_video_land_on_its_true_uneven_times(clock):
    pictures = [0.0, 0.05, 0.25, 0.3, 0.9]
    clock.set_times(np.arange(61) / 30.0, pictures, 0.1)
    seen = []
    for _ in range(4):
        clock.step_video(1)
        seen.append(clock.view.time)
    # video time = take time + 0.1; the picture at 0.05 is before the take and is passed over
    assert seen == pytest.approx([0.15, 0.2, 0.8, 0.8])


def test_a_step_while_playing_stands_still(clock, watch):
    clock.play()
    watch.seconds += 0.5
    clock.step_motion(1)
    assert not clock.view.playing
    stood = clock.view.time
    watch.seconds += 1.0
    clock.tick()
    assert clock.view.time == stood


def test_the_shuttle_doubles_and_turns_round(clock, watch):
    speeds = []
    clock.seek(1.0)
    for press in "LLLLLJJK":
        {"L": clock.shuttle_forward, "J": clock.shuttle_backward, "K": clock.pause}[press]()
        speeds.append((clock.view.playing, clock.view.speed))
    assert speeds == [
        (True, 1.0),
        (True, 2.0),
        (True, 4.0),
        (True, 8.0),
        (True, 8.0),
        (True, -1.0),
        (True, -2.0),
        (False, 1.0),
    ]


def test_backwards_stops_at_the_start(clock, watch):
    clock.seek(0.5)
    clock.shuttle_backward()
    watch.seconds += 0.25
    clock.tick()
    assert clock.view.time == pytest.approx(0.25)
    watch.seconds += 1.0
    clock.tick()
    assert clock.view.time == clock.start and not clock.view.playing


def test_a_loop_goes_round_both_ways(clock, watch):
    clock.set_loop((1.5, 0.5))
    assert clock.view.loop == (0.5, 1.5)
    clock.play()
    assert clock.view.time == 0.5
    watch.seconds += 1.2
    clock.tick()
    assert clock.view.time == pytest.approx(0.7) and clock.view.playing
    clock.shuttle_backward()
    watch.seconds += 0.3
    clock.tick()
    assert clock.view.time == pytest.approx(1.4) and clock.view.playing


def test_a_loop_without_length_is_none(clock):
    clock.set_loop((0.5, 0.5))
    assert clock.view.loop is None


def test_scrubbing_stands_on_the_nearest_frame(clock):
    clock.play()
    clock.scrub(0.52)
    assert clock.view.time == pytest.approx(16.0 / 30.0) and not clock.view.playing
    clock.scrub(-4.0)
    assert clock.view.time == clock.start
    clock.scrub(99.0)
    assert clock.view.time == clock.end


def test_pausing_stands_on_the_frame_that_is_shown(clock, watch):
    clock.play()
    watch.seconds += 10.6 / 30.0
    clock.tick()
    clock.pause()
    assert clock.view.time == clock._motion_times[10] and not clock.view.playing
    clock.seek(20.5 / 30.0)  # somebody typed a moment: it is theirs
    clock.pause()
    assert clock.view.time == pytest.approx(20.5 / 30.0)


def test_what_was_left_out_of_one_take_is_not_told_of_another(clock, watch):
    clock.play()
    watch.seconds += 8.0 / 30.0
    clock.tick()
    clock.pause()
    left_out = clock.view.dropped
    assert left_out > 0
    clock.set_times(clock._motion_times.copy(), [], 0.0)  # an edit of the same take
    assert clock.view.dropped == left_out
    clock.set_times(np.arange(31) / 30.0, [], 0.0)
    assert clock.view.dropped == 0


def test_seeking_while_playing_goes_on_from_there(clock, watch):
    clock.play()
    watch.seconds += 0.3
    clock.seek(1.0)
    watch.seconds += 0.2
    clock.tick()
    assert clock.view.time == pytest.approx(1.2) and clock.view.playing


def test_changing_the_speed_while_playing_leaves_no_jump(clock, watch):
    clock.play()
    watch.seconds += 0.4
    clock.set_speed(0.5)
    assert clock.view.time == pytest.approx(0.4)
    watch.seconds += 0.4
    clock.tick()
    assert clock.view.time == pytest.approx(0.6)
    with pytest.raises(ValueError, match="not zero"):
        clock.set_speed(0.0)


def test_it_says_something_only_where_something_changed(clock, watch):
    views = told(clock)
    clock.seek(0.5)
    clock.seek(0.5)
    clock.set_loop(None)
    clock.pause()
    assert [view.time for view in views] == [0.5]


def test_a_shorter_take_holds_the_moment_inside(clock):
    clock.go_end()
    clock.set_times(np.arange(31) / 30.0, [], 0.0)
    assert clock.view.time == 1.0


def test_without_any_times_it_stands_at_zero(clock):
    clock.set_take(None)
    clock.play()
    clock.step_motion(1)
    clock.scrub(3.0)
    assert clock.view == ClockView()


def test_the_timer_itself_drives_it(qtbot):
    playback = Playback()
    playback.set_times(np.arange(5) / 50.0, [], 0.0)
    views = told(playback)
    playback.play()
    qtbot.waitUntil(lambda: not playback.view.playing, timeout=5000)
    times = [view.time for view in views]
    assert times == sorted(times) and times[-1] == playback.end
