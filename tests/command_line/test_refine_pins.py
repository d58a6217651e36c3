"""refine --pins: joints are where a file demands them; a wrong file is one line."""

from __future__ import annotations

import json
from pathlib import Path

import made_walk
import numpy as np
import pytest

from app.command_line.door import run
from core.files.camera_json import write_camera
from core.files.layout import footing_layout
from core.files.motion_file import read_motion, write_motion
from core.motion.camera import Camera
from core.motion.kinematics import world_positions
from core.motion.resample import resampled

SECONDS = 2.0


@pytest.fixture(scope="module")
def walk_file(tmp_path_factory) -> Path:
    captured = made_walk.with_drift(made_walk.walk(SECONDS, 30.0), 0.05)
    path = tmp_path_factory.mktemp("pins") / "walk.bvh"
    skeleton = captured.motion.skeleton
    write_motion(path, captured.motion, footing_layout(skeleton, rate=30.0, metres_per_unit=0.01))
    return path


def _pins_file(folder: Path, pins: object) -> Path:
    path = folder / "pins.json"
    path.write_text(pins if isinstance(pins, str) else json.dumps({"pins": pins}))
    return path


def _hand(file: Path, time: float) -> np.ndarray:
    motion = resampled(read_motion(file).motion, np.array([time]))
    return world_positions(motion)[0, motion.skeleton.index("LeftHand")]


@pytest.mark.parametrize("rate", [None, "60"])
def test_a_pinned_hand_is_where_it_should_be_on_the_written_file(walk_file, tmp_path, rate):
    place = np.add(_hand(walk_file, 1.0), [0.02, 0.1, 0.03])
    pin = {
        "joint": "LeftHand", "kind": "position", "start": 1.0, "end": 1.2,
        "value": place.tolist(), "strength": "hard",
    }  # fmt: skip
    out, report = tmp_path / "out.bvh", tmp_path / "report.json"
    arguments = ["refine", str(walk_file), "-o", str(out), "--report", str(report)]
    more = ["--rate", rate] if rate else []
    assert run([*arguments, "--pins", str(_pins_file(tmp_path, [pin])), *more]) == 0
    told = json.loads(report.read_text())
    assert [(one["joint"], one["kind"]) for one in told["pins"]] == [("LeftHand", "position")]
    assert told["pins"][0]["error_mm"] <= 0.05 and told["infeasible"] == []
    assert max(one["skate_mm"] or 0.0 for one in told["contacts"]) <= 0.05
    assert np.linalg.norm(_hand(out, 1.1) - place) <= 5e-5


def test_a_place_in_the_picture_needs_a_camera_and_is_met_with_one(walk_file, tmp_path, capsys):
    turn = np.array([[0.0, 0.0, 1.0], [0.0, -1.0, 0.0], [1.0, 0.0, 0.0]])
    lens = np.array([[900.0, 0, 640], [0, 900.0, 360], [0, 0, 1]])
    camera = Camera(1280, 720, lens, np.zeros(5), turn, -turn @ np.array([-5.0, 1.0, 1.0]))
    pixel = np.add(camera.project(_hand(walk_file, 1.0)), [8.0, -6.0])
    pin = {"joint": "LeftHand", "kind": "image", "start": 1.0, "end": 1.0, "value": pixel.tolist()}
    out = tmp_path / "out.bvh"
    arguments = ["refine", str(walk_file), "-o", str(out)]
    arguments += ["--pins", str(_pins_file(tmp_path, [pin]))]
    assert run(arguments) == 3
    assert "needs a camera" in capsys.readouterr().err
    write_camera(tmp_path / "camera.json", camera)
    assert run([*arguments, "--camera", str(tmp_path / "camera.json")]) == 0
    assert np.max(np.abs(camera.project(_hand(out, 1.0)) - pixel)) < 0.02


@pytest.mark.parametrize(("height", "said"), [(-0.1, True), (0.1, False)])
def test_a_place_below_the_ground_is_obeyed_and_said(walk_file, tmp_path, capsys, height, said):
    place = _hand(walk_file, 1.0) * [1.0, 0.0, 1.0] + [0.0, height, 0.0]
    pin = {"joint": "LeftHand", "kind": "position", "start": 1.0, "end": 1.0}
    file = _pins_file(tmp_path, [pin | {"value": place.tolist()}])
    out = tmp_path / "out.bvh"
    assert run(["refine", str(walk_file), "-o", str(out), "--pins", str(file)]) == 0
    words = "pins.json: pins[0] of LeftHand lies 0.1"
    assert (words in capsys.readouterr().err) is said


_GOOD = {"joint": "LeftHand", "kind": "position", "start": 1.0, "end": 1.0, "value": [0, 1, 0]}
_WRONG = {
    "no list": '{"pins": 3}',
    "no pins": "{}",
    "not JSON": "{pins",
    "NaN": '{"pins": [{"joint": "LeftHand", "kind": "position", "start": NaN}]}',
    "unknown joint": [_GOOD | {"joint": "Tail"}],
    "unknown kind": [_GOOD | {"kind": "wish"}],
    "two numbers": [_GOOD | {"value": [0, 1]}],
    "far away": [_GOOD | {"value": [0, 1e8, 0]}],
    "a street away": [_GOOD | {"value": [900, 1, 0]}],
    "a few statures away": [_GOOD | {"value": [12, 1, 0]}],
    "a word": [_GOOD | {"value": "here"}],
    "backwards": [_GOOD | {"start": 1.5}],
    "outside": [_GOOD | {"start": 50.0, "end": 51.0}],
    "no turn": [_GOOD | {"kind": "rotation", "value": [0, 0, 0, 0]}],
    "empty pose": [_GOOD | {"kind": "pose", "value": {}}],
    "pose of nobody": [_GOOD | {"kind": "pose", "value": {"Tail": [1, 0, 0, 0]}}],
    "no sigma": [_GOOD | {"strength": "soft", "sigma": 0.0}],
    "strength": [_GOOD | {"strength": "iron"}],
    "no value": [{k: v for k, v in _GOOD.items() if k != "value"}],
    "not an object": [7],
}


@pytest.mark.parametrize("wrong", _WRONG)
def test_a_wrong_pin_file_is_one_clear_line(walk_file, tmp_path, capsys, wrong):
    out = tmp_path / "out.bvh"
    file = _pins_file(tmp_path, _WRONG[wrong])
    assert run(["refine", str(walk_file), "-o", str(out), "--pins", str(file)]) == 3
    said = capsys.readouterr().err.strip()
    assert len(said.splitlines()) == 1 and "pins" in said and "Traceback" not in said
    assert not out.exists()
