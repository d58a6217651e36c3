"""What a fit is asked: a body, what was seen of it, a camera, and where to start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from core.fit.body import FitBody, Points
from core.fit.camera_belief import CameraBelief, Estimate
from core.fit.settings import FitSettings
from core.motion.camera import Camera
from core.motion.motion import Motion


@dataclass(frozen=True, slots=True, eq=False)
class Sightings:
    """What a detector saw, frame by frame, of a body's points."""

    times: np.ndarray  # (frames,) seconds
    seen: np.ndarray  # (frames, points, 2) pixels of a lens without distortion
    weight: np.ndarray  # (frames, points) 0 to 1; 0 where nothing is seen
    towards: np.ndarray  # (frames, bones, 3) unit directions, camera axes
    towards_weight: np.ndarray  # (frames, bones) 0 to 1


#: How a foot point stands: for sure, or as far as can be told.
FIRM, LOOSE = 1.0, 0.5

#: A motion on the scaled rig and the camera that sees it -> (frames, feet) FIRM, LOOSE or 0: how
#: the body's foot points stand. The one place where contacts come in; whoever estimates them
#: plugs in here.
Standing = Callable[[Motion, Camera], np.ndarray]


@dataclass(frozen=True, slots=True, eq=False)
class FitProblem:
    """All that the fit needs; the start is a rough one, of frames by themselves."""

    body: FitBody
    image_points: Points
    feet: Points
    bones: np.ndarray  # (bones, 2) indices of image points
    sightings: Sightings
    camera: CameraBelief
    ground: Estimate  # metres; of a camera whose place is given, else 0 and given
    stature_is_guess: bool
    start: Motion  # on the body's rig, in the camera's world, at the sightings' times
    standing: Standing
    settings: FitSettings = field(default_factory=FitSettings)
    sole: float = 1.0  # expected factor on the rig's height of ankles over soles
    fixed: np.ndarray | None = None  # the shared unknowns where they are known already


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """What the fit found."""

    motion: Motion  # on the scaled rig
    scales: np.ndarray  # (groups,) of the lengths
    shared: np.ndarray  # the shared unknowns of `core.fit.state`
    camera: CameraBelief  # with the sigmas of the posterior as they are stated
    ground: Estimate
    misses: np.ndarray  # (frames, points) pixels over the sigma of a keypoint; NaN where not seen
    pose_sigma: np.ndarray  # (frames, solved joints) radians, of the posterior
    standing: np.ndarray  # (frames, feet) FIRM, LOOSE or 0
    cost: tuple[tuple[str, float], ...]  # by term
    #: Spectral densities of accelerations: the root's (frames, 3), the joints' (frames, solved).
    spreads: tuple[np.ndarray, np.ndarray]
