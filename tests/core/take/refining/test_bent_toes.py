"""Toes bend where the sole under their tip would pass the floor: just as far, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import made_walk
import numpy as np
import pytest

from core.files.motion_file import read_motion
from core.motion import rotations
from core.motion.kinematics import forward_kinematics, world_positions
from core.motion.motion import Motion
from core.motion.output_times import output_times
from core.motion.pin import Pin
from core.motion.point_paths import point_paths
from core.motion.resample import resampled
from core.motion.toe_tips import find_toe_tips
from core.quality.toe_metrics import toe_tip_figures
from core.solve.bent_toes import smooth_above
from core.solve.limits import floor_under
from core.solve.solve import solve
from core.synth.sample_motion import sample_motion
from core.take.captured import Captured
from core.take.decisions import Decision, Ground, LayerKey
from core.take.open_motion import captured_from_motion_file, estimating_edit
from core.take.refine import RefineSettings, preview, problem_of, refine

SAMPLE = sample_motion()
TOES = [SAMPLE.motion.skeleton.index(f"{side}Toe") for side in ("Left", "Right")]
#: Metres that no tip is below the floor: a foot whose heel and ball are held cannot lift its tip by
#: the last of them without twisting its toes.
EXACT = 3e-4


def stiff(motion: Motion = SAMPLE.motion) -> Captured:
    """The sample motion as a detector sees it: its toes in line with the foot, adrift."""
    local = np.array(motion.local_rotations)
    local[:, TOES] = rotations.IDENTITY
    drift = 0.03 * np.sin(0.7 * motion.times)[:, None] * [1.0, 0.5, 1.0]
    moved = motion.with_pose(local, motion.root_positions + drift)
    return Captured(moved, SAMPLE.points, source="stiff sample")


def adrift() -> Captured:
    """The sample motion, its toes bent as they truly are."""
    captured = stiff()
    root = captured.motion.root_positions
    return replace(captured, motion=SAMPLE.motion.with_pose(SAMPLE.motion.local_rotations, root))


def decided(contacts=SAMPLE.contacts) -> tuple[Decision, ...]:
    ground = Decision("ground", Ground(0.0))
    return (ground, *(Decision(f"c{k}", contact) for k, contact in enumerate(contacts)))


def depths(captured: Captured, motion: Motion, contacts=SAMPLE.contacts) -> np.ndarray:
    """(frames, 2) metres: how far the soles under the tips are below the floor."""
    problem, _ = problem_of(captured, decided(contacts), RefineSettings())
    problem = replace(problem, motion=motion)
    tips = find_toe_tips(captured.motion, captured.contact_points)
    paths = point_paths(motion, [tip.sole for tip in tips])
    floors = [floor_under(problem, tip.ball.name, 0, motion.frame_count, held=True) for tip in tips]
    return np.stack(
        [floor - paths[tip.sole.name][:, 1] for tip, floor in zip(tips, floors, strict=True)],
        axis=1,
    )


def bends(motion: Motion) -> np.ndarray:
    """(frames, 2) radians that the toes are bent up."""
    return -rotations.to_rotation_vector(motion.local_rotations[:, TOES])[..., 0]


@pytest.fixture(scope="module")
def captured() -> Captured:
    return stiff()


@pytest.fixture(scope="module")
def refined(captured):
    return refine(captured, decided())


def test_stiff_toes_go_through_the_floor_and_bent_ones_do_not(captured, refined):
    before = toe_tip_figures(captured.motion, SAMPLE.points, SAMPLE.contacts, 0.0)
    after = toe_tip_figures(refined.motion, SAMPLE.points, SAMPLE.contacts, 0.0)
    assert before["toe_tips_below_worst_mm"] > 30.0
    assert after["toe_tips_below_worst_mm"] <= 1e3 * EXACT
    assert refined.report.toe_tips_below_mm <= 1e3 * EXACT


def test_contacts_hold_as_exactly_as_without(refined):
    assert max(one.skate_mm or 0.0 for one in refined.report.contacts if one.contact.holds) <= 1e-3
    assert refined.report.penetration_mm <= 1e-3
    assert refined.report.infeasible == ()


@pytest.mark.parametrize("captured_as", [stiff, adrift])
def test_contacts_hold_to_rounding_beside_tips_that_are_lifted(captured_as):
    report = refine(captured_as(), decided()).report
    assert max(one.skate_mm or 0.0 for one in report.contacts if one.contact.holds) <= 1e-6


@pytest.mark.parametrize("captured_as", [stiff, adrift])
def test_no_toe_is_twisted_by_what_lifts_its_tip(captured_as):
    """Of a foot whose heel and ball are held they turned aside by 10 degrees in one frame."""
    given = captured_as()
    before, after = given.motion.local_rotations, refine(given, decided()).motion.local_rotations
    turned = rotations.multiply(rotations.inverse(before[:, TOES]), after[:, TOES])
    aside = np.linalg.norm(rotations.to_rotation_vector(turned)[..., 1:], axis=-1)
    assert np.degrees(np.max(np.abs(np.diff(aside, axis=0)))) <= 1.0


def test_toes_bend_as_far_as_those_of_the_true_motion_on_the_floor(refined):
    """The true toes lie flat while the ball is held: a stiff foot says no more than that."""
    held = np.zeros((refined.motion.frame_count, 2), dtype=bool)
    for contact in SAMPLE.contacts:
        if contact.point.endswith("toe") and contact.holds:
            inside = (SAMPLE.motion.times >= contact.start) & (SAMPLE.motion.times <= contact.end)
            held[inside, 0 if contact.point.startswith("left") else 1] = True
    true, found = bends(SAMPLE.motion), bends(refined.motion)
    assert np.degrees(true[held].max()) > 20.0
    assert np.degrees(np.abs(found - true)[held].mean()) <= 1.0
    assert np.degrees(np.abs(found - true)[held].max()) <= 8.0


def test_bent_toes_bring_the_body_nearer_to_the_truth(captured, refined):
    """A foot rolls round the joint of its toes, not round a point of a stiff sole."""
    problem, _ = problem_of(captured, decided(), RefineSettings())
    without = solve(replace(problem, tips=())).motion
    true = world_positions(SAMPLE.motion)
    errors = [
        np.linalg.norm(world_positions(motion) - true, axis=-1).mean(axis=0)
        for motion in (without, refined.motion)
    ]
    assert errors[1].mean() < 0.97 * errors[0].mean()
    assert errors[1][TOES].mean() < 0.9 * errors[0][TOES].mean()


def test_a_foot_in_the_air_keeps_its_toes(captured, refined):
    high = depths(captured, refined.motion) < -0.04
    assert np.count_nonzero(high) > 50
    # what bends near the floor is smooth, so that it may begin a tenth of a second before
    near = high & ~(np.roll(high, 6, axis=0) & np.roll(high, -6, axis=0))
    assert np.degrees(np.abs(bends(refined.motion))[high & ~near].max()) <= 1.0


def test_bent_toes_are_refined_again_to_themselves(captured, refined):
    again = refine(replace(captured, motion=refined.motion), decided())
    moved = world_positions(again.motion) - world_positions(refined.motion)
    assert np.max(np.linalg.norm(moved, axis=-1)) <= 1e-5
    assert np.degrees(np.max(np.abs(bends(again.motion) - bends(refined.motion)))) <= 0.01


def test_the_bend_is_smooth_in_time():
    """A kink's acceleration doubles when there are twice as many samples; that of a smooth path
    does not. Of the walk: who lands on his toes bends them at once."""
    sharpest = []
    for rate in (120.0, 240.0):
        times = output_times(0.0, 3.4, rate)
        contacts = [contact for contact in SAMPLE.contacts if contact.end < 3.4]
        motion = resampled(SAMPLE.motion, times, smooth=True)
        found = bends(refine(stiff(motion), decided(contacts)).motion)
        sharpest.append(np.max(np.abs(np.diff(found, n=2, axis=0))) * rate**2)
    assert sharpest[1] <= 1.3 * sharpest[0]


def test_toes_that_land_bend_no_more_suddenly_than_true_ones(refined):
    """The stiff sample comes down from its jump on its toes: they had to bend within one frame."""
    sudden = [
        np.max(np.abs(np.diff(bends(motion), n=2, axis=0)))
        for motion in (refined.motion, SAMPLE.motion)
    ]
    assert sudden[0] <= 1.1 * sudden[1]


@pytest.mark.parametrize("rate", [24.0, 120.0])
def test_other_rates_bend_the_toes_alike(captured, refined, rate):
    other = refine(captured, decided(), RefineSettings(rate)).motion
    both = bends(resampled(refined.motion, other.times, smooth=True))
    assert np.degrees(np.mean(np.abs(bends(other) - both))) <= 0.5
    paths = point_paths(other, [tip.sole for tip in find_toe_tips(other, SAMPLE.points)])
    assert min(path[:, 1].min() for path in paths.values()) >= -EXACT


def test_a_turned_and_moved_world_bends_them_the_same(captured, refined):
    turn = rotations.from_rotation_vector(np.array([0.0, 2.0, 0.0]))
    motion = captured.motion
    local = np.array(motion.local_rotations)
    local[:, 0] = rotations.multiply(turn, local[:, 0])
    root = rotations.rotate(turn, motion.root_positions) + np.array([3.0, 0.0, -2.0])
    turned = replace(captured, motion=motion.with_pose(local, root))
    other = refine(turned, decided()).motion
    assert np.degrees(np.max(np.abs(bends(other) - bends(refined.motion)))) <= 0.01


@pytest.mark.parametrize("after", [2.0, 6.5])
def test_a_preview_bends_them_as_the_settled_take_does(captured, refined, after):
    """One toe's plant ends earlier; the second's preview begins where a ball leaves the ground."""
    changed = next(c for c in SAMPLE.contacts if c.point == "left_toe" and c.start > after)
    shorter = replace(changed, end=changed.end - 0.1)
    contacts = [shorter if contact is changed else contact for contact in SAMPLE.contacts]
    seen = preview(captured, decided(contacts), refined, (changed.start, changed.end))
    settled = refine(captured, decided(contacts))
    assert depths(captured, seen.motion, contacts).max() <= EXACT
    moved = world_positions(seen.motion) - world_positions(settled.motion)
    assert np.max(np.linalg.norm(moved, axis=-1)) <= 1e-3
    assert np.degrees(np.max(np.abs(bends(seen.motion) - bends(settled.motion)))) <= 0.2


def _rolling(captured: Captured, motion: Motion) -> int:
    """The frame in which the left toes are bent most while their ball is held."""
    return int(np.argmax(bends(motion)[:, 0]))


def test_a_pin_says_how_toes_are_turned(captured, refined):
    frame = _rolling(captured, refined.motion)
    time = float(captured.motion.times[frame])
    straight = Pin("", "pose", time, time, pose=(("LeftToe", (1.0, 0.0, 0.0, 0.0)),))
    pinned = refine(captured, (*decided(), Decision("pin", straight)))
    assert np.degrees(np.abs(bends(refined.motion)[frame, 0])) > 20.0
    assert np.degrees(np.abs(bends(pinned.motion)[frame, 0])) <= 0.01


def test_a_key_on_the_toes_says_how_they_are_turned(captured, refined):
    # after the ball has left the ground, which gives a part of the key back
    frame = _rolling(captured, refined.motion) + 5
    assert np.degrees(bends(refined.motion)[frame, 0]) > 20.0
    time = float(captured.motion.times[frame])
    key = LayerKey("LeftToe", "rotation", time, (0.3, 0.0, 0.0))
    keys = [Decision("key", key)]
    keys += [
        Decision(f"end {k}", LayerKey("LeftToe", "rotation", time + k, (0.0, 0.0, 0.0)))
        for k in (-0.3, 0.3)
    ]
    keyed = refine(captured, (*decided(), *keys))
    turned = bends(refined.motion)[frame, 0] - bends(keyed.motion)[frame, 0]
    assert turned == pytest.approx(0.3, abs=0.02)


def test_toes_on_a_step_lie_on_the_step(captured):
    """A contact may have a height of its own; the floor is 0.2 m lower."""
    raised = tuple(replace(contact, height=0.2) for contact in SAMPLE.contacts)
    motion = captured.motion
    up = motion.with_pose(motion.local_rotations, motion.root_positions + np.array([0.0, 0.2, 0.0]))
    refined = refine(replace(captured, motion=up), decided(raised))
    held = [contact for contact in raised if contact.point.endswith("toe") and contact.holds]
    below = depths(replace(captured, motion=up), refined.motion, raised)
    for contact in held:
        inside = (motion.times >= contact.start) & (motion.times <= contact.end)
        assert below[inside, 0 if contact.point.startswith("left") else 1].max() <= EXACT


def test_a_rig_whose_toes_end_in_their_joint_has_none_that_bend(captured):
    skeleton = captured.motion.skeleton
    ends = tuple(site for site in skeleton.end_sites if site.joint not in TOES)
    rig = replace(captured.motion, skeleton=replace(skeleton, end_sites=ends))
    without = replace(captured, motion=rig)
    problem, _ = problem_of(without, decided(), RefineSettings())
    assert problem.tips == ()
    report = refine(without, decided()).report
    assert "toe_tips_below_mm" not in report.as_json(), "nothing was measured"


@pytest.mark.parametrize("name", ["s_004_5_1", "s_003_1_1", "s_004_2_1", "s_006_3_1"])
def test_no_toe_of_captured_people_stays_below_the_floor(human_motion_folder: Path, name: str):
    file = read_motion(human_motion_folder / f"snu_vsports/{name}.bvh")
    captured = captured_from_motion_file(file)
    captured = replace(captured, motion=captured.motion.frames(0, 600))
    decisions = estimating_edit(captured).applied_to(())
    refined = refine(captured, decisions)
    assert refined.report.toe_tips_below_mm <= 1.0
    assert max(one.skate_mm or 0.0 for one in refined.report.contacts) <= 1e-3


def test_a_foot_that_lies_on_its_back_does_not_bend_toes_behind_it(human_motion_folder: Path):
    """Its ball stands a foot's height above the floor: no ground that a tip may not fall below."""
    captured = captured_from_motion_file(
        read_motion(human_motion_folder / "snu_vsports/s_004_4_2.bvh")
    )
    refined = refine(captured, estimating_edit(captured).applied_to(()))
    assert refined.report.toe_tips_below_mm <= 1.0  # its ball's height is no ground for its tip
    toe = captured.motion.skeleton.index("LeftToe")
    turned = rotations.angle_between(
        captured.motion.local_rotations[:, toe], refined.motion.local_rotations[:, toe]
    )
    assert np.degrees(np.max(turned)) < 45.0
    assert np.degrees(np.max(np.abs(np.diff(turned)))) < 25.0


@pytest.mark.parametrize("rate", [30.0, 60.0, 120.0, 240.0])
def test_toes_are_led_on_no_further_where_samples_are_closer(rate):
    """What a foot needs in its last sample on the ground only, as beside a pin: at 240 Hz toes were
    led on to 800 degrees."""
    times = np.arange(round(rate)) / rate
    grounded = times < 0.5
    needed = np.where(times == times[grounded][-1], np.radians(40.0), 0.0)
    bend = np.empty(len(times))
    smooth_above(times, needed, grounded, np.full(len(times), np.nan), np.radians(1.5e4), bend)
    assert np.all(bend >= needed)
    assert np.degrees(bend.max()) <= 50.0 + 1e-6


def test_no_contact_is_let_go_of_for_a_pin_of_the_toes_a_sample_before_they_lift():
    walk, plants = made_walk.walk(4.0, 240.0, roll=0.5), made_walk.plants(4.0, rolls=True)
    motion, lift = walk.motion, [one for one in plants if one.point == "left_toe"][1].end
    sample = int(np.searchsorted(motion.times, lift + 1e-9)) - 2
    turn, _ = forward_kinematics(motion)
    value = tuple(turn[sample, motion.skeleton.index("LeftToe")].tolist())
    time = float(motion.times[sample])
    pin = Decision("pin", Pin("LeftToe", "rotation", time, time, value))
    refined = refine(walk, (*made_walk.decided(plants), pin))
    assert refined.report.infeasible == ()
    assert max(one.skate_mm or 0.0 for one in refined.report.contacts if one.contact.holds) <= 1e-3
