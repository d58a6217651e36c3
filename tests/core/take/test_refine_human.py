"""The gates of an edit on captured walks: truth made exact first, then corrupted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from core.contacts.contact import Contact
from core.files.motion_file import read_motion, write_motion
from core.motion import rotations
from core.motion.body_parts import body_parts
from core.motion.kinematics import world_positions
from core.motion.motion import Motion
from core.motion.output_times import output_times
from core.motion.point_paths import point_paths
from core.motion.resample import resampled
from core.solve.report import longest
from core.take.captured import Captured
from core.take.decisions import Decision
from core.take.editing.edits import put_contact
from core.take.open_motion import captured_from_motion_file, estimating_edit
from core.take.refine import Refined, preview, refine

CLIPS = [
    ("snu_vsports/s_003_3_1.bvh", 0.0, 14.0),
    ("snu_vsports/cmu16_locomotion/16_11_1.bvh", 0.0, 4.0),
    ("cmu_daz/09_12.bvh", 0.3, 12.0),
    ("cmu_iclone/005_13.bvh", 0.0, 9.0),
]


@dataclass(frozen=True)
class Edit:
    """A corrupted truth before and after the plant that cures its skate."""

    captured: Captured
    decisions: tuple[Decision, ...]
    target: Contact
    before: Refined
    after: Refined


def _captured(folder: Path, name: str, start: float, end: float) -> Captured:
    captured = captured_from_motion_file(read_motion(folder / name))
    motion = captured.motion
    times = output_times(start, min(end, float(motion.times[-1])), 60.0)
    part = replace(resampled(motion, times), times=times - times[0])
    return replace(captured, motion=part)


def _skating(motion: Motion, contact: Contact, metres: float) -> Motion:
    """The leg of a contact swings by so much while it should stand, and comes back after."""
    parts = body_parts(motion.skeleton)
    side = contact.point.split("_")[0]
    hip, ankle = parts[f"{side}_hip"], parts[f"{side}_ankle"]
    places = world_positions(motion)
    lever = np.median(np.linalg.norm(places[:, hip] - places[:, ankle], axis=-1))
    u = np.clip((motion.times - contact.start) / (contact.end - contact.start), 0.0, 1.0)
    back = np.clip((motion.times - contact.end) / 0.3, 0.0, 1.0)
    ramp = (3 * u**2 - 2 * u**3) - (3 * back**2 - 2 * back**3)
    vector = np.zeros((motion.frame_count, 3))
    vector[:, 0] = metres / lever * ramp
    local = np.array(motion.local_rotations)
    local[:, hip] = rotations.multiply(rotations.from_rotation_vector(vector), local[:, hip])
    return motion.with_pose(local, motion.root_positions)


def _set_aside(contacts: list[Contact], seconds: float) -> Contact:
    """A plant of a third of a second or more near the middle."""
    long = [c for c in contacts if c.end - c.start > 0.25]
    return min(long, key=lambda c: abs(0.5 * (c.start + c.end) - 0.5 * seconds))


@pytest.fixture(scope="module", params=CLIPS, ids=[clip[0].split("/")[-1] for clip in CLIPS])
def edit(request, human_motion_folder: Path) -> Edit:
    captured = _captured(human_motion_folder, *request.param)
    found = estimating_edit(captured).applied_to(())
    truth = refine(captured, found).motion
    contacts = [d.fact for d in found if isinstance(d.fact, Contact)]
    target = _set_aside(contacts, truth.seconds)
    captured = replace(captured, motion=_skating(truth, target, 0.05))
    side = target.point.split("_")[0]
    base = tuple(
        d
        for d in found
        if not isinstance(d.fact, Contact)
        or not d.fact.point.startswith(side)
        or d.fact.end < target.start
        or d.fact.start > target.end
    )
    decisions = put_contact(base, target).applied_to(base)
    return Edit(captured, decisions, target, refine(captured, base), refine(captured, decisions))


def _away(edit: Edit) -> np.ndarray:
    times = edit.captured.motion.times
    return np.maximum(edit.target.start - times, times - edit.target.end)


def test_the_point_moves_less_than_a_thousandth_of_a_millimetre_inside_its_plant(edit):
    held = _away(edit) <= 1e-6
    paths = [
        point_paths(refined.motion, edit.captured.contact_points)[edit.target.point][held]
        for refined in (edit.before, edit.after)
    ]
    assert longest(paths[0]) >= 30.0
    assert longest(paths[1]) <= 1e-3


def test_the_written_file_read_again_holds_the_point_to_50_micrometres(edit, tmp_path):
    layout = edit.captured.layout
    assert layout is not None
    write_motion(tmp_path / "out.bvh", edit.after.motion, layout, rate=60.0)
    written = read_motion(tmp_path / "out.bvh", unit=layout.metres_per_unit, up=layout.up).motion
    path = point_paths(written, edit.captured.contact_points)[edit.target.point]
    assert longest(path[_away(edit) <= 1e-6]) <= 0.05


def test_nothing_outside_the_influence_radius_moves_by_more_than_a_millimetre(edit):
    moved = np.linalg.norm(
        world_positions(edit.after.motion) - world_positions(edit.before.motion), axis=-1
    ).max(axis=1)
    assert edit.after.report.influence_s <= 3.0
    outside = _away(edit) > edit.after.report.influence_s
    assert np.max(moved[outside], initial=0.0) <= 1e-3


def test_no_knee_changes_by_more_than_three_degrees_a_frame_beyond_what_it_did(edit):
    parts = body_parts(edit.captured.motion.skeleton)
    for side in ("left", "right"):
        knee = parts[f"{side}_knee"]
        turns = [
            rotations.angle_between(q[1:, knee], q[:-1, knee])
            for q in (edit.before.motion.local_rotations, edit.after.motion.local_rotations)
        ]
        assert np.degrees(np.max(turns[1] - turns[0])) <= 3.0


def test_every_contact_holds_and_nothing_sinks(edit):
    assert max(one.skate_mm or 0.0 for one in edit.after.report.contacts) <= 1e-3
    assert edit.after.report.penetration_mm <= 1.0
    assert edit.after.report.infeasible == ()


def test_the_preview_agrees_with_what_settles(edit):
    seen = preview(edit.captured, edit.decisions, edit.before, (edit.target.start, edit.target.end))
    both = [world_positions(motion) for motion in (seen.motion, edit.after.motion)]
    assert np.max(np.linalg.norm(both[0] - both[1], axis=-1)) <= 1e-3
    relative = [places - places[:, :1] for places in both]
    assert np.max(np.linalg.norm(relative[0] - relative[1], axis=-1)) <= 1e-4


def test_a_foot_that_gets_a_heading_by_the_solve_is_held_to_it_at_once(human_motion_folder):
    # the captured foot stands on its tip, the solved one does not: refining again would turn it
    captured = _captured(human_motion_folder, "cmu_daz/13_01.bvh", 12.5, 17.5)
    decisions = estimating_edit(captured).applied_to(())
    first = refine(captured, decisions)
    again = refine(replace(captured, motion=first.motion), decisions)
    moved = world_positions(again.motion) - world_positions(first.motion)
    assert np.max(np.linalg.norm(moved, axis=-1)) <= 1e-5
