"""The queue in words: from defects and proposals of core to what the panel draws."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from core.quality.defects.event import Defect
from core.quality.defects.examined import Examined
from core.quality.defects.ignored import is_ignored
from core.quality.proposals import Proposal
from core.take.decisions import Decision
from widgets.queue_view import AnswerView, EventView, QueueView
from widgets.snapshot import TakeView
from widgets.timecode import frames_held
from widgets.video.close_up import CloseUp

_VERBS = {
    "skate": "skates",
    "float": "floats",
    "sink": "sinks",
    "pop": "jumps",
    "jitter": "jitters",
    "flip": "flips",
    "low_confidence": "hardly seen",
}
_GROUPS = {
    "skate": "feet",
    "float": "feet",
    "sink": "feet",
    "pop": "jumps",
    "flip": "jumps",
    "jitter": "jitter",
    "low_confidence": "unsure",
}
_TITLES = {
    "plant": "Plant",
    "pivot": "Pivot",
    "slide": "Slide, wanted",
    "air": "Air",
    "swap": "Swap back",
    "clean": "Clean the take",
    "hold": "Hold what stands",
}
#: Why nothing can be looked for, and what to do.
UNSOLVED = (
    "The take could not be solved",
    "Undo, or make another edit: the search goes on then",
)
NOT_LOOKED = "The search for defects failed", "It starts again with your next edit"
#: The side of what is enlarged of the video, of the body's extent there; at least (pixels).
_CLOSE, _CLOSEST = 0.3, 24.0
_KEYS = {"plant": "P", "pivot": "O", "slide": "D", "air": "X"}
_NOUNS = {
    "skate": "Skate",
    "float": "Height",
    "sink": "Depth",
    "pop": "Jump",
    "jitter": "Jitter",
    "flip": "Flip",
    "root_drift": "Drift",
    "swap": "Jump",
}


def key_of(defect: Defect) -> str:
    """What names an event while it stands."""
    return f"{defect.kind} {defect.where} {defect.start:.3f}"


def event_view(defect: Defect, times: np.ndarray, *, undecided: bool) -> EventView:
    first, last = (frame + 1 for frame in frames_held(times, defect.start, defect.end))
    return EventView(
        key=key_of(defect),
        title=_title(defect),
        severity=_amount(defect.severity, defect.unit),
        level=1 if defect.weight < 1.0 else 2 if defect.weight < 2.0 else 3 if defect.weight < 4.0
        else 4,
        frames=f"Frames {first}–{last}" if last > first else f"Frame {first}",
        # of what was hardly seen another confidence is told: how well it was seen
        confidence="" if defect.kind == "low_confidence" else f"confidence {defect.confidence:.2f}",
        sentence=defect.sentence,
        group=_GROUPS.get(defect.kind, "body"),
        undecided=undecided,
        start=defect.start,
        end=defect.end,
    )  # fmt: skip


def answer_views(
    defect: Defect | None, answers: Sequence[str], solved: Sequence[Proposal]
) -> tuple[AnswerView, ...]:
    """The answers with their effects where they are solved, the proposed one marked.

    What was solved and would not help is left out.
    """
    if defect is None:
        return ()
    if solved or not answers:
        return tuple(
            AnswerView(
                answer=one.answer,
                title=_TITLES[one.answer],
                key=_KEYS.get(one.answer, ""),
                effect=_effect(defect, one),
                cost=_cost(one),
                proposed=place == 0,
            )
            for place, one in enumerate(solved)
        )
    return tuple(
        AnswerView(answer, _TITLES[answer], _KEYS.get(answer, ""), "", "", place == 0)
        for place, answer in enumerate(answers)
    )


def joint_of(defect: Defect, seen: Examined, take: TakeView) -> int | None:
    """The joint that an event is about; None where it is about the whole body."""
    if defect.where in seen.paths:
        return next((p.joint for p in take.points if p.name == defect.where), None)
    return seen.parts.get(defect.where)


def close_up_of(defect: Defect, take: TakeView) -> CloseUp | None:
    """The part of the video around a defect's contact point, about as large as a foot with what is
    near. None without a camera, and where the point crosses more of the picture than that."""
    places = take.captured.image_positions
    joint = next((one.joint for one in take.points if one.name == defect.where), None)
    if joint is None or places is None:
        return None
    times = take.captured.times
    inside = (times >= defect.start - 1e-6) & (times <= defect.end + 1e-6)
    seen = places[inside]
    seen = seen[np.isfinite(seen).all(axis=(1, 2))]
    if not len(seen):
        return None
    x, y = np.median(seen[:, joint], axis=0)
    body = float(np.median(np.ptp(seen, axis=1).max(axis=-1)))  # pixels from head to foot
    side = max(_CLOSE * body, _CLOSEST)
    return (
        CloseUp(float(x), float(y), side) if np.ptp(seen[:, joint], axis=0).max() < side else None
    )


def done_words(
    ignored: int, keys: Mapping[str, str], *, was_any: bool = False
) -> tuple[str, str, str]:
    """What stands where no event waits: that, what was not repaired, and the way on.

    keys: as a person reads them, by id of the action; was_any: whether events were found before.
    """
    export, history = (keys.get(one, "").split("   ")[0] for one in ("file.export", "edit.history"))
    button = f"Export  {export}".rstrip()
    if not ignored and was_any:
        return "Nothing left to review", "All that was found is answered or gone", button
    if not ignored:
        return "Nothing to review", "Nothing that an eye would see was found", button
    events = "1 event was" if ignored == 1 else f"{ignored} events were"
    back = f"; {history} leads back to each" if history else ""
    return "Nothing left to review", f"{events} ignored{back}", button


def queue_view(
    found: Sequence[Defect],
    waiting: Sequence[Defect],
    times: np.ndarray,
    decisions: Iterable[Decision],
    *,
    undecided: Container[str],
    gone: float,
    keys: Mapping[str, str] = MappingProxyType({}),
) -> QueueView:
    """The list, the worst first, and what is left; what is before the animator is added to it.

    Args:
        found: every defect; waiting: those that nobody answered.
        times: (frames,) seconds of the take.
        undecided: keys of events that were left for later.
        gone: the severity that was found at first and waits no more.
        keys: as a person reads them, by id of the action.
    """
    stated = tuple(decisions)
    left = sum(one.weight for one in waiting)
    ignored = sum(is_ignored(one, stated) for one in found)
    return QueueView(
        events=tuple(event_view(one, times, undecided=key_of(one) in undecided) for one in waiting),
        remaining=left / (left + gone) if left > 0.0 else 0.0,
        seen=_seen(waiting) > 0,
        rule=stop_rule(waiting),
        ignored=ignored,
        done=done_words(ignored, keys, was_any=gone > 0.0),
    )


def stop_rule(open_defects: Sequence[Defect]) -> str:
    """Whether what is left is worth an animator's time."""
    seen = _seen(open_defects)
    if seen == 0:
        return "What is left is below what an eye sees: stop here."
    return f"{seen} of {len(open_defects)} {'is' if seen == 1 else 'are'} above what an eye sees."


def _seen(defects: Sequence[Defect]) -> int:
    """How many an eye would see."""
    return sum(one.weight >= 1.0 for one in defects)


def _title(defect: Defect) -> str:
    if defect.asks:
        return f"{defect.called} slides: wanted?"
    match defect.kind:
        case "swap":
            limbs = "arms and legs" if defect.where == "body" else defect.where
            return f"Left and right swapped, {limbs}"
        case "root_drift":
            return "Body drifts"
        case "broken_flight":
            return "Jump against gravity"
    return f"{defect.called} {_VERBS[defect.kind]}"


def _amount(value: float, unit: str) -> str:
    space = "" if unit == "°" else " "
    return f"{value:.{1 if value < 10.0 else 0}f}{space}{unit}"


def _effect(defect: Defect, proposal: Proposal) -> str:
    predicted = proposal.predicted
    if defect.kind == "skate" and predicted.moves_mm is not None:
        if proposal.answer == "slide":
            return f"Slide kept, {predicted.moves_mm:.0f} mm"
        if proposal.answer == "air":
            return f"Free, moves {predicted.moves_mm:.0f} mm"
    before = f"{defect.severity:.{1 if defect.severity < 10.0 else 0}f}"
    return f"{_NOUNS[defect.kind]} {before} → {_amount(predicted.severity, defect.unit)}"


def _cost(proposal: Proposal) -> str:
    predicted = proposal.predicted
    if predicted.infeasible:
        return predicted.infeasible[0].rstrip(".")  # no cost ends in one
    if predicted.turns_degrees < 0.05 and predicted.hips_move_mm < 0.5:
        return "Nothing else moves"
    if predicted.turns_degrees < 0.05:
        return f"The body moves {predicted.hips_move_mm:.0f} mm"
    # the figure before the name: rigs have long ones, and what does not fit is cut off
    return f"Turns {predicted.turns_degrees:.1f}° at {predicted.turns_joint}"
