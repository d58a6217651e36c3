"""A quick look draws the same as a full one; what is measured of what moved waits for the
settling."""

from __future__ import annotations

import numpy as np
from made_takes import made_captured

from core.contacts.contact import Contact
from core.quality.look import preview_look, take_look
from core.take.editing.edits import put_contact


def test_a_preview_draws_what_a_full_look_would() -> None:
    captured = made_captured(frames=60)
    settled = take_look(captured.motion, captured, ())
    contact = Contact("left_toe", "plant", 0.5, 1.5)
    decisions = put_contact((), contact).applied_to(())
    moved = captured.motion.with_pose(
        captured.motion.local_rotations, 1.5 * captured.motion.root_positions
    )
    full = take_look(moved, captured, decisions)
    quick = preview_look(settled, captured, decisions, moved)
    assert np.array_equal(quick.shown.world_positions, full.shown.world_positions)
    assert np.array_equal(quick.shown.euler_degrees, full.shown.euler_degrees)
    assert full.skates_mm[contact] > 20.0
    assert quick.skates_mm == {}
    assert quick.figures == settled.figures != full.figures


def test_a_preview_that_moved_a_few_frames_keeps_the_skates_beside_them() -> None:
    captured = made_captured(frames=60)
    times = captured.motion.times
    first = put_contact((), Contact("left_toe", "plant", 0.0, 0.3)).applied_to(())
    decisions = put_contact(first, Contact("left_toe", "plant", 0.8, 1.2)).applied_to(first)
    settled = take_look(captured.motion, captured, first)
    root = np.array(captured.motion.root_positions)
    span = int(np.searchsorted(times, 0.7)), int(np.searchsorted(times, 1.4))
    root[slice(*span)] += 0.1 * np.sin(7.0 * times[slice(*span), None])
    moved = captured.motion.with_pose(captured.motion.local_rotations, root)
    full = preview_look(settled, captured, decisions, moved)
    quick = preview_look(settled, captured, decisions, moved, span)
    assert np.array_equal(quick.shown.world_positions, full.shown.world_positions)
    assert np.array_equal(quick.shown.point_positions, full.shown.point_positions)
    assert list(quick.skates_mm.items()) == list(settled.skates_mm.items())
    assert len(quick.skates_mm) == 1
    wrong = preview_look(settled, captured, decisions, moved, (0, 2))
    assert not np.array_equal(wrong.shown.world_positions, full.shown.world_positions)


def test_a_look_at_other_decisions_keeps_what_was_drawn() -> None:
    captured = made_captured(frames=60)
    settled = take_look(captured.motion, captured, ())
    contact = Contact("left_toe", "plant", 0.5, 1.5)
    decisions = put_contact((), contact).applied_to(())
    quick = preview_look(settled, captured, decisions, None)
    assert quick.shown is settled.shown
    assert quick.skates_mm == take_look(captured.motion, captured, decisions).skates_mm


def test_a_look_at_other_decisions_drops_the_skates_of_contacts_that_left() -> None:
    captured = made_captured(frames=60)
    first = put_contact((), Contact("left_toe", "plant", 0.2, 0.6)).applied_to(())
    both = put_contact(first, Contact("left_toe", "plant", 1.0, 1.5)).applied_to(first)
    settled = take_look(captured.motion, captured, both)
    quick = preview_look(settled, captured, first, None)
    assert len(settled.skates_mm) == 2
    assert quick.skates_mm == take_look(captured.motion, captured, first).skates_mm
