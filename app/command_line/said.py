"""What a verb says beside its answer: one line each on standard error, in words that fit there."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.solve.report import FlightReport, Infeasible

#: As many that have one reason are said one by one; more are a wall that nobody reads.
_SINGLY = 3
_NUMBERS = re.compile(r"\d+(\.\d+)?")
#: When a constraint holds: a joint's name may have digits too.
_TIMES = re.compile(r"-?\d+\.\d{3}|\(frame \d+\)")
#: What only some of them have beside the same reason.
_DEPTH = re.compile(r"; it lies \d+\.\d mm below its ground")


def say(sentence: str) -> None:
    """One line on standard error."""
    print(f"footing: {sentence}", file=sys.stderr)


def say_ignored(sentences: Iterable[str]) -> None:
    """Say a report's `ignored`, one line each, or one for many that have the same reason."""
    for line in ignored_in_lines(sentences):
        say(f"ignored: {line}.")


def say_infeasible(demands: Iterable[Infeasible]) -> None:
    """Say a report's `infeasible`: what is not met, by how much, and what stands against it."""
    for line in infeasible_in_lines(demands):
        say(f"{line}.")


def say_flights(flights: Sequence[FlightReport]) -> None:
    """Say which flight of a report is farthest from gravity's parabola, where one is."""
    if words := flights_in_words(flights):
        say(words)


def ignored_in_lines(sentences: Iterable[str]) -> tuple[str, ...]:
    """Sentences "WHAT: REASON", those of one reason together where they are more than three.

    Reasons that differ in their numbers only ("its last 0.2 s, beyond the take") are one.
    """
    alike: dict[str, list[str]] = {}
    for sentence in sentences:
        reason = sentence.partition(": ")[2] or sentence
        alike.setdefault(_NUMBERS.sub("#", reason), []).append(sentence)
    lines = []
    for group in alike.values():
        if len(group) <= _SINGLY:
            lines += group
        else:
            lines.append(f"{group[0]} (and {len(group) - 1:,} more like it)")
    return tuple(lines)


def infeasible_in_lines(demands: Iterable[Infeasible]) -> tuple[str, ...]:
    """What is not met; of more than three that differ in their times only, the worst one."""
    alike: dict[tuple[str, str], list[Infeasible]] = {}
    for one in demands:
        key = _TIMES.sub("#", one.constraint), _DEPTH.sub("", _TIMES.sub("#", one.limit))
        alike.setdefault(key, []).append(one)
    lines = []
    for group in alike.values():
        many = len(group) > _SINGLY
        for one in [max(group, key=lambda one: one.short_by_mm)] if many else group:
            line = f"{one.constraint} misses by {one.short_by(2)}: {one.limit}"
            more = f" (and {len(group) - 1:,} more like it, none by more)" if many else ""
            lines.append(line + more)
    return tuple(lines)


def flights_in_words(flights: Sequence[FlightReport]) -> str:
    """The flight that is farthest from gravity's parabola, and how many more are odd."""
    odd = [one for one in flights if one.fault]
    if not odd:
        return ""
    worst = max(odd, key=lambda one: one.off_mm)
    more = f" (and {len(odd) - 1} more; --report lists them)" if len(odd) > 1 else ""
    return f"In the air at {worst.start:.2f}-{worst.end:.2f} s: {worst.fault}{more}."


def printable(text: str) -> str:
    """The text without letters that the terminal cannot show, which names may hold."""
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)
