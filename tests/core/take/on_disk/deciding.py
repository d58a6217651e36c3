"""Run by test_take_kill.py in a process of its own, which is then killed: decides without end.

deciding.py TAKE SEED: prints "edit N" after the commit of edit N has returned
"""

from __future__ import annotations

import random
import sys

import numpy as np

from core.contacts.contact import STATES, Contact
from core.motion.contact_point import FOOT_POINT_NAMES
from core.take.editing import edits
from core.take.journal import Entry, Journal
from core.take.on_disk.packed import Packed
from core.take.on_disk.take_opening import open_take


def next_entry(journal: Journal, chance: random.Random) -> Entry:
    """A plausible thing to do next: mostly contacts, now and then undo or redo."""
    if journal.undo_entry is not None and chance.random() < 0.2:
        return journal.undo_entry
    if journal.redo_entry is not None and chance.random() < 0.2:
        return journal.redo_entry
    start = chance.uniform(0.0, 20.0)
    contact = Contact(
        chance.choice(FOOT_POINT_NAMES), chance.choice(STATES), start, start + chance.random()
    )
    return Entry(edits.put_contact(journal.decisions, contact))


def decide_for_ever(path: str, seed: int) -> None:
    chance = random.Random(seed)
    noise = np.random.default_rng(seed)
    take = open_take(path)
    assert not take.read_only, take.notices
    journal = take.journal()
    stage = 0
    while True:
        stage += 1
        content = Packed({"stage": stage}, {"noise": noise.normal(size=1 << 16)})
        for _ in take.storing("stage", f"stage {stage % 4}", content):
            for _ in range(chance.randrange(4)):
                journal = journal.after(next_entry(journal, chance))
                number = take.append_edit(journal.entries[-1])
                print("edit", number, flush=True)
        print("stage", stage % 4, stage, flush=True)


if __name__ == "__main__":
    decide_for_ever(sys.argv[1], int(sys.argv[2]))
