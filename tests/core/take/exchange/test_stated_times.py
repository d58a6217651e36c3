"""Times of contact and pin files that are off by left-out digits bind the samples they mean."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import made_walk
import numpy as np
import pytest

from app.command_line.door import run
from core.contacts.contact import Contact
from core.contacts.contacts_json import ContactsFile, StatedContact
from core.files.layout import footing_layout
from core.files.motion_file import read_motion, write_motion
from core.motion.kinematics import world_positions
from core.motion.pin import Pin
from core.motion.point_paths import point_paths
from core.take.captured import Captured
from core.take.exchange.refine_contacts import with_contacts_file
from core.take.exchange.refine_pins import with_pins_file
from core.take.exchange.stated_times import contacts_on_samples, pins_on_samples
from core.take.open_motion import captured_from_motion_file

WRITTEN = 0.0333333


def captured_of(seconds: float, frame_time: float | None) -> Captured:
    captured = made_walk.walk(seconds, 30.0)
    layout = footing_layout(captured.motion.skeleton, rate=30.0, metres_per_unit=0.01)
    if frame_time is not None:
        layout = replace(layout, frame_time=frame_time)
    return replace(captured, layout=layout)


@pytest.fixture(scope="module")
def thirty(tmp_path_factory) -> Path:
    """A walk that skates, of 30 frames per second, whose file says 0.0333333 s."""
    path = tmp_path_factory.mktemp("thirty") / "walk.bvh"
    drifting = made_walk.with_drift(captured_of(4.0, None), 0.05)
    layout = footing_layout(drifting.motion.skeleton, rate=30.0, metres_per_unit=0.01)
    write_motion(path, drifting.motion, replace(layout, frame_time=WRITTEN))
    assert f"Frame Time: {WRITTEN}" in path.read_text()
    return path


def test_the_last_frame_of_a_pin_in_the_files_own_times_is_held(thirty, tmp_path):
    motion = read_motion(thirty).motion
    hand = motion.skeleton.index("LeftHand")
    place = world_positions(motion)[88, hand] + [0.0, 0.05, 0.0]
    pin = {"joint": "LeftHand", "kind": "position", "start": 85 * WRITTEN, "end": 91 * WRITTEN}
    file, out = tmp_path / "pins.json", tmp_path / "out.bvh"
    file.write_text(json.dumps({"pins": [pin | {"value": place.tolist()}]}))
    assert run(["refine", str(thirty), "-o", str(out), "--pins", str(file)]) == 0
    held = world_positions(read_motion(out).motion)[:, hand]
    assert np.linalg.norm(held[85:92] - place, axis=1).max() < 5e-5
    assert np.linalg.norm(held[[84, 92]] - place, axis=1).min() > 1e-3  # and no more than those


def test_the_last_frame_of_a_plant_in_the_files_own_times_is_held(tmp_path):
    captured = captured_of(4.0, WRITTEN)
    stands = next(c for c in made_walk.plants(4.0) if c.point == "left_toe" and c.start > 1.5)
    skating = made_walk.with_skate(captured, stands, 0.15)
    given, out, file = (tmp_path / name for name in ("walk.bvh", "out.bvh", "contacts.json"))
    write_motion(given, skating.motion, captured.layout)
    first, last = int(np.ceil(stands.start * 30.0)) + 1, int(stands.end * 30.0) - 2
    plant = {"point": "left_toe", "state": "plant"}
    contacts = [plant | {"start": first * WRITTEN, "end": last * WRITTEN}]
    file.write_text(json.dumps({"contacts": contacts}))
    assert run(["refine", str(given), "-o", str(out), "--contacts", str(file)]) == 0
    found = captured_from_motion_file(read_motion(given)).contact_points
    toe = next(point for point in found if point.name == "left_toe")
    path = point_paths(read_motion(out).motion, (toe,))["left_toe"]
    assert np.ptp(path[first : last + 1], axis=0).max() < 5e-5
    assert np.linalg.norm(path[last + 1] - path[last]) > 5e-4  # and no more than those


@pytest.mark.parametrize("frame_time", [WRITTEN, 0.03333, 0.0333, 1 / 30])
def test_a_frames_own_time_is_its_sample_however_few_digits(frame_time):
    captured = captured_of(6.0, frame_time)
    times = captured.motion.times
    given = [Contact("left_toe", "plant", n * frame_time, n * frame_time) for n in (1, 90, 179)]
    assert [c.start for c in contacts_on_samples(captured, given)] == list(times[[1, 90, 179]])


def test_what_lies_between_samples_stays_and_so_does_the_order():
    captured = captured_of(2.0, None)
    between = Contact("left_toe", "plant", 0.35, 0.52)
    assert contacts_on_samples(captured, [between]) == (between,)
    pin = Pin("LeftHand", "position", 0.49, 0.5 + 2e-4, (0.0, 1.0, 0.0))
    assert pins_on_samples(captured, [pin]) == (replace(pin, end=0.5),)


def test_a_contact_within_a_samples_reach_keeps_its_length_and_nothing_overlaps():
    captured = captured_of(2.0, None)
    short = Contact("left_toe", "plant", 1.0 - 1e-4, 1.0 + 1e-4)
    assert contacts_on_samples(captured, [short]) == (short,)
    before = Contact("left_toe", "slide", 0.5, short.start)
    assert contacts_on_samples(captured, [before, short]) == (before, short)
    file = ContactsFile((StatedContact(before), StatedContact(short)))
    with_contacts_file(captured, (), file, "c.json")


def test_a_time_rounded_past_the_last_frame_is_not_outside_the_motion():
    captured = captured_of(4.0, 0.033334)
    last = captured.motion.frame_count - 1
    pin = Pin("LeftHand", "position", last * 0.033334, last * 0.033334, (0.0, 1.0, 0.0))
    (decision,) = with_pins_file(captured, (), [pin], "p.json")
    assert isinstance(decision.fact, Pin) and decision.fact.start == captured.motion.times[-1]
    plant = StatedContact(Contact("left_toe", "plant", pin.start, pin.end))
    with_contacts_file(captured, (), ContactsFile((plant,)), "c.json")
