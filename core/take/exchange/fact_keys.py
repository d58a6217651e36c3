"""The keys of a decision's JSON, one by one: what is wrong with a value is told by its key.

Each function reads one key of an object and raises NotADecision where its value is another.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from core.files.json_reading import LARGEST_NUMBER
from core.files.pins_json import unit_turn

_Word = TypeVar("_Word")


class NotADecision(ValueError):
    """What is wrong with the JSON of a decision, in words that name the key."""


def stretch(written: Mapping[str, Any]) -> tuple[float, float]:
    """'start' and 'end', seconds, in this order."""
    start, end = number(written, "start"), number(written, "end")
    if start > end:
        raise NotADecision(f"'start' ({start:g} s) comes after 'end' ({end:g} s)")
    return start, end


def one_of(written: Mapping[str, Any], key: str, words: tuple[_Word, ...]) -> _Word:
    """One of the words (or numbers) that a key may have."""
    value = written.get(key)
    for word in words:
        if value == word:
            return word
    known = ", ".join(str(word) for word in words)
    raise NotADecision(f"'{key}' must be one of {known}, not {value!r}")


def keyed(value: Any, what: str) -> Mapping[str, Any]:
    """The value itself, an object; `what` names it."""
    if not isinstance(value, dict):
        raise NotADecision(f"{what} must be an object, not {type(value).__name__}")
    return value


def text(written: Mapping[str, Any], key: str) -> str:
    """A word that is not empty."""
    value = written.get(key)
    if not isinstance(value, str) or not value:
        raise NotADecision(f"'{key}' must be a word, not {value!r}")
    return value


def number(
    written: Mapping[str, Any],
    key: str,
    default: float | None = None,
    *,
    low: float = -LARGEST_NUMBER,
    high: float = LARGEST_NUMBER,
) -> float:
    """A finite number within the bounds; the default ones are those of every JSON file."""
    value = written.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise NotADecision(f"'{key}' must be a finite number, not {_shown(value)}")
    if not low <= value <= high:
        wanted = f"within ±{high:g}" if low == -high else f"from {low:g} to {high:g}"
        raise NotADecision(f"'{key}' must be a number {wanted}, not {_shown(value)}")
    return float(value)


def optional(
    written: Mapping[str, Any],
    key: str,
    *,
    low: float = -LARGEST_NUMBER,
    high: float = LARGEST_NUMBER,
) -> float | None:
    """As `number`; None where the key is absent or null."""
    return None if written.get(key) is None else number(written, key, low=low, high=high)


def numbers(
    written: Mapping[str, Any], key: str, count: int, *, within: float = LARGEST_NUMBER
) -> tuple[float, ...]:
    """`count` finite numbers, none farther than `within` from 0."""
    values = written.get(key)
    if not isinstance(values, list) or len(values) != count:
        raise NotADecision(f"'{key}' must be {count} numbers, not {_shown(values)}")
    return tuple(number({key: value}, key, low=-within, high=within) for value in values)


def turn(written: Mapping[str, Any], key: str) -> tuple[float, float, float, float]:
    """A unit quaternion w, x, y, z."""
    unit = unit_turn(numbers(written, key, 4))
    if unit is None:
        shown = _shown(written[key])
        raise NotADecision(f"'{key}' must be a unit quaternion w, x, y, z, not {shown}")
    return unit


def _shown(value: Any) -> str:
    """A value in a sentence, which stays one however long the value is."""
    shown = repr(value)
    return shown if len(shown) <= 40 else shown[:37] + "..."
