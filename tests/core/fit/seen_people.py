"""A walking figure as a perfect detector would see it, for the tests of the fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.capture.rig_map import map_rig
from core.capture.whole_clip.fitted import bones_of, fit_body, image_points
from core.fit.camera_belief import CameraBelief, Estimate
from core.fit.problem import FitProblem, Sightings
from core.fit.settings import FitSettings
from core.fit.state import state_of
from core.fit.system import SHARED, FitSystem
from core.motion.camera import Camera
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.default_rig import default_rig_at_rest
from core.motion.motion import Motion
from core.motion.resample import resampled
from core.synth.sample_motion import sample_motion


def camera(pitch: float = 0.05) -> Camera:
    """Four metres and a half away, at breast height, a little downwards."""
    belief = believed(pitch=pitch)
    return belief.camera()


def believed(
    pitch: float = 0.05, sigma: float = 0.0, focal_sigma: float = 0.0, placed: Camera | None = None
) -> CameraBelief:
    intrinsics = np.array([[1000.0, 0, 639.5], [0, 1000.0, 359.5], [0, 0, 1]])
    return CameraBelief(
        1280, 720, intrinsics, np.zeros(5), focal_sigma, Estimate(pitch, sigma),
        Estimate(0.0, sigma / 2), Estimate(1.4, 5 * sigma), placed,
    )  # fmt: skip


def walker(frames: int = 60, rate: float = 30.0, first: float = 0.5) -> Motion:
    """A part of the sample motion, in front of the camera."""
    motion = resampled(sample_motion().motion, first + np.arange(frames) / rate)
    roots = motion.root_positions.copy()
    roots[:, [0, 2]] -= roots[:, [0, 2]].mean(axis=0)
    roots[:, 2] -= 4.5
    return Motion(motion.skeleton, motion.local_rotations, roots, np.arange(frames) / rate)


def problem(
    motion: Motion,
    belief: CameraBelief,
    *,
    seen_by: Camera,
    noise: float = 0.0,
    settings: FitSettings | None = None,
    start: Motion | None = None,
) -> FitProblem:
    """The fit of a motion on the default rig to its own projection; nothing is known to stand."""
    rest = default_rig_at_rest()
    rig = map_rig(rest.skeleton, "the default rig")
    feet = find_contact_points(rest)
    body = fit_body(rig, 1.75)
    points = image_points(rig, body, feet)
    bones, _, trust = bones_of(points)
    quiet = Sightings(
        motion.times,
        np.zeros((motion.frame_count, len(points.names), 2)),
        np.ones((motion.frame_count, len(points.names))),
        np.zeros((motion.frame_count, len(bones), 3)),
        np.broadcast_to(trust, (motion.frame_count, len(bones))).copy(),
    )
    whole = FitProblem(
        body, points, body.feet(feet), bones, quiet, belief, Estimate(0.0, 0.0), False,
        motion if start is None else start,
        lambda moved, _: np.zeros((moved.frame_count, 4), dtype=bool),
        settings or FitSettings(),
    )  # fmt: skip
    system = FitSystem(whole)
    places = system.places(state_of(body, motion, np.zeros(SHARED)))[:, : len(points.names)]
    random = np.random.default_rng(1)
    quiet.seen[:] = seen_by.project(places) + random.normal(0, 1.0, quiet.seen.shape) * noise
    ways = (places[:, bones[:, 1]] - places[:, bones[:, 0]]) @ seen_by.camera_from_world_rotation.T
    quiet.towards[:] = ways / np.linalg.norm(ways, axis=-1, keepdims=True)
    return whole


def part_of(problem: FitProblem, frames: np.ndarray) -> FitProblem:
    """The problem of some of its frames, rising."""
    s, start = problem.sightings, problem.start
    return replace(
        problem,
        sightings=Sightings(
            s.times[frames], s.seen[frames], s.weight[frames], s.towards[frames],
            s.towards_weight[frames],
        ),
        start=Motion(
            start.skeleton, start.local_rotations[frames], start.root_positions[frames],
            start.times[frames],
        ),
    )  # fmt: skip
