"""Where toes end: the sole under their tip, on rigs that draw their feet in many ways."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.motion import rotations
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.default_rig import default_rig_at_rest
from core.motion.motion import Motion
from core.motion.point_paths import point_paths
from core.motion.skeleton import EndSite, Skeleton
from core.motion.toe_tips import find_toe_tips


def _with_ends(offset: tuple[float, float, float] | None) -> Motion:
    """The default rig at rest, its toes ending at an offset (metres) from their joints."""
    rest = default_rig_at_rest()
    skeleton = rest.skeleton
    toes = [skeleton.index(f"{side}Toe") for side in ("Left", "Right")]
    ends = [site for site in skeleton.end_sites if site.joint not in toes]
    ends += [EndSite(toe, np.array(offset)) for toe in toes if offset is not None]
    rig = Skeleton(skeleton.names, skeleton.parents, skeleton.offsets, tuple(ends))
    return replace(rest, skeleton=rig)


def _tips(motion: Motion):
    return find_toe_tips(motion, find_contact_points(motion))


@pytest.mark.parametrize("height", [-0.04, -0.021, 0.0, 0.02])
def test_the_sole_under_the_tip_is_on_the_floor_where_the_foot_stands(height):
    """Whether the end site lies on the sole, in the toes, or below the floor."""
    motion = _with_ends((0.0, height, 0.07))
    tips = _tips(motion)
    assert [tip.sole.name for tip in tips] == ["left_toe_tip", "right_toe_tip"]
    for path in point_paths(motion, [tip.sole for tip in tips]).values():
        assert np.allclose(path[:, 1], 0.0, atol=1e-6)


def test_turning_toes_about_their_axis_lifts_the_tip_and_nothing_sideways():
    motion = _with_ends((0.0, -0.021, 0.07))
    for tip in _tips(motion):
        turned = rotations.rotate(rotations.from_rotation_vector(0.1 * tip.axis), tip.sole.offset)
        assert turned[1] > tip.sole.offset[1] + 0.005
        assert turned[0] == pytest.approx(tip.sole.offset[0], abs=1e-9)


@pytest.mark.parametrize(
    "offset", [None, (0.0, 0.0, 0.0), (0.0, -0.005, 0.01), (0.07, 0.0, 0.0), (0.0, -0.07, 0.0)]
)
def test_toes_without_an_end_ahead_have_no_tip(offset):
    """None, none of length, a centimetre, one that leads aside, one that leads down."""
    assert _tips(_with_ends(offset)) == ()


def test_a_foot_that_is_one_joint_does_not_bend():
    """Its end site is what the ankle carries: bending it would be bending the ankle."""
    rest = default_rig_at_rest()
    skeleton = rest.skeleton
    kept = [j for j, name in enumerate(skeleton.names) if not name.endswith("Toe")]
    place = {joint: k for k, joint in enumerate(kept)}
    ends = [
        EndSite(place.get(site.joint, place[joint]), site.offset)
        for site in skeleton.end_sites
        for joint in (site.joint if site.joint in place else int(skeleton.parents[site.joint]),)
    ]
    rig = Skeleton(
        tuple(skeleton.names[joint] for joint in kept),
        np.array([place.get(int(skeleton.parents[joint]), -1) for joint in kept]),
        skeleton.offsets[kept],
        tuple(ends),
    )
    motion = replace(rest, skeleton=rig, local_rotations=rest.local_rotations[:, kept])
    assert any(point.name == "left_toe" for point in find_contact_points(motion))
    assert _tips(motion) == ()


def test_toes_of_several_joints_end_where_the_last_one_does():
    rest = default_rig_at_rest()
    skeleton = rest.skeleton
    count = skeleton.joint_count
    toes = [skeleton.index(f"{side}Toe") for side in ("Left", "Right")]
    ends = [site for site in skeleton.end_sites if site.joint not in toes]
    ends += [EndSite(count + k, np.array([0.0, -0.01, 0.03])) for k in range(2)]
    rig = Skeleton(
        (*skeleton.names, "LeftToeMiddle", "RightToeMiddle"),
        np.array([*skeleton.parents, *toes]),
        np.concatenate([skeleton.offsets, [[0.0, -0.011, 0.04]] * 2]),
        tuple(ends),
    )
    local = np.concatenate([rest.local_rotations, rest.local_rotations[:, :2]], axis=1)
    tips = _tips(replace(rest, skeleton=rig, local_rotations=local))
    assert [tip.toe for tip in tips] == toes
    assert all(tip.sole.offset[2] == pytest.approx(0.07, abs=1e-6) for tip in tips)


@pytest.mark.parametrize(("length", "count"), [(0.03, 2), (0.0, 0)])
def test_a_fan_of_small_toes_ends_where_those_ahead_do(length, count):
    """Five toes as some rigs have them. Where each ends in its own root nobody knows how long they
    are, and what is known is shorter than their joint is high."""
    rest = default_rig_at_rest()
    skeleton = rest.skeleton
    toes = [skeleton.index(f"{side}Toe") for side in ("Left", "Right")]
    ends = [site for site in skeleton.end_sites if site.joint not in toes]
    names, parents, offsets = list(skeleton.names), list(skeleton.parents), [*skeleton.offsets]
    for toe, out in zip(toes, (1.0, -1.0), strict=True):
        for aside, ahead in ((-0.038, 0.023), (-0.016, 0.026), (0.0, 0.024), (0.015, 0.014)):
            ends.append(EndSite(len(names), np.array([0.0, 0.0, length])))
            names.append(f"{skeleton.names[toe]}{ahead}")
            parents.append(toe)
            offsets.append(np.array([out * aside, 0.0, ahead]))
    rig = Skeleton(tuple(names), np.array(parents), np.array(offsets), tuple(ends))
    more = np.broadcast_to(
        rotations.IDENTITY, (rest.frame_count, len(names) - len(skeleton.names), 4)
    )
    local = np.concatenate([rest.local_rotations, more], axis=1)
    tips = _tips(replace(rest, skeleton=rig, local_rotations=local))
    assert [tip.toe for tip in tips] == toes[:count]
    for tip in tips:
        assert tip.sole.offset[2] == pytest.approx(0.026 + length, abs=1e-3)
        assert abs(tip.axis[0]) == pytest.approx(1.0, abs=0.05), "it lifts them all"
