"""Camera, keypoint, contact and joint files: round trips, and one clear line for what is wrong."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.contacts.contact import Contact
from core.contacts.contacts_json import (
    ContactsFile,
    PointOnJoint,
    StatedContact,
    points_as_written,
    points_on_rig,
    read_contacts,
    write_contacts,
)
from core.errors import BadInput
from core.files.camera_json import CameraFile, read_camera, write_camera
from core.files.joints_json import JointPaths, read_joints, write_joints
from core.files.json_reading import read_json
from core.files.keypoints_json import read_keypoints, write_keypoints
from core.files.pins_json import read_pins
from core.motion.contact_point import ContactPoint
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.default_rig import default_rig, default_rig_at_rest
from core.motion.keypoint_names import keypoint_parts
from core.motion.keypoints import Keypoints
from core.motion.skeleton import Skeleton

KEYPOINT_NAMES = [
    f"{side}_{part}" for part in ("hip", "knee", "ankle", "shoulder") for side in ("left", "right")
]
CAMERA = {
    "width": 1280, "height": 720, "K": [[900, 0, 640], [0, 900, 360], [0, 0, 1]],
    "dist": [0.1, -0.02, 0.001, 0.0], "R": [[1, 0, 0], [0, -1, 0], [0, 0, -1]],
    "t": [0.0, 1.4, 4.0], "up": "y",
}  # fmt: skip
KEYPOINTS = {
    "width": 1280, "height": 720, "times": [0.0, 0.04], "names": KEYPOINT_NAMES,
    "xyc": [[[10.5, 20.0, 0.9]] * 8, [None] * 8],
}  # fmt: skip
CONTACTS = {
    "ground": {"height": 0.1},
    "points": {"left_toe": {"joint": "LeftFoot", "offset": [0, -8.0, 12.5]}},
    "contacts": [
        {"point": "left_toe", "state": "plant", "start": 0.533, "end": 0.9},
        {"point": "left_toe", "state": "slide", "start": 0.9, "end": 1.5, "height": 0.2},
        {"point": "right_heel", "state": "pivot", "start": 0.0, "end": 0.4,
         "anchor": [1, 0.1, 2], "probability": 0.7, "source": "auto", "mood": "happy"},
    ],
}  # fmt: skip
JOINTS = {"times": [0, 1], "names": ["a"], "world_positions": [[[0, 1, 2]], [None]]}
READERS: dict[str, tuple[Callable, dict]] = {
    "camera": (read_camera, CAMERA),
    "keypoints": (read_keypoints, KEYPOINTS),
    "contacts": (read_contacts, CONTACTS),
    "joints": (read_joints, JOINTS),
}


def written(folder: Path, value: Any, name: str = "given.json") -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


def changed(value: dict, way: str, new: Any) -> dict:
    """A deep copy with the value at a dotted way replaced; REMOVED takes the key away."""
    result = copy.deepcopy(value)
    *inner, last = [int(k) if k.isdigit() else k for k in way.split(".")]
    place: Any = result
    for key in inner:
        place = place[key]
    if new is REMOVED:
        del place[last]
    else:
        place[last] = new
    return result


REMOVED = object()


def test_a_camera_with_its_place_and_one_without(tmp_path: Path) -> None:
    found = read_camera(written(tmp_path, CAMERA))
    assert (found.width, found.height, found.is_placed) == (1280, 720, True)
    assert list(found.distortion) == [0.1, -0.02, 0.001, 0.0, 0.0]
    assert np.allclose(found.camera().world_centre, [0, 1.4, 4.0])
    lens = read_camera(written(tmp_path, {k: v for k, v in CAMERA.items() if k not in "Rt"}))
    assert not lens.is_placed
    with pytest.raises(ValueError, match="stands"):
        lens.camera()
    placed = lens.camera(np.eye(3), np.array([0, 0, 2.0]))
    assert np.allclose(placed.project(np.zeros(3)), [640, 360])


def test_cameras_come_back_as_they_were_written(tmp_path: Path) -> None:
    first = read_camera(written(tmp_path, CAMERA))
    for camera in (
        first,
        first.camera(),
        CameraFile(2, 3, np.eye(3) * [[5], [5], [1]], np.zeros(5)),
    ):
        write_camera(tmp_path / "again.json", camera)
        again = read_camera(tmp_path / "again.json")
        assert np.array_equal(again.intrinsics, camera.intrinsics)
        assert again.is_placed == (not isinstance(camera, CameraFile) or camera.is_placed)


def test_a_rotation_of_few_digits_is_made_one_and_a_mirror_is_refused(tmp_path: Path) -> None:
    turned = [[0.71, 0, -0.70], [0, 1, 0], [0.70, 0, 0.71]]
    rotation = read_camera(written(tmp_path, changed(CAMERA, "R", turned))).rotation
    assert rotation is not None and np.allclose(rotation @ rotation.T, np.eye(3), atol=1e-12)
    with pytest.raises(BadInput, match="R must be a rotation"):
        read_camera(written(tmp_path, changed(CAMERA, "R", np.diag([1, 1, -1]).tolist())))


def test_the_one_camera_of_a_list_is_taken(tmp_path: Path, videos_folder: Path) -> None:
    found = read_camera(videos_folder / "p2s_balance_cam04" / "calibration.json")
    assert (found.width, found.height, found.is_placed) == (1088, 1920, True)
    two = {"cameras": {"a": CAMERA, "b": CAMERA}}
    with pytest.raises(BadInput, match="2 cameras"):
        read_camera(written(tmp_path, two))


def test_keypoints_read_and_come_back(tmp_path: Path) -> None:
    found = read_keypoints(written(tmp_path, KEYPOINTS))
    assert list(found.image_points[0, 0]) == [10.5, 20.0, 0.9]
    assert np.all(np.isnan(found.image_points[1, :, :2])) and np.all(
        found.image_points[1, :, 2] == 0
    )
    write_keypoints(tmp_path / "again.json", found)
    again = read_keypoints(tmp_path / "again.json")
    assert np.array_equal(again.image_points, found.image_points, equal_nan=True)
    assert (again.names, again.width, list(again.times)) == (found.names, 1280, [0.0, 0.04])


def test_a_confidence_above_one_is_wholly_sure(tmp_path: Path) -> None:
    found = read_keypoints(written(tmp_path, changed(KEYPOINTS, "xyc.0.0", [10.5, 20.0, 17.0])))
    assert list(found.image_points[0, 0]) == [10.5, 20.0, 1.0]


def test_a_frame_in_which_nobody_was_seen_may_be_null(tmp_path: Path) -> None:
    found = read_keypoints(written(tmp_path, changed(KEYPOINTS, "xyc.1", None)))
    assert isinstance(found, Keypoints) and np.all(np.isnan(found.image_points[1, :, 0]))


@pytest.mark.parametrize(
    "names",
    [
        "LHip RHip LKnee RKnee LAnkle RAnkle LShoulder RShoulder LBigToe LSmallToe LHeel RBigToe "
        "RHeel RSmallToe Nose Neck",
        "left_hip right_hip left_knee right_knee left_ankle right_ankle left_shoulder "
        "right_shoulder left_foot_index left_heel right_heel right_foot_index nose left_eye",
    ],
)
def test_detectors_names_are_understood(names: str) -> None:
    words = names.split()
    parts = keypoint_parts(words)
    assert words[parts["left_hip"]].lower().endswith("hip")
    assert words[parts["left_toe"]] in ("LBigToe", "left_foot_index")
    assert words[parts["right_heel"]] in ("RHeel", "right_heel")
    assert words[parts["nose"]].lower() == "nose"


def test_contacts_read_and_come_back(tmp_path: Path) -> None:
    found = read_contacts(written(tmp_path, CONTACTS))
    assert found.ground_height == 0.1
    assert found.contacts[1] == Contact("left_toe", "slide", 0.9, 1.5, None, 0.2)
    assert found.contacts[2].anchor == (1.0, 0.1, 2.0)
    assert (found.stated[2].probability, found.stated[2].source) == (0.7, "auto")
    assert found.named_points == {"left_toe", "right_heel"}
    write_contacts(tmp_path / "again.json", found)
    again = read_contacts(tmp_path / "again.json")
    assert again.stated == found.stated and again.ground_height == 0.1
    assert (again.points[0].joint, list(again.points[0].offset)) == ("LeftFoot", [0, -8, 12.5])


def test_an_empty_contact_file_says_nothing(tmp_path: Path) -> None:
    found = read_contacts(written(tmp_path, {"contacts": []}))
    assert (found.contacts, found.named_points, found.ground_height) == ((), frozenset(), None)


RIG = Skeleton(("Hips", "LeftFoot"), np.array([-1, 0]), np.zeros((2, 3)))


def test_points_of_a_file_replace_those_found_on_the_rig() -> None:
    found = (ContactPoint("left_heel", 1, np.zeros(3)), ContactPoint("left_toe", 1, np.ones(3)))
    file = ContactsFile(points=(PointOnJoint("left_toe", "LeftFoot", np.array([0, -8.0, 12.5])),))
    heel, toe = points_on_rig(file, found, RIG, 0.01)
    assert heel is found[0]
    assert np.allclose(toe.offset, [0, -0.08, 0.125])
    back = points_as_written((toe,), RIG, 0.01)
    assert np.allclose(back[0].offset, [0, -8.0, 12.5])


def test_points_and_joints_that_the_rig_lacks_are_named() -> None:
    file = ContactsFile(points=(PointOnJoint("left_toe", "Tail", np.zeros(3)),))
    with pytest.raises(BadInput, match="'Tail'"):
        points_on_rig(file, (), RIG, 1.0)
    stated = ContactsFile((StatedContact(Contact("left_hand", "plant", 0, 1)),))
    with pytest.raises(BadInput, match="left_hand"):
        points_on_rig(stated, (), RIG, 1.0)


def test_a_point_far_from_its_joint_is_refused() -> None:
    file = ContactsFile(points=(PointOnJoint("left_toe", "LeftFoot", np.array([0, 1e9, 0])),))
    with pytest.raises(BadInput, match="left_toe is 1e\\+07 m away from its joint LeftFoot"):
        points_on_rig(file, (), RIG, 0.01)


@pytest.mark.parametrize("height", [0.02, 1.7, 400.0])
@pytest.mark.parametrize("times", [1.0, 1000.0 / 100.0, 100.0])
def test_points_of_another_unit_are_refused_on_a_body_of_any_size(height, times) -> None:
    """Centimetres on a motion in metres, and millimetres on one in centimetres."""
    rig = default_rig(height)
    found = find_contact_points(default_rig_at_rest(height))
    unit = 0.01
    given = tuple(
        PointOnJoint(point.name, rig.names[point.joint], point.offset / unit * times)
        for point in found
    )
    if times == 1.0:
        assert len(points_on_rig(ContactsFile(points=given), (), rig, unit)) == len(found)
        return
    with pytest.raises(BadInput, match=r"m away from its joint .* 0\.01 m") as caught:
        points_on_rig(ContactsFile(points=given), (), rig, unit)
    assert str(caught.value).count(". ") == 0  # one sentence


def test_overlapping_contacts_are_refused_by_name(tmp_path: Path) -> None:
    clash = changed(CONTACTS, "contacts.1.start", 0.8)
    with pytest.raises(BadInput, match=r"contacts\[0\] and contacts\[1\] of left_toe overlap"):
        read_contacts(written(tmp_path, clash))


def test_joints_read_and_come_back(tmp_path: Path) -> None:
    found = read_joints(written(tmp_path, JOINTS))
    assert list(found.world_positions[0, 0]) == [0, 1, 2]
    assert np.all(np.isnan(found.world_positions[1, 0]))
    write_joints(tmp_path / "again.json", found)
    again = read_joints(tmp_path / "again.json")
    assert np.array_equal(again.world_positions, found.world_positions, equal_nan=True)
    assert isinstance(again, JointPaths) and again.names == ("a",)


BROKEN = [
    ("camera", "K", REMOVED, "K is missing"),
    ("camera", "K", [[1, 2], [3, 4]], "K must be a list of 3"),
    ("camera", "K.0", [900, 0, None], r"K\[0\]\[2\] must be a number, not null"),
    ("camera", "K.0.0", -5, "focal length"),
    ("camera", "K.2", [0, 0, 2], "K must be"),
    ("camera", "dist", [1, 2], "dist must be a list of 4 or 5 numbers"),
    ("camera", "t", REMOVED, "R is there without t"),
    ("camera", "R", REMOVED, "t is there without R"),
    ("camera", "R.0.0", 1e300, "sensible size"),
    ("camera", "width", 0, "width must be a number from 1"),
    ("camera", "width", 1280.5, "width must be a whole number"),
    ("camera", "height", True, "height must be a number, not true"),
    ("camera", "up", "z", "up must be one of y"),
    ("keypoints", "names", ["left_hip"], "hips, knees, ankles and shoulders"),
    ("keypoints", "names.1", "left_hip", "twice"),
    ("keypoints", "times", [0.0, 0.0], "seconds that rise"),
    ("keypoints", "times", [], "seconds that rise"),
    ("keypoints", "times", [0.0], "xyc must be a list of 1"),
    ("keypoints", "xyc.0", [None], r"xyc\[0\] must be a list of 8"),
    ("keypoints", "xyc.0.3", [1, 2], r"xyc\[0\]\[3\] must be a list of 3"),
    ("keypoints", "xyc.0.3", [1, "2", 1], r"xyc\[0\]\[3\]\[1\] must be a number"),
    ("keypoints", "xyc.0.3", [1, True, 1], r"xyc\[0\]\[3\]\[1\] must be a number"),
    ("keypoints", "xyc.0.3", [1, 10**400, 1], r"xyc\[0\]\[3\]\[1\] must be"),
    ("keypoints", "xyc.0.3", [1, 2, -5], r"xyc\[0\]\[3\]\[2\] must be a number from 0"),
    ("keypoints", "xyc.0.3", 7, r"xyc\[0\]\[3\] must be a list"),
    ("keypoints", "width", "wide", "width must be a number"),
    ("contacts", "contacts", REMOVED, "contacts is missing"),
    ("contacts", "contacts", {"a": 1}, "contacts must be a list"),
    ("contacts", "contacts.0", None, r"contacts\[0\] must be an object"),
    ("contacts", "contacts.0.state", "hover", r"contacts\[0\].state must be one of plant"),
    ("contacts", "contacts.0.state", ["plant"], r"contacts\[0\].state must be one of plant"),
    ("contacts", "contacts.0.point", "left_ear", r"contacts\[0\].point must be one of left_heel"),
    ("contacts", "contacts.0.start", None, r"contacts\[0\].start must be a number, not null"),
    ("contacts", "contacts.0.end", 0.1, "before it starts"),
    ("contacts", "contacts.2.anchor", [1, 2], r"contacts\[2\].anchor must be a list of 3"),
    ("contacts", "contacts.2.probability", 1.5, "from 0 to 1"),
    ("contacts", "contacts.2.source", "me", "one of user, auto"),
    ("contacts", "ground", {}, "ground.height is missing"),
    ("contacts", "ground.height", "low", "ground.height must be a number"),
    ("contacts", "points", {"tail": {}}, "a key of points"),
    ("contacts", "points.left_toe.offset", [1, 2, 10**400], r"offset\[2\] must be"),
    ("joints", "names", [], "names must be"),
    ("joints", "names", [""], r"names\[0\] must be a word"),
    ("joints", "world_positions", [[]], "world_positions must be a list of 2"),
    ("joints", "world_positions.0.0", [1, 2], r"world_positions\[0\]\[0\] must be a list of 3"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "way", "new", "message"), BROKEN)
def test_what_is_wrong_is_said_in_one_line(
    tmp_path: Path, kind: str, way: str, new: Any, message: str
) -> None:
    read, value = READERS[kind]
    with pytest.raises(BadInput, match=message) as caught:
        read(written(tmp_path, changed(value, way, new)))
    assert "\n" not in str(caught.value) and "given.json" in str(caught.value)


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not JSON"),
        ("{", "is not JSON"),
        ("[]", "must be an object"),
        ("null", "must be an object"),
        ("[" * 100_000, "nested too deeply"),
        ('{"width": NaN}', "NaN"),
        ('{"times": [-Infinity]}', "Infinity"),
        ('{"width": ' + "9" * 5000 + "}", "thousands of digits"),
        ('{"width": "' + "x" * 5000 + '", "names": 1, "contacts": 2, "K": 3}', "must be"),
    ],
)
def test_what_is_no_json_is_refused(tmp_path: Path, kind: str, text: str, message: str) -> None:
    with pytest.raises(BadInput, match=message) as caught:
        READERS[kind][0](written(tmp_path, text))
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 400


@pytest.mark.parametrize(
    "text",
    ['{"contacts": [], "contacts": []}', '{"contacts": [{"point": "left_toe", "point": "a"}]}'],
)
def test_a_key_that_stands_twice_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "twice.json"
    path.write_text(text)
    with pytest.raises(BadInput, match=r"twice.json holds the key '(contacts|point)' twice in one"):
        read_json(path)


def test_files_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_camera(tmp_path / "absent.json")
    with pytest.raises(BadInput, match="cannot be read"):
        read_camera(tmp_path)
    binary = tmp_path / "video.json"
    binary.write_bytes(bytes(range(256)))
    with pytest.raises(BadInput, match="not JSON text"):
        read_camera(binary)
    monkeypatch.setattr("core.files.json_reading.LARGEST_FILE", 10)
    with pytest.raises(BadInput, match="MB"):
        read_json(written(tmp_path, CAMERA))


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "marked.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(JOINTS).encode())
    assert read_joints(path).names == ("a",)


@pytest.mark.parametrize("text", ["{", '{"pins": [{"kind": 3}]}', '{"pins": [NaN]}', "[]"])
def test_a_file_is_named_as_it_was_given_whatever_is_wrong_with_it(tmp_path, monkeypatch, text):
    monkeypatch.chdir(tmp_path)
    for given in (Path("pins.json"), tmp_path / "pins.json"):
        given.write_text(text)
        with pytest.raises(BadInput) as told:
            read_pins(given)
        assert str(told.value).startswith(str(given))
