"""Every fact survives being written as JSON, and a wrong one is told by its key."""

import pytest

from core.take.decisions import (
    CameraFact,
    Cleaning,
    Decision,
    Fact,
    LayerKey,
    Pin,
    SharpMark,
    SidesSwapped,
)
from core.take.editing.normal_form import fault_of, in_order
from core.take.exchange.facts_json import (
    NotADecision,
    decision_as_json,
    decision_from_json,
    fact_as_json,
    fact_from_json,
)

FACTS: list[Fact] = [
    Pin("LeftHand", "position", 1.0, 2.0, (0.1, 1.2, 0.3)),
    Pin("LeftHand", "rotation", 1.0, 1.0, (1.0, 0.0, 0.0, 0.0), strength="soft", sigma=0.02),
    Pin("Head", "image", 0.5, 0.5, (640.0, 12.5)),
    Pin("", "pose", 0.5, 0.5, (), (("Head", (1.0, 0.0, 0.0, 0.0)),)),
    Cleaning(),
    SharpMark(0.25),
    SharpMark(0.25, "LeftHand"),
    SidesSwapped(1.0, 1.5, "legs"),
    CameraFact(focal=1100.0, pitch=-0.1),
    CameraFact(horizon=((0.0, 300.0), (1279.0, 310.0)), known_length=((1, 2), (3, 4), 0.9)),
    LayerKey("LeftArm", "rotation", 1.5, (0.1, 0.0, -0.2)),
    LayerKey("Hips", "position", 1.5, (0.0, 0.1, 0.0), "linear", "stepped"),
    LayerKey("LeftArm", "rotation", 1.5, (0.0, 0.0, 0.0), "free", "free", (1, 0, 0), (0, 1, 0)),
]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
def test_a_fact_reads_back_as_it_was_written(fact):
    decision = Decision("a", fact, "auto", 0.5)
    assert decision_from_json(decision_as_json(decision)) == decision


@pytest.mark.parametrize(
    ("fact", "change", "named"),
    [
        (FACTS[0], {"value": [1, 2]}, "'value' must be 3 numbers"),
        (FACTS[0], {"value": [1, 2, float("nan")]}, "'value' must be a finite number"),
        (FACTS[0], {"pin": "place"}, "'pin' must be one of"),
        (FACTS[0], {"end": 0.5}, "'start' (1 s) comes after"),
        (FACTS[0], {"strength": "firm"}, "'strength' must be one of hard, soft"),
        (FACTS[3], {"pose": {}}, "'pose' must name"),
        (FACTS[3], {"pose": {"Head": [1, 0, 0]}}, "'Head' must be 4 numbers"),
        (FACTS[5], {"time": None}, "'time' must be a finite number"),
        (FACTS[7], {"limbs": "tail"}, "'limbs' must be one of"),
        (FACTS[9], {"horizon": [[0, 1]]}, "'horizon' must be two points"),
        (FACTS[9], {"known_length": {"from": [0, 1], "to": [0, 1]}}, "'metres' must be"),
        (FACTS[10], {"joint": ""}, "'joint' must be a word"),
        (FACTS[10], {"channel": "scale"}, "'channel' must be one of rotation, position"),
        (FACTS[10], {"time": float("nan")}, "'time' must be a finite number"),
        (FACTS[10], {"value": [0, 0]}, "'value' must be 3 numbers"),
        (FACTS[10], {"value": [0, float("nan"), 0]}, "'value' must be a finite number"),
        (FACTS[10], {"value": [0, 1e300, 0]}, "'value' of a layer key must be numbers within"),
        (FACTS[11], {"in": "stepped"}, "'in' must be one of auto, flat, linear, free"),
        (FACTS[11], {"out": "bouncy"}, "'out' must be one of"),
        (FACTS[12], {"slope_in": [1, 2, None]}, "'slope_in' must be a finite number"),
    ],
)
def test_a_wrong_fact_is_named_by_its_key(fact, change, named):
    with pytest.raises(NotADecision) as fault:
        fact_from_json({**fact_as_json(fact), **change})
    assert named in str(fault.value)


def test_a_take_has_one_cleaning_and_one_camera():
    two = in_order([Decision("a", Cleaning()), Decision("b", Cleaning())])
    assert fault_of(two) == "There are two cleanings."
    assert fault_of(in_order([Decision(str(i), fact) for i, fact in enumerate(FACTS[:9])])) is None
