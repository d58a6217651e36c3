"""The verb render: six files, and one clear line with the right exit status for wrong input."""

import json
from pathlib import Path

import pytest

from app.command_line.door import run
from core.errors import MissingComponent
from core.files.motion_file import write_motion
from core.motion.default_rig import default_rig_at_rest
from core.synth.graphics import open_context
from core.synth.render import RENDERED_FILES
from core.synth.sample_motion import sample_motion
from core.video.reader import VideoReader


@pytest.fixture(scope="module")
def motion_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("motion") / "walk.bvh"
    write_motion(path, sample_motion().motion.frames(0, 31))
    return path


@pytest.fixture(scope="module")
def graphics() -> None:
    try:
        open_context().release()
    except MissingComponent as error:
        pytest.skip(str(error))


def test_it_writes_six_files_at_the_asked_rate_and_size(
    graphics: None, motion_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = tmp_path / "out"
    arguments = ["render", str(motion_file), "-o", str(out), "--rate", "12", "--size", "160x90"]
    assert run(arguments) == 0
    assert {entry.name for entry in out.iterdir()} == set(RENDERED_FILES)
    with VideoReader(out / "video.mp4") as video:
        assert (len(video.times), video.width, video.height) == (7, 160, 90)
        assert float(video.rate) == 12.0
    assert capsys.readouterr().out == ""


def test_the_given_camera_and_contacts_are_used(graphics: None, motion_file: Path, tmp_path: Path):
    out, again = tmp_path / "out", tmp_path / "again"
    start = ["render", str(motion_file), "--rate", "4"]
    seeded = ["--seed", "7", "--vary", "camera,light"]
    assert run([*start, "-o", str(out), "--size", "160x90", *seeded]) == 0
    contacts = {"contacts": [{"point": "left_heel", "state": "slide", "start": 0.1, "end": 0.3}]}
    (tmp_path / "c.json").write_text(json.dumps(contacts))
    arguments = ["--camera", str(out / "camera.json"), "--contacts", str(tmp_path / "c.json")]
    assert run([*start, "-o", str(again), *arguments]) == 0
    for name in ("camera.json", "keypoints.json", "joints.json"):
        assert (again / name).read_text() == (out / name).read_text()
    written = json.loads((again / "contacts.json").read_text())["contacts"]
    heel = [one for one in written if one["point"] == "left_heel"]
    assert [(one["state"], one["start"], one["end"]) for one in heel] == [("slide", 0.1, 0.3)]


def camera_file(path: Path, **changes: object) -> Path:
    value = {
        "width": 160, "height": 90, "K": [[110, 0, 80], [0, 110, 45], [0, 0, 1]],
        "R": [[1, 0, 0], [0, -1, 0], [0, 0, -1]], "t": [0, 1, 4],
    } | changes  # fmt: skip
    path.write_text(json.dumps({key: item for key, item in value.items() if item is not None}))
    return path


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--size", "161x90"], 2, "even numbers"),
        (["--size", "big"], 2, "even numbers"),
        (["--size", "100000x2"], 2, "even numbers"),
        (["--rate", "0"], 2, "--rate"),
        (["--seed", "-1"], 2, "--seed"),
        (["--camera", "missing.json"], 3, "missing.json"),
        (["--contacts", "missing.json"], 3, "missing.json"),
    ],
)
def test_wrong_arguments_are_said_in_one_line(
    motion_file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    status: int,
    words: str,
):
    out = tmp_path / "out"
    assert run(["render", str(motion_file), "-o", str(out), *arguments]) == status
    told = capsys.readouterr().err.strip()
    assert words in told and "\n" not in told
    assert not out.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"R": None, "t": None}, "where the camera stands"), ({"width": 161}, "161x90")],
)
def test_cameras_that_cannot_render_are_bad_input(
    motion_file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, object],
    words: str,
):
    camera = camera_file(tmp_path / "cam.json", **changes)
    out = tmp_path / "out"
    assert run(["render", str(motion_file), "-o", str(out), "--camera", str(camera)]) == 3
    assert words in capsys.readouterr().err
    assert not out.exists()


def test_size_and_camera_together_are_wrong_usage(motion_file: Path, tmp_path: Path):
    camera = camera_file(tmp_path / "cam.json")
    arguments = ["--camera", str(camera), "--size", "160x90"]
    assert run(["render", str(motion_file), "-o", str(tmp_path / "out"), *arguments]) == 2


def test_an_input_is_never_overwritten(tmp_path: Path):
    write_motion(tmp_path / "motion.bvh", default_rig_at_rest(), rate=60.0)
    before = (tmp_path / "motion.bvh").read_bytes()
    assert run(["render", str(tmp_path / "motion.bvh"), "-o", str(tmp_path)]) == 2
    assert (tmp_path / "motion.bvh").read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["motion.bvh"]


def test_a_rig_that_is_no_human_and_a_missing_folder_are_bad_input(
    motion_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    rope = tmp_path / "rope.bvh"
    rope.write_text(
        "HIERARCHY\nROOT Rope\n{\nOFFSET 0 0 0\nCHANNELS 3 Zrotation Xrotation Yrotation\n"
        "End Site\n{\nOFFSET 0 1 0\n}\n}\nMOTION\nFrames: 1\nFrame Time: 0.0333333\n0 0 0\n"
    )
    assert run(["render", str(rope), "-o", str(tmp_path / "out")]) == 3
    assert "legs and arms" in capsys.readouterr().err
    assert run(["render", str(motion_file), "-o", str(tmp_path / "no" / "out")]) == 3
    assert "does not exist" in capsys.readouterr().err
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["rope.bvh"]


def test_what_a_seed_may_vary_is_asked_by_known_names(
    motion_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    start = ["render", str(motion_file), "-o", str(tmp_path / "out")]
    for more, words in (
        (["--seed", "3", "--vary", "weather"], "weather"),
        (["--vary", "camera"], "--seed"),
    ):
        assert run([*start, *more]) == 2
        assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_fps_is_another_word_for_rate(graphics: None, motion_file: Path, tmp_path: Path):
    out = tmp_path / "out"
    small = ["--size", "160x90", "--fps", "6"]
    assert run(["render", str(motion_file), "-o", str(out), *small]) == 0
    with VideoReader(out / "video.mp4") as video:
        assert float(video.rate) == 6.0
