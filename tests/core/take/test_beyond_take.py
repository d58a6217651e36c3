"""A contact that reaches beyond the take holds where there is motion, and that is said."""

from __future__ import annotations

from made_takes import made_captured

from core.contacts.contact import Contact
from core.take.decisions import Decision
from core.take.refine import refine


def _ignored(start: float, end: float) -> tuple[str, ...]:
    captured = made_captured(frames=60)
    decision = Decision("a", Contact("left_toe", "plant", start, end))
    return refine(captured, (decision,)).report.ignored


def test_what_lies_beyond_the_take_is_said_and_the_rest_holds() -> None:
    last = float(made_captured(frames=60).motion.times[-1])
    assert _ignored(1.0, last + 0.4) == (
        "left_toe plant 1.000 s: its last 0.400 s, beyond the take",
    )
    assert _ignored(-0.25, last + 0.4) == (
        "left_toe plant -0.250 s: its first 0.250 s and its last 0.400 s, beyond the take",
    )
    captured = made_captured(frames=60)
    held = Decision("a", Contact("left_toe", "plant", 1.0, last + 0.4))
    (report,) = refine(captured, (held,)).report.contacts
    assert report.skate_mm < 0.001


def test_a_contact_that_ends_with_the_take_or_a_frame_later_is_whole() -> None:
    last = float(made_captured(frames=60).motion.times[-1])
    assert _ignored(1.0, last) == ()
    assert _ignored(1.0, last + 1.0 / 30.0) == ()
