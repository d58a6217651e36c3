"""Which of a take's captured motions holds: the one that was fitted to the camera as decided.

A motion is kept for every camera that was decided, so that undoing the decision brings the
earlier one back bit for bit. Its name says what it was made with: the camera's key, and that of
what the capture was told besides, so that a capture told something else makes them all anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from core.take.editing.camera_edits import camera_fact, fact_key
from core.take.editing.normal_form import Decisions

#: The key under which a take keeps what its capture was told (`TakeFile.about`).
TOLD = "capture options"
_MARK = " | camera "


def name_for(source: str, decisions: Decisions, told: str | None) -> str:
    """The name of the motion that is captured from `source` under these decisions."""
    key = fact_key(camera_fact(decisions))
    return source if not key else f"{source}{_MARK}{_key(key, told)}"


def chosen(names: Sequence[str], decisions: Decisions, told: str | None) -> tuple[str | None, bool]:
    """Which of the stored names, the latest last, holds now, and whether it is of this camera.

    Where none is of this camera (its fit was cut off), the one without a decided camera stands
    in, else the latest. (None, False) for no names.
    """
    if not names:
        return None, False
    key = fact_key(camera_fact(decisions))
    plain = [name for name in names if _MARK not in name]
    if not key:
        return (plain[-1], True) if plain else (names[-1], False)
    ending = f"{_MARK}{_key(key, told)}"
    fitting = [name for name in names if name.endswith(ending)]
    if fitting:
        return fitting[-1], True
    return (plain or names)[-1], False


def _key(camera: str, told: str | None) -> str:
    return hashlib.blake2b(f"{camera}\n{told or ''}".encode(), digest_size=8).hexdigest()
