"""The picture shows the body where the camera sees it, lit, with its shadow, the same each time."""

import sys

import cv2
import numpy as np
import pytest

from core.errors import MissingComponent
from core.motion import rotations
from core.motion.camera import Camera
from core.motion.default_rig import default_rig_at_rest
from core.motion.kinematics import forward_kinematics
from core.synth import graphics as graphics_module
from core.synth.body import BodyMesh
from core.synth.camera_shots import shot
from core.synth.graphics import open_context, shadow_extent
from core.synth.renderer import Renderer
from core.synth.variation import variation_of

WIDTH, HEIGHT = 480, 360


UP_AND_AWAY = np.array([0.0, 300.0, 0.0])


def pose(body: BodyMesh, shift: tuple[float, float, float] = (0.0, 0.0, 0.0)):
    turns, places = body.anatomy.segment_poses(*forward_kinematics(default_rig_at_rest()))
    return turns[0], places[0] + shift


def renderer(body: BodyMesh, camera: Camera, seed: int = 0) -> Renderer:
    way = pose(body)[1]
    return Renderer(body, camera, look=variation_of(seed).look, floor_height=0.0, way=way)


def bent_camera() -> Camera:
    """A camera with roll, an odd lens, its centre off the middle, and distortion."""
    plain = shot(np.zeros(3), distance=3.8, yaw=0.5, width=WIDTH, height=HEIGHT)
    roll = rotations.to_matrix(rotations.from_rotation_vector(np.array([0.0, 0.0, 0.15])))
    intrinsics = np.array([[400.0, 3.0, 220.0], [0.0, 430.0, 190.0], [0.0, 0.0, 1.0]])
    return Camera(
        WIDTH, HEIGHT, intrinsics, np.array([0.12, -0.05, 0.03, -0.02, 0.01]),
        roll @ plain.camera_from_world_rotation, roll @ plain.camera_from_world_translation,
    )  # fmt: skip


@pytest.mark.parametrize("bent", [False, True])
def test_the_bodys_outline_is_where_the_camera_model_projects_it(
    graphics: None, default_body: BodyMesh, bent: bool
):
    camera = bent_camera() if bent else shot(np.zeros(3), distance=3.8, width=WIDTH, height=HEIGHT)
    with renderer(default_body, camera) as drawn:
        turns, places = pose(default_body)
        # straight above and far away: neither the body nor its shadow is in the picture
        empty = drawn.draw(turns, places + UP_AND_AWAY).astype(int)
        seen = drawn.draw(turns, places).astype(int)
    changed = np.abs(seen - empty).max(axis=2) > 5
    vertices, _ = default_body.skinned(turns, places)
    pixels = camera.project(vertices.astype(float))
    outline = np.zeros(changed.shape, dtype=np.uint8)
    sixteenths = np.round(pixels[default_body.triangles] * 16).astype(np.int32)
    for triangle in sixteenths:
        cv2.fillConvexPoly(outline, triangle, 1, shift=4)
    # row by row above the shadow, which lies on the floor
    rows = np.flatnonzero(outline.any(axis=1))
    rows = rows[: int(0.55 * len(rows))]
    for flip in (slice(None), slice(None, None, -1)):
        expected = outline[rows][:, flip].argmax(axis=1)
        seen_edge = changed[rows][:, flip].argmax(axis=1)
        assert np.percentile(np.abs(seen_edge - expected), 90) <= 1
    assert abs(int(np.flatnonzero(changed.any(axis=1))[0]) - int(rows[0])) <= 1


def test_the_shadow_darkens_the_floor_behind_the_body(graphics: None, default_body: BodyMesh):
    camera = shot(np.zeros(3), distance=3.8, width=WIDTH, height=HEIGHT)
    with renderer(default_body, camera) as drawn:
        turns, places = pose(default_body)
        empty = drawn.draw(turns, places + UP_AND_AWAY).astype(float)
        seen = drawn.draw(turns, places).astype(float)
        sun = drawn._sun
    # where the sunray through the chest meets the floor
    chest = np.array([0.0, 1.2, 0.0])
    column, row = np.round(camera.project(chest - chest[1] / sun[1] * sun)).astype(int)
    assert seen[row, column].mean() < 0.8 * empty[row, column].mean()
    np.testing.assert_array_equal(seen[:20], empty[:20])


def test_frames_do_not_leave_traces_and_come_out_the_same_again(
    graphics: None, default_body: BodyMesh
):
    camera = shot(np.zeros(3), distance=3.8, width=WIDTH, height=HEIGHT)
    with renderer(default_body, camera) as drawn:
        turns, places = pose(default_body)
        first = drawn.draw(turns, places)
        for step in (0.3, 0.8, -0.5):
            drawn.draw(turns, places + np.array([step, 0.0, -0.4 * step]))
        np.testing.assert_array_equal(drawn.draw(turns, places), first)
    with renderer(default_body, camera, seed=5) as other:
        assert np.abs(other.draw(turns, places).astype(int) - first.astype(int)).mean() > 1.0


def test_the_extent_holds_the_body_and_its_shadow_and_stays_in_the_picture():
    camera = shot(np.zeros(3), distance=3.8, width=WIDTH, height=HEIGHT)
    sun = np.array([0.0, 0.8, 0.6])
    points = np.array([[0.0, 1.7, 0.0], [0.1, 0.0, 0.0]])
    x, y, width, height = shadow_extent(camera, points, sun, 0.0)
    shaded = points[0] - points[0, 1] / sun[1] * sun
    for column, row in camera.project(np.array([*points, shaded])):
        assert x <= column <= x + width and y <= row <= y + height
    behind = shadow_extent(camera, points + np.array([0.0, 0.0, 50.0]), sun, 0.0)
    assert behind == (0, 0, WIDTH, HEIGHT)


def test_without_opengl_or_its_library_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
):
    import moderngl

    def refuse(**_: object) -> None:
        raise Exception("no display")

    monkeypatch.setattr(moderngl, "create_context", refuse)
    with pytest.raises(MissingComponent, match="libegl1"):
        open_context()
    monkeypatch.setitem(sys.modules, "moderngl", None)
    with pytest.raises(MissingComponent, match="moderngl"):
        graphics_module.open_context()
