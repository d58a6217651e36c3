"""Keymaps: which keys call which action. Data in resources/keymaps, one file each.

A keymap of another program says only what differs from the one that it is based on.
"""

from __future__ import annotations

import json
from pathlib import Path

from core.errors import BadInput

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "keymaps"
OWN = "footing"


def keymap_names() -> dict[str, str]:
    """The keymaps that there are: title by name, our own first.

    One that cannot be read has its own name for a title: who chooses it is told why.
    """
    names = sorted(path.stem for path in FOLDER.glob("*.json") if path.stem != OWN)
    return {name: _title(name) for name in (OWN, *names)}


def _title(name: str) -> str:
    try:
        return str(_read(name).get("name", name))
    except BadInput:
        return name


def read_keymap(name: str = OWN) -> dict[str, list[str]]:
    """Action id -> key sequences, the first one shown in menus.

    Raises: BadInput where the file is missing, not JSON, or gives one key to two actions.
    """
    keys = _keys(name)
    twice = duplicates(keys)
    if twice:
        raise BadInput(f"The keymap {name}.json gives {twice[0]} to two actions; change one.")
    return keys


def _keys(name: str) -> dict[str, list[str]]:
    described = _read(name)
    based_on = described.get("based_on")
    keys = {} if based_on is None else _keys(based_on)
    return {**keys, **described["keys"]}


def _read(name: str) -> dict:
    path = FOLDER / f"{name}.json"
    try:
        described = json.loads(path.read_text(encoding="utf-8"))
        described["keys"].items()
    except (OSError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise BadInput(f"The keymap {path.name} cannot be read ({error}); reinstall it.") from error
    return described


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
