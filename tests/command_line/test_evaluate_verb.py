"""evaluate on real files: the table, the JSON object, and one line for what cannot be measured."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from app.command_line.door import run
from app.command_line.evaluate import table
from core.contacts.contacts_json import (
    ContactsFile,
    StatedContact,
    points_as_written,
    write_contacts,
)
from core.files.joints_json import JointPaths, write_joints
from core.files.motion_file import write_motion
from core.motion.kinematics import world_positions
from core.motion.motion import Motion
from core.synth.sample_motion import SampleMotion, sample_motion
from core.take.captured import Captured
from core.take.editing.edits import put_contact
from core.take.on_disk.take_opening import create_take


@pytest.fixture(scope="module")
def sample() -> SampleMotion:
    return sample_motion()


@pytest.fixture
def truth_folder(sample: SampleMotion, tmp_path: Path) -> Path:
    folder = tmp_path / "truth"
    folder.mkdir()
    write_motion(folder / "motion.bvh", sample.motion)
    points = points_as_written(sample.points, sample.motion.skeleton, 1.0)
    stated = tuple(StatedContact(contact) for contact in sample.contacts)
    write_contacts(folder / "contacts.json", ContactsFile(stated, 0.0, points))
    return folder


def moved(motion: Motion, way: np.ndarray) -> Motion:
    return motion.with_pose(motion.local_rotations, motion.root_positions + way)


def asked(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict:
    """What `evaluate ... --json` printed on standard output, which is JSON and nothing else."""
    capsys.readouterr()
    assert run(["evaluate", *(str(argument) for argument in arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_truth_against_itself(truth_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(capsys, truth_folder / "motion.bvh", "--truth", truth_folder)
    assert set(found) == {"clips", "mean", "joints"}
    clip = found["clips"]["motion"]
    assert clip["mpjpe_mm"] < 0.01 and clip["plant_skate_worst_mm"] < 0.05
    assert clip["f1_held"] > 0.9  # estimated from the motion alone
    assert found["mean"] == clip
    assert "LeftUpLeg" in found["joints"]["rotation_deg"]
    assert "left_wrist" in found["joints"]["mpjpe_mm"]


def test_a_moved_motion_is_off_by_what_it_was_moved(
    sample: SampleMotion, truth_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_motion(tmp_path / "moved.bvh", moved(sample.motion, np.array([0.03, 0.0, 0.04])))
    found = asked(capsys, tmp_path / "moved.bvh", "--truth", truth_folder)
    assert found["mean"]["abs_mpjpe_mm"] == pytest.approx(50.0, abs=0.01)
    assert found["mean"]["mpjpe_mm"] < 0.01


def test_a_bvh_can_be_the_truth(truth_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    motion = truth_folder / "motion.bvh"
    found = asked(capsys, motion, "--truth", motion)
    assert found["mean"]["rotation_deg"] < 1e-3 and "f1_held" not in found["mean"]


def test_joints_alone_can_be_the_truth(
    sample: SampleMotion, truth_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "measured"
    folder.mkdir()
    positions = world_positions(sample.motion)
    names = sample.motion.skeleton.names
    write_joints(folder / "joints.json", JointPaths(sample.motion.times, names, positions))
    found = asked(capsys, truth_folder / "motion.bvh", "--truth", folder)
    assert found["mean"]["abs_mpjpe_mm"] < 0.01 and "rotation_deg" not in found["mean"]


def test_an_offset_puts_a_part_where_it_belongs(
    sample: SampleMotion, truth_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = sample.motion.frames(120, 300)
    part = Motion(part.skeleton, part.local_rotations, part.root_positions, part.times - 2.0)
    write_motion(tmp_path / "part.bvh", part)
    found = asked(capsys, tmp_path / "part.bvh", "--truth", truth_folder, "--offset", "2")
    assert found["mean"]["abs_mpjpe_mm"] < 0.01
    assert found["mean"]["covered_percent"] < 40
    wrong = asked(capsys, tmp_path / "part.bvh", "--truth", truth_folder)
    assert wrong["mean"]["abs_mpjpe_mm"] > 100


def test_given_contacts_are_scored_instead_of_estimated(
    truth_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    motion, given = truth_folder / "motion.bvh", tmp_path / "given.json"
    given.write_bytes((truth_folder / "contacts.json").read_bytes())
    found = asked(capsys, motion, "--truth", truth_folder, "--contacts", given)
    assert found["mean"]["f1_pivot"] == found["mean"]["f1_slide"] == 1.0
    write_contacts(given, ContactsFile())
    found = asked(capsys, motion, "--truth", truth_folder, "--contacts", given)
    assert found["mean"]["f1_held"] == 0.0 and found["mean"]["missed_percent"] == 100.0


def test_a_folder_of_clips_with_a_folder_of_truths(
    sample: SampleMotion, truth_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clips, truths = tmp_path / "clips", tmp_path / "truths"
    clips.mkdir()
    truths.mkdir()
    truth_folder.rename(truths / "one")
    write_motion(truths / "two.bvh", sample.motion)
    write_motion(clips / "one.bvh", sample.motion)
    write_motion(clips / "two.bvh", moved(sample.motion, np.array([0.1, 0.0, 0.0])))
    found = asked(capsys, clips, "--truth", truths)
    assert set(found["clips"]) == {"one", "two"}
    assert found["mean"]["abs_mpjpe_mm"] == pytest.approx(50.0, abs=0.01)
    assert found["mean"]["f1_held"] == found["clips"]["one"]["f1_held"]


def test_the_table_shows_every_metric(
    truth_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["evaluate", str(truth_folder / "motion.bvh"), "--truth", str(truth_folder)]) == 0
    out = capsys.readouterr().out
    assert "mpjpe_mm" in out and "f1_held" in out and "motion" in out.splitlines()[0]


def test_a_table_of_many_clips_is_their_mean() -> None:
    clips = {f"clip{k}": {"a_mm": float(k)} for k in range(6)}
    lines = table(clips, {"a_mm": 2.5})
    assert lines[0].split() == ["metric", "mean", "of", "6"]
    assert lines[1].split() == ["a_mm", "2.500"]
    few = table({"x": {"a_mm": 1.0}, "y": {"b_mm": 2.0}}, {"a_mm": 1.0, "b_mm": 2.0})
    assert few[2].split() == ["b_mm", "-", "2.000", "2.000"]


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    """The exit status and the one line on standard error."""
    capsys.readouterr()
    status = run(["evaluate", *(str(argument) for argument in arguments)])
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1
    return status, said.err


def test_what_cannot_be_measured_is_said_in_one_line(
    sample: SampleMotion, truth_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    motion, folder = truth_folder / "motion.bvh", tmp_path / "folder"
    folder.mkdir()
    joints = tmp_path / "joints"
    joints.mkdir()
    unknown = JointPaths(sample.motion.times[:3], ("a", "b"), np.zeros((3, 2, 3)))
    write_joints(joints / "joints.json", unknown)
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "contacts.json").write_text('{"contacts": [1]}')
    for given, truth, words in (
        (motion, tmp_path / "absent", "does not exist"),
        (tmp_path / "no.bvh", truth_folder, "does not exist"),
        (motion, folder, "no truth"),
        (folder, truth_folder, "no BVH"),
        (motion, broken, "contacts[0]"),
        (motion, joints, "names"),
    ):
        status, said = refused(capsys, given, "--truth", truth)
        assert status == 3 and words in said, words


@pytest.mark.parametrize("offset", ["nan", "inf", "1e300"])
def test_an_offset_that_is_no_time_is_wrong_usage(
    offset: str, truth_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    motion = truth_folder / "motion.bvh"
    status, said = refused(capsys, motion, "--truth", truth_folder, "--offset", offset)
    assert status == 2 and "--offset" in said


def test_contacts_for_a_folder_are_wrong_usage(
    truth_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "two").mkdir()
    for name in ("a", "b"):
        (tmp_path / "two" / f"{name}.bvh").write_bytes((truth_folder / "motion.bvh").read_bytes())
    status, said = refused(
        capsys, tmp_path / "two", "--truth", truth_folder, "--contacts", truth_folder / "x.json"
    )
    assert status == 2 and "--contacts" in said


def test_a_take_is_measured_with_its_own_decisions(
    sample: SampleMotion, truth_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "shot.footing"
    sway = 0.02 * np.sin(sample.motion.times)[:, None] * [1.0, 0.0, 0.0]
    with create_take(path) as take:
        take.store_captured(Captured(moved(sample.motion, sway), sample.points))
        for contact in sample.contacts:
            take.append_edit(put_contact(take.journal().decisions, contact))
    found = asked(capsys, path, "--truth", truth_folder)["mean"]
    assert found["plant_skate_worst_mm"] < 0.05
    assert found["f1_pivot"] == found["f1_slide"] == 1.0
    assert found["covered_percent"] == 100.0


def test_a_baseline_stands_beside_with_the_same_truth(
    sample: SampleMotion, truth_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_motion(tmp_path / "ours.bvh", moved(sample.motion, np.array([0.03, 0.0, 0.0])))
    write_motion(tmp_path / "rival.bvh", moved(sample.motion, np.array([0.09, 0.0, 0.0])))
    asks = (tmp_path / "ours.bvh", "--truth", truth_folder, "--baseline", tmp_path / "rival.bvh")
    found = asked(capsys, *asks)
    assert found["mean"]["abs_mpjpe_mm"] == pytest.approx(30.0, abs=0.01)
    rival = found["baselines"]["rival"]
    assert rival["clips"]["ours"]["abs_mpjpe_mm"] == pytest.approx(90.0, abs=0.01)
    assert rival["joints"]["abs_mpjpe_mm"]["left_knee"] == pytest.approx(90.0, abs=0.01)
    assert run(["evaluate", *map(str, asks)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["metric", "ours", "(rival)"]
    knee = next(line for line in lines if line.startswith("left_knee"))
    assert "30.000" in knee and "90.000" in knee


def test_several_files_are_several_clips(
    sample: SampleMotion, truth_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    truths = tmp_path / "truths"
    truths.mkdir()
    for name in ("one", "two"):
        write_motion(truths / f"{name}.bvh", sample.motion)
    files = [truths / "one.bvh", truths / "two.bvh"]
    found = asked(capsys, *files, "--truth", truths)
    assert set(found["clips"]) == {"one", "two"}
    other = tmp_path / "other"
    other.mkdir()
    write_motion(other / "one.bvh", sample.motion)
    status, said = refused(capsys, files[0], other / "one.bvh", "--truth", truths)
    assert status == 3 and "one name" in said
    status, said = refused(capsys, *files, "--truth", truths, "--baseline", truth_folder)
    assert status == 3 and "none of the clips" in said


def test_plots_are_drawn_into_a_folder(
    truth_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("matplotlib")
    plots = tmp_path / "plots"
    asked(capsys, truth_folder / "motion.bvh", "--truth", truth_folder, "--plots", plots)
    drawn = {path.name for path in plots.iterdir()}
    assert {"motion_errors.png", "motion_feet.png", "table.png", "joints.png"} <= drawn


def test_plots_without_matplotlib_are_a_missing_component(
    truth_folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    motion = truth_folder / "motion.bvh"
    status, said = refused(capsys, motion, "--truth", truth_folder, "--plots", tmp_path / "plots")
    assert status == 4 and "matplotlib" in said
