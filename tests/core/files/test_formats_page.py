"""What docs/formats.md shows of a file is what Footing reads."""

import json
import re
from pathlib import Path

import pytest

from core.contacts.contacts_json import points_on_rig, read_contacts
from core.files.camera_json import read_camera
from core.files.joints_json import read_joints
from core.files.keypoints_json import read_keypoints
from core.files.pins_json import read_pins
from core.motion.contact_points_on_rig import find_contact_points
from core.synth.sample_motion import sample_motion
from core.take.decisions import Decision
from core.take.exchange.journal_file import journal_from_json

PAGE = Path(__file__).resolve().parents[3] / "docs" / "formats.md"


@pytest.fixture
def example(tmp_path: Path):
    """example("Pins"): the file that is shown below this heading."""

    def written(heading: str) -> Path:
        below = PAGE.read_text().split(f"\n## {heading}\n")[1].split("\n## ")[0]
        [shown] = re.findall(r"```json\n(.*?)```", below, re.DOTALL)
        path = tmp_path / "example.json"
        path.write_text(shown)
        return path

    return written


def test_contacts_are_facts_on_the_rig_that_ships(example):
    file = read_contacts(example("Contacts"))
    plant, slide = file.contacts
    assert (plant.point, plant.state, plant.anchor) == ("left_toe", "plant", (0.12, 0.0, 0.31))
    assert (slide.point, slide.state, slide.anchor, slide.height) == (
        "right_heel", "slide", None, None,
    )  # fmt: skip
    assert file.named_points == {"left_toe", "right_heel"}
    motion = sample_motion().motion
    points = points_on_rig(file, find_contact_points(motion), motion.skeleton, 1.0)
    assert {one.name for one in points} >= {"left_toe", "right_heel"}


def test_pins_are_of_every_kind_and_hard_for_a_moment_where_nothing_else_is_said(example):
    pins = read_pins(example("Pins"))
    assert [pin.kind for pin in pins] == ["position", "rotation", "pose", "image"]
    assert [pin.strength for pin in pins] == ["hard", "soft", "hard", "soft"]
    assert [pin.end - pin.start for pin in pins] == [0.5, 0.0, 0.0, 0.0]
    names = sample_motion().motion.skeleton.names
    assert {pin.joint for pin in pins if pin.joint} <= set(names)


def test_a_camera_and_what_it_sees_fit_one_picture(example):
    camera = read_camera(example("A camera"))
    assert camera.is_placed
    keypoints = read_keypoints(example("Keypoints"))
    assert (keypoints.width, keypoints.height) == (camera.width, camera.height)
    seen = keypoints.image_points[..., 2] > 0.0
    assert seen.sum(axis=1).tolist() == [7, 0]  # a point and a frame that were not seen


def test_a_journal_is_one_decision(example):
    journal = journal_from_json(json.loads(example("Journals").read_text()), "the page")
    [decision] = journal.decisions
    assert isinstance(decision, Decision) and decision.source == "user"


def test_joints_have_their_places(example):
    joints = read_joints(example("Joints"))
    assert joints.names == ("Hips", "Head") and joints.world_positions.shape == (2, 2, 3)
