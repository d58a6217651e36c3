"""Decisions made on one rig hold on another by body part; what cannot hold is said in one line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_walk import decided, plants, walk

from app.command_line.door import run
from core.contacts.contact import Contact
from core.errors import BadInput
from core.files.motion_file import read_motion, write_motion
from core.motion.point_paths import point_paths
from core.motion.skeleton import Skeleton
from core.quality.contact_metrics import largest_distance_mm
from core.take.captured import Captured
from core.take.decisions import (
    Decision,
    Ground,
    LayerKey,
    Pin,
    SharpMark,
    SidesSwapped,
    VideoOffset,
)
from core.take.editing.edits import Edit
from core.take.exchange.journal_file import read_journal_and_joints, write_journal
from core.take.exchange.other_rig import carried_over, parts_of_joints, shifted
from core.take.exchange.rest_directions import Direction, rests_of_joints
from core.take.journal import Journal
from core.take.open_motion import captured_from_motion_file

#: The same body under Poser's names.
POSER = {
    "Hips": "hip", "Spine": "abdomen", "Chest": "chest", "Neck": "neck", "Head": "head",
    "LeftShoulder": "lCollar", "LeftArm": "lShldr", "LeftForeArm": "lForeArm", "LeftHand": "lHand",
    "RightShoulder": "rCollar", "RightArm": "rShldr", "RightForeArm": "rForeArm",
    "RightHand": "rHand", "LeftUpLeg": "lThigh", "LeftLeg": "lShin", "LeftFoot": "lFoot",
    "LeftToe": "lToe", "RightUpLeg": "rThigh", "RightLeg": "rShin", "RightFoot": "rFoot",
    "RightToe": "rToe",
}  # fmt: skip


@pytest.fixture(scope="module")
def own() -> Captured:
    return walk(2.0)


@pytest.fixture(scope="module")
def other(own: Captured) -> Captured:
    skeleton = own.motion.skeleton
    renamed = Skeleton(
        tuple(POSER[name] for name in skeleton.names),
        skeleton.parents,
        skeleton.offsets,
        skeleton.end_sites,
    )
    return replace(own, motion=replace(own.motion, skeleton=renamed))


def carried(
    decisions: list[Decision],
    captured: Captured,
    parts: dict[str, str] | None = None,
    rests: dict[str, Direction] | None = None,
):
    skeleton, points = captured.motion.skeleton, captured.contact_points
    return carried_over(decisions, skeleton, points, parts or {}, (0.0, 2.0), rests)


def pin(joint: str, kind: str = "position", **changes) -> Decision:
    value = {"position": (0.1, 1.2, 0.3), "rotation": (1.0, 0.0, 0.0, 0.0), "image": (10.0, 20.0)}
    return Decision("p", Pin(joint, kind, 0.5, 0.6, value.get(kind, ()), **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("parts", [{"LeftHand": "left_wrist"}, {}], ids=["told", "by its name"])
def test_a_pin_goes_to_the_same_part_under_another_name(
    other: Captured, parts: dict[str, str]
) -> None:
    there = carried([pin("LeftHand")], other, parts)
    [decision] = there.decisions
    assert isinstance(decision.fact, Pin)
    assert decision.fact.joint == "lHand"
    assert there.left_out == ()


def test_a_name_of_one_letter_sides_is_read(own: Captured) -> None:
    [decision] = carried([pin("rForeArm")], own).decisions
    assert isinstance(decision.fact, Pin)
    assert decision.fact.joint == "RightForeArm"


def test_what_the_rig_itself_calls_so_stays_as_it_is(own: Captured) -> None:
    stays = [pin("LeftHand", "rotation"), Decision("g", Ground(0.1))]
    assert set(carried(stays, own).decisions) == set(stays)


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (pin("LeftHand", "rotation"), "the axes of lHand are not those of LeftHand"),
        (pin("Tail3"), "the rig has no joint like it"),
        (
            Decision("p", Pin("", "pose", 0.5, 0.5, (), (("LeftHand", (1.0, 0.0, 0.0, 0.0)),))),
            "another rig",
        ),
        (Decision("m", SharpMark(0.5, "Tail3")), "no joint like Tail3"),
        (Decision("s", SidesSwapped(7.0, 8.0)), "outside the motion"),
        (Decision("c", Contact("left_hand", "plant", 0.0, 1.0)), "no such point"),
        (Decision("c", Contact("left_toe", "plant", 5.0, 6.0)), "outside the motion"),
    ],
)
def test_what_cannot_hold_is_left_out_with_one_line(
    other: Captured, decision: Decision, words: str
) -> None:
    there = carried([decision], other)
    assert there.decisions == ()
    [line] = there.left_out
    assert words in line and "\n" not in line


def test_parts_are_told_of_joints_that_are_one(own: Captured) -> None:
    told = parts_of_joints(own.motion.skeleton, ["LeftHand", "Hips", "Tail"])
    assert told == {"LeftHand": "left_wrist", "Hips": "hips"}


def test_a_journal_tells_the_parts_of_its_joints(own: Captured, tmp_path: Path) -> None:
    facts = (pin("LeftHand"), Decision("m", SharpMark(0.5, "RightFoot")))
    journal = Journal().after(Edit("pin", (), facts))
    write_journal(tmp_path / "j.json", journal, own.motion.skeleton)
    again, joints, _ = read_journal_and_joints(tmp_path / "j.json")
    assert again == journal
    assert joints == {"LeftHand": "left_wrist", "RightFoot": "right_ankle"}


THIGH = "LeftUpLeg"
TURNED = (0.6, 0.0, 0.8, 0.0)
TURNS = [
    pin(THIGH, "rotation"),
    Decision("p", Pin("", "pose", 0.5, 0.5, (), (("Head", TURNED), (THIGH, TURNED)))),
    Decision("k", LayerKey(THIGH, "rotation", 0.5, (0.0, 0.0, 0.4))),
]
of_turns = pytest.mark.parametrize("decision", TURNS, ids=["pin", "pose", "key"])


def turned_about(captured: Captured, degrees: float) -> Captured:
    """The same names; the thigh's bone lies so far from where it lay in the joint's own axes."""
    skeleton, angle = captured.motion.skeleton, np.radians(degrees)
    offsets, shin = skeleton.offsets.copy(), skeleton.index("LeftLeg")
    offsets[shin] = np.linalg.norm(offsets[shin]) * np.array([np.sin(angle), -np.cos(angle), 0.0])
    turned = Skeleton(skeleton.names, skeleton.parents, offsets, skeleton.end_sites)
    return replace(captured, motion=replace(captured.motion, skeleton=turned))


@of_turns
@pytest.mark.parametrize(("degrees", "stays"), [(0, True), (4, True), (6, False), (90, False)])
def test_a_turn_stays_only_where_the_bone_lies_alike(
    own: Captured, decision: Decision, degrees: float, stays: bool
) -> None:
    rests = rests_of_joints(own.motion.skeleton, [THIGH, "Head", "Tail"])
    assert rests == {THIGH: pytest.approx((0.0, -1.0, 0.0)), "Head": pytest.approx((0.0, 1.0, 0.0))}
    there = carried([decision], turned_about(own, degrees), rests=rests)
    assert there.decisions == ((decision,) if stays else ())
    assert ["LeftUpLeg lie otherwise" in line for line in there.left_out] == [True] * (not stays)


@of_turns
def test_a_turn_stays_where_nobody_says_how_the_bone_lay(own: Captured, decision: Decision) -> None:
    assert carried([decision], turned_about(own, 90.0)).decisions == (decision,)


def test_a_place_needs_no_axes(own: Captured) -> None:
    rests = rests_of_joints(own.motion.skeleton, [THIGH])
    stays = [pin(THIGH), pin(THIGH, "image"), Decision("m", SharpMark(0.5, THIGH))]
    assert set(carried(stays, turned_about(own, 90.0), rests=rests).decisions) == set(stays)


@of_turns
def test_a_journal_tells_how_bones_lie_that_are_turned(
    own: Captured, decision: Decision, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = (decision, Decision("f", SharpMark(0.5, "RightFoot")))
    journal, written = Journal().after(Edit("turn", (), facts)), tmp_path / "j.json"
    write_journal(written, journal, own.motion.skeleton)
    again, _, rests = read_journal_and_joints(written)
    assert again == journal
    assert rests[THIGH] == (0.0, -1.0, 0.0) and "RightFoot" not in rests
    for degrees, lines in ((0.0, 0), (90.0, 1)):
        given, out = tmp_path / f"{degrees}.bvh", tmp_path / "out.bvh"
        write_motion(given, turned_about(own, degrees).motion, rate=60.0)
        assert run(["replay", str(written), str(given), "-o", str(out)]) == 0
        said = capsys.readouterr().err
        assert said.count("left out") == said.count("lie otherwise") == lines


@pytest.mark.parametrize(
    "rests", [[], {"A": "x"}, {"A": [0, 1]}, {"A": [0, 0, 0]}, {"A": [0, True, 1]},
              {"A": [0, float("nan"), 1]}, {"A": [1e308, 1e308, 1e308]}, {"A": [10**400, 0, 0]}],
)  # fmt: skip
def test_a_journal_with_a_wrong_direction_is_one_line(tmp_path: Path, rests: object) -> None:
    path = tmp_path / "j.json"
    path.write_text(json.dumps({"version": 1, "edits": [], "rests": rests}))
    with pytest.raises(BadInput, match=r"'rests' must give|none \(NaN\)") as fault:
        read_journal_and_joints(path)
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize(
    ("joint", "parts", "stays"),
    [
        ("Hips", {"Hips": "hips"}, True), ("Hips", {}, True), ("pelvis", {}, True),
        ("Thing", {"Thing": "hips"}, True), ("LeftHand", {"LeftHand": "left_wrist"}, False),
        ("LeftHand", {}, False), ("lHand", {}, False), ("Tail3", {}, False),
    ],
)  # fmt: skip
def test_a_place_of_the_edit_layer_is_the_roots_alone(
    own: Captured, joint: str, parts: dict[str, str], stays: bool
) -> None:
    key = Decision("k", LayerKey(joint, "position", 0.5, (0.0, 0.1, 0.0)))
    there = carried([key], own, parts)
    assert [getattr(one.fact, "joint", "") for one in there.decisions] == ["Hips"] * stays
    assert len(there.left_out) == (not stays)
    assert all(f"position key of {joint} 0.500 s" in line for line in there.left_out)


def test_decisions_move_in_time_together() -> None:
    moved = shifted(
        [pin("LeftHand"), Decision("m", SharpMark(1.0)), Decision("c", Contact("left_toe",
         "plant", 0.2, 0.4)), Decision("g", Ground(0.0))], 0.5,
    )  # fmt: skip
    facts = {type(one.fact).__name__: one.fact for one in moved}
    assert (facts["Pin"].start, facts["Pin"].end) == (1.0, 1.1)
    assert facts["SharpMark"].time == 1.5
    assert facts["Contact"].start == pytest.approx(0.7)
    assert facts["Ground"] == Ground(0.0)


def _skate_of(path: Path, contact: Contact) -> float:
    captured = captured_from_motion_file(read_motion(path))
    times = captured.motion.times
    held = (times >= contact.start - 1e-6) & (times <= contact.end + 1e-6)
    paths = point_paths(captured.motion, captured.contact_points)
    return largest_distance_mm(paths[contact.point][held])


@pytest.mark.parametrize("rate", [30.0, 60.0])
def test_a_journal_replays_on_another_rig_and_rate(
    other: Captured, rate: float, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = decided(plants(2.0), ground=None)
    journal = Journal().after(Edit("all", (), (*held, pin("Tail3"))))
    write_journal(tmp_path / "j.json", journal)
    motion = other.motion if rate == 60.0 else _every_second(other)
    write_motion(tmp_path / "other.bvh", motion, rate=rate)
    out = tmp_path / "out.bvh"
    assert run(["replay", str(tmp_path / "j.json"), str(tmp_path / "other.bvh"), "-o",
                str(out)]) == 0  # fmt: skip
    said = capsys.readouterr().err
    assert said.count("left out") == 1 and "Tail3" in said
    plant = next(c for c in plants(2.0) if c.point == "left_toe" and c.start > 0.5)
    assert _skate_of(out, plant) < 0.05


def _every_second(captured: Captured):
    motion = captured.motion
    return replace(
        motion,
        local_rotations=motion.local_rotations[::2],
        root_positions=motion.root_positions[::2],
        times=motion.times[::2],
    )


def test_a_motion_that_begins_later_in_the_video_gets_the_same_moments(
    own: Captured, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The journal's take began 0.25 s into the video; this motion begins 0.5 s into it."""
    write_motion(tmp_path / "walk.bvh", own.motion, rate=60.0)
    contact = Contact("left_toe", "plant", 0.6, 0.9)
    for name, seconds, given in (
        ("a", 0.25, contact),
        ("b", 0.0, replace(contact, start=0.35, end=0.65)),
    ):
        facts = (Decision("c", given), Decision("o", VideoOffset(seconds)))
        write_journal(tmp_path / f"{name}.json", Journal().after(Edit("all", (), facts)))
    outs = [tmp_path / "a.bvh", tmp_path / "b.bvh"]
    walked = str(tmp_path / "walk.bvh")
    assert run(["replay", str(tmp_path / "a.json"), walked, "-o", str(outs[0]), "--offset",
                "0.5"]) == 0  # fmt: skip
    assert run(["replay", str(tmp_path / "b.json"), walked, "-o", str(outs[1])]) == 0
    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert run(["replay", str(tmp_path / "a.json"), walked, "-o", str(outs[0]), "--offset",
                "x"]) == 2  # fmt: skip
    assert capsys.readouterr().err.count("\n") == 1
