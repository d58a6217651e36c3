"""One person through the pictures of a video, picture by picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from core.capture.detect.pictures_ahead import pictures_ahead
from core.capture.detect.pose_model import PoseModel
from core.capture.person.person_track import PersonTrack
from core.video.picture import Picture
from core.video.reader import VideoReader

#: Sides of the place that a person is looked at, around which colours are made ahead.
_AROUND = 1.3

#: Frame, image points, camera points, and what is needed to go on after it.
Seen = tuple[int, np.ndarray, np.ndarray, np.ndarray]


def seen_in(
    model: PoseModel, video: VideoReader, numbers: range, state: np.ndarray
) -> Iterator[Seen]:
    """The frames in their order, forwards or back, from a track's state on."""
    if numbers.step > 0:
        pictures: Iterable[Picture] = video.pictures(numbers.start, numbers.stop)
    else:
        pictures = (video.picture(number) for number in numbers)
    yield from seen_in_pictures(model, video.times, numbers, pictures, state)


def seen_in_pictures(
    model: PoseModel,
    times: np.ndarray,
    numbers: range,
    pictures: Iterable[Picture],
    state: np.ndarray,
) -> Iterator[Seen]:
    """The same for pictures that come in the order of `numbers`; times: of all frames.

    The colours around the person are made by the thread that decodes; where they have gone on too
    far meanwhile, they are made anew: the pixels are the same.
    """
    from av.video.reformatter import VideoReformatter

    if not len(numbers):
        return
    track = PersonTrack.from_state(state)
    colours = VideoReformatter()

    def ready(picture: Picture) -> None:
        place = track.place
        if place is not None:
            middle, half = place[:2], 0.5 * _AROUND * place[2]
            (x0, y0), (x1, y1) = ((middle + way * half).astype(int).tolist() for way in (-1, 1))
            picture.make_ready(x0, y0, x1, y1, colours)

    with pictures_ahead(pictures, ready) as ahead:
        for number, picture in zip(numbers, ahead, strict=True):
            image_points, camera_points = track.see(model, picture, float(times[number]))
            yield number, image_points, camera_points, track.state
