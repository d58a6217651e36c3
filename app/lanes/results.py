"""Answers to decisions: the work that the live lane does, and what is kept of it in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from core import errors
from core.quality.look import TakeLook, preview_look, take_look
from core.take.captured import Captured
from core.take.decisions import Fact, Ignored, OtherFact, VideoOffset
from core.take.editing.normal_form import Decisions
from core.take.moved import Moved, moved_outside
from core.take.on_disk.packed import NotPacked, Packed
from core.take.on_disk.refined_form import refined_as_packed, refined_from_packed
from core.take.on_disk.take_file import TakeFile
from core.take.refine import Refined, refine, result_key
from core.take.refining.prepared import Prepared

#: Settled answers that stay in memory, by the size of their arrays; the latest always stays.
MEMORY_BYTES = 300_000_000

#: What was settled last, and the preview that was shown since.
Shown = tuple["Answer | None", "Answer | None"]
Progress = Callable[[float, str], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A refined motion and what is seen of it, for one set of decisions."""

    decisions: Decisions
    refined: Refined | None  # None: not solved yet, the captured motion is shown
    captured_look: TakeLook
    refined_look: TakeLook
    settled: bool
    to_be_stored: bool = False  # settled, and not in the take's file yet
    moved: tuple[Moved, ...] = ()  # what settling moved outside of what the preview showed

    def packed(self) -> Packed:
        assert self.refined is not None
        return refined_as_packed(self.refined)

    @property
    def size(self) -> int:
        """Bytes, about: looks hold positions, angles and turns of every joint."""
        return 0 if self.refined is None else 4 * self.refined.motion.local_rotations.nbytes


Moving = frozenset[Fact]
_UNMOVING = (VideoOffset, Ignored, OtherFact)


def moving_facts(decisions: Decisions) -> Moving:
    """The facts that the motion depends on: equal ones have equal answers, whoever said them."""
    facts = (decision.fact for decision in decisions)
    return frozenset(fact for fact in facts if not isinstance(fact, _UNMOVING))


def changed_between(one: Decisions, other: Decisions) -> Decisions:
    """The decisions that make the motion of two sets differ: only what is not the very same
    decision in both is looked at, of hundreds mostly one or two."""
    of_one, of_other = {id(each) for each in one}, {id(each) for each in other}
    came = tuple(each for each in one if id(each) not in of_other)
    left = tuple(each for each in other if id(each) not in of_one)
    moved = moving_facts(came) ^ moving_facts(left)  # whoever stated them
    return tuple(each for each in (*came, *left) if each.fact in moved)


class Results:
    """Settled answers to one captured motion; the one that was used longest ago goes first.

    They are found by the facts themselves: hashing the motion for its key takes too long for the
    window's thread.
    """

    def __init__(self) -> None:
        self._answers: OrderedDict[Moving, Answer] = OrderedDict()

    def get(self, decisions: Decisions) -> Answer | None:
        """The settled answer to decisions, if it is known."""
        facts = moving_facts(decisions)
        if facts in self._answers:
            self._answers.move_to_end(facts)
        return self._answers.get(facts)

    def put(self, answer: Answer) -> None:
        latest = moving_facts(answer.decisions)
        self._answers[latest] = answer
        self._answers.move_to_end(latest)
        total = 0
        for facts in reversed(tuple(self._answers)):
            total += self._answers[facts].size
            if total > MEMORY_BYTES and facts != latest:
                del self._answers[facts]


def first_look(
    take: TakeFile | None, captured: Captured | None, decisions: Decisions
) -> Answer | None:
    """What can be shown before anything is solved: the settled result of the last time where the
    take keeps it, else the captured motion. None where nothing was captured."""
    if captured is None:
        return None
    key = result_key(captured, decisions)
    look = take_look(captured.motion, captured, decisions)
    stored = None if take is None else _stored(take, captured, key)
    if stored is None:
        return Answer(decisions, None, look, look, settled=False)
    seen = take_look(stored.motion, captured, decisions)
    return Answer(decisions, stored, look, seen, settled=True)


def previewed(
    captured: Captured,
    decisions: Decisions,
    base: Answer,
    prepared: Prepared | None,
    cancelled: Cancelled,
    radii: float | None = None,
) -> Answer:
    """The window around what changed since `base` settled.

    prepared: of an earlier answer, where `base` has none. radii: influence radii that are solved
    on both sides; None: as many as an edit has. Raises: errors.Cancelled.
    """
    from core.take.refine import PREVIEWED, preview

    settled = base.refined
    if settled is None:
        raise ValueError("A preview starts from something settled.")
    if settled.prepared is None:
        settled = replace(settled, prepared=prepared)
    changed = changed_between(decisions, base.decisions)
    reach = PREVIEWED if radii is None else radii
    refined = preview(captured, decisions, settled, changed, radii=reach, cancelled=cancelled)
    return Answer(
        decisions=decisions,
        refined=refined,
        captured_look=preview_look(base.captured_look, captured, decisions, None),
        refined_look=preview_look(
            base.refined_look,
            captured,
            decisions,
            refined.motion,
            refined.solved,
            settled.motion,
        ),
        settled=False,
    )


def settled(
    captured: Captured,
    decisions: Decisions,
    base: Answer | None,
    prepared: Prepared | None,
    cancelled: Cancelled,
    progress: Progress,
) -> Answer:
    """The whole take. base: what was settled before; prepared: as above.

    Raises: errors.Cancelled.
    """
    before = prepared
    if base is not None and base.refined is not None and base.refined.prepared is not None:
        before = base.refined.prepared
    refined = refine(captured, decisions, before=before, progress=progress, cancelled=cancelled)
    return replace(looked_at(captured, decisions, refined, base, cancelled), to_be_stored=True)


def settled_in_file(take: TakeFile, captured: Captured, decisions: Decisions) -> Refined | None:
    """The settled motion that the take's file keeps, if it does."""
    return _stored(take, captured, result_key(captured, decisions))


def looked_at(
    captured: Captured,
    decisions: Decisions,
    refined: Refined,
    base: Answer | None,
    cancelled: Cancelled,
) -> Answer:
    """A settled answer. A look takes long enough for an edit to wait: asked before each.

    base: an answer for the same captured motion, which looks the same. Raises: errors.Cancelled.
    """
    looks = []
    for motion in (captured.motion, refined.motion):
        if cancelled():
            raise errors.Cancelled
        known = None
        if base is not None and motion is captured.motion:
            known = base.captured_look.shown
        looks.append(take_look(motion, captured, decisions, known))
    return Answer(decisions, refined, *looks, settled=True)


def moved_beside(shown: Shown, answer: Answer) -> tuple[Moved, ...]:
    """What settling moved outside of what the preview showed."""
    before, preview = shown
    if before is None or preview is None or preview.decisions != answer.decisions:
        return ()
    looks = [one.refined_look.shown for one in (before, preview, answer)]
    if len({look.world_positions.shape for look in looks}) > 1:
        return ()
    return moved_outside(looks[0].times, *(look.world_positions for look in looks))


def _stored(take: TakeFile, captured: Captured, key: str) -> Refined | None:
    packed = take.cached(key)
    try:
        return None if packed is None else refined_from_packed(packed, captured)
    except NotPacked:
        return None  # a derived thing: it is made again
