"""What was said to be right as it is: kept in the journal, and nothing moves by it."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_walk import decided, plants, walk

from app.lanes.results import moving_facts
from core.quality.defects.event import Defect
from core.quality.defects.ignored import is_ignored
from core.take.decisions import Ignored
from core.take.editing.fact_edits import ignore
from core.take.exchange.journal_file import read_journal, write_journal
from core.take.journal import Journal
from core.take.refine import result_key


def test_an_ignored_event_is_a_decision_with_an_inverse(tmp_path: Path) -> None:
    journal = Journal().after(ignore((), "skate", "left_toe", 0.5, 0.9))
    assert [one.fact for one in journal.decisions] == [Ignored("skate", "left_toe", 0.5, 0.9)]
    write_journal(tmp_path / "j.json", journal)
    assert read_journal(tmp_path / "j.json") == journal
    assert journal.undo_entry is not None
    assert journal.after(journal.undo_entry).decisions == ()
    assert ignore(journal.decisions, "skate", "left_toe", 0.5, 0.9).changes_nothing


def test_nothing_is_solved_again_for_it() -> None:
    captured, decisions = walk(1.0), decided(plants(1.0))
    more = ignore(decisions, "skate", "left_toe", 0.5, 0.9).applied_to(decisions)
    assert moving_facts(more) == moving_facts(decisions)
    assert result_key(captured, more) == result_key(captured, decisions)


def test_it_speaks_of_the_same_fault_at_about_the_same_time() -> None:
    decisions = ignore((), "skate", "left_toe", 0.5, 0.9).applied_to(())

    def found(kind, where: str, start: float, end: float) -> bool:
        return is_ignored(Defect(kind, start, end, where, 30.0, "mm", "", 0.9), decisions)

    assert found("skate", "left_toe", 0.52, 0.88)
    assert not found("skate", "left_heel", 0.5, 0.9)
    assert not found("sink", "left_toe", 0.5, 0.9)
    assert not found("skate", "left_toe", 0.85, 1.4)


@pytest.mark.parametrize(
    ("kind", "where", "name"),
    [
        ("skate", "left_toe", "ignore skate, L toe 16 to 28"),
        ("low_confidence", "hips", "ignore hardly seen, hips 16 to 28"),
    ],
)
def test_undo_names_it_as_the_queue_does_over_all_of_its_frames(kind, where, name) -> None:
    assert ignore((), kind, where, 0.5, 0.9, rate=30.0).name == name
