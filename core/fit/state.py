"""Where a fit stands: poses of all frames and what they share; to and from a motion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.fit.body import GROUPS, FitBody
from core.fit.camera_belief import CameraBelief, camera_from_level
from core.fit.terms_kernel import CAMERA_UNKNOWNS, FOCAL, GROUND, HEIGHT, LEAN, PITCH, ROLL
from core.motion import rotations
from core.motion.camera import Camera
from core.motion.kinematics import forward_kinematics, rest_positions
from core.motion.motion import Motion

#: Unknowns that all frames share.
SHARED = len(GROUPS) + CAMERA_UNKNOWNS


@dataclass(slots=True, eq=False)
class FitState:
    """Poses in matrices; `shared` is lengths' logarithms, ground, focal, pitch, roll, height,
    lean."""

    turns: np.ndarray  # (frames, solved, 3, 3) local
    roots: np.ndarray  # (frames, 3) of the hips, world metres
    com: np.ndarray  # (frames, 2) x and z of the centre of mass
    shared: np.ndarray  # (SHARED,)

    def copy(self) -> FitState:
        return FitState(self.turns.copy(), self.roots.copy(), self.com.copy(), self.shared.copy())

    @property
    def scales(self) -> np.ndarray:
        """(groups,) factors of the lengths."""
        return np.exp(self.shared[: len(GROUPS)])

    @property
    def ground(self) -> float:
        return float(self.shared[len(GROUPS) + GROUND])

    @property
    def lean(self) -> np.ndarray:
        """(3, 3): turns the detector's directions to what they should have been."""
        vector = self.shared[len(GROUPS) + LEAN : len(GROUPS) + LEAN + 3]
        return rotations.to_matrix(rotations.from_rotation_vector(vector))


@dataclass(frozen=True, slots=True, eq=False)
class Lens:
    """A camera as the kernels take it, with its derivatives."""

    lens: np.ndarray  # (4,) fx, fy, cx, cy
    rotation: np.ndarray  # (3, 3) camera from world
    centre: np.ndarray  # (3,) world
    by_pitch: np.ndarray  # (3, 3)
    by_roll: np.ndarray  # (3, 3)


def lens_of(belief: CameraBelief, shared: np.ndarray) -> Lens:
    """The camera at the shared unknowns."""
    camera = shared[len(GROUPS) :]
    k = belief.intrinsics
    focal = np.exp(camera[FOCAL])
    lens = np.array([k[0, 0] * focal, k[1, 1] * focal, k[0, 2], k[1, 2]])
    if belief.placed is not None:
        rotation = np.array(belief.placed.camera_from_world_rotation)
        none = np.zeros((3, 3))
        return Lens(lens, rotation, np.array(belief.placed.world_centre), none, none)
    pitch, roll = camera[PITCH], camera[ROLL]
    rotation = camera_from_level(pitch, roll)
    # the derivative of a turn by an angle is the turn a right angle on, less what does not turn
    c, s = np.cos(pitch), np.sin(pitch)
    down = np.array([[0.0, 0.0, 0.0], [0.0, s, c], [0.0, -c, s]])
    c, s = np.cos(roll), np.sin(roll)
    aside = np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])
    turning = np.array([[-s, -c, 0.0], [c, -s, 0.0], [0.0, 0.0, 0.0]])
    return Lens(
        lens, rotation, np.array([0.0, camera[HEIGHT], 0.0]), aside @ down,
        turning @ camera_from_level(pitch, 0.0),
    )  # fmt: skip


def camera_at(belief: CameraBelief, shared: np.ndarray) -> Camera:
    """The camera at the shared unknowns, with its distortion."""
    found = lens_of(belief, shared)
    intrinsics = belief.intrinsics.copy()
    intrinsics[:2, :2] *= np.exp(shared[len(GROUPS) + FOCAL])
    return Camera(
        belief.width, belief.height, intrinsics, belief.distortion, found.rotation,
        -found.rotation @ found.centre,
    )  # fmt: skip


def state_of(body: FitBody, motion: Motion, shared: np.ndarray) -> FitState:
    """A motion on the body's rig as a state; joints that are not solved for lose their turns."""
    world, positions = forward_kinematics(motion)
    world = rotations.to_matrix(world[:, list(body.joints)])
    turns = world.copy()
    for k, parent in enumerate(body.parents):
        if parent >= 0:
            turns[:, k] = np.swapaxes(world[:, parent], -1, -2) @ world[:, k]
    roots = positions[:, body.joints[0]].copy()
    return FitState(turns, roots, np.zeros((len(roots), 2)), shared.copy())


def motion_of(body: FitBody, state: FitState, times: np.ndarray) -> Motion:
    """The state as a motion on the scaled rig."""
    skeleton = body.scaled(state.scales)
    local = np.zeros((len(times), skeleton.joint_count, 4))
    local[..., 0] = 1.0
    for k, joint in enumerate(body.joints):
        local[:, joint] = rotations.from_matrix(state.turns[:, k])
    hips = body.joints[0]
    roots = state.roots - rest_positions(skeleton)[hips] if hips else state.roots
    return Motion(skeleton, rotations.continuous(rotations.normalized(local)), roots, times)
