"""Following one person from picture to picture, and never another.

The landmark network follows whoever is where it looks, surely: somebody who crosses takes it along,
with a confidence of 0.97. So who was found is watched: where, how large and how coloured they are.
In doubt everybody near is looked for anew and compared; who is told to be another is remembered as
such; where nobody passes, nobody is seen.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.capture.detect.pose_model import Look, PoseModel, followed, nobody
from core.capture.detect.pose_points import POSE_POINTS
from core.capture.person.people_search import (
    Region,
    is_person,
    people_in,
    region_around,
    regions_of,
    same_person,
)
from core.capture.person.person_state import PERSON, Person, looks_at
from core.capture.rig_map import SIDES
from core.video.picture import Picture

#: Other people that are remembered at most, and for how long after they were seen (s).
_OTHERS, _REMEMBERED = 6, 3.0
#: How often the whole picture is searched for others (s): where some are known, and where none.
_CENSUS, _CENSUS_ALONE = 0.25, 0.5
#: How far from where they are expected somebody may be found, in sizes: what the network is wrong
#: by, and how much a second people change their way (sizes are some 2 m).
_WRONG_BY, _CHANGE = 0.08, 3.0
#: The same in doubt, where people are found anew, less exactly.
_WRONG_ANEW = 0.15
#: Logarithms of how much larger or smaller somebody may be found: at once, a second, in doubt.
_GROWS, _GROWS_BY, _GROWS_ANEW = 0.25, 2.0, 0.4
#: The same against what was usual when they were surely seen, and a second since then.
_GROWS_SURE, _GROWS_SURE_BY = 0.3, 0.4
#: Who looks this much more different than usual is not believed, nor taken for another.
_OTHER_LIGHT = 1.6
#: Who looks wholly strange is believed for this long (s) after they did not, where they are where
#: they should be and as clearly seen as this part of the usual: a turn, a shadow.
_STRANGE_FOR, _CLEAR = 0.12, 0.75
#: After this time (s) without them somebody in another light is believed within so many sizes...
_PATIENCE, _OTHER_LIGHT_WITHIN = 0.6, 1.2
#: ... and after this time only somebody who looks the same, wherever that is.
_GONE = 3.0
#: For this long (s) after they were seen others may be near without being found.
_NEAR_LATELY = 1.0
#: How much of looks is learnt while another is near.
_BESIDE_ANOTHER = 0.1
#: Another explains somebody's looks better than I where they are this many times as near (Lab) in
#: the mean, and nowhere farther by more than this.
_BETTER, _NOT_WORSE = 0.7, 1.5
#: A half this much stranger than usual is hidden by somebody, and believed this much.
_HIDDEN, _HIDDEN_SURE = 1.5, 0.3
#: While the loss is younger than this (s) the network looks where the person is expected.
_LOOKED_AHEAD = 0.2
#: Two tracks of one picture are of one person within so many sizes, and this much (log) larger.
_SAME_PLACE, _SAME_SIZE = 0.1, 0.15
#: Regions around the person, in sizes, in which they are searched.
_NEAR = (0.75, 1.6)

_LOWER = [
    POSE_POINTS.index(f"{side}_{part}")
    for side in SIDES
    for part in ("knee", "ankle", "heel", "foot_index")
]
_UPPER = [
    POSE_POINTS.index(f"{side}_{part}")
    for side in SIDES
    for part in ("shoulder", "elbow", "wrist", "pinky", "index", "thumb", "hip")
]


class PersonTrack:
    """One person's way. `see` is asked picture by picture, forwards or backwards in time."""

    def __init__(self, me: Person, others: Sequence[Person] = ()) -> None:
        self._me = me
        self._others = list(others)[:_OTHERS]
        self._place: np.ndarray | None = me.place
        self._looks: dict[int, np.ndarray] = {}  # of those seen in this picture
        self._turn = 0  # counts searches, to go round the picture's regions
        self._census = me.time

    @property
    def place(self) -> np.ndarray | None:
        """(5,) where the person is looked at next; None while they are searched."""
        return self._place

    @property
    def state(self) -> np.ndarray:
        """All that `from_state` needs to go on from here."""
        place = np.full(5, np.nan) if self._place is None else self._place
        numbers = [place, [self._turn, self._census], self._me.as_numbers()]
        return np.concatenate([*numbers, *(other.as_numbers() for other in self._others)])

    @staticmethod
    def from_state(state: np.ndarray) -> PersonTrack:
        place, rest, people = np.split(np.asarray(state), [5, 7])
        me, *others = (Person.from_numbers(one) for one in people.reshape(-1, PERSON))
        track = PersonTrack(me, others)
        track._place = place if np.isfinite(place).all() else None
        track._turn, track._census = int(rest[0]), float(rest[1])
        return track

    def goes_on_as(self, other: PersonTrack) -> bool:
        """Whether another track, found anew in the same picture, surely is of the same person: at
        the same place, as large and looking the same, and neither knows of anybody else.
        """
        if self._place is None or other._place is None or self._others or other._others:
            return False
        growth = abs(np.log(other._place[2] / self._place[2]))
        strange = self._me.strangeness(other._me.looks)
        return bool(
            same_person(self._place, other._place, _SAME_PLACE)
            and growth < _SAME_SIZE
            and strange.max() <= 1.0
        )

    def see(self, model: PoseModel, picture: Picture, time: float) -> tuple[np.ndarray, np.ndarray]:
        """Image points (33, 3) and camera points (33, 3) in the next picture; NaN: not seen."""
        self._others = [other for other in self._others if abs(time - other.time) <= _REMEMBERED]
        self._looks.clear()
        found, candidates = None, []
        if self._place is not None:
            look = model.look(picture, self._place)
            if is_person(look):
                if self._surely_me(look, time):
                    found = look
                candidates.append(look)
        if found is None:
            candidates += self._searched(model, picture, time, candidates)
            found = self._best(candidates, time)
            self._remember(candidates, found, time)
        elif abs(time - self._census) >= (_CENSUS if self._others else _CENSUS_ALONE):
            self._census = time
            others = people_in(model, picture, [self._next_region(picture)], [found.place])
            self._remember(others, found, time)
        return self._taken(found, time)

    def _taken(self, found: Look | None, time: float) -> tuple[np.ndarray, np.ndarray]:
        if found is None:
            young = abs(time - self._me.time) <= _LOOKED_AHEAD
            self._place = self._me.place_at(time) if young else None
            return nobody()
        again = self._place is None or not same_person(self._place, found.place)
        self._place = found.place if again else followed(self._place, found.place)  # type: ignore
        looks = self._looks_of(found)
        strange = self._me.strangeness(looks)
        points = _less_sure_where_hidden(found.image_points, strange, alone=not self._others)
        # what is learnt beside another may be theirs
        trust = _BESIDE_ANOTHER if self._another_near(found, time) else 1.0
        self._me = self._me.seen_again(found, looks, time, trust)
        return points, found.camera_points

    def _looks_of(self, look: Look) -> np.ndarray:
        if id(look) not in self._looks:
            self._looks[id(look)] = looks_at(look)
        return self._looks[id(look)]

    def _surely_me(self, look: Look, time: float) -> bool:
        """Whether who was found where I was expected can only be me."""
        me, passed = self._me, abs(time - self._me.time)
        away = np.hypot(*(look.place[:2] - me.expected_at(time))) / me.size
        growth = abs(np.log(look.place[2] / me.place[2]))
        if away > _WRONG_BY + _CHANGE * passed or growth > _GROWS + _GROWS_BY * passed:
            return False
        if not self._of_my_size(look, time):
            return False
        looks = self._looks_of(look)
        return self._looks_like_me(look, looks, time) and (
            self._other_there(look, looks, time) is None
        )

    def _looks_like_me(self, look: Look, looks: np.ndarray, time: float) -> bool:
        """Whether enough looks like me of somebody who is where I should be.

        One half may be hidden; where another is near it has to be the lower one. Where nobody else
        is known I may look wholly strange for a moment, but am seen clearly: somebody who walks
        before me is at first just that, a stranger at my place.
        """
        if self._another_near(look, time):
            return bool(self._me.strangeness(looks)[0] <= 1.0)
        if self._me.least_strange(looks) <= 1.0:
            return True
        lately = abs(time - self._me.known_time) <= _STRANGE_FOR
        return not self._others and lately and self._me.clearness(look) >= _CLEAR

    def _may_be_me(self, look: Look, looks: np.ndarray, time: float) -> bool:
        """Whether who was not believed may be me all the same, in another light or half hidden."""
        me = self._me
        sizes = np.hypot(*(look.place[:2] - me.expected_at(time))) / me.size
        near = sizes <= _WRONG_ANEW + _CHANGE * abs(time - me.time)
        alike = me.least_strange(looks) <= _OTHER_LIGHT
        return bool(near) and alike and self._of_my_size(look, time)

    def _of_my_size(self, look: Look, time: float) -> bool:
        passed = min(abs(time - self._me.sure_time), 1.0)
        return self._me.growth(look) <= _GROWS_SURE + _GROWS_SURE_BY * passed

    def _another_near(self, look: Look, time: float) -> bool:
        return any(
            abs(time - other.time) <= _NEAR_LATELY
            and np.hypot(*(look.place[:2] - other.expected_at(time))) < other.size
            for other in self._others
        )

    def _other_there(
        self, look: Look, looks: np.ndarray, time: float, *, me: bool = True
    ) -> int | None:
        """The place in the list of another who stands there and looks more like this.

        `me`: more than I do, in all that can be compared.
        """
        mine = self._me.apart(looks)
        best, least = None, np.inf
        for number, other in enumerate(self._others):
            passed = abs(time - other.time)
            away = np.hypot(*(look.place[:2] - other.expected_at(time))) / other.size
            if away > _WRONG_ANEW + min(passed, 1.0):
                continue
            apart = other.apart(looks)
            known = np.isfinite(apart) & np.isfinite(mine)
            if me and not _explains_better(apart[known], mine[known]):
                continue
            cost = away + float(other.strangeness(looks).mean())
            if cost < least:
                best, least = number, cost
        return best

    def _searched(
        self, model: PoseModel, picture: Picture, time: float, seen: list[Look]
    ) -> list[Look]:
        """Everybody near where I was, or one part of the picture after the other."""
        place = self._me.place_at(time)
        if abs(time - self._me.time) > _PATIENCE:
            regions = [self._next_region(picture)]
        else:
            regions = [region_around(place, scale) for scale in _NEAR]
        return people_in(model, picture, regions, [look.place for look in seen])

    def _next_region(self, picture: Picture) -> Region:
        """The whole picture every other time: who comes near to the camera is found in it only."""
        whole, *parts = regions_of(picture.width, picture.height)
        self._turn += 1
        return whole if self._turn % 2 else parts[self._turn // 2 % len(parts)]

    def _best(self, candidates: list[Look], time: float) -> Look | None:
        """Who of these is me, if anybody."""
        best, least = None, np.inf
        for look in candidates:
            cost = self._cost(look, time)
            if cost < least:
                best, least = look, cost
        return best

    def _cost(self, look: Look, time: float) -> float:
        """How much speaks against this one's being me; infinite: they are not."""
        me, passed = self._me, abs(time - self._me.time)
        looks = self._looks_of(look)
        if self._other_there(look, looks, time) is not None:
            return np.inf
        sizes = np.hypot(*(look.place[:2] - me.expected_at(time))) / me.size
        away = sizes / (_WRONG_ANEW + _CHANGE * passed)
        growth = abs(np.log(look.place[2] / me.place[2])) / (_GROWS_ANEW + 0.3 * min(passed, 2.0))
        strange = float(me.strangeness(looks).mean())
        if passed > _GONE:
            return growth + strange if max(strange, growth) <= 1.0 else np.inf
        if away > 1.0 or growth > 1.0 or not self._of_my_size(look, time):
            return np.inf
        near = away < 0.5 and self._looks_like_me(look, looks, time)
        other_light = passed > _PATIENCE and sizes <= _OTHER_LIGHT_WITHIN
        other_light &= me.clearness(look) >= _CLEAR
        return away + growth + strange if strange <= 1.0 or near or other_light else np.inf

    def _remember(self, candidates: list[Look], me: Look | None, time: float) -> None:
        """Keep in mind who is not me: those already known, and those who stand elsewhere."""
        here = self._me.place_at(time) if me is None else me.place
        for look in candidates:
            if look is me:
                continue
            looks = self._looks_of(look)
            if me is None and self._may_be_me(look, looks, time):
                continue
            known = self._other_there(look, looks, time, me=False)
            if known is not None:
                self._others[known] = self._others[known].seen_again(look, looks, time)
            elif not same_person(look.place, here, 0.5 if me is None else 0.25):
                self._others.append(Person.first_seen(look, time, looks))
        if len(self._others) > _OTHERS:
            self._others.sort(key=lambda other: -abs(other.time - time))
            del self._others[: len(self._others) - _OTHERS]


def _explains_better(other: np.ndarray, mine: np.ndarray) -> bool:
    """Of how far apart (Lab) the parts that can be compared look from another and from me."""
    if not len(mine):
        return False
    return bool(other.mean() < _BETTER * mine.mean() and (other < mine + _NOT_WORSE).all())


def _less_sure_where_hidden(points: np.ndarray, strange: np.ndarray, *, alone: bool) -> np.ndarray:
    """(33, 3) points with less confidence in the half that has another's colours.

    `strange`: (2,) of trunk and legs; where both are strange it is the light. Of somebody `alone` a
    strange trunk is their own arm: from the side shoulders and hips enclose little else.
    """
    hidden = (strange > _HIDDEN) & (strange.min() <= 1.0) & [not alone, True]
    if not hidden.any():
        return points
    points = points.copy()
    for half, columns in enumerate((_UPPER, _LOWER)):
        if hidden[half]:
            points[columns, 2] *= _HIDDEN_SURE
    return points
