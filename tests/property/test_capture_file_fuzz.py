"""Any keypoint or camera file, however wrong: captured from, or refused in one line, exit 3."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.command_line.door import run
from core.errors import FootingError
from core.files.camera_json import read_camera
from core.files.keypoints_json import read_keypoints
from core.motion.keypoint_names import NEEDED_PARTS
from core.video.writer import VideoWriter

WIDTH, HEIGHT, FRAMES = 320, 240, 12
NAMES = [*NEEDED_PARTS, "nose", "left_heel", "right_heel", "left_wrist", "something_else"]

odd = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5),
    st.lists(st.floats(), max_size=4), st.dictionaries(st.text(max_size=3), st.integers()),
    st.sampled_from([-1.0, 0.0, 1e-30, 0.5, 1e8, -1e8, 1e300, 10**400, "NaN", [], {}]),
)  # fmt: skip


def keypoints() -> dict[str, Any]:
    """A standing figure, as a file."""
    rng = np.random.default_rng(2)
    levels = {"shoulder": 70, "hip": 120, "knee": 165, "ankle": 205, "heel": 210, "nose": 50}
    frame = []
    for name in NAMES:
        level = next((y for part, y in levels.items() if part in name), 130)
        frame.append([160.0 + (15 if name.startswith("left") else -15), float(level), 0.9])
    moved = np.array(frame)[None] + rng.normal(0, 0.5, (FRAMES, len(NAMES), 1)) * [1, 1, 0]
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "times": [k / 30.0 for k in range(FRAMES)],
        "names": NAMES,
        "xyc": moved.tolist(),
    }


def camera() -> dict[str, Any]:
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "K": [[300.0, 0.0, 160.0], [0.0, 300.0, 120.0], [0.0, 0.0, 1.0]],
        "dist": [0.0, 0.0, 0.0, 0.0, 0.0],
        "R": [[1.0, 0.0, 0.0], [0.0, -1.0, 0.0], [0.0, 0.0, -1.0]],
        "t": [0.0, 1.0, 4.0],
        "up": "y",
    }


@st.composite
def spoilt(draw: st.DrawFn, good: dict[str, Any]) -> str:
    """The file with some of its values replaced or left out, and its text torn at times."""
    value: Any = copy.deepcopy(good)
    for _ in range(draw(st.integers(0, 3))):
        place: Any = value
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            deeper = isinstance(place[key], dict | list) and draw(st.integers(0, 3)) > 0
            if not deeper:
                if draw(st.booleans()) and isinstance(place, dict | list):
                    del place[key]
                else:
                    place[key] = draw(odd)
                break
            place = place[key]
    text = json.dumps(value)
    torn = draw(st.integers(0, 9))
    if torn == 0:
        text = text[: draw(st.integers(0, len(text)))]
    elif torn == 1:
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.text(max_size=3)) + text[at + 1 :]
    return text


#: Numbers that are right by themselves and wrong together.
extremes = st.sampled_from([-9e5, -1.0, 0.0, 1e-12, 100.0, 160.0, 319.5, 9e5])


@st.composite
def strange_people(draw: st.DrawFn) -> str:
    """Files in order whose people are none: all points in one, far out, rarely seen."""
    value = keypoints()
    for frame in value["xyc"]:
        for number in range(len(frame)):
            kind = draw(st.integers(0, 9))
            if kind == 0:
                frame[number] = None
            elif kind == 1:
                frame[number] = [draw(extremes), draw(extremes), draw(st.floats(0.0, 1.0))]
    kind = draw(st.integers(0, 5))
    if kind == 0:
        value["xyc"] = [None] * (FRAMES - 1) + value["xyc"][-1:]
    elif kind == 1:
        value["xyc"] = [[[7.0, 7.0, 1.0]] * len(NAMES)] * FRAMES
    elif kind == 2:
        value["times"] = [t + draw(extremes) for t in value["times"]]
    elif kind == 3:
        value |= {"times": value["times"][:1], "xyc": value["xyc"][:1]}
    return json.dumps(value)


quick = settings(
    max_examples=150, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
captured = settings(quick, max_examples=25)


def check_refusal(error: FootingError) -> None:
    assert str(error) and "\n" not in str(error)
    assert error.exit_code == 3


@quick
@given(spoilt(keypoints()))
def test_a_keypoint_file_is_understood_or_refused_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "k.json"
    path.write_text(text, "utf-8", errors="surrogatepass")
    try:
        found = read_keypoints(path)
    except FootingError as error:
        check_refusal(error)
        return
    points = found.image_points
    assert np.isfinite(points[..., 2]).all() and (points[..., 2] >= 0).all()
    assert (np.isfinite(points[..., :2]).all(axis=-1) | (points[..., 2] == 0.0)).all()
    assert np.isfinite(found.times).all() and (np.diff(found.times) > 0).all()


@quick
@given(spoilt(camera()))
def test_a_camera_file_is_understood_or_refused_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "c.json"
    path.write_text(text, "utf-8", errors="surrogatepass")
    try:
        found = read_camera(path)
    except FootingError as error:
        check_refusal(error)
        return
    assert np.isfinite(found.intrinsics).all() and np.isfinite(found.distortion).all()
    if found.rotation is not None:
        np.testing.assert_allclose(found.rotation @ found.rotation.T, np.eye(3), atol=1e-6)
        assert found.translation is not None and np.isfinite(found.translation).all()


@pytest.fixture(scope="module")
def room(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("room") / "room.mp4"
    with VideoWriter(path, WIDTH, HEIGHT, 30.0) as out:
        for number in range(FRAMES):
            out.write(np.full((HEIGHT, WIDTH, 3), 80 + number, np.uint8))
    return path


def captures_or_refuses(room: Path, output: Path, capsys, *words: str) -> None:
    output.unlink(missing_ok=True)
    code = run(["capture", str(room), "-o", str(output), *words])
    said = capsys.readouterr()
    assert said.out == ""
    if code == 0:
        numbers = output.read_text().split("Frame Time:")[1].split()[1:]
        assert np.isfinite(np.array(numbers, dtype=float)).all()
    else:
        assert code == 3, said.err
        assert not output.exists()
        assert len(said.err.strip().splitlines()) == 1, said.err


@captured
@given(st.one_of(strange_people(), spoilt(keypoints())))
def test_any_keypoint_file_is_captured_from_or_refused(room, tmp_path, capsys, text) -> None:
    path = tmp_path / "k.json"
    path.write_text(text, "utf-8", errors="surrogatepass")
    words = ("--keypoints", str(path), "--solver", "landmarks")
    captures_or_refuses(room, tmp_path / "out.bvh", capsys, *words)


@captured
@given(spoilt(camera()))
def test_any_camera_file_is_captured_with_or_refused(room, tmp_path, capsys, text) -> None:
    path, points = tmp_path / "c.json", tmp_path / "k.json"
    path.write_text(text, "utf-8", errors="surrogatepass")
    points.write_text(json.dumps(keypoints()))
    words = ("--keypoints", str(points), "--camera", str(path), "--solver", "landmarks")
    captures_or_refuses(room, tmp_path / "out.bvh", capsys, *words)


@pytest.mark.slow
@settings(captured, max_examples=12)
@given(strange_people())
def test_the_whole_clip_fit_takes_or_refuses_strange_people(room, tmp_path, capsys, text) -> None:
    path = tmp_path / "k.json"
    path.write_text(text, "utf-8", errors="surrogatepass")
    captures_or_refuses(room, tmp_path / "out.bvh", capsys, "--keypoints", str(path))
