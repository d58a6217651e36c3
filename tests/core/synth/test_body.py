"""The body is one closed, skinned mesh of a person's size."""

import numpy as np
import pytest

from core.motion.default_rig import default_rig_at_rest
from core.motion.kinematics import forward_kinematics
from core.synth.anatomy import SEGMENTS, find_anatomy
from core.synth.body import BodyMesh, make_body


def test_the_mesh_is_closed_and_of_one_piece(default_body: BodyMesh):
    triangles = default_body.triangles
    edges = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    _, counts = np.unique(np.sort(edges, axis=1), axis=0, return_counts=True)
    assert np.all(counts == 2)
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    count = len(default_body.vertices)
    links = coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(count, count))
    assert connected_components(links)[0] == 1


def test_its_volume_is_a_persons_and_its_normals_point_out(default_body: BodyMesh):
    corners = default_body.vertices[default_body.triangles].astype(float)
    volume = np.einsum("ti,ti->t", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum() / 6
    # litres of a slim person of 1.75 m; below zero the triangles would face inwards
    assert 0.050 < volume < 0.085
    outwards = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    facing = np.sum(outwards * default_body.normals[default_body.triangles[:, 0]], axis=1)
    assert np.mean(facing > 0) > 0.999


def test_weights_sum_to_one_and_skinning_the_neutral_pose_changes_nothing(default_body: BodyMesh):
    np.testing.assert_allclose(default_body.weights.sum(axis=1), 1.0, atol=1e-5)
    anatomy = default_body.anatomy
    vertices, normals = default_body.skinned(anatomy.neutral_turns, anatomy.neutral_places)
    np.testing.assert_allclose(vertices, default_body.vertices, atol=2e-6)
    np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1.0, atol=1e-5)


def test_at_rest_it_stands_on_the_floor_and_is_as_tall_as_the_rig(default_body: BodyMesh):
    turns, places = default_body.anatomy.segment_poses(*forward_kinematics(default_rig_at_rest()))
    vertices, _ = default_body.skinned(turns[0], places[0])
    assert vertices[:, 1].min() == pytest.approx(0.0, abs=0.003)
    assert vertices[:, 1].max() == pytest.approx(1.75, abs=0.015)
    # the T-pose reaches from finger tip to finger tip, about the stature
    assert np.ptp(vertices[:, 0]) == pytest.approx(1.92, abs=0.08)


def test_a_rigid_move_of_all_segments_moves_the_body_rigidly(default_body: BodyMesh):
    anatomy = default_body.anatomy
    shift = np.array([3.0, -1.0, 2.0])
    vertices, _ = default_body.skinned(anatomy.neutral_turns, anatomy.neutral_places + shift)
    np.testing.assert_allclose(vertices, default_body.vertices + shift, atol=5e-6)


def test_thickness_grows_with_the_stature(default_body: BodyMesh):
    small = make_body(find_anatomy(default_rig_at_rest(0.875)))
    for axis in range(3):
        ratio = np.ptp(small.vertices[:, axis]) / np.ptp(default_body.vertices[:, axis])
        assert ratio == pytest.approx(0.5, rel=0.01)


def test_clothes_lie_where_clothes_are(default_body: BodyMesh):
    shirt, trousers, shoes, hair = (default_body.cloth > 0).T

    def share(where: np.ndarray, *segments: str) -> float:
        columns = [SEGMENTS.index(segment) for segment in segments]
        owned = default_body.weights[:, columns].sum(axis=1) > 0.9
        return float(np.mean(where[owned]))

    assert share(shirt, "chest") > 0.9
    assert share(trousers, "left_thigh") > 0.97 and share(trousers, "right_thigh") > 0.97
    assert share(shoes, "left_toes") == 1.0
    assert 0.2 < share(hair, "head") < 0.8
    assert share(shirt | trousers | shoes | hair, "left_hand") == 0.0
