"""defects: list what is wrong with a motion, the worst first, and what could be done about it."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from typing import Any

from app.command_line.motion_input import read_captured, say_where_no_foot_is
from app.command_line.options import add_input, add_reading
from app.command_line.progress import progress_bar
from app.command_line.said import printable
from core.errors import WrongUsage
from core.quality.defects.event import Defect
from core.quality.defects.find import find_defects
from core.quality.defects_of_take import examined_take
from core.quality.proposals import Prediction, Proposal, Proposer
from core.take.captured import Captured
from core.take.editing.normal_form import Decisions
from core.take.exchange.journal_file import edit_as_json
from core.take.refine import Refined, refine

#: The worst defects whose answers are solved where nobody says how many.
SOLVED = 20


EXAMPLES = (
    "defects clip.bvh",
    "defects clip.footing --json --proposals all",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_input(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object and no more")
    parser.add_argument(
        "--proposals",
        metavar="N",
        default=str(SOLVED),
        help=f"how many of the worst get answers with their solved effect, or all "
        f"(default: {SOLVED})",
    )
    add_reading(parser)


def run(arguments: argparse.Namespace) -> None:
    """Raises: WrongUsage, BadInput, Cancelled."""
    count = _asked_count(arguments.proposals)
    looked = _looked_at(arguments)
    seen = examined_take(looked.captured, looked.decisions, looked.settled.motion)
    defects = find_defects(seen)
    proposer = Proposer(looked.captured, looked.decisions, looked.settled, seen)
    progress = progress_bar("Defects")
    answered: list[tuple[Defect, tuple[Proposal, ...]]] = []
    for number, defect in enumerate(defects):
        solved = count is None or number < count
        answered.append((defect, proposer.proposals(defect) if solved else ()))
        progress((number + 1) / len(defects), defect.kind.replace("_", " "))
    if arguments.json:
        told = {"defects": [_as_json(*one) for one in answered]}
        print(json.dumps(told, allow_nan=False))
        return
    for line in _lines(answered):
        print(printable(line))


@dataclass(frozen=True, slots=True, eq=False)
class _Looked:
    captured: Captured
    decisions: Decisions
    settled: Refined


def _asked_count(words: str) -> int | None:
    """None for all. Raises: WrongUsage."""
    if words == "all":
        return None
    if not words.isascii() or not words.isdigit() or len(words) > 9:
        raise WrongUsage(f"--proposals takes a number of defects, or all, not {words!r}.")
    return int(words)


def _looked_at(arguments: argparse.Namespace) -> _Looked:
    """A take as it is refined; a motion file as it is. Raises: WrongUsage, BadInput."""
    captured, decisions = read_captured(arguments)
    say_where_no_foot_is(captured, arguments.input)
    if decisions is None:
        return _Looked(captured, (), refine(captured, ()))
    return _Looked(
        captured, decisions, refine(captured, decisions, progress=progress_bar("Refine"))
    )


def _as_json(defect: Defect, proposals: tuple[Proposal, ...]) -> dict[str, Any]:
    return {
        "kind": defect.kind,
        "start": defect.start,
        "end": defect.end,
        "where": defect.where,
        "severity": defect.severity,
        "unit": defect.unit,
        "sentence": defect.sentence,
        "confidence": defect.confidence,
        "proposals": [
            {
                "answer": one.answer,
                "edit": edit_as_json(one.edit),
                "predicted": _prediction_as_json(one.predicted, defect.unit),
            }
            for one in proposals
        ],
    }


def _prediction_as_json(predicted: Prediction, unit: str) -> dict[str, Any]:
    return {
        "severity": predicted.severity,
        "unit": unit,
        "moves_mm": predicted.moves_mm,
        "height_mm": predicted.height_mm,
        "turns_most": predicted.turns,
        "turns_degrees": predicted.turns_degrees,
        "hips_move_mm": predicted.hips_move_mm,
        "infeasible": list(predicted.infeasible),
    }


def _lines(answered: list[tuple[Defect, tuple[Proposal, ...]]]) -> list[str]:
    """A table for people: one defect, and below it what each answer would lead to."""
    if not answered:
        return ["No defects found."]
    lines = [f"{'kind':<15}{'where':<16}{'from s':>8}{'to s':>8}{'severity':>12}{'sure':>6}"]
    for defect, proposals in answered:
        severity = f"{defect.severity:.{1 if defect.severity < 10 else 0}f} {defect.unit}"
        lines.append(
            f"{defect.kind.replace('_', ' '):<15}{defect.where:<16}{defect.start:>8.2f}"
            f"{defect.end:>8.2f}{severity:>12}{defect.confidence:>6.2f}"
        )
        lines.append(f"    {defect.sentence}")
        lines += [f"    {_answer_line(defect, one)}" for one in proposals]
    return lines


def _answer_line(defect: Defect, proposal: Proposal) -> str:
    predicted = proposal.predicted
    left = f"{defect.severity:.1f} -> {predicted.severity:.1f} {defect.unit}"
    moves = ""
    if proposal.answer in ("slide", "air") and predicted.moves_mm is not None:
        moves = f", moves {predicted.moves_mm:.0f} mm"
    cost = "nothing else moves"
    if predicted.turns_degrees >= 0.05 or predicted.hips_move_mm >= 0.5:
        cost = (
            f"{predicted.turns_joint} turns {predicted.turns_degrees:.1f}°, "
            f"hips move {predicted.hips_move_mm:.0f} mm"
        )
    limits = (sentence.rstrip(".") for sentence in predicted.infeasible)
    return "; ".join([f"{proposal.answer:<6} {left}{moves}", cost, *limits])
