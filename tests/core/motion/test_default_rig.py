"""The default rig: its file equals its code, and its proportions are a person's."""

import re
from pathlib import Path

import numpy as np
import pytest

from core.motion.default_rig import DEFAULT_HEIGHT, default_rig, default_rig_at_rest
from core.motion.kinematics import world_positions

RIG_FILE = Path(__file__).resolve().parents[3] / "resources" / "rigs" / "default.bvh"


def test_the_file_names_the_joints_and_offsets_that_the_code_makes():
    text = RIG_FILE.read_text().split("MOTION")[0]
    names = re.findall(r"(?:ROOT|JOINT) (\S+)", text)
    assert tuple(names) == default_rig().names
    joints = re.findall(r"(?:ROOT|JOINT) \S+\s*\{\s*OFFSET ([^\n]+)", text)
    offsets = np.array([[float(word) for word in line.split()] for line in joints])
    np.testing.assert_array_equal(offsets, default_rig().offsets)
    sites = re.findall(r"End Site\s*\{\s*OFFSET ([^\n]+)", text)
    ends = np.array([[float(word) for word in line.split()] for line in sites])
    np.testing.assert_array_equal(ends, [site.offset for site in default_rig().end_sites])


def test_the_soles_stand_on_the_floor_and_the_head_ends_at_the_stature():
    motion = default_rig_at_rest()
    places = world_positions(motion)[0]
    tips = [places[site.joint] + site.offset for site in motion.skeleton.end_sites]
    heights = [tip[1] for tip in tips]
    assert min(heights) == pytest.approx(0.0, abs=2e-6)
    assert max(heights) == pytest.approx(DEFAULT_HEIGHT, abs=2e-6)


@pytest.mark.parametrize("height", [1.0, 1.75, 2.1])
def test_left_and_right_mirror_each_other_and_left_is_plus_x(height: float):
    motion = default_rig_at_rest(height)
    places = dict(zip(motion.skeleton.names, world_positions(motion)[0], strict=True))
    for name, place in places.items():
        if name.startswith("Left"):
            assert place[0] > 0
            mirrored = places["Right" + name[4:]] * [-1, 1, 1]
            np.testing.assert_allclose(mirrored, place, atol=1e-9)
    assert places["LeftToe"][2] > places["LeftFoot"][2], "the feet point forward, to +Z"
