"""What both sides of the child's line call by name stays known under every name that is used."""

from __future__ import annotations

import pickle
from dataclasses import replace

from made_takes import made_captured

from app.lanes.child_line import packed, unpacked
from app.lanes.live_child import _Known
from app.lanes.results import first_look
from core.contacts.contact import Contact
from core.take.editing.edits import put_contact


def test_an_answer_that_nobody_heard_takes_no_names_of_others_with_it():
    captured = made_captured(frames=30)
    decisions = put_contact((), Contact("left_toe", "plant", 0.2, 0.6)).coming
    answer = first_look(None, captured, decisions)
    assert answer is not None
    here, there = _Known(), _Known()
    theirs = pickle.loads(pickle.dumps(answer))
    here.keep(1, answer)
    there.keep(1, theirs)
    there.keep(2, replace(theirs))  # shares its parts; the worker was cancelled and never knew it
    there.forget([2])
    question = packed(answer.decisions, here.names)
    parts = [bytes(part) for part in question]
    assert unpacked(parts, there.objects) == decisions
    back = [bytes(part) for part in packed(theirs.decisions, there.names)]
    assert unpacked(back, here.objects)[0] is answer.decisions[0]


def test_what_is_forgotten_everywhere_has_no_name():
    answer = first_look(None, made_captured(frames=10), ())
    known = _Known()
    known.keep(1, answer)
    known.keep(2, answer)
    known.forget([1])
    assert known.has(answer)
    known.forget([2])
    assert not known.has(answer)
    assert known.names == {}
    assert known.objects == {}
