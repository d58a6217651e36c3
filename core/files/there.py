"""What lies at a path that somebody named, where asking the system may itself fail: pathlib raises
for a folder that may not be entered and for a name that is too long, where the answer is no."""

from __future__ import annotations

import os
from pathlib import Path


def is_there(path: str | Path) -> bool:
    """Whether something lies at a path and may be looked at."""
    return os.path.exists(path)  # noqa: PTH110


def is_folder(path: str | Path) -> bool:
    """Whether a folder lies at a path and may be looked at."""
    return os.path.isdir(path)  # noqa: PTH112


def is_file(path: str | Path) -> bool:
    """Whether a plain file lies at a path and may be looked at."""
    return os.path.isfile(path)  # noqa: PTH113


def refusal_in_words(error: OSError) -> str:
    """A path that may not be entered, a name that is too long, a full disk: no fault of ours."""
    place = "The output" if error.filename is None else f"{error.filename}"
    return (
        f"{place} cannot be used ({error.strerror}); check the path and its permissions, or choose "
        "another place."
    )
