"""A solve that fails: it is said, the last motion stays, and the next edit is solved."""

from __future__ import annotations

from pathlib import Path

from opened_document import OpenedDocument

WHY = "Nobody can stand there."


def test_a_solve_that_failed_is_said_and_the_last_motion_stays(
    opened: OpenedDocument, walk: Path, failing: list, qtbot
) -> None:
    document = opened.open(walk)
    opened.settle()
    heard: list[Exception] = []
    document.unsolved.connect(heard.append)
    failing.append(WHY)
    document.put_contact("left_toe", "slide", 1.0, 2.0)
    qtbot.waitUntil(lambda: bool(opened.state.unsolved), timeout=30_000)
    assert opened.state.unsolved == WHY and not opened.state.settled
    assert [str(fault) for fault in heard] == [WHY] and not opened.faults
    assert opened.state.refined is not None  # the preview, or what was settled before
    qtbot.waitUntil(lambda: document.solver.idle)


def test_the_next_edit_is_solved_and_nothing_says_that_it_failed(
    opened: OpenedDocument, walk: Path, failing: list, qtbot
) -> None:
    document = opened.open(walk)
    opened.settle()
    failing.append(WHY)
    document.put_contact("left_toe", "slide", 1.0, 2.0)
    qtbot.waitUntil(lambda: bool(opened.state.unsolved), timeout=30_000)
    failing.clear()
    document.put_contact("right_toe", "slide", 1.0, 1.5)
    assert not opened.state.unsolved  # at once: an answer is asked for
    opened.settle()
    assert not opened.state.unsolved


def test_asked_once_more_the_same_decisions_are_solved(
    opened: OpenedDocument, walk: Path, failing: list, qtbot
) -> None:
    document = opened.open(walk)
    opened.settle()
    failing.append(WHY)
    document.put_contact("left_toe", "slide", 1.0, 2.0)
    qtbot.waitUntil(lambda: bool(opened.state.unsolved), timeout=30_000)
    revision = opened.state.revision
    failing.clear()
    document.solve_again()
    opened.settle()
    assert opened.state.revision == revision and not opened.state.unsolved


def test_undo_after_a_failed_solve_is_answered_from_what_is_known(
    opened: OpenedDocument, walk: Path, failing: list, qtbot
) -> None:
    document = opened.open(walk)
    first = opened.settle()
    failing.append(WHY)
    document.put_contact("left_toe", "slide", 1.0, 2.0)
    qtbot.waitUntil(lambda: bool(opened.state.unsolved), timeout=30_000)
    document.undo()
    assert opened.settle() == first and not opened.state.unsolved
