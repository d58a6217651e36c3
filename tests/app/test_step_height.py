"""P on a step plants the foot on the step."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from opened_document import OpenedDocument

from core.contacts.contact import Contact
from core.files.motion_file import read_motion, write_motion
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.point_paths import point_paths
from core.take.refining.refined import Refined

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample" / "motion.bvh"
HIGH = 0.3
UP = 3.0  # seconds: from here on everything is on a platform


@pytest.fixture
def platform(tmp_path: Path) -> Path:
    motion = read_motion(SAMPLE).motion
    root = np.array(motion.root_positions)
    root[:, 1] += HIGH * np.clip((motion.times - UP) / 0.3 + 0.5, 0.0, 1.0)
    path = tmp_path / "platform.bvh"
    write_motion(path, replace(motion, root_positions=root))
    return path


def _height_of(refined: Refined | None, contact: Contact) -> float:
    assert refined is not None
    points = [one for one in find_contact_points(refined.motion) if one.name == contact.point]
    path = point_paths(refined.motion, points)[contact.point]
    times = refined.motion.times
    return float(np.median(path[(times >= contact.start) & (times <= contact.end), 1]))


def test_what_was_air_and_is_planted_again_is_on_the_step(
    opened: OpenedDocument, platform: Path
) -> None:
    document = opened.open(platform)
    opened.settle()
    state = opened.state
    step = next(
        one
        for one in state.decisions
        if isinstance(one.fact, Contact) and one.fact.holds and one.fact.start > UP + 0.5
    )
    contact = step.fact
    assert isinstance(contact, Contact) and contact.height is not None
    floor = _height_of(state.refined, contact) - HIGH
    document.delete_contact(step.id)
    document.put_contact(contact.point, "plant", contact.start, contact.end)
    opened.settle()
    put = next(
        one.fact
        for one in opened.state.decisions
        if isinstance(one.fact, Contact) and one.source == "user"
    )
    assert put.height == pytest.approx(contact.height, abs=0.03)
    assert _height_of(opened.state.refined, put) == pytest.approx(floor + HIGH, abs=0.05)


def test_on_the_floor_a_contact_has_no_height(opened: OpenedDocument, platform: Path) -> None:
    document = opened.open(platform)
    opened.settle()
    step = next(
        one
        for one in opened.state.decisions
        if isinstance(one.fact, Contact) and one.fact.holds and one.fact.end < UP - 0.5
    )
    document.set_contact_state(step.id, "air")
    document.set_contact_state(step.id, "plant")
    put = next(one.fact for one in opened.state.decisions if one.id == step.id)
    assert isinstance(put, Contact) and put.state == "plant" and put.height is None
