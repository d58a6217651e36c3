"""The journal as rows of a take's database: one edit, one row, one transaction."""

from __future__ import annotations

import json
import sqlite3

from core.take.exchange.journal_file import entry_as_json, entry_from_json
from core.take.journal import Entry, Journal, replayed
from core.take.on_disk.take_connection import Damaged

#: As bytes: SQLite itself would stop at text that is damaged, and say so with all of it.
_ROWS = "SELECT number, CAST(edit AS BLOB) FROM journal ORDER BY number"


def journal_in(connection: sqlite3.Connection) -> Journal:
    """The journal of an open database. Raises: Damaged, saying what does not fit."""
    rows = connection.execute(_ROWS).fetchall()
    if [number for number, _ in rows] != list(range(1, len(rows) + 1)):
        raise Damaged("the journal: an edit is missing")
    try:
        return replayed(entry_from_json(json.loads(text)) for _, text in rows)
    except (TypeError, ValueError) as fault:
        raise Damaged(f"the journal: {fault}") from fault


def sound_beginning(connection: sqlite3.Connection) -> tuple[Journal, bool]:
    """The longest beginning of a journal that holds together; whether that was all."""
    journal = Journal()
    rows = connection.execute(_ROWS).fetchall()
    for number, text in rows:
        try:
            longer = journal.after(entry_from_json(json.loads(text)))
        except (TypeError, ValueError):
            break
        if number != len(longer):
            break
        journal = longer
    return journal, len(journal) == len(rows)


def insert_entry(connection: sqlite3.Connection, number: int, entry: Entry) -> None:
    """Put the entry of this number, from 1, into the table. Raises: sqlite3.Error."""
    row = (number, json.dumps(entry_as_json(entry)))
    connection.execute("INSERT INTO journal VALUES (?, ?)", row)
