"""Parts of a body, whatever the rig calls its joints."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from core.files.motion_file import read_motion
from core.motion.body_parts import body_parts, side_of
from core.motion.skeleton import EndSite, Skeleton

#: Rest positions in metres of a person who faces +Z, arms out: the left is +X.
PLACES = {
    "hips": (0, 1.0, 0), "spine": (0, 1.1, 0), "chest": (0, 1.3, 0), "neck": (0, 1.5, 0),
    "head": (0, 1.6, 0),
    "hip": (0.1, 0.95, 0), "knee": (0.1, 0.5, 0), "ankle": (0.1, 0.09, 0),
    "toe": (0.1, 0.02, 0.13), "collar": (0.04, 1.45, 0), "shoulder": (0.18, 1.45, 0),
    "elbow": (0.46, 1.45, 0), "wrist": (0.71, 1.45, 0),
}  # fmt: skip
PARENTS = {
    "spine": "hips", "chest": "spine", "neck": "chest", "head": "neck", "hip": "hips",
    "knee": "hip", "ankle": "knee", "toe": "ankle", "collar": "chest", "shoulder": "collar",
    "elbow": "shoulder", "wrist": "elbow",
}  # fmt: skip
CENTRE = ("hips", "spine", "chest", "neck", "head")
LIMBS = ("hip", "knee", "ankle", "toe", "collar", "shoulder", "elbow", "wrist")

#: Convention -> names of the centre, then of a left and a right limb, in the order above.
CONVENTIONS = {
    "mixamo": (
        "mixamorig:Hips mixamorig:Spine mixamorig:Spine2 mixamorig:Neck mixamorig:Head",
        "mixamorig:{}UpLeg mixamorig:{}Leg mixamorig:{}Foot mixamorig:{}ToeBase "
        "mixamorig:{}Shoulder mixamorig:{}Arm mixamorig:{}ForeArm mixamorig:{}Hand",
        "Left Right",
    ),
    "daz": (
        "hip abdomen chest neck head",
        "{}Thigh {}Shin {}Foot {}Toe {}Collar {}Shldr {}ForeArm {}Hand",
        "l r",
    ),
    "genesis": (
        "hip abdomenLower chestLower neckLower head",
        "{}ThighBend {}Shin {}Foot {}Toe {}Collar {}ShldrBend {}ForearmBend {}Hand",
        "l r",
    ),
    "lafan": (
        "Hips Spine Spine2 Neck Head",
        "{}UpLeg {}Leg {}Foot {}Toe {}Shoulder {}Arm {}ForeArm {}Hand",
        "Left Right",
    ),
    "bandai": (
        "Hips Spine Chest Neck Head",
        "UpperLeg_{0} LowerLeg_{0} Foot_{0} Toes_{0} Shoulder_{0} UpperArm_{0} LowerArm_{0} "
        "Hand_{0}",
        "L R",
    ),
    "xsens": (
        "Hips Chest Chest4 Neck Head",
        "{}Hip {}Knee {}Ankle {}Toe {}Collar {}Shoulder {}Elbow {}Wrist",
        "Left Right",
    ),
    "rokoko": (
        "Hips Spine1 Spine4 Neck Head",
        "{}Thigh {}Shin {}Foot {}Toe {}Shoulder {}Arm {}ForeArm {}Hand",
        "Left Right",
    ),
    "blender": (
        "spine spine.001 spine.003 spine.004 spine.006",
        "thigh.{0} shin.{0} foot.{0} toe.{0} shoulder.{0} upper_arm.{0} forearm.{0} hand.{0}",
        "L R",
    ),
    "unreal": (
        "pelvis spine_01 spine_03 neck_01 head",
        "thigh_{0} calf_{0} foot_{0} ball_{0} clavicle_{0} upperarm_{0} lowerarm_{0} hand_{0}",
        "l r",
    ),
    "biped": (
        "Bip01_Pelvis Bip01_Spine Bip01_Spine2 Bip01_Neck Bip01_Head",
        "Bip01_{0}_Thigh Bip01_{0}_Calf Bip01_{0}_Foot Bip01_{0}_Toe0 Bip01_{0}_Clavicle "
        "Bip01_{0}_UpperArm Bip01_{0}_Forearm Bip01_{0}_Hand",
        "L R",
    ),
    "biped with blanks": (
        "Bip01·Pelvis Bip01·Spine Bip01·Spine2 Bip01·Neck Bip01·Head",
        "Bip01·{0}·Thigh Bip01·{0}·Calf Bip01·{0}·Foot Bip01·{0}·Toe0 Bip01·{0}·Clavicle "
        "Bip01·{0}·UpperArm Bip01·{0}·Forearm Bip01·{0}·Hand",
        "L R",
    ),
    "smpl": (
        "Pelvis Spine1 Spine3 Neck Head",
        "{0}_Hip {0}_Knee {0}_Ankle {0}_Foot {0}_Collar {0}_Shoulder {0}_Elbow {0}_Wrist",
        "L R",
    ),
    "asf": (
        "root lowerback thorax lowerneck head",
        "{}femur {}tibia {}foot {}toes {}clavicle {}humerus {}radius {}wrist",
        "l r",
    ),
    "kinect": (
        "SpineBase SpineMid SpineShoulder Neck Head",
        "Hip{0} Knee{0} Ankle{0} Foot{0} Clavicle{0} Shoulder{0} Elbow{0} Wrist{0}",
        "Left Right",
    ),
    "second life": (
        "mPelvis mTorso mChest mNeck mHead",
        "mHip{0} mKnee{0} mAnkle{0} mToe{0} mCollar{0} mShoulder{0} mElbow{0} mWrist{0}",
        "Left Right",
    ),
    "vroid": (
        "J_Bip_C_Hips J_Bip_C_Spine J_Bip_C_Chest J_Bip_C_Neck J_Bip_C_Head",
        "J_Bip_{0}_UpperLeg J_Bip_{0}_LowerLeg J_Bip_{0}_Foot J_Bip_{0}_ToeBase "
        "J_Bip_{0}_Shoulder J_Bip_{0}_UpperArm J_Bip_{0}_LowerArm J_Bip_{0}_Hand",
        "L R",
    ),
    "joints with endings": (
        "hips_JNT spine_JNT spine2_JNT neck_JNT head_JNT",
        "{0}_upleg_JNT {0}_leg_JNT {0}_foot_JNT {0}_toebase_JNT {0}_shoulder_JNT {0}_arm_JNT "
        "{0}_forearm_JNT {0}_hand_JNT",
        "l r",
    ),
    "all capitals": (
        "HIPS SPINE CHEST NECK HEAD",
        "{}UPLEG {}LEG {}FOOT {}TOEBASE {}SHOULDER {}ARM {}FOREARM {}HAND",
        "LEFT RIGHT",
    ),
    "japanese": (
        "下半身 上半身 上半身2 首 頭",
        "{}足 {}ひざ {}足首 {}つま先 {}肩 {}腕 {}ひじ {}手首",
        "左 右",
    ),
    "numbers only": (
        "b0 b1 b2 b3 b4",
        "{0}1 {0}2 {0}3 {0}4 {0}5 {0}6 {0}7 {0}8",
        "n m",
    ),
}  # fmt: skip


def named_rig(convention: str, *, turned: bool = False) -> tuple[Skeleton, dict[str, int]]:
    """A rig with the names of a convention, and where its parts are. `turned`: it faces -Z."""
    centre, limb, marks = CONVENTIONS[convention]
    keys = list(CENTRE)
    names = centre.split()
    for side, mark in zip(("left", "right"), marks.split(), strict=True):
        names += limb.format(*[mark] * 9).split()
        keys += [f"{side}_{part}" for part in LIMBS]
    truth = {key: index for index, key in enumerate(keys)}
    places, parents = [], []
    for key in keys:
        side, _, part = key.rpartition("_")
        mirror = np.array([-1.0 if side == "right" else 1.0, 1.0, 1.0])
        places.append(np.array(PLACES[part]) * mirror * ([-1, 1, -1] if turned else 1))
        parent = PARENTS.get(part)
        parents.append(
            -1 if parent is None else truth.get(f"{side}_{parent}", truth.get(parent, -1))
        )
    offsets = [
        place - (places[parent] if parent >= 0 else place)
        for place, parent in zip(places, parents, strict=True)
    ]
    ends = tuple(
        EndSite(truth[key], np.array([0, 0, 0.08])) for key in truth if key.endswith("toe")
    )
    names = [name.replace("·", " ") for name in names]
    rig = Skeleton(tuple(names), np.array(parents), np.array(offsets), ends)
    return rig, {key: index for key, index in truth.items() if "collar" not in key}


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_every_convention_is_understood(convention: str) -> None:
    rig, truth = named_rig(convention)
    assert body_parts(rig) == truth


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_sides_follow_names_and_limbs(convention: str) -> None:
    rig, truth = named_rig(convention)
    sides = side_of(rig)
    for key, joint in truth.items():
        assert sides[joint] == (key.partition("_")[0] if "_" in key else "centre")


def test_names_beat_the_rest_pose_but_structure_knows_which_way_a_rig_faces() -> None:
    rig, truth = named_rig("lafan", turned=True)
    assert body_parts(rig) == truth
    rig, truth = named_rig("numbers only", turned=True)
    assert body_parts(rig) == truth


def renamed(rig: Skeleton, changes: dict[str, str]) -> Skeleton:
    names = tuple(changes.get(name, name) for name in rig.names)
    return Skeleton(names, rig.parents, rig.offsets, rig.end_sites)


def with_child(rig: Skeleton, parent: int, name: str) -> Skeleton:
    return Skeleton(
        (*rig.names, name),
        np.append(rig.parents, parent),
        np.vstack([rig.offsets, [0, 0.1, 0]]),
        rig.end_sites,
    )


def test_twist_and_finger_joints_are_no_parts() -> None:
    rig, truth = named_rig("unreal")
    more = rig
    for name in ("thigh_twist_01_l", "thigh_twist_01_r", "ik_foot_l", "ik_foot_r"):
        more = with_child(more, truth["left_hip"], name)
    more = with_child(more, truth["left_wrist"], "hand_index_l")
    assert body_parts(more) == truth


def test_a_hip_joint_above_the_thigh_is_not_the_thigh() -> None:
    rig, truth = named_rig("lafan")
    names = list(rig.names)
    # a joint between the hips and each thigh, as in the CMU motions converted to BVH
    parents = [-1]
    where = {0: 0}
    result = [names[0]]
    offsets = [rig.offsets[0]]
    for joint in range(1, len(names)):
        parent = where[int(rig.parents[joint])]
        if names[joint].endswith("UpLeg"):
            result.append(names[joint][0] + "HipJoint")
            parents.append(parent)
            offsets.append(np.zeros(3))
            parent = len(result) - 1
        result.append(names[joint])
        parents.append(parent)
        offsets.append(rig.offsets[joint])
        where[joint] = len(result) - 1
    more = Skeleton(tuple(result), np.array(parents), np.array(offsets))
    assert body_parts(more) == {part: where[joint] for part, joint in truth.items()}


def test_a_leg_whose_names_are_out_of_order_is_not_believed() -> None:
    rig, truth = named_rig("lafan")
    swapped = renamed(rig, {"LeftUpLeg": "LeftFoot", "LeftFoot": "LeftUpLeg"})
    parts = body_parts(swapped)
    assert parts.get("left_ankle") != truth["left_hip"]


def test_a_single_letter_is_a_side_only_where_its_twin_is() -> None:
    rig = Skeleton(("root", "L_Tail", "M_Tail"), np.array([-1, 0, 1]), np.ones((3, 3)))
    assert side_of(rig) == ("centre", "centre", "centre")


def test_a_body_without_hands_keeps_its_elbows() -> None:
    rig, _ = named_rig("blender")
    keep = [joint for joint in range(rig.joint_count) if not rig.names[joint].startswith("hand")]
    index = {joint: k for k, joint in enumerate(keep)}
    shorter = Skeleton(
        tuple(rig.names[joint] for joint in keep),
        np.array([index.get(int(rig.parents[joint]), -1) for joint in keep]),
        rig.offsets[keep],
    )
    parts = body_parts(shorter)
    assert "left_wrist" not in parts
    assert shorter.names[parts["left_elbow"]] == "forearm.L"


def test_something_without_limbs_has_no_limbs() -> None:
    snake = Skeleton(
        tuple(f"s{k}" for k in range(9)),
        np.arange(9) - 1,
        np.tile([0, 0, 0.1], (9, 1)),
    )
    assert set(body_parts(snake)) <= {"hips", "spine", "chest", "neck", "head"}


def test_parts_of_every_shared_rig(human_motion_folder: Path) -> None:
    seen: set[tuple[str, ...]] = set()
    for path in sorted(human_motion_folder.rglob("*.bvh")):
        with path.open(encoding="utf-8", errors="replace") as file:
            hierarchy = file.read(60_000).partition("MOTION")[0]
        names = tuple(re.findall(r"(?:ROOT|JOINT)\s+(\S+)", hierarchy))
        if names in seen:
            continue
        seen.add(names)
        skeleton = read_motion(path).motion.skeleton
        parts = body_parts(skeleton)
        needed = {f"{s}_{p}" for s in ("left", "right") for p in ("hip", "knee", "ankle", "elbow")}
        assert needed <= set(parts), path
        assert {"hips", "spine", "chest", "head"} <= set(parts), path
        assert len(set(parts.values())) == len(parts), path
    assert len(seen) >= 5


@pytest.mark.parametrize("name", ["LeftLeg_{}", "x{}"])
@pytest.mark.parametrize("deep", [True, False])
def test_a_rig_of_thousands_of_joints_is_answered(name: str, deep: bool) -> None:
    count = 2000
    parents = np.arange(count) - 1 if deep else np.minimum(np.arange(count) - 1, 0)
    offsets = np.random.default_rng(0).normal(size=(count, 3))
    rig = Skeleton(tuple(name.format(k) for k in range(count)), parents, offsets)
    parts = body_parts(rig)
    assert set(parts.values()) <= set(range(count))
    assert len(side_of(rig)) == count
