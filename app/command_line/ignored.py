"""What a refined motion left out, said on standard error."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

#: As many that have one reason are said one by one; more are a wall that nobody reads.
_SINGLY = 3
_NUMBERS = re.compile(r"\d+(\.\d+)?")


def say_ignored(sentences: Iterable[str]) -> None:
    """Print a report's `ignored`, one line each, or one for many that have the same reason."""
    for line in ignored_in_lines(sentences):
        print(f"footing: ignored: {line}.", file=sys.stderr)


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
            lines.append(f"{group[0]} (and {len(group) - 1} more like it)")
    return tuple(lines)
