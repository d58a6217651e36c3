"""What a long fit has made so far, kept on disk part by part: a run that was stopped goes on."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class KeptStages:
    """A folder of parts, each under a name that says what it was made of."""

    folder: Path

    def part(self, name: str, made_of: object, make: Callable[[], Made]) -> Made:
        """The part of that name as it is kept, or made now and kept.

        made_of: what it depends on; its `repr` is part of the file's name.
        """
        path = self.folder / f"{name}-{_digest(repr(made_of).encode())}.pkl"
        if path.is_file():
            with path.open("rb") as file:
                return pickle.load(file)
        made: Any = make()
        path.parent.mkdir(parents=True, exist_ok=True)
        # beside, then renamed: a part that was cut short is none
        beside = path.with_suffix(f".{os.getpid()}")
        with beside.open("wb") as file:
            pickle.dump(made, file, protocol=pickle.HIGHEST_PROTOCOL)
        beside.rename(path)
        return made


def digest_of_files(paths: Iterable[Path]) -> str:
    """A short digest of the bytes of files, in the order of their names."""
    return _digest(b"".join(path.read_bytes() for path in sorted(paths)))


def _digest(some: bytes) -> str:
    return hashlib.sha256(some).hexdigest()[:12]
