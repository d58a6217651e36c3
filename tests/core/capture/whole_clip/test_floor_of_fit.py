"""Where the floor of a captured clip lies, and what a fit without one is given."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from core.capture.lift.body_in_scene import Scene
from core.capture.whole_clip import whole_clip
from core.capture.whole_clip.whole_clip import capture_whole_clip, floor_of_fit, lowered
from core.contacts.contact import Contact
from core.fit.camera_belief import CameraBelief, Estimate
from core.motion.camera import Camera
from core.motion.point_paths import point_paths
from core.synth.sample_motion import sample_motion


def test_a_floor_that_holds_its_feet_is_the_fits_own():
    assert floor_of_fit(0.0, 0.02) == 0.0
    assert floor_of_fit(0.3, 0.28) == 0.3


def test_feet_that_no_floor_held_say_where_it_is():
    assert floor_of_fit(0.0, -0.13) == -0.13
    assert floor_of_fit(0.3, 0.5) == 0.5


def test_steps_go_down_with_the_world():
    step = Contact("left_toe", "plant", 0.0, 1.0, height=-2.1)
    floor = Contact("left_toe", "plant", 2.0, 3.0)
    assert [one.height for one, _ in lowered(((step, 0.9), (floor, 0.8)), -0.1)] == [
        pytest.approx(-2.0),
        None,
    ]


def _captured(monkeypatch: pytest.MonkeyPatch, hangs: float):
    """What a clip becomes whose fit left the feet so many metres off the floor (the fit itself,
    the detector and the estimate of contacts are given)."""
    sample = sample_motion()
    whole = sample.motion
    roots = whole.root_positions + np.array([0.0, hangs, 0.0])
    motion = whole.with_pose(whole.local_rotations, roots)
    turned = np.diag([1.0, -1.0, -1.0])
    lens = np.array([[900.0, 0.0, 320.0], [0.0, 900.0, 180.0], [0.0, 0.0, 1.0]])
    camera = Camera(640, 360, lens, np.zeros(5), turned, -turned @ np.array([0.0, 1.0, 5.0]))
    level = Estimate(0.0, 0.02)
    belief = CameraBelief(640, 360, lens, np.zeros(5), 0.1, level, level, Estimate(1.0, 0.1))
    found = SimpleNamespace(
        scene=Scene(motion, camera, 0.1, ()), contact_points=sample.points, ground=0.0,
        fitted=SimpleNamespace(camera=belief),
    )  # fmt: skip
    monkeypatch.setattr(whole_clip, "fit_scene", lambda *_, **__: found)
    sure = tuple((contact, 1.0) for contact in sample.contacts)
    monkeypatch.setattr(whole_clip, "contacts_of_fit", lambda *_: sure)
    monkeypatch.setattr(whole_clip, "_confidence", lambda *_: np.ones((whole.frame_count, 1)))
    seen = SimpleNamespace(image_points=np.zeros((whole.frame_count, 1, 3)))
    rough = SimpleNamespace(tilt_spread=0.1)
    return capture_whole_clip(seen, None, rough, 0.0, found.fitted.camera)  # type: ignore[arg-type]


@pytest.mark.parametrize("hangs", [-0.13, 0.0, 0.25])
def test_a_captured_clip_stands_on_its_floor(monkeypatch, hangs):
    clip = _captured(monkeypatch, hangs)
    paths = point_paths(clip.scene.motion, clip.contact_points)
    assert clip.ground == 0.0
    checked = 0
    for contact, _ in clip.contacts:
        if contact.holds and contact.height is None:
            times = clip.scene.motion.times
            held = (times >= contact.start) & (times <= contact.end)
            assert abs(np.median(paths[contact.point][held, 1])) < 0.02
            checked += 1
    assert checked > 0
    head = clip.scene.camera.world_centre[1] - clip.scene.motion.root_positions[0, 1]
    before = 1.0 - (sample_motion().motion.root_positions[0, 1] + hangs)
    assert head == pytest.approx(before, abs=1e-9)  # the camera went with it: the picture is kept
    stands = clip.belief.above_floor.value
    assert stands == pytest.approx(clip.scene.camera.world_centre[1], abs=1e-9)
