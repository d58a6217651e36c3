"""Keys of the edit layer live in video time and joint names: in a take, a journal, on another
capture, another rate and another rig."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_walk import decided, plants, walk

from app.command_line.door import run
from core.files.motion_file import read_motion, write_motion
from core.motion import rotations
from core.motion.skeleton import Skeleton
from core.quality.export import output_motion
from core.take.captured import Captured
from core.take.decisions import Decision, LayerKey
from core.take.editing.edits import Edit
from core.take.exchange.journal_file import read_journal_and_joints, write_journal
from core.take.exchange.other_rig import carried_over, shifted
from core.take.journal import Journal
from core.take.layer.layer_edits import put_layer_keys
from core.take.on_disk.take_opening import create_take
from core.take.open_motion import captured_from_motion_file
from core.take.refine import refine

ZERO = (0.0, 0.0, 0.0)
ARM = [
    LayerKey("LeftArm", "rotation", time, value)
    for time, value in ((0.5, ZERO), (1.0, (0.0, 0.0, 0.4)), (1.5, ZERO))
]
HIPS = LayerKey("Hips", "position", 1.0, (0.05, 0.0, 0.0))


@pytest.fixture(scope="module")
def own() -> Captured:
    return walk(2.0)


@pytest.fixture(scope="module")
def other(own: Captured) -> Captured:
    """The same body with another root and arm names."""
    skeleton = own.motion.skeleton
    names = tuple({"Hips": "pelvis", "LeftArm": "LeftUpperArm"}.get(n, n) for n in skeleton.names)
    renamed = Skeleton(names, skeleton.parents, skeleton.offsets, skeleton.end_sites)
    return replace(own, motion=replace(own.motion, skeleton=renamed))


def journal_of(*facts: LayerKey) -> Journal:
    journal = Journal().after(Edit("contacts", (), decided(plants(2.0))))
    return journal.after(put_layer_keys(journal.decisions, facts))


def arm_turned(before: Path, after: Path, time: float) -> float:
    motions = [read_motion(path).motion for path in (before, after)]
    joint = motions[0].skeleton.index("LeftArm")
    frames = [int(np.argmin(np.abs(motion.times - time))) for motion in motions]
    turns = [m.local_rotations[f, joint] for m, f in zip(motions, frames, strict=True)]
    return float(rotations.angle_between(*turns))


def test_a_take_keeps_keys_and_exports_what_they_add(own: Captured, tmp_path: Path) -> None:
    journal, walked = journal_of(*ARM), tmp_path / "walk.bvh"
    write_motion(walked, own.motion, rate=60.0)
    with create_take(tmp_path / "walk.footing") as take:
        take.store_captured(captured_from_motion_file(read_motion(walked)))
        for entry in journal.entries:
            take.append_edit(entry)
    written, out = tmp_path / "walk.journal.json", tmp_path / "out.bvh"
    assert run(["export", str(tmp_path / "walk.footing"), "-o", str(written)]) == 0
    assert run(["refine", str(tmp_path / "walk.footing"), "-o", str(out)]) == 0
    again, joints, _ = read_journal_and_joints(written)
    assert again == journal
    assert joints["LeftArm"] == "left_shoulder"
    assert arm_turned(walked, out, 1.0) == pytest.approx(0.4, abs=1e-4)
    replayed = tmp_path / "replayed.bvh"
    assert run(["replay", str(written), str(walked), "-o", str(replayed)]) == 0
    assert replayed.read_bytes() == out.read_bytes()


def test_keys_replay_at_another_rate(own: Captured, tmp_path: Path) -> None:
    motion = own.motion
    slow = replace(
        motion,
        local_rotations=motion.local_rotations[::2],
        root_positions=motion.root_positions[::2],
        times=motion.times[::2],
    )
    write_motion(tmp_path / "slow.bvh", slow, rate=30.0)
    write_journal(tmp_path / "j.json", journal_of(*ARM), motion.skeleton)
    out = tmp_path / "out.bvh"
    words = ["replay", str(tmp_path / "j.json"), str(tmp_path / "slow.bvh"), "-o", str(out)]
    assert run(words) == 0
    assert arm_turned(tmp_path / "slow.bvh", out, 1.0) == pytest.approx(0.4, abs=1e-4)


def test_another_rig_gets_the_place_and_leaves_out_turns_about_other_axes(
    other: Captured, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_motion(tmp_path / "other.bvh", other.motion, rate=60.0)
    write_journal(tmp_path / "j.json", journal_of(HIPS, ARM[1]))
    out = tmp_path / "out.bvh"
    words = ["replay", str(tmp_path / "j.json"), str(tmp_path / "other.bvh"), "-o", str(out)]
    assert run(words) == 0
    said = capsys.readouterr().err
    assert "edit-layer rotation key of LeftArm 1.000 s: the axes of LeftUpperArm" in said
    assert said.count("\n") == 1
    roots = [
        read_motion(tmp_path / name).motion.root_positions for name in ("other.bvh", "out.bvh")
    ]
    assert np.median(roots[1][:, 0] - roots[0][:, 0]) == pytest.approx(0.05, abs=5e-3)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value": [0, float("nan"), 0]}, "holds a number that is none (NaN)"),
        ({"value": [0, 1e308, 0]}, "'value' of a layer key"),
        ({"out": "bouncy"}, "'out' must be one of"),
    ],
)
def test_a_journal_with_a_wrong_key_is_one_line(
    own: Captured, tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict, words: str
) -> None:
    write_motion(tmp_path / "walk.bvh", own.motion, rate=60.0)
    write_journal(tmp_path / "j.json", Journal().after(put_layer_keys((), ARM[1:2])))
    told = json.loads((tmp_path / "j.json").read_text())
    told["edits"][0]["coming"][0]["fact"] |= change
    (tmp_path / "j.json").write_text(json.dumps(told))
    out = tmp_path / "out.bvh"
    given = ["replay", str(tmp_path / "j.json"), str(tmp_path / "walk.bvh"), "-o", str(out)]
    assert run(given) == 3
    said = capsys.readouterr().err
    assert words in said and said.count("\n") == 1
    assert not out.exists()


def test_a_key_outside_the_motion_still_shapes_the_curve_inside(own: Captured) -> None:
    far = Decision("far", replace(ARM[2], time=99.0))
    there = carried_over([far], own.motion.skeleton, own.contact_points, {}, (0.0, 2.0))
    assert there.decisions == (far,)
    assert there.left_out == ()


def test_keys_move_in_time_with_the_video(own: Captured) -> None:
    [moved] = shifted([Decision("k", ARM[1])], 0.25)
    assert moved.fact == replace(ARM[1], time=1.25)


def test_another_capture_of_the_same_video_gets_the_same_offset(own: Captured) -> None:
    keys = put_layer_keys((), ARM).coming
    again = walk(2.0, hips=0.85)
    arm = own.motion.skeleton.index("LeftArm")
    for captured in (own, again):
        after = refine(captured, (*decided(plants(2.0)), *keys)).motion
        angle = rotations.angle_between(
            captured.motion.local_rotations[60, arm], after.local_rotations[60, arm]
        )
        assert float(angle) == pytest.approx(0.4, abs=1e-6)


def test_an_export_at_another_rate_adds_the_curve_at_its_own_times(own: Captured) -> None:
    decisions = (*decided(plants(2.0)), *put_layer_keys((), ARM).coming)
    plain = output_motion(own, decided(plants(2.0)), rate=50.0).motion
    out = output_motion(own, decisions, rate=50.0).motion
    arm = own.motion.skeleton.index("LeftArm")
    angle = rotations.angle_between(plain.local_rotations[:, arm], out.local_rotations[:, arm])
    assert float(angle[50]) == pytest.approx(0.4, abs=1e-9)
    assert float(np.max(angle[out.times <= 0.5])) == 0.0
