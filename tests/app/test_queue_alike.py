"""Which events an answer answers as well, and who is asked for that."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from app.queue.queue_alike import answered_too
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
