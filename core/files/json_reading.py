"""JSON from strangers: every value is checked, and what is wrong is said with its place.

An `Entry` is a value together with the way to it ("contacts[3].start"), so that a message can
name the file and the key. Files are bounded in size; NaN, infinities and deep nesting are refused.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from core.errors import BadInput
from core.files.replace_file import written_beside

#: A keypoint file of an hour at 60 Hz has about this many bytes; nothing that we read has more.
LARGEST_FILE = 512 * 1024 * 1024
#: Nothing that we measure in metres, seconds or pixels is larger.
LARGEST_NUMBER = 1e9


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a JSON file and where it stands. Getters raise BadInput, naming the place."""

    value: Any
    file: str
    place: str = ""

    def fault(self, wanted: str) -> NoReturn:
        """Raises: BadInput, saying what should stand here."""
        shown = json.dumps(self.value, default=str)
        shown = shown if len(shown) <= 40 else shown[:37] + "..."
        raise BadInput(f"{self.file}: {self.place or 'the file'} must be {wanted}, not {shown}.")

    def keyed(self) -> Entry:
        """This entry, which is an object with keys."""
        return self if isinstance(self.value, dict) else self.fault("an object with keys")

    def has(self, key: str) -> bool:
        """Whether a key is there and not null."""
        return isinstance(self.value, dict) and self.value.get(key) is not None

    def at(self, key: str) -> Entry:
        """The value of a key, which must be there."""
        place = f"{self.place}.{key}" if self.place else key
        if key not in self.keyed().value:
            raise BadInput(f"{self.file}: {place} is missing; add it.")
        return Entry(self.value[key], self.file, place)

    def entries(self) -> Iterator[Entry]:
        """The elements of a list."""
        for position, value in enumerate(self.elements()):
            yield Entry(value, self.file, f"{self.place}[{position}]")

    def items(self) -> Iterator[tuple[str, Entry]]:
        """Keys and values of an object."""
        for key in self.keyed().value:
            yield key, self.at(key)

    def elements(self, length: int | None = None) -> list[Any]:
        """The bare list; with `length`, of exactly that many elements."""
        if not isinstance(self.value, list) or length not in (None, len(self.value)):
            self.fault("a list" if length is None else f"a list of {length}")
        return self.value

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            self.fault("a word")
        return self.value

    def one_of(self, words: tuple[str, ...]) -> str:
        if self.value not in words:
            self.fault(f"one of {', '.join(words)}")
        return self.value

    def number(self, low: float = -LARGEST_NUMBER, high: float = LARGEST_NUMBER) -> float:
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            self.fault("a number")
        if not low <= self.value <= high:
            if max(abs(low), abs(high)) < LARGEST_NUMBER:
                self.fault(f"a number from {low:g} to {high:g}")
            self.fault("a number of a sensible size")
        return float(self.value)

    def whole(self, low: int, high: int) -> int:
        number = self.number(low, high)
        if number != math.floor(number):
            self.fault("a whole number")
        return int(number)

    def numbers(self, *lengths: int) -> np.ndarray:
        """A list of finite numbers of one of these lengths (any, where none is given)."""
        wanted = " or ".join(str(length) for length in lengths)
        values = self.elements()
        if lengths and len(values) not in lengths:
            self.fault(f"a list of {wanted} numbers")
        return np.array([entry.number() for entry in self.entries()], dtype=float)

    def matrix(self, rows: int, columns: int) -> np.ndarray:
        """A (rows, columns) list of lists of finite numbers."""
        self.elements(rows)
        return np.array([entry.numbers(columns) for entry in self.entries()])

    def rising_times(self) -> np.ndarray:
        """A list of at least one time, seconds, strictly rising."""
        times = self.numbers()
        if len(times) == 0 or np.any(np.diff(times) <= 0.0):
            raise BadInput(f"{self.file}: {self.place} must be seconds that rise, at least one.")
        return times

    def names(self) -> tuple[str, ...]:
        """A list of different words, at least one."""
        found = tuple(entry.text() for entry in self.entries())
        if not found:
            self.fault("a list of names")
        for position, name in enumerate(found):
            if name in found[:position]:
                raise BadInput(f"{self.file}: {self.place} holds {name!r} twice; keep one.")
        return found


def read_json(path: str | Path) -> Entry:
    """A file's whole content, which is an object. Raises: BadInput."""
    return Entry(json_value(path), str(path)).keyed()


def json_value(path: str | Path, largest: int | None = None) -> Any:
    """What a JSON file says, not checked any further.

    largest: bytes; None is `LARGEST_FILE`.
    Raises: BadInput where the file cannot be read, is larger, or is no JSON; where it nests too
    deeply, says a key twice, or holds NaN or an infinity.
    """
    raw = _bytes_of(Path(path), LARGEST_FILE if largest is None else largest)
    try:
        return json.loads(
            raw.decode("utf-8-sig"), parse_constant=_refused, object_pairs_hook=_once_each
        )
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not JSON text; give a .json file.") from error
    except json.JSONDecodeError as error:
        raise BadInput(
            f"{path} is not JSON: {error.msg} in line {error.lineno}, column {error.colno}; mend "
            "that place."
        ) from error
    except _KeyTwice as error:
        raise BadInput(f"{path} holds {error}; keep one.") from error
    except RecursionError as error:
        raise BadInput(
            f"{path} is nested too deeply to be a file of this kind; give another."
        ) from error
    except ValueError as error:
        why = "it has thousands of digits" if "set_int_max_str_digits" in str(error) else error
        raise BadInput(
            f"{path} holds a number that is none ({why}); write a finite one."
        ) from error


def _bytes_of(path: Path, largest: int) -> bytes:
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            # a pipe or a device does not say how long it is
            raw = b"" if size > largest else file.read(largest + 1)
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}); check the path.") from error
    if max(size, len(raw)) > largest:
        raise BadInput(
            f"{path} has more than the {largest / 1e6:g} MB that can be read; cut it in parts."
        )
    return raw


class _KeyTwice(ValueError):
    """An object of a JSON text has a key twice: which one is meant, nobody knows."""


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of a JSON text (`object_pairs_hook`). Raises: _KeyTwice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in found if keys.count(key) > 1)
        shown = twice if len(twice) <= 40 else twice[:37] + "..."
        raise _KeyTwice(f"the key {shown!r} twice in one object")
    return found


def write_json(path: str | Path, value: Any) -> None:
    """One JSON object, written beside and renamed. Raises: BadInput where it cannot be written."""
    text = json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(", ", ": "))
    with written_beside(path) as beside:
        beside.write_text(text + "\n", encoding="utf-8")


def _refused(word: str) -> NoReturn:
    raise ValueError(word)
