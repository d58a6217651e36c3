"""What is known of limbs before anything is seen: hinges, and how far joints turn from rest."""

from __future__ import annotations

import numpy as np

from core.fit.body import FitBody
from core.fit.problem import FitProblem
from core.motion.body_parts import SIDES

#: Upper arms hang, more or less: the mean and the spread of their unit direction out, up and
#: forward of the trunk, nearly those of 25 minutes of walks, runs, games, fights and dances. A
#: detector tells the depth of an arm hardly better than this does. Thighs, and bends of knees and
#: elbows, have no such habit that would help.
_UPPER_ARM, _UPPER_ARM_SPREAD = (0.25, -0.88, 0.0), (0.25, 0.25, 0.30)


def hinges_of(problem: FitProblem) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Solved joint, axis, direction of what hangs on it, and least sine, of knees and elbows."""
    body = problem.body
    joints, axes, shanks, least = [], [], [], []
    for side in SIDES:
        for above, part, below in (("hip", "knee", "ankle"), ("shoulder", "elbow", "wrist")):
            joint = body.parts[f"{side}_{part}"]
            k = body.joints.index(joint)
            hangs = _rest_way(body, joint, body.parts.get(f"{side}_{below}"))
            upper = _rest_way(body, body.parts[f"{side}_{above}"], joint)
            axis = body.left if part == "knee" else np.cross(upper, body.forward)
            axis = axis - hangs * (axis @ hangs)
            joints.append(k)
            axes.append(axis / max(float(np.linalg.norm(axis)), 1e-9))
            shanks.append(hangs)
            # at rest a limb may be bent a little the other way already
            bent = float(np.cross(axes[-1], upper) @ hangs)
            least.append(min(0.0, -bent) - 0.02)
    return (
        np.array(joints, dtype=np.int64), np.array(axes), np.array(shanks), np.array(least)
    )  # fmt: skip


def _rest_way(body: FitBody, joint: int, end: int | None) -> np.ndarray:
    skeleton = body.skeleton
    if end is None:
        sites = skeleton.end_sites_of(joint)
        way = sites[0].offset if sites else skeleton.offsets[joint]
    else:
        way, k = np.zeros(3), end
        while k != joint and k >= 0:
            way = way + skeleton.offsets[k]
            k = int(skeleton.parents[k])
    return way / max(float(np.linalg.norm(way)), 1e-9)


def habits_of(
    problem: FitProblem,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Where upper arms mostly lie in the frame of what carries them.

    Returns: solved joint (habits,), the limb's way at rest (habits, 3), the mean of its way
    (habits, 3), three axes (habits, 3, 3), in rows, and the weight along each (habits, 3).
    """
    body = problem.body
    spread = np.array(_UPPER_ARM_SPREAD) * problem.settings.habits
    joints, ways, means, axes = [], [], [], []
    for side, sign in zip(SIDES, (1.0, -1.0), strict=True):
        frame = np.stack([sign * body.left, body.up, body.forward])
        joint = body.parts[f"{side}_shoulder"]
        joints.append(body.joints.index(joint))
        ways.append(_rest_way(body, joint, body.parts[f"{side}_elbow"]))
        means.append(np.array(_UPPER_ARM) @ frame)
        axes.append(frame)
    return (
        np.array(joints, dtype=np.int64), np.array(ways), np.array(means), np.array(axes),
        np.tile(spread**-2.0, (len(joints), 1)),
    )  # fmt: skip


def rest_weights(problem: FitProblem) -> np.ndarray:
    """(solved,) one over the squared sigma of a turn away from rest."""
    body, settings = problem.body, problem.settings
    sigmas = dict(settings.rest)
    weights = np.zeros(len(body.joints))
    of_part = {body.parts[part]: part for part in ("neck", "head") if part in body.parts}
    for side in SIDES:
        for part in ("wrist", "ankle", "hip", "shoulder", "knee", "elbow"):
            joint = body.parts.get(f"{side}_{part}")
            if joint is not None:
                of_part[joint] = part
    for k, joint in enumerate(body.joints):
        name = of_part.get(joint, "trunk" if k else "")
        if name in sigmas:
            weights[k] = sigmas[name] ** -2
    return weights
