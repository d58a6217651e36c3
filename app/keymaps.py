"""Keymaps: which keys call which action. Data in resources/keymaps, one file each."""

from __future__ import annotations

import json
from pathlib import Path

from core.errors import BadInput

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "keymaps"


def read_keymap(name: str = "footing") -> dict[str, list[str]]:
    """Action id -> key sequences, the first one shown in menus.

    Raises: BadInput where the file is missing, not JSON, or gives one key to two actions.
    """
    path = FOLDER / f"{name}.json"
    try:
        keys = json.loads(path.read_text())["keys"]
    except (OSError, ValueError, KeyError) as error:
        raise BadInput(f"The keymap {path.name} cannot be read ({error}); reinstall it.") from error
    twice = duplicates(keys)
    if twice:
        raise BadInput(f"The keymap {path.name} gives {twice[0]} to two actions; change one.")
    return keys


def duplicates(keys: dict[str, list[str]]) -> list[str]:
    """Key sequences that stand at more than one action."""
    seen: set[str] = set()
    twice: list[str] = []
    for sequences in keys.values():
        for sequence in sequences:
            if sequence.lower() in seen:
                twice.append(sequence)
            seen.add(sequence.lower())
    return twice
