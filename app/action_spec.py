"""What an action of the window is called, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action. Its keys come from a keymap."""

    id: str  # "contact.plant", the name that keymaps use
    menu: str  # "Contacts"
    text: str  # "Plant", sentence case, verb first
    tip: str  # one sentence
    needs_take: bool = True
    group: int = 0  # a separator stands between groups of one menu
