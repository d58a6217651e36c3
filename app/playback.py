"""The one clock: every view shows its moment. It plays at true time and says what it left out."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from widgets.snapshot import ClockView, TakeView
from widgets.timecode import frame_at

#: Two moments closer than this are one (the rule for contacts and samples, DESIGN 5).
SAME = 1e-6
#: A display shows at most this many pictures a second; leaving out more than that is no loss.
DISPLAY_RATE = 60.0
SHUTTLE_SPEEDS = (1.0, 2.0, 4.0, 8.0)
NO_TIMES = np.zeros(0)


class Playback(QObject):
    """Plays, steps, scrubs and shuttles over the times of a motion and of the video beside it.

    Take seconds everywhere; video time = take time + offset. `now` is a monotonic clock in
    seconds: tests hand in one of their own and call `tick()`.
    """

    changed = Signal(object)  # ClockView

    def __init__(
        self, now: Callable[[], float] = time.monotonic, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._motion_times = NO_TIMES
        self._video_times = NO_TIMES  # take seconds
        self._time = 0.0
        self._playing = False
        self._chosen_speed = 1.0
        self._speed = 1.0
        self._loop: tuple[float, float] | None = None
        self._dropped = 0
        self._anchor = (0.0, 0.0)  # (take time, now) since when nothing interrupted playing
        self._shown = self.view
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.tick)

    # what it stands on

    def set_take(self, take: TakeView | None) -> None:
        """Take over a take's times; the moment stays where the new take has it."""
        if take is None:
            self.set_times(NO_TIMES, NO_TIMES, 0.0)
            return
        video = take.video
        shown = video is not None and not video.missing
        self.set_times(
            take.refined.times, video.times if video and shown else NO_TIMES, take.video_offset
        )

    def set_times(
        self,
        motion_times: Sequence[float] | np.ndarray,
        video_times: Sequence[float] | np.ndarray,
        video_offset: float,
    ) -> None:
        """motion_times (frames,) take seconds; video_times (frames,) video seconds; either empty.

        The motion says where the take begins and ends; without one the video does.
        """
        before = self._motion_times
        self._motion_times = np.asarray(motion_times, dtype=float)
        self._video_times = np.asarray(video_times, dtype=float) - video_offset
        if not np.array_equal(before, self._motion_times):
            self._dropped = 0  # of another take
        if self._loop is not None:
            self._loop = self._clamped_loop(self._loop)
        self._stand_at(self._clamped(self._time))
        self._tell()

    @property
    def start(self) -> float:
        times = self._span_times()
        return float(times[0]) if len(times) else 0.0

    @property
    def end(self) -> float:
        times = self._span_times()
        return float(times[-1]) if len(times) else 0.0

    @property
    def view(self) -> ClockView:
        """The state as the views are told it."""
        return ClockView(self._time, self._playing, self._speed, self._loop, self._dropped)

    # playing

    def play(self) -> None:
        """Play at the chosen speed; from the other end where this one is reached."""
        self._play_at(self._chosen_speed)

    def pause(self) -> None:
        """K: stand still on the frame that is shown, and forget the shuttle's speed.

        What is stated next (a key, a pin) is meant for that frame, not for between two.
        """
        times = self._span_times()
        if self._playing and len(times):
            self._stand_at(float(times[frame_at(times, self._time)]))
        self._halt()
        self._tell()

    def toggle(self) -> None:
        """Space: play, or pause."""
        if self._playing:
            self.pause()
        else:
            self.play()

    def set_speed(self, speed: float) -> None:
        """Choose the speed of playing, 1 is true time; negative plays backwards.

        Raises: ValueError for zero and for what is no finite number.
        """
        if speed == 0 or not math.isfinite(speed):
            raise ValueError("A speed is a finite number and not zero: pause instead.")
        self._chosen_speed = speed
        if self._playing:
            self.tick()
        self._speed = speed
        self._stand_at(self._time)
        self._tell()
        self._wait_for_next()

    def shuttle_forward(self) -> None:
        """L: play forward, and at each further press twice as fast, up to eight times."""
        self._shuttle(1.0)

    def shuttle_backward(self) -> None:
        """J: the same backwards."""
        self._shuttle(-1.0)

    # going somewhere

    def seek(self, moment: float) -> None:
        """Go to a moment (take seconds, held inside the take); playing goes on from there."""
        self._stand_at(self._clamped(moment))
        self._tell()
        self._wait_for_next()

    def scrub(self, moment: float) -> None:
        """Go to the motion frame nearest to a moment, and stand still."""
        self._halt()
        times = self._span_times()
        if len(times):
            moment = float(times[int(np.argmin(np.abs(times - moment)))])
        self.seek(moment)

    def step_motion(self, count: int) -> None:
        """Comma and period: `count` motion frames on (negative: back), and stand still."""
        self._step(self._span_times(), count)

    def step_video(self, count: int) -> None:
        """The same over the pictures of the video, at their true times."""
        self._step(self._video_times if len(self._video_times) else self._span_times(), count)

    def go_home(self) -> None:
        self._halt()
        self.seek(self.start)

    def go_end(self) -> None:
        self._halt()
        self.seek(self.end)

    def set_loop(self, loop: tuple[float, float] | None) -> None:
        """Play round and round over (start, end) take seconds; None plays to the end."""
        self._loop = None if loop is None else self._clamped_loop(loop)
        self._stand_at(self._time)
        self._tell()

    # the timer's call

    def tick(self) -> None:
        """Move to where true time is now. Pictures that fell between two calls are counted."""
        if not self._playing:
            return
        before = self._time
        moment = self._anchor[0] + (self._now() - self._anchor[1]) * self._speed
        low, high = self._loop or (self.start, self.end)
        passed_end = moment >= high - SAME if self._speed > 0 else moment <= low + SAME
        if passed_end and self._loop is not None and high > low:
            self._count_dropped(before, high if self._speed > 0 else low)
            self._stand_at(low + (moment - low) % (high - low))
        elif passed_end:
            end = high if self._speed > 0 else low
            self._count_dropped(before, end)
            self._halt()
            self._stand_at(end)
        else:
            self._count_dropped(before, moment)
            self._time = moment
        self._tell()
        self._wait_for_next()

    # inside

    def _span_times(self) -> np.ndarray:
        return self._motion_times if len(self._motion_times) else self._video_times

    def _clamped(self, moment: float) -> float:
        return min(max(float(moment), self.start), self.end)

    def _clamped_loop(self, loop: tuple[float, float]) -> tuple[float, float] | None:
        low, high = sorted((self._clamped(loop[0]), self._clamped(loop[1])))
        return (low, high) if high - low > SAME else None

    def _stand_at(self, moment: float) -> None:
        self._time = moment
        self._anchor = (moment, self._now())

    def _play_at(self, speed: float) -> None:
        low, high = self._loop or (self.start, self.end)
        if high - low <= SAME:
            return
        outside = self._time < low - SAME or self._time > high + SAME
        if speed > 0 and (outside or self._time >= high - SAME):
            self._time = low
        elif speed < 0 and (outside or self._time <= low + SAME):
            self._time = high
        self._speed = speed
        self._playing = True
        self._dropped = 0
        self._stand_at(self._time)
        self._tell()
        self._wait_for_next()

    def _shuttle(self, direction: float) -> None:
        speed = direction
        if self._playing and self._speed * direction > 0:
            self.tick()
            faster = [s for s in SHUTTLE_SPEEDS if s > abs(self._speed)]
            speed = direction * (faster[0] if faster else SHUTTLE_SPEEDS[-1])
        self._play_at(speed)

    def _halt(self) -> None:
        self._timer.stop()
        self._playing = False
        self._speed = self._chosen_speed

    def _step(self, times: np.ndarray, count: int) -> None:
        self._halt()
        if not len(times) or not count:
            self._tell()
            return
        if count > 0:
            target = int(np.searchsorted(times, self._time + SAME, side="right")) + count - 1
        else:
            target = int(np.searchsorted(times, self._time - SAME, side="left")) + count
        self.seek(float(times[min(max(target, 0), len(times) - 1)]))

    def _pictures(self) -> np.ndarray:
        """The times worth a repaint: the video's, unless the motion is clearly finer."""
        video, motion = self._video_times, self._motion_times
        if len(video) < 2:
            return motion
        if len(motion) < 2:
            return video
        return video if np.median(np.diff(video)) <= 1.25 * np.median(np.diff(motion)) else motion

    def _count_dropped(self, before: float, after: float) -> None:
        pictures = self._pictures()
        if len(pictures) < 2:
            return
        from_index, to_index = np.searchsorted(pictures, (before + SAME, after + SAME), "right")
        passed = abs(int(to_index) - int(from_index))
        rate = abs(self._speed) / float(np.median(np.diff(pictures)))
        stride = max(1, math.ceil(rate / DISPLAY_RATE - SAME))
        self._dropped += max(0, passed - stride)

    def _wait_for_next(self) -> None:
        if not self._playing:
            return
        pictures, forward = self._pictures(), self._speed > 0
        # nearly one display interval on: a picture sooner than that could not be shown anyway
        soonest = self._time + 0.9 * self._speed / DISPLAY_RATE
        if forward:
            index = int(np.searchsorted(pictures, soonest, "left"))
        else:
            index = int(np.searchsorted(pictures, soonest, "right")) - 1
        target = pictures[index] if 0 <= index < len(pictures) else soonest
        wait = abs(float(target) - self._time) / abs(self._speed)
        self._timer.start(max(1, math.ceil(wait * 1000.0)))

    def _tell(self) -> None:
        view = self.view
        if view != self._shown:
            self._shown = view
            self.changed.emit(view)
