"""Bones are called as other programs call them, whatever the rig called them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_bvh import body_motion

from core.files.joint_naming import CONVENTIONS, names_by, with_names
from core.files.motion_file import read_motion
from core.files.presets import PRESETS, export_motion
from core.motion.body_parts import body_parts
from core.motion.default_rig import default_rig, default_rig_at_rest
from core.motion.kinematics import world_positions
from core.motion.motion import Motion
from core.motion.skeleton import Skeleton

#: What MotionBuilder's characterisation looks for by name.
HUMANIK = {
    "Hips", "Spine", "Spine1", "Neck", "Head",
    *(side + name for side in ("Left", "Right") for name in (
        "Shoulder", "Arm", "ForeArm", "Hand", "UpLeg", "Leg", "Foot", "ToeBase")),
}  # fmt: skip


def test_the_default_rig_is_called_as_humanik_and_mixamo_call_it() -> None:
    rig = default_rig()
    assert set(names_by(rig, "HumanIK")) == HUMANIK
    assert set(names_by(rig, "Mixamo")) == {f"mixamorig:{name}" for name in HUMANIK}
    assert names_by(rig, "HumanIK")[rig.index("Chest")] == "Spine1"


#: The same person as a biped of 3ds Max names it, with fingers and a prop.
BIPED = {
    "Hips": "Bip01 Pelvis", "Spine": "Bip01 Spine", "Chest": "Bip01 Spine1", "Neck": "Bip01 Neck",
    "Head": "Bip01 Head",
    **{ours: f"Bip01 {side[0]} {theirs}" for side in ("Left", "Right") for ours, theirs in (
        (f"{side}Shoulder", "Clavicle"), (f"{side}Arm", "UpperArm"), (f"{side}ForeArm", "Forearm"),
        (f"{side}Hand", "Hand"), (f"{side}UpLeg", "Thigh"), (f"{side}Leg", "Calf"),
        (f"{side}Foot", "Foot"), (f"{side}Toe", "Toe0"))},
}  # fmt: skip


def biped(*more: tuple[str, str]) -> Skeleton:
    """The default rig under other names, with more joints, each below another."""
    rig = default_rig()
    names = [BIPED[name] for name in rig.names]
    parents, offsets = list(rig.parents), list(rig.offsets)
    for name, parent in more:
        parents.append(names.index(parent))
        names.append(name)
        offsets.append(np.array([0.02, 0.0, 0.0]))
    return Skeleton(tuple(names), np.array(parents), np.array(offsets), rig.end_sites)


def test_another_rigs_parts_are_named_and_the_rest_keeps_its_names() -> None:
    rig = biped(("Bip01 L Finger0", "Bip01 L Hand"), ("Sword", "Bip01 R Hand"))
    names = names_by(rig, "HumanIK")
    assert set(names) == HUMANIK | {"Bip01 L Finger0", "Sword"}
    assert names[rig.index("Bip01 L Toe0")] == "LeftToeBase"


def test_a_name_that_is_taken_gives_way_to_the_part() -> None:
    names = names_by(biped(("LeftHand", "Bip01 L Hand")), "HumanIK")
    assert len(set(names)) == len(names)
    assert names[-1] == "LeftHand_" and "LeftHand" in names


def test_a_long_spine_is_numbered_from_below() -> None:
    rig = default_rig()
    names, parents = list(rig.names), rig.parents.copy()
    spine = rig.index("Spine")
    names.append("Middle")
    parents = np.append(parents, spine)
    parents[rig.index("Chest")] = len(names) - 1
    order = [*range(spine + 1), len(names) - 1, *range(spine + 1, len(names) - 1)]
    place = {old: new for new, old in enumerate(order)}
    offsets = np.vstack([rig.offsets, [0.0, 0.05, 0.0]])[order]
    longer = Skeleton(
        tuple(names[old] for old in order),
        np.array([-1 if parents[old] < 0 else place[int(parents[old])] for old in order]),
        offsets,
        (),
    )
    named = dict(zip(longer.names, names_by(longer, "Mixamo"), strict=True))
    assert [named[name] for name in ("Spine", "Middle", "Chest")] == [
        "mixamorig:Spine", "mixamorig:Spine1", "mixamorig:Spine2"
    ]  # fmt: skip


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_names_change_nothing_else_and_are_understood_again(convention: str) -> None:
    motion = default_rig_at_rest()
    named = with_names(motion, convention)
    assert np.array_equal(world_positions(named), world_positions(motion))
    assert body_parts(named.skeleton) == body_parts(motion.skeleton)
    assert names_by(named.skeleton, convention) == named.skeleton.names


def test_what_was_written_under_other_names_is_still_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.files import presets

    written = presets.write_motion

    def shifted(path: Path, motion: Motion, *layout: object, **more: object) -> None:
        moved = replace(motion, root_positions=motion.root_positions + 0.001)
        written(path, moved, *layout, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(presets, "write_motion", shifted)
    with pytest.raises(RuntimeError, match="differs"):
        export_motion(tmp_path / "out.bvh", body_motion(4), None, PRESETS["humanik"])


def test_the_file_has_the_names(tmp_path: Path) -> None:
    export_motion(tmp_path / "out.bvh", body_motion(4), None, PRESETS["humanik"])
    names = read_motion(tmp_path / "out.bvh").motion.skeleton.names
    assert {"LeftToeBase", "Spine1"} <= set(names) and "LeftToe" not in names


def test_another_convention_is_refused() -> None:
    with pytest.raises(KeyError):
        names_by(default_rig(), "Daz")
