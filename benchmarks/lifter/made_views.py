"""People in motion before made cameras: other proportions, speeds and views than were captured."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.lifter.seen_pairs import joints_of, mirrored_joints, stature_of
from benchmarks.lifter.training_clips import ADDED_OFFSET, motion_files
from core.capture.limbs.lifter_input import JOINTS, TRUNK, unit
from core.errors import FootingError
from core.files.motion_file import read_motion
from core.motion import rotations
from core.motion.resample import resampled

#: Frames of a stretch that is learnt from, 1/30 s apart.
STRETCH = 36
#: Hz at which motions are held, seconds at their start that are left out, where they are no motion.
_RATE = 60.0
_BEGIN = {"cmu_daz": 0.15, "cmu_acrnn_indian": 0.15, "cmu_iclone": 0.35}
#: How often stretches of a source are drawn beside how long it is.
_DRAWN = {"snu_vsports": 0.6, "snu_timecritical": 1.5}
_DRAWN_ELSE = 2.0
#: Spread of the logarithms of lengths; of limbs: thigh, shank, upper arm, forearm.
_HIPS, _SHOULDERS, _TRUNK, _LIMBS = 0.15, 0.08, 0.05, (0.05, 0.05, 0.06, 0.06)
#: Share of the stretches that are slowed down, some to a standstill.
_SLOW = 0.2
#: Share of the stretches whose legs are straightened, whose arms hang more than they did, and how
#: much at most: people who just stand are rare where motion is captured.
_STRAIGHTER, _HANGING, _DOWN = 0.25, 0.15, 4.0
_CHAINS = (("hip", "knee", "ankle"), ("shoulder", "elbow", "wrist"))


@dataclass(frozen=True, slots=True, eq=False)
class Moving:
    """The joints of a motion, of stature 1."""

    source: str
    joints: np.ndarray  # (frames, joints, 3) +Y up


def motions_to_learn(human: Path) -> tuple[list[Moving], dict[str, float]]:
    """All motions that may be learnt from, and how many seconds each file has."""
    found, seconds = [], {}
    for name in motion_files(human):
        source = name.split("/")[0]
        way = "add" if source in ADDED_OFFSET else "replace"
        try:
            motion = read_motion(human / name, root_offset=way).motion
        except (FootingError, ValueError):
            continue  # a file that holds a rest pose only
        seconds[name] = float(motion.times[-1])
        times = np.arange(_BEGIN.get(source, 0.0), seconds[name], 1.0 / _RATE)
        if len(times) > STRETCH:
            joints = joints_of(resampled(motion, times))
            found.append(Moving(source, joints / stature_of(joints)))
    return found, {name: seconds.get(name, 0.0) for name in motion_files(human)}


def made_stretches(
    motions: list[Moving], count: int, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Joints (count, STRETCH, joints, 3) before cameras at their trunk, and the world's up
    (count, STRETCH, 3) there.
    """
    drawn = np.array([_DRAWN.get(m.source, _DRAWN_ELSE) * len(m.joints) for m in motions])
    joints = np.empty((count, STRETCH, len(JOINTS), 3))
    up = np.empty((count, STRETCH, 3))
    for k, place in enumerate(random.choice(len(motions), size=count, p=drawn / drawn.sum())):
        stretch = _stretch(motions[place].joints, random)
        if random.random() < 0.5:
            stretch = mirrored_joints(stretch)
        joints[k], up[k] = _viewed(_other_proportions(stretch, random), random)
    return joints, up


def _stretch(joints: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A stretch at a speed of its own; some people hardly move."""
    step = _RATE / 30.0 * float(np.exp(random.normal(0.0, 0.15)))
    if random.random() < _SLOW:
        step *= max(0.0, float(random.uniform(-0.1, 0.4)))
    step = min(step, (len(joints) - 2) / (STRETCH - 1))
    at = random.uniform(0.0, len(joints) - 1.001 - step * (STRETCH - 1)) + step * np.arange(STRETCH)
    before = np.minimum(at.astype(int), len(joints) - 2)
    share = (at - before)[:, None, None]
    return joints[before] * (1.0 - share) + joints[before + 1] * share


def _other_proportions(joints: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Nearly the same directions with other lengths."""
    at = {name: joints[:, k] for k, name in enumerate(JOINTS)}

    def factor(spread: float) -> float:
        return float(np.exp(random.normal(0.0, spread)))

    hips = 0.5 * (at["left_hip"] + at["right_hip"])
    shoulders = 0.5 * (at["left_shoulder"] + at["right_shoulder"])
    wide, broad = factor(_HIPS), factor(_SHOULDERS)
    above = hips + factor(_TRUNK) * (shoulders - hips)
    limbs = [factor(spread) for spread in _LIMBS]
    hanging = [
        float(random.uniform(0.0, _DOWN)) * (random.random() < share)
        for share in (_STRAIGHTER, _HANGING)
    ]
    made: dict[str, np.ndarray] = {}
    for side in ("left", "right"):
        made[f"{side}_hip"] = hips + wide * (at[f"{side}_hip"] - hips)
        made[f"{side}_shoulder"] = above + broad * (at[f"{side}_shoulder"] - shoulders)
        longer = iter(limbs)
        for chain, down in zip(_CHAINS, hanging, strict=True):
            for first, second in pairwise(chain):
                way = _hung(at[f"{side}_{second}"] - at[f"{side}_{first}"], down)
                made[f"{side}_{second}"] = made[f"{side}_{first}"] + next(longer) * way
    return np.stack([made[name] for name in JOINTS], axis=1)


def _hung(way: np.ndarray, down: float) -> np.ndarray:
    """A limb (frames, 3) that points more downwards, as long as it was."""
    length = np.linalg.norm(way, axis=-1, keepdims=True)
    return length * unit(way / length - [0.0, down, 0.0])


def _viewed(joints: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A still camera somewhere around, aimed beside the person; what one at the trunk would see."""
    middle = joints[:, TRUNK].mean(axis=1)
    centre = middle.mean(axis=0)
    round_about = random.uniform(0.0, 2.0 * np.pi)
    above = np.clip(random.normal(np.radians(7.0), np.radians(9.0)), -0.21, 0.87)
    if random.random() < 0.08:
        above = random.uniform(0.0, 0.87)
    far = float(np.exp(random.uniform(np.log(1.15), np.log(5.5))))
    far = max(far, float(np.linalg.norm(middle - centre, axis=1).max()) + 0.9)
    level = np.cos(above)
    way = np.array([level * np.sin(round_about), np.sin(above), level * np.cos(round_about)])
    aside, down = np.tan(random.normal(0.0, np.radians(9.0), 2))
    right, below = _picture_axes(-way)
    ahead = -way + aside * right + down * below
    ahead /= np.linalg.norm(ahead)
    roll = rotations.from_rotation_vector(ahead * random.normal(0.0, np.radians(3.0)))
    axes = np.stack([*rotations.rotate(roll, np.stack(_picture_axes(ahead))), ahead])
    seen = (joints - (centre + far * way)) @ axes.T
    trunk = seen[:, TRUNK] / np.linalg.norm(seen[:, TRUNK], axis=-1, keepdims=True)
    back = rotations.inverse(
        rotations.between_vectors(np.array([0.0, 0.0, 1.0]), trunk.mean(axis=1))
    )
    up = np.broadcast_to(axes[:, 1], (len(joints), 3))
    return rotations.rotate(back[:, None], seen), rotations.rotate(back, up)


def _picture_axes(ahead: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Right and down of a level camera that looks ahead."""
    right = np.cross(ahead, [0.0, 1.0, 0.0])
    right /= np.linalg.norm(right)
    return right, np.cross(ahead, right)
