"""What could be done about a defect, each answer with its effect: solved, not guessed.

An answer is an edit. Its effect is measured on the preview that the edit leads to: what is left
of the defect, how far the point still moves, and what it costs the motion around.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from core.contacts.contact import STATES, Contact, State
from core.contacts.intervals import held_samples, without
from core.motion import rotations
from core.motion.motion import Motion
from core.quality.contact_metrics import largest_distance_mm
from core.quality.defects.asked_slides import at_the_other_end
from core.quality.defects.event import Defect
from core.quality.defects.examined import Believed, Examined, examine, joint_called, part_named
from core.quality.defects.touch_chances import touch_chances
from core.take.captured import Captured
from core.take.decisions import Limbs
from core.take.editing.edits import Edit, edit_between, put_contact
from core.take.editing.fact_edits import clean, swap_sides
from core.take.editing.normal_form import Decisions
from core.take.refine import Refined, RefineSettings, preview

#: What is measured again reaches this far (s) beyond the defect on both sides.
_AROUND = 1.0
#: A held foot that turns by more than this (radians) pivots; a held point faster than this (m/s)
#: on the whole way slides.
_PIVOTS, _SLIDES = np.radians(25.0), 0.35
#: Defects of a contact point; an answer that leaves more than this part of a defect is none.
_OF_POINTS, _HELPS = ("skate", "float", "sink"), 0.8
#: An answer to a skate that moves the hips farther than this (mm) and than so many times the skate
#: would throw the body about.
_DEAR_MM, _DEAR_TIMES = 100.0, 2.0
_SWAPPED: dict[str, Limbs] = {"legs": "legs", "arms": "arms", "body": "all"}


@dataclass(frozen=True, slots=True)
class Prediction:
    """What an answer leads to, measured on its preview."""

    severity: float  # of the defect that is left, in its unit
    moves_mm: float | None  # how far the point moves in the stretch; None where none is meant
    height_mm: float | None  # of the point above the ground there, median
    turns: str  # the part that turns farthest from what it did
    turns_joint: str  # that joint as the rig calls it
    turns_degrees: float
    hips_move_mm: float  # at most
    infeasible: tuple[str, ...] = ()  # what cannot be met, in words


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer to a defect: the first one of a defect is proposed."""

    answer: str  # "plant", "pivot", "slide", "air", "swap", "clean"
    edit: Edit
    predicted: Prediction


class Proposer:
    """Answers to the defects of one settled motion. `seen` is that motion as it was examined."""

    def __init__(
        self,
        captured: Captured,
        decisions: Decisions,
        settled: Refined,
        seen: Examined,
        settings: RefineSettings | None = None,
        *,
        rate: float | None = None,
    ) -> None:
        self._captured, self._decisions, self._settled = captured, decisions, settled
        self._seen, self._settings, self._rate = seen, settings, rate
        self._solved: dict[Edit, Refined] = {}  # of edits that speak of the whole take

    def proposals(
        self, defect: Defect, *, cancelled: Callable[[], bool] | None = None
    ) -> tuple[Proposal, ...]:
        """The answers, the proposed one first; what would not help is left out, but a skate
        always has its four. Raises: Cancelled.
        """
        found = []
        for answer, edit in self.answers(defect):
            after = self._previewed(edit, cancelled)
            found.append(Proposal(answer, edit, self._predicted(defect, answer, edit, after)))
        if defect.kind == "skate":  # what costs far more than the defect is not proposed first
            return tuple(sorted(found, key=lambda one: _too_dear(one, defect)))
        helps = [one for one in found if one.predicted.severity < _HELPS * defect.severity]
        return tuple(sorted(helps, key=lambda one: one.predicted.severity))

    def answers(self, defect: Defect) -> list[tuple[str, Edit]]:
        """The edits that could answer a defect; those that change nothing are left out."""
        found = [(answer, edit) for answer, edit in self._edits(defect) if not edit.changes_nothing]
        return found

    def _edits(self, defect: Defect) -> list[tuple[str, Edit]]:
        now = self._decisions
        match defect.kind:
            case "skate":
                contact = self._believed_at(defect)
                put = self._put_foot if defect.asks else self._put
                states = self._likely(contact) if defect.asks else self._states(contact)
                return [(state, put(contact, state)) for state in states]
            case "float" | "sink" if defect.where in self._seen.paths:
                contact = self._believed_at(defect)
                if not contact.on_ground:
                    return [("air", self._put(contact, "air"))]
                return [(state, self._put(contact, state)) for state in (contact.state, "air")]
            case "root_drift":
                return [("plant", self._holding_all(defect))]
            case "swap":
                limbs = _SWAPPED[defect.where]
                swap = swap_sides(now, defect.start, defect.end, limbs, rate=self._rate)
                return [("swap", swap)]
            case "flip" | "jitter":
                return [("clean", clean(now))]
            case "pop" if defect.unit == "°":
                return [("clean", clean(now))]
        return []

    def _put(self, contact: Contact, state: State) -> Edit:
        return put_contact(self._decisions, replace(contact, state=state), rate=self._rate)

    def _put_foot(self, contact: Contact, state: State) -> Edit:
        """The same of the foot's other end, where it is asked about too."""
        edit, other = self._put(contact, state), at_the_other_end(self._seen, contact)
        if other is None:
            return edit
        after = edit.applied_to(self._decisions)
        both = put_contact(after, replace(other, state=state), rate=self._rate).applied_to(after)
        return edit_between(edit.name, self._decisions, both, edit.time)

    def _believed_at(self, defect: Defect) -> Contact:
        """The contact that the defect speaks of; air for its time where there is none."""
        best, most = Contact(defect.where, "air", defect.start, defect.end), 0.0
        for contact, _ in self._seen.contacts:
            shared = min(contact.end, defect.end) - max(contact.start, defect.start)
            if contact.point == defect.where and contact.on_ground and shared > most:
                best, most = contact, shared
        return best

    def _likely(self, slide: Contact) -> list[State]:
        """The four for a slide that was estimated: as probable as that is, and as the others are
        where it is none. The first was right of 26 of 40 that were asked about in 50 made takes; of
        12 what the point's speed says (`_states`)."""
        sure = next((sure for one, sure in self._seen.contacts if one == slide), 1.0)
        chances = touch_chances(self._seen, slide.point, slide.start, slide.end)
        others = 1.0 - chances.get("slide", 0.0)

        def chance(state: State) -> float:
            if state == "slide" or others <= 0.0:
                return sure if state == "slide" else 0.0
            return (1.0 - sure) * chances.get(state, 0.0) / others

        return sorted(STATES, key=lambda state: -chance(state))

    def _states(self, contact: Contact) -> list[State]:
        """Plant, pivot, slide, air: the one that the foot's own movement speaks for first."""
        if contact.state == "air":  # nobody believes in one: the motion itself says what is likely
            chances = touch_chances(self._seen, contact.point, contact.start, contact.end)
            return sorted(STATES, key=lambda state: -chances.get(state, 0.0) * (state != "air"))
        held = held_samples(self._seen.times, contact)
        path = self._seen.paths[contact.point][held]
        first: State = contact.state if contact.holds else "plant"
        span = float(self._seen.times[held][-1] - self._seen.times[held][0])
        way = float(np.linalg.norm(path[-1] - path[0]))
        if first == "plant" and span > 0.0 and way / span > _SLIDES:
            first = "slide"
        elif first == "plant" and self._foot_turn(contact, held) > _PIVOTS:
            first = "pivot"
        return [first, *(state for state in STATES if state != first)]

    def _foot_turn(self, contact: Contact, held: slice) -> float:
        """How far (radians) the foot's heading goes in a contact."""
        side = contact.point.partition("_")[0]
        ends = [self._seen.paths.get(f"{side}_{end}") for end in ("heel", "toe")]
        if ends[0] is None or ends[1] is None:
            return 0.0
        along = ends[1][held] - ends[0][held]
        yaw = np.unwrap(np.arctan2(along[:, 0], along[:, 2]))
        return float(np.ptp(yaw)) if len(yaw) else 0.0

    def _holding_all(self, defect: Defect) -> Edit:
        """Everything that stands in the time of a drift is held."""
        now = self._decisions
        after = now
        for contact, _ in self._seen.contacts:
            if contact.holds and contact.end > defect.start and contact.start < defect.end:
                after = put_contact(after, contact).applied_to(after)
        name = f"hold what stands {defect.start:.2f} to {defect.end:.2f} s"
        return edit_between(name, now, after, defect.start)

    def _previewed(self, edit: Edit, cancelled: Callable[[], bool] | None) -> Refined:
        if edit not in self._solved:
            now = edit.applied_to(self._decisions)
            changed = (*edit.leaving, *edit.coming)
            answer = preview(
                self._captured, now, self._settled, changed, self._settings, cancelled=cancelled
            )
            if any(not isinstance(one.fact, Contact) for one in changed):
                self._solved[edit] = answer
            return answer
        return self._solved[edit]

    def _predicted(self, defect: Defect, answer: str, edit: Edit, after: Refined) -> Prediction:
        first, stop = self._window(defect)
        base, motion = self._settled.motion.frames(first, stop), after.motion.frames(first, stop)
        seen = examine(
            motion,
            self._captured.contact_points,
            _believed_after(self._seen.contacts, edit),
            self._seen.ground,
        )
        moves = height = None
        if defect.kind in _OF_POINTS and defect.where in seen.paths:
            held = held_samples(seen.times, Contact(defect.where, "air", defect.start, defect.end))
            path = seen.paths[defect.where][held]
            moves = largest_distance_mm(path)
            height = 1000.0 * float(np.median(path[:, 1] - seen.ground)) if len(path) else None
        if defect.kind == "skate":
            left = moves or 0.0 if answer in ("plant", "pivot") else 0.0
        else:
            left = _left_of(defect, seen)
        joint, degrees = _farthest_turn(base, motion)
        hips = np.linalg.norm(motion.root_positions - base.root_positions, axis=-1)
        return Prediction(
            severity=left,
            moves_mm=moves,
            height_mm=height,
            turns=part_named(self._seen, joint),
            turns_joint=joint_called(self._seen, joint),
            turns_degrees=degrees,
            hips_move_mm=1000.0 * float(hips.max(initial=0.0)),
            infeasible=tuple(
                one.sentence for one in after.report.infeasible if defect.where in one.constraint
            ),
        )

    def _window(self, defect: Defect) -> tuple[int, int]:
        times = self._settled.motion.times
        first = int(np.searchsorted(times, defect.start - _AROUND))
        stop = int(np.searchsorted(times, defect.end + _AROUND, side="right"))
        return min(first, len(times) - 1), max(stop, first + 1)


def _believed_after(believed: tuple[Believed, ...], edit: Edit) -> tuple[Believed, ...]:
    """What is believed once an edit is made: what it states beats what was."""
    coming = [one.fact for one in edit.coming if isinstance(one.fact, Contact)]
    kept = list(believed)
    for new in coming:
        kept = [(left, sure) for old, sure in kept for left in without(old, new)]
    return (*kept, *((contact, 1.0) for contact in coming))


def _too_dear(proposal: Proposal, defect: Defect) -> bool:
    return proposal.predicted.hips_move_mm > max(_DEAR_MM, _DEAR_TIMES * defect.severity)


def _left_of(defect: Defect, seen: Examined) -> float:
    """The worst severity of the same defect that is still there."""
    # deferred: it loads scipy.signal, which a window that starts need not wait for
    from core.quality.defects.find import defects_of_kind

    return max(
        (
            one.severity
            for one in defects_of_kind(seen, defect.kind)
            if one.start <= defect.end + 0.05
            and one.end >= defect.start - 0.05
            and one.unit == defect.unit
            and (one.where == defect.where or defect.kind == "swap")
        ),
        default=0.0,
    )


def _farthest_turn(base: Motion, motion: Motion) -> tuple[int, float]:
    """The joint that turns farthest from one motion to the other, and how far (degrees)."""
    turned = np.degrees(rotations.angle_between(base.local_rotations, motion.local_rotations))
    worst = turned.max(axis=0)
    joint = int(np.argmax(worst))
    return joint, float(worst[joint])
