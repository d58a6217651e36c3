"""What the lifter learns from is what a detector does, and never what judges it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.lab.clips import CLIPS
from benchmarks.lifter.borrowed import errors_of, with_errors
from benchmarks.lifter.examples import made_examples, real_examples
from benchmarks.lifter.made_views import STRETCH, Moving, made_stretches
from benchmarks.lifter.seen_pairs import SeenPair, joints_of, stature_of
from benchmarks.lifter.training_clips import motion_files, training_clips
from core.capture.limbs.lifter import lifted, network_outputs
from core.capture.limbs.lifter_input import LIMBS, NUMBERS, TRUNK, limb_directions_of, unit
from core.files.motion_file import read_motion
from core.motion.resample import resampled

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample" / "motion.bvh"
#: How far the made detector leans all limbs towards the camera.
LEANS = 0.3


@pytest.fixture(scope="module")
def moving() -> Moving:
    motion = read_motion(SAMPLE).motion
    joints = joints_of(resampled(motion, np.arange(0.0, float(motion.times[-1]), 1.0 / 60.0)))
    return Moving("snu_vsports", joints / stature_of(joints))


@pytest.fixture(scope="module")
def pairs(moving: Moving) -> list[SeenPair]:
    """What a detector sees that leans all limbs and draws all joints 1 % to the right."""
    joints, up = made_stretches([moving], 20, np.random.default_rng(1))
    found = []
    for k, one in enumerate(joints):
        depth = one[:, TRUNK, 2].mean(axis=1)[:, None]
        sights = one[..., :2] / one[..., 2:]
        sights[..., 0] += 0.01 * stature_of(one) / depth
        said = unit(limb_directions_of(one) - [0.0, 0.0, LEANS])
        found.append(SeenPair(f"made {k}", sights, np.ones(one.shape[:2]), said, up[k], one))
    return found


def test_motions_of_the_laboratory_are_not_learnt_from(human_motion_folder: Path) -> None:
    names = motion_files(human_motion_folder)
    assert len(names) > 100
    assert not {clip.source for clip in CLIPS} & set(names)
    clips = list(training_clips(human_motion_folder, 24, dict.fromkeys(names, 8.0)))
    assert len({clip.source.split("/")[0] for clip in clips}) == 6
    assert not {clip.source for clip in CLIPS} & {clip.source for clip in clips}


def test_cameras_look_at_the_trunk_and_see_the_whole_person(moving: Moving) -> None:
    joints, up = made_stretches([moving], 30, np.random.default_rng(2))
    trunk = joints[:, :, TRUNK]
    middle = (trunk / np.linalg.norm(trunk, axis=-1, keepdims=True)).mean(axis=2)
    assert np.abs(middle[..., :2]).max() < 1e-6
    assert joints[..., 2].min() > 0.2
    assert up[..., 1].max() < -0.3  # y is down in the picture
    # heads are above feet in the world, whatever the view
    trunk = joints[:, :, [6, 7]].mean(axis=2) - joints[:, :, [0, 1]].mean(axis=2)
    assert np.median((trunk * up).sum(axis=-1)) > 0.15


def test_borrowed_errors_are_those_of_the_detector(moving: Moving, pairs: list[SeenPair]) -> None:
    random = np.random.default_rng(3)
    errors = errors_of(pairs)
    joints, _ = made_stretches([moving], 20, random)
    sights, sure, said = with_errors(joints, errors, random)
    leant = limb_directions_of(joints)[..., 2] - said[..., 2]
    assert 0.5 * LEANS < leant.mean() < LEANS
    depth = joints[:, :, TRUNK, 2].mean(axis=2)[..., None]
    off = (sights - joints[..., :2] / joints[..., 2:])[..., 0] * depth
    # in a mirror it is as far to the left: half of what is borrowed comes from there
    assert np.abs(off).mean() == pytest.approx(0.01, rel=0.3)
    assert np.all(sure == 1.0)
    # a detector without faults has none to lend
    faultless = [
        SeenPair(p.name, p.joints[..., :2] / p.joints[..., 2:], p.sure,
                 limb_directions_of(p.joints), p.up, p.joints)
        for p in pairs
    ]  # fmt: skip
    said = with_errors(joints, errors_of(faultless), random)[2]
    np.testing.assert_allclose(said, limb_directions_of(joints), atol=1e-6)


def test_frames_that_show_somebody_else_lend_no_errors(pairs: list[SeenPair]) -> None:
    pair = pairs[0]
    assert pair.known.all()
    sights = pair.sights.copy()
    # the height of the person to the left: a post, or who passes by
    sights[10:20, :, 0] -= stature_of(pair.joints) / pair.joints[10:20, :, 2]
    other = replace(pair, sights=sights)
    assert list(np.flatnonzero(~other.known)) == list(range(10, 20))
    assert len(errors_of([other, *pairs[1:]]).sure) < len(errors_of(pairs).sure)


def test_a_network_learns_to_undo_what_a_detector_always_does(
    moving: Moving, pairs: list[SeenPair]
) -> None:
    torch = pytest.importorskip("torch")
    from benchmarks.lifter.training import Network, trained

    random = np.random.default_rng(4)
    made = made_examples([moving], errors_of(pairs), 200, random)
    real = real_examples(pairs, random)
    assert made.numbers.shape[1:] == (STRETCH, NUMBERS)
    told: list[float] = []
    lifter = trained(
        made, real, steps=150, width=16, seed=0,
        tell=lambda done, step, loss, lifter: told.append(loss),
    )  # fmt: skip
    said, true = real.said[0].astype(float), real.true[0].astype(float)
    found = lifted(real.numbers[0].astype(float), said, (lifter,))[0]
    off, before = (np.linalg.norm(one - true, axis=-1).mean() for one in (found, said))
    assert off < 0.7 * before
    assert len(told) == 10 and told[-1] < told[0]
    # numpy says what torch says
    network = Network(16)
    with torch.no_grad():
        network.last.weight.normal_(0.0, 0.1)
        out = network.eval()(torch.tensor(real.numbers[:1].astype(np.float32)))[0].numpy()
    plain = network_outputs(real.numbers[0].astype(np.float32), network.lifter())
    assert plain.shape == (STRETCH, 4 * len(LIMBS))
    np.testing.assert_allclose(plain, out, atol=1e-4)
