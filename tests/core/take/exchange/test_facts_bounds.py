"""Numbers that no take has are refused where a fact is read; those that takes have come back."""

import math

import pytest

from core.contacts.contact import Contact
from core.errors import BadInput
from core.take.decisions import CameraFact, Decision, Fact, Ground, Pin, SharpMark, VideoOffset
from core.take.editing import edits
from core.take.exchange.facts_json import NotADecision, fact_as_json, fact_from_json
from core.take.exchange.journal_file import journal_from_json

PLACE = Pin("LeftHand", "position", 1.0, 2.0, (0.1, 1.2, 0.3))
TURN = Pin("LeftHand", "rotation", 1.0, 2.0, (1.0, 0.0, 0.0, 0.0), strength="soft", sigma=0.02)
POSE = Pin("", "pose", 0.5, 0.5, (), (("Head", (1.0, 0.0, 0.0, 0.0)),))
SEEN = Pin("Head", "image", 0.5, 0.5, (640.0, 12.5))
PLANT = Contact("left_toe", "plant", 0.5, 1.0, (0.0, 0.0, 0.0), 0.0)
CAMERA = CameraFact(focal=1100.0, pitch=-0.1, known_length=((1.0, 2.0), (3.0, 4.0), 0.9))
HUGE = 10**400  # a whole number that no float holds


@pytest.mark.parametrize(
    ("fact", "change", "named"),
    [
        (PLACE, {"value": [1e300, 0, 0]}, "'value' must be a number within ±1e+09, not 1e+300"),
        (PLACE, {"value": [HUGE, 0, 0]}, "'value' must be a number within"),
        (PLACE, {"end": 1e300}, "'end' must be a number within"),
        (PLACE, {"sigma": 0}, "'sigma' must be a number from 1e-06 to 10000, not 0"),
        (PLACE, {"sigma": -1.0}, "'sigma' must be a number from"),
        (TURN, {"value": [1e200, 0, 0, 0]}, "'value' must be a number within"),
        (TURN, {"value": [0.5, 0, 0, 0]}, "'value' must be a unit quaternion w, x, y, z"),
        (TURN, {"value": [0, 0, 0, 0]}, "'value' must be a unit quaternion"),
        (POSE, {"pose": {"Head": [1, 1, 0, 0]}}, "'Head' must be a unit quaternion"),
        (SEEN, {"value": [1e6, 0]}, "'value' must be a number within ±100000"),
        (PLANT, {"height": 1e300}, "'height' must be a number within"),
        (PLANT, {"anchor": [1e300, 0, 0]}, "'anchor' must be a number within"),
        (PLANT, {"start": -HUGE}, "'start' must be a number within"),
        (Ground(0.0), {"height": 1e12}, "'height' must be a number within"),
        (VideoOffset(0.0), {"seconds": 1e300}, "'seconds' must be a number within"),
        (SharpMark(0.0), {"time": 1e300}, "'time' must be a number within"),
        (CAMERA, {"focal": 0}, "'focal' must be a number from 1 to 1e+06, not 0"),
        (CAMERA, {"focal": -5}, "'focal' must be a number from 1"),
        (CAMERA, {"pitch": 2.0}, "'pitch' must be a number within"),
        (CAMERA, {"roll": 1e300}, "'roll' must be a number within"),
        (CAMERA, {"height": -1.0}, "'height' must be a number from 0.01"),
        (CAMERA, {"known_length": {"from": [0, 1], "to": [1, 1], "metres": 0}}, "'metres' must be"),
    ],
)
def test_a_number_that_no_take_has_is_named_by_its_key(fact, change, named):
    with pytest.raises(NotADecision) as fault:
        fact_from_json({**fact_as_json(fact), **change})
    assert named in str(fault.value)


FAR: list[Fact] = [
    Pin("LeftHand", "position", 1.0, 2.0, (5000.0, 1.2, -8000.0)),  # a scene far from its origin
    Contact("left_toe", "plant", 0.5, 1.0, (5000.0, 900.0, 0.0), 900.0),
    Ground(2500.0),
    VideoOffset(-3600.0),
    CameraFact(focal=1.0, pitch=-math.pi / 2, roll=math.pi, height=1000.0),
]


@pytest.mark.parametrize("fact", FAR, ids=lambda fact: type(fact).__name__)
def test_what_a_take_can_hold_reads_back(fact):
    assert fact_from_json(fact_as_json(fact)) == fact


def test_a_turn_of_few_digits_is_made_a_unit_and_one_that_is_a_unit_keeps_its_digits():
    written = {**fact_as_json(TURN), "value": [0.707, 0.707, 0.0, 0.0]}
    read = fact_from_json(written)
    assert isinstance(read, Pin)
    assert math.hypot(*read.value) == pytest.approx(1.0, abs=1e-15)
    exact = (0.1, 0.7, -0.1, math.sqrt(0.49) * (1.0 + 1e-15))
    stated = Pin("LeftHand", "rotation", 1.0, 2.0, exact)
    assert fact_from_json(fact_as_json(stated)) == stated


def test_a_journal_names_the_file_and_the_edit():
    written = {"id": "i", "fact": {**fact_as_json(Ground(0.0)), "height": HUGE}}
    edit = {"name": "x", "time": None, "leaving": [], "coming": [written]}
    with pytest.raises(BadInput, match=r"j\.json: edit 1 of 1: coming 1: 'height' must be"):
        journal_from_json({"version": 1, "edits": [edit]}, "j.json")
    for time in (HUGE, 1e300):
        edit = {"name": "x", "time": time, "leaving": [], "coming": []}
        with pytest.raises(BadInput, match=r"j\.json: edit 1 of 1: 'time' must be"):
            journal_from_json({"version": 1, "edits": [edit]}, "j.json")
    edit["time"] = None
    edit["coming"] = [{"id": "i", "probability": HUGE, "fact": fact_as_json(Ground(0.0))}]
    with pytest.raises(BadInput, match="'probability' must"):
        journal_from_json({"version": 1, "edits": [edit]}, "j.json")


def test_what_could_not_be_read_back_is_not_decided():
    for state in (edits.set_offset, edits.set_ground):
        with pytest.raises(ValueError):
            state((Decision("g", Ground(0.0)),), 1e12)
