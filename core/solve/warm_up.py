"""Compile, or load from numba's cache, every kernel of the solver before anyone waits for one."""

from __future__ import annotations

import numpy as np

import core.motion.rotation_kernels  # noqa: F401  kinematics uses what is loaded
from core.contacts.contact import Contact
from core.motion import rotations
from core.motion.contact_point import ContactPoint
from core.motion.default_rig import default_rig
from core.motion.motion import Motion
from core.motion.toe_tips import ToeTip
from core.solve.problem import Problem
from core.solve.solve import solve


def warm_up() -> None:
    """Solve a tiny take that uses every kernel. About a second with a warm cache, ten without."""
    skeleton = default_rig()
    frames = 8
    turns = np.zeros((frames, skeleton.joint_count, 3))
    for side in ("Left", "Right"):
        turns[:, skeleton.index(f"{side}UpLeg"), 0] = -0.3
        turns[:, skeleton.index(f"{side}Leg"), 0] = 0.6
        turns[:, skeleton.index(f"{side}Foot"), 0] = -0.3
    root = np.repeat([[0.0, 0.9, 0.0]], frames, axis=0)
    root[:, 0] += 0.01 * np.linspace(0.0, 1.0, frames) ** 2  # bent: a straight drift trembles not
    local = rotations.from_rotation_vector(turns)
    motion = Motion(skeleton, local, root, np.arange(frames) / 60.0)
    points = tuple(
        ContactPoint(f"left_{end}", skeleton.index("LeftFoot"), np.array([0.0, -0.07, forward]))
        for end, forward in (("heel", -0.06), ("toe", 0.12))
    )
    contacts = (
        Contact("left_heel", "plant", 0.0, 0.05),
        Contact("left_toe", "slide", 0.06, 0.11),
    )
    toe, sole = skeleton.index("LeftToe"), np.array([0.0, -0.02, 0.07])
    tip = ToeTip(points[1], ContactPoint("left_toe_tip", toe, sole), toe, np.array([-1.0, 0, 0]))
    solve(Problem(motion, points, contacts, 0.0, tips=(tip,)))
