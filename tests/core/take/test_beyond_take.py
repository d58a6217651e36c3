"""A contact or a pin that reaches beyond the take holds where there is motion, and that is said."""

from __future__ import annotations

from made_takes import made_captured

from core.contacts.contact import Contact
from core.motion.kinematics import world_positions
from core.motion.pin import Pin
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


def test_what_of_a_pin_lies_beyond_the_take_is_said_and_the_rest_holds() -> None:
    captured = made_captured(frames=60)
    last = float(captured.motion.times[-1])
    hand = captured.motion.skeleton.index("LeftHand")
    place = world_positions(captured.motion)[-1, hand] + [0.0, 0.02, 0.0]

    def refined(start: float, end: float):
        where = (float(place[0]), float(place[1]), float(place[2]))
        pin = Pin("LeftHand", "position", start, end, where, strength="hard")
        return refine(captured, (Decision("a", pin),))

    far = refined(last - 0.1, last + 100.0)
    begins = f"{last - 0.1:.3f}"
    assert far.report.ignored == (
        f"LeftHand position pin {begins} s: its last 100.000 s, beyond the take",
    )
    assert abs(world_positions(far.motion)[-1, hand] - place).max() < 1e-4
    assert refined(last - 0.1, last).report.ignored == ()
    assert refined(last - 0.1, last + 1.0 / 30.0).report.ignored == ()
