"""The journal as rows of a take's database: one edit, one row, one transaction."""

from __future__ import annotations

import json
import sqlite3

from core.take.journal import Entry, Journal
from core.take.journal_file import entry_as_json, entry_from_json
from core.take.take_connection import Damaged


def journal_in(connection: sqlite3.Connection) -> Journal:
    """The journal of an open database. Raises: Damaged, naming the edit that does not fit."""
    journal = Journal()
    for number, text in connection.execute("SELECT number, edit FROM journal ORDER BY number"):
        journal = _longer(journal, number, text)
    return journal


def sound_beginning(connection: sqlite3.Connection) -> tuple[Journal, bool]:
    """The longest beginning of a journal that holds together; whether that was all."""
    journal = Journal()
    rows = connection.execute("SELECT number, edit FROM journal ORDER BY number").fetchall()
    for number, text in rows:
        try:
            journal = _longer(journal, number, text)
        except Damaged:
            break
    return journal, len(journal) == len(rows)


def insert_entry(connection: sqlite3.Connection, number: int, entry: Entry) -> None:
    row = (number, json.dumps(entry_as_json(entry)))
    connection.execute("INSERT INTO journal VALUES (?, ?)", row)


def _longer(journal: Journal, number: int, text: str) -> Journal:
    if number != len(journal) + 1:
        raise Damaged(f"edit {len(journal) + 1} is missing")
    try:
        return journal.after(entry_from_json(json.loads(text)))
    except (TypeError, ValueError) as fault:
        raise Damaged(f"edit {number}: {fault}") from fault
