"""Journals as files: `{"version": 1, "edits": [{"name", "time", "leaving", "coming"}]}`.

Joints that pins and sharp marks name are told with the part of the body that they are, `"joints":
{"lHand": "left_wrist"}`, so that another rig knows what is meant. Of joints that are turned it is
told where their bone points at rest, in their own axes, `"rests": {"lHand": [1.0, 0.0, 0.0]}`.

An entry that undoes or redoes says so with a key "action"; a file without that key is read as a
list of edits.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from core.errors import BadInput
from core.files.json_reading import json_value
from core.files.replace_file import written_beside
from core.motion.skeleton import Skeleton
from core.take.decisions import Decision
from core.take.editing.edits import Edit
from core.take.exchange.fact_keys import NotADecision, optional
from core.take.exchange.facts_json import decision_as_json, decision_from_json
from core.take.exchange.other_rig import joints_of, parts_of_joints
from core.take.exchange.rest_directions import (
    Direction,
    rests_from_json,
    rests_of_joints,
    turned_joints,
)
from core.take.journal import ACTIONS, Entry, Journal

VERSION = 1
#: A day of edits is under 10 MB; what is larger was not written by a person's decisions.
LARGEST_BYTES = 256_000_000


def journal_as_json(journal: Journal, skeleton: Skeleton | None = None) -> dict[str, Any]:
    """The file's content. skeleton: of the rig that the decisions were made on."""
    written = {"version": VERSION, "edits": [entry_as_json(entry) for entry in journal.entries]}
    if skeleton is not None:
        told = [one for edit in journal.edits for one in (*edit.coming, *edit.leaving)]
        if parts := parts_of_joints(skeleton, joints_of(told)):
            written["joints"] = parts
        if rests := rests_of_joints(skeleton, turned_joints(told)):
            written["rests"] = {
                name: [round(part, 6) for part in rest] for name, rest in rests.items()
            }
    return written


def edit_as_json(edit: Edit) -> dict[str, Any]:
    """An edit as a journal file lists it (docs/formats.md, "Journals")."""
    return {
        "name": edit.name,
        "time": edit.time,
        "leaving": [decision_as_json(decision) for decision in edit.leaving],
        "coming": [decision_as_json(decision) for decision in edit.coming],
    }


def entry_as_json(entry: Entry) -> dict[str, Any]:
    """An edit, and what was done by it where it is an undo or a redo."""
    written = edit_as_json(entry.edit)
    if entry.action != "do":
        written["action"] = entry.action
    return written


def entry_from_json(value: Any) -> Entry:
    """The entry that `entry_as_json` wrote. Raises: NotADecision, saying what is wrong."""
    if not isinstance(value, dict):
        raise NotADecision("an edit must be an object")
    name = value.get("name")
    if not isinstance(name, str):
        raise NotADecision("'name' must be a word")
    time = optional(value, "time")
    action = value.get("action", "do")
    if action not in ACTIONS:
        raise NotADecision(f"'action' must be one of {', '.join(ACTIONS)}, not {action!r}")
    leaving, coming = (_decisions(value, key) for key in ("leaving", "coming"))
    return Entry(Edit(name, leaving, coming, time), action)


def journal_from_json(value: Any, where: str) -> Journal:
    """The journal that `journal_as_json` wrote.

    Raises: BadInput, in one line that names the file (`where`), the edit and what is wrong.
    """
    edits = value.get("edits") if isinstance(value, dict) else None
    if not isinstance(edits, list):
        raise BadInput(
            f"{where} is not a journal: it needs the keys 'version' and 'edits'; "
            "write one with: export TAKE.footing -o OUT.journal.json"
        )
    version = value.get("version")
    if version != VERSION:
        raise BadInput(
            f"{where} has version {version!r}, this Footing reads {VERSION}; "
            "update Footing, or export the journal again."
        )
    journal = Journal()
    for number, written in enumerate(edits, 1):
        try:
            journal = journal.after(entry_from_json(written))
        except ValueError as fault:
            raise BadInput(f"{where}: edit {number} of {len(edits)}: {fault}") from fault
    return journal


def read_journal(path: Path) -> Journal:
    """The journal of a file. Raises: BadInput, in one line, for anything wrong with it."""
    return journal_from_json(json_value(path, LARGEST_BYTES), str(path))


def read_journal_and_joints(
    path: Path,
) -> tuple[Journal, dict[str, str], dict[str, Direction]]:
    """The journal of a file, and the body part and the bone's rest direction of each joint that
    it says one of.

    Raises: BadInput, in one line, for anything wrong with it.
    """
    value = json_value(path, LARGEST_BYTES)
    journal = journal_from_json(value, str(path))
    joints = value.get("joints", {})
    if not isinstance(joints, dict) or not all(isinstance(part, str) for part in joints.values()):
        raise BadInput(f"{path}: 'joints' must give a part of the body for each joint.")
    rests = rests_from_json(value.get("rests", {}))
    if rests is None:
        raise BadInput(
            f"{path}: 'rests' must give a unit direction, three numbers, for each joint."
        )
    return journal, joints, rests


def write_journal(path: Path, journal: Journal, skeleton: Skeleton | None = None) -> None:
    """Write a journal as JSON, beside and renamed. Raises: BadInput for a missing folder."""
    text = json.dumps(journal_as_json(journal, skeleton), indent=1, ensure_ascii=False)
    with written_beside(path) as beside:
        beside.write_text(text + "\n", encoding="utf-8")


def _decisions(value: dict[str, Any], key: str) -> tuple[Decision, ...]:
    written = value.get(key)
    if not isinstance(written, list):
        raise NotADecision(f"'{key}' must be a list")
    decisions = []
    for number, decision in enumerate(written, 1):
        try:
            decisions.append(decision_from_json(decision))
        except NotADecision as fault:
            raise NotADecision(f"{key} {number}: {fault}") from fault
    return tuple(decisions)
