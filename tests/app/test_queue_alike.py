"""Which events an answer answers as well, and who is asked for that."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from app.queue.queue_alike import Given, alike, alike_words, answered_too
from core.contacts.contact import Contact
from core.quality.defects.event import Defect
from core.take.editing.edits import put_contact
from core.take.editing.fact_edits import clean

TREMBLING, SKATING = (
    Defect("jitter", 0.0, 1.0, "head", 9.0, "mm", "The head trembles.", 1.0),
    Defect("skate", 1.0, 2.0, "left_heel", 40.0, "mm", "The heel skates.", 1.0),
)
PLANT = put_contact((), Contact("left_heel", "plant", 1.0, 2.0))


def asked_for(edit) -> tuple[list[Defect], list[Defect]]:
    """Which events an edit answers too, and which were asked for their answers."""
    asked: list[Defect] = []

    def answers(defect: Defect):
        asked.append(defect)
        return [("clean", clean(()))] if defect is TREMBLING else [("plant", PLANT)]

    proposer: Any = SimpleNamespace(answers=answers)
    return answered_too(edit, (TREMBLING, SKATING), proposer), asked


def test_cleaning_the_take_answers_what_it_would_clean():
    too, _ = asked_for(clean(()))
    assert too == [TREMBLING]


def test_an_answer_to_one_event_asks_no_other_for_its_answers():
    assert asked_for(PLANT) == ([], [])


def test_that_a_slide_is_wanted_is_said_of_no_skate():
    """One more key made every skate of the take a wanted slide."""
    proposer: Any = SimpleNamespace(answers=lambda _: [("slide", PLANT)])
    wanted = Given("skate", "slide", asks=True)
    assert alike(wanted, (SKATING,), (), lambda _: proposer) is None
    assert alike_words(None, wanted, (SKATING,)) == ""
    question = replace(SKATING, asks=True)
    found = alike(wanted, (SKATING, question), (), lambda _: proposer)
    assert found is not None and found.events == (question,)
    assert alike_words(None, wanted, (SKATING, question)) != ""
