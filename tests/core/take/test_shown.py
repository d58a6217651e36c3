"""What the views draw is computed in core, once, and cannot be written to."""

from __future__ import annotations

import numpy as np
import pytest

from core.motion import rotations
from core.motion.camera import Camera
from core.motion.contact_point import ContactPoint
from core.motion.motion import Motion
from core.motion.skeleton import EndSite, Skeleton
from core.take.shown import DEFAULT_ORDER, euler_orders, shown_again, shown_motion

ARM = Skeleton(("root", "tip"), [-1, 0], [[0, 0, 0], [0, 1, 0]], (EndSite(1, [0, 0.5, 0]),))


def turning(frames: int = 50) -> Motion:
    """The root turns twice about Z, one way."""
    angles = np.linspace(0.0, 4.0 * np.pi, frames)
    turns = rotations.from_euler(np.stack([angles, 0 * angles, 0 * angles], -1), "ZXY")
    both = np.stack([turns, np.broadcast_to(rotations.IDENTITY, turns.shape)], axis=1)
    return Motion(ARM, rotations.continuous(both), np.zeros((frames, 3)), np.arange(frames) / 30)


def test_positions_follow_the_bones():
    shown = shown_motion(turning(), ("ZXY", "ZXY"), (ContactPoint("left_toe", 1, [0, 1, 0]),))
    assert shown.world_positions[0, 1] == pytest.approx([0, 1, 0])
    assert shown.end_positions[0, 0] == pytest.approx([0, 1.5, 0])
    assert shown.point_positions[0, 0] == pytest.approx([0, 2, 0])
    assert shown.image_positions is None


def test_euler_curves_turn_on_instead_of_jumping_back():
    shown = shown_motion(turning(), ("ZXY", "ZXY"), ())
    assert shown.euler_degrees[-1, 0, 0] == pytest.approx(720.0, abs=1e-2)
    assert np.abs(np.diff(shown.euler_degrees[:, 0, 0])).max() < 30.0


def test_the_angle_from_the_rest_pose_never_exceeds_half_a_turn():
    shown = shown_motion(turning(), ("ZXY", "ZXY"), ())
    assert shown.turn_degrees.max() <= 180.0
    assert shown.turn_degrees[:, 1] == pytest.approx(0.0, abs=1e-3)


def test_a_camera_puts_the_joints_into_the_picture():
    camera = Camera(
        100, 100, [[100, 0, 50], [0, 100, 50], [0, 0, 1]], np.zeros(5), np.eye(3), [0, 0, 5]
    )
    shown = shown_motion(turning(), ("ZXY", "ZXY"), (), camera)
    assert shown.image_positions is not None
    assert shown.image_positions[0, 1] == pytest.approx([50, 70])


@pytest.mark.parametrize("whole_turns", [0, 1, -2])
@pytest.mark.parametrize("span", [(0, 20), (12, 31), (30, 50), (0, 50), (7, 7)])
def test_what_differs_in_a_few_frames_is_shown_as_if_all_were_shown(span, whole_turns):
    """Also where the root comes out of these frames turned once more than before, and where the
    middle angle passes a right angle, so that the other solution is the smoother one."""
    before = turning()
    start, stop = span
    frames = np.arange(50)
    share = np.clip((frames - start) / max(stop - 1 - start, 1), 0.0, 1.0)
    more = 2.0 * np.pi * whole_turns * share
    tilt = np.where((frames > start) & (frames < stop - 1), 2.0 * np.sin(np.pi * share), 0.0)
    turn = rotations.from_euler(np.stack([more, tilt, 0.3 * tilt], -1), "ZXY")
    local = np.array(before.local_rotations)
    inside = slice(start, stop)
    local[inside, 0] = rotations.multiply(local[inside, 0], turn[inside])
    root = np.array(before.root_positions)
    root[inside] += tilt[inside, None]
    moved = before.with_pose(local, root)
    camera = Camera(
        100, 100, [[100, 0, 50], [0, 100, 50], [0, 0, 1]], np.zeros(5), np.eye(3), [0, 0, 5]
    )
    points = (ContactPoint("left_toe", 1, [0, 1, 0]),)
    shown = shown_motion(before, ("ZXY", "XYZ"), points, camera)
    again = shown_again(shown, moved, span, ("ZXY", "XYZ"), points, camera)
    whole = shown_motion(moved, ("ZXY", "XYZ"), points, camera)
    for name in ("world_positions", "end_positions", "turn_degrees", "point_positions"):
        assert np.array_equal(getattr(again, name), getattr(whole, name)), name
    assert np.array_equal(again.image_positions, whole.image_positions)
    assert np.abs(again.euler_degrees - whole.euler_degrees).max() < 1e-3


def test_nothing_shown_can_be_written_to():
    shown = shown_motion(turning(), ("ZXY", "ZXY"), ())
    with pytest.raises(ValueError, match="read-only"):
        shown.euler_degrees[0, 0, 0] = 1.0


def test_a_rig_without_a_file_has_the_default_order():
    assert euler_orders(None, 3) == (DEFAULT_ORDER,) * 3
