"""Where the world's origin is put: what comes long after the beginning does not matter."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from core.capture.pipeline import _beginning
from core.contacts.contact import Contact
from core.contacts.estimate import estimate_contacts
from core.files.motion_file import read_motion
from core.motion.contact_points_on_rig import find_contact_points
from core.quality.export import output_motion
from core.take.captured import Captured
from core.take.decisions import Decision

SAMPLE = Path(__file__).resolve().parents[3] / "resources" / "sample" / "motion.bvh"


def captured_sample() -> tuple[Captured, tuple[Decision, ...]]:
    motion = read_motion(SAMPLE).motion
    drift = 0.04 * np.sin(motion.times)[:, None] * np.array([1.0, 0.0, 0.5])
    points = find_contact_points(motion)
    found = estimate_contacts(motion, points)
    decisions = tuple(Decision(f"c{n}", one, "auto", p) for n, (one, p) in enumerate(found))
    moved = replace(motion, root_positions=motion.root_positions + drift)
    return Captured(moved, points), decisions


def test_the_first_hips_of_a_beginning_are_those_of_the_whole():
    captured, decisions = captured_sample()
    short, kept = _beginning(captured, decisions, 5.0)
    last = float(short.motion.times[-1])
    assert 4.9 < last <= 5.0
    whole = output_motion(captured, decisions).motion.root_positions[0]
    begun = output_motion(short, kept).motion.root_positions[0]
    assert np.linalg.norm(whole - captured.motion.root_positions[0]) > 5e-4, "something was refined"
    np.testing.assert_allclose(begun, whole, atol=2e-4)


def test_contacts_end_with_the_beginning():
    captured, decisions = captured_sample()
    short, kept = _beginning(captured, decisions, 3.0)
    last = float(short.motion.times[-1])
    facts = [one.fact for one in kept if isinstance(one.fact, Contact)]
    assert facts and all(fact.start < last and fact.end <= last for fact in facts)
    assert len(facts) < len(decisions)
    assert _beginning(captured, decisions, 100.0)[0] is captured
