"""Who is captured: the one in a box or at a click, else the largest of the first second."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.capture.detect.detector import Landmarks
from core.capture.detect.pose_model import Look, PoseModel
from core.capture.person.people_search import people_in, region_around, regions_of, same_person
from core.capture.person.person_box import Box
from core.capture.person.person_state import Person, looks_at
from core.video.reader import VideoReader

#: Pictures of a second that are searched.
_SAMPLES = 6
#: Frames in which somebody has to be found in a box.
_SOON = 15
#: Another stands at least so far away, in sizes of the smaller one.
_BESIDE = 0.5
#: People in two pictures are one where they move less than this, in sizes a second.
_WALK = 1.5
#: The share of a second's pictures that somebody is found in at least, to be the one.
_STAYS = 0.3
#: How far from their usual size (log) somebody is seen at most, as a rule.
_AS_USUAL = 0.25
#: They are begun with in the first picture in which they are seen nearly as well as in the best.
_ODD = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class FirstSight:
    """Who is followed, from which frame on, and who is not."""

    frame: int
    me: Person
    others: tuple[Person, ...]


def largest_person(
    model: PoseModel,
    video: VideoReader,
    frames: range,
    tell: Callable[[int], None] = lambda frame: None,
) -> FirstSight | None:
    """The largest person of the first second of these frames in which there is one.

    Args:
        tell: is given the frames that are looked at; may raise Cancelled.
    """
    start = frames.start
    while start < frames.stop:
        end = int(np.searchsorted(video.times, video.times[start] + 1.0))
        end = max(start + 1, min(end, frames.stop))
        wanted = np.unique(np.linspace(start, end - 1, _SAMPLES).round().astype(int))
        found = _largest(model, video, wanted, tell)
        if found is not None:
            return found
        start = end
    return None


def first_person_sentence(seen: Landmarks) -> str:
    """What is said to the user about who was chosen."""
    frame = int(np.argmax(seen.seen))
    x, y = np.nanmedian(seen.image_points[frame, :, :2], axis=0)
    time = seen.times[frame]
    which = "the largest of the first second" if time <= seen.times[0] + 1.0 else "who came first"
    return (
        f"One person is captured, {which} (at {x:.0f}, {y:.0f} in the picture at {time:.2f} s); "
        "choose another by a box around them (--box)."
    )


def person_in_box(
    model: PoseModel, video: VideoReader, frames: range, box: Box
) -> FirstSight | None:
    """Who is in the box in the first of these frames in which somebody is."""
    for number in range(frames.start, min(frames.start + _SOON, frames.stop)):
        picture = video.picture(number)
        found = people_in(model, picture, box.regions(picture.width, picture.height))
        inside = [look for look in found if box.holds(look.image_points)]
        if inside:
            me = min(inside, key=box.misfit)
            time = float(video.times[number])
            rest = regions_of(picture.width, picture.height)
            found += people_in(model, picture, rest, [look.place for look in found])
            # who is found again at nearly the same place is no other
            others = [
                Person.first_seen(look, time)
                for look in found
                if look is not me and not same_person(look.place, me.place, _BESIDE)
            ]
            return FirstSight(number, Person.first_seen(me, time), tuple(others))
    return None


def _largest(
    model: PoseModel, video: VideoReader, numbers: np.ndarray, tell: Callable[[int], None]
) -> FirstSight | None:
    ways: list[list[tuple[int, Look]]] = []
    for number in map(int, numbers):
        tell(number)
        picture = video.picture(number)
        for look in people_in(model, picture, regions_of(picture.width, picture.height)):
            for way in ways:
                before, there = way[-1]
                passed = float(video.times[number] - video.times[before])
                if before != number and same_person(there.place, look.place, 0.2 + _WALK * passed):
                    way.append((number, look))
                    break
            else:
                ways.append([(number, look)])
    ways = [way for way in ways if len(way) >= _STAYS * len(numbers)]
    if not ways:
        return None
    best = max(ways, key=lambda way: float(np.median([look.place[2] for _, look in way])))
    usual = float(np.median([look.place[2] for _, look in best]))
    looks = [looks_at(look) for _, look in best]
    with warnings.catch_warnings():  # a part that is never seen stays unknown
        warnings.simplefilter("ignore", RuntimeWarning)
        typical = np.nanmedian(looks, axis=0)
    me = Person.first_seen(best[0][1], 0.0, typical)
    # begun where they are seen surely, not covered, at their usual size
    odd = [
        abs(np.log(look.place[2] / usual)) / _AS_USUAL
        + float(me.strangeness(seen).mean())
        + (1.0 - look.score)
        for (_, look), seen in zip(best, looks, strict=True)
    ]
    frame = next(
        number for (number, _), cost in zip(best, odd, strict=True) if cost <= min(odd) + _ODD
    )
    picture = video.picture(frame)
    look = next(look for number, look in best if number == frame)
    closer = people_in(model, picture, [region_around(look.place, 1.3)])
    closer = [again for again in closer if same_person(again.place, look.place, 0.3)]
    time = float(video.times[frame])
    others = [min(way, key=lambda one: abs(one[0] - frame)) for way in ways if way is not best]
    return FirstSight(
        frame,
        Person.first_seen(closer[0] if closer else look, time, typical),
        tuple(Person.first_seen(other, float(video.times[number])) for number, other in others),
    )
