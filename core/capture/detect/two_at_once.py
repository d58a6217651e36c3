"""Two stretches of a video looked at at the same time, on two cores.

A network that looks at one person has to know where they were before. So the second of two
stretches begins with the second before it, finds the person anew there, and is believed where the
first one arrives at the same person, with nobody else about; else the first one goes on through
it. Which stretches these are depends on the video alone, and what comes out on neither's speed.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from itertools import chain, islice
from types import TracebackType

import numpy as np

from core.capture.detect.frame_by_frame import Seen, seen_in, seen_in_pictures
from core.capture.detect.picture_watch import VideoApart, WatchedVideo
from core.capture.detect.pose_model import PoseModel
from core.capture.person.first_person import largest_person
from core.capture.person.person_track import PersonTrack
from core.errors import BadInput, Cancelled
from core.video.picture import Picture
from core.video.reader import VideoReader

#: Frames of a stretch at least, and at most: what a second one has seen is kept when it is whole.
_SHORTEST, _LONGEST = 240, 480
#: Frames before a stretch in which the person is found anew.
_BEFORE = 30


def stretches_of(frames: range) -> list[tuple[range, range]]:
    """Pairs of stretches, one after the other, that cover the frames; a short video is one."""
    count = len(frames)
    if count < 2 * _SHORTEST:
        return [(frames, range(frames.stop, frames.stop))]
    pairs = -(-count // (2 * _LONGEST))
    edges = [frames.start + k * count // (2 * pairs) for k in range(2 * pairs + 1)]
    halves = [range(edges[k], edges[k + 1]) for k in range(2 * pairs)]
    return list(zip(halves[::2], halves[1::2], strict=True))


def seen_by_two(
    model: PoseModel,
    video: VideoReader,
    frames: range,
    start: int,
    state: np.ndarray,
    waiting: Callable[[], None],
) -> Generator[Seen, None, None]:
    """Frames `start` to frames.stop - 1 in their order, from a track's state on.

    Args:
        frames: all that are captured: they say where the stretches lie, wherever one starts.
        waiting: called about every 0.1 s while the second stretch is waited for; may raise.
    """
    pairs = [pair for pair in stretches_of(frames) if start < pair[1].stop]
    with ExitStack() as closed:
        other: PoseModel | None = None
        for first, second in pairs:
            # also where the first one is done: a run that was cut off ends as one that was not
            if start <= first.stop and len(second):
                other = other or closed.enter_context(PoseModel())
                with _SecondLook(other, video, second) as ahead:
                    for seen in seen_in(model, video, range(start, first.stop), state):
                        yield seen
                        state = seen[3]
                    later = ahead.where_it_goes_on(state, waiting)
                start = first.stop
                if later is not None:
                    yield from later
                    start, state = second.stop, later[-1][3]
            for seen in seen_in(model, video, range(start, second.stop), state):
                yield seen
                state = seen[3]
            start = second.stop


class _SecondLook:
    """A stretch looked at by a thread, with a network that is its own; ends with its block."""

    def __init__(self, model: PoseModel, video: VideoReader, frames: range) -> None:
        self._model = model
        self._video = video.apart() if isinstance(video, WatchedVideo) else video
        self._frames = frames
        self._before: np.ndarray | None = None  # the track's state before the stretch
        self._seen: list[Seen] = []
        self._error: BaseException | None = None
        self._stop, self._done = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="look ahead", daemon=True)

    def __enter__(self) -> _SecondLook:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    def where_it_goes_on(self, state: np.ndarray, waiting: Callable[[], None]) -> list[Seen] | None:
        """What was seen, where it is who a track in this state follows; else None."""
        while not self._done.wait(0.1):
            waiting()
        if self._error is not None and not isinstance(self._error, BadInput):
            raise self._error
        if self._error is not None or self._before is None:
            return None
        track = PersonTrack.from_state(state)
        if not track.goes_on_as(PersonTrack.from_state(self._before)):
            return None
        if isinstance(self._video, VideoApart):
            self._video.look()
        return self._seen

    def _run(self) -> None:
        try:
            self._look(self._model)
        except Cancelled:
            pass  # nobody waits for it any more
        except BaseException as error:
            self._error = error
        finally:
            self._done.set()

    def _go_on(self, *_: object) -> None:
        if self._stop.is_set():
            raise Cancelled

    def _look(self, model: PoseModel) -> None:
        times, frames = self._video.times, self._frames
        early = range(frames.start - _BEFORE, frames.start)
        pictures = self._video.pictures(early.start, frames.stop)
        shown = _Shown(times, dict(zip(early, islice(pictures, _BEFORE), strict=True)))
        first = largest_person(model, shown, early, self._go_on)  # type: ignore[arg-type]
        if first is None or first.others:
            return
        kept = shown.taken_from(first.frame)
        before = PersonTrack(first.me, first.others).state
        numbers = range(first.frame, frames.stop)
        for seen in seen_in_pictures(model, times, numbers, chain(kept, pictures), before):
            self._go_on()
            if seen[0] < frames.start:
                before = seen[3]
            else:
                self._seen.append(seen)
        self._before = before


class _Shown:
    """Pictures that are decoded already, as `largest_person` asks a video for them."""

    def __init__(self, times: np.ndarray, pictures: dict[int, Picture]) -> None:
        self.times = times
        self._pictures = pictures

    def picture(self, number: int) -> Picture:
        return self._pictures[number]

    def taken_from(self, number: int) -> Iterator[Picture]:
        """Those from a frame on, in order; none of them is held any longer than needed."""
        wanted = deque(self._pictures[k] for k in sorted(self._pictures) if k >= number)
        self._pictures.clear()
        while wanted:
            yield wanted.popleft()
