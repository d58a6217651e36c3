"""A clip of the laboratory on disk: its motion made exact, rendered once, kept.

Captured feet are no truth about contacts: they drift by centimetres inside a plant. So the truth
is made by construction: contacts are estimated on the motion, the solver makes it hold them
exactly, and that motion is what is rendered and measured against.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.lab.clips import LabClip
from core.contacts.contacts_json import ContactsFile, StatedContact, points_as_written
from core.contacts.estimate import estimate_contacts
from core.files.motion_file import read_motion
from core.motion import rotations
from core.motion.contact_point import FOOT_POINT_NAMES, ContactPoint
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.ground import ground_height
from core.motion.motion import Motion
from core.motion.resample import resampled
from core.synth.render import render_actor
from core.take.captured import Captured
from core.take.decisions import Decision, Ground
from core.take.refine import refine

#: Another number renders every clip again.
RENDERING = 2
#: Hz of the truth's motion.
_RATE = 60.0


@dataclass(frozen=True, slots=True)
class RenderedClip:
    """A clip's folder with the six files of `render`, and how tall its actor is (metres)."""

    clip: LabClip
    folder: Path
    stature: float

    @property
    def video(self) -> Path:
        return self.folder / "video.mp4"

    @property
    def camera(self) -> Path:
        return self.folder / "camera.json"


def rendered(clip: LabClip, human: Path, cache: Path) -> RenderedClip:
    """The clip, rendered where the cache does not have it as it is described now."""
    folder, key = cache / clip.name, _key(clip)
    kept = _kept(clip, folder, key)
    if kept is not None:
        return kept
    # beside, then renamed: another run of the laboratory may be rendering the same clip
    cache.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{clip.name}-", dir=cache))
    try:
        motion, contacts = exact_motion(clip, human)
        actor = render_actor(
            motion, beside, rate=clip.rate, width=clip.width, height=clip.height, seed=clip.seed,
            varied=clip.varied, contacts=contacts,
        )  # fmt: skip
        about = {"key": key, "stature": actor.stature}
        (beside / "clip.json").write_text(json.dumps(about))
        if _kept(clip, folder, key) is None:
            shutil.rmtree(folder, ignore_errors=True)
            beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return RenderedClip(clip, folder, actor.stature)


def _kept(clip: LabClip, folder: Path, key: str) -> RenderedClip | None:
    about = folder / "clip.json"
    if not about.is_file():
        return None
    kept = json.loads(about.read_text())
    return RenderedClip(clip, folder, kept["stature"]) if kept["key"] == key else None


def exact_motion(clip: LabClip, human: Path) -> tuple[Motion, ContactsFile]:
    """The stretch at 60 Hz from time 0, on a floor at 0, holding its contacts exactly."""
    way = "add" if clip.added_offset else "replace"
    whole = read_motion(human / clip.source, root_offset=way).motion
    end = min(clip.end, float(whole.times[-1]))
    times = np.arange(int((end - clip.start) * _RATE + 1e-6) + 1) / _RATE
    motion = resampled(whole, np.minimum(times + clip.start, whole.times[-1]))
    if clip.frozen:
        motion = _frozen(motion)
    points = find_contact_points(motion)
    middle = np.median(motion.root_positions, axis=0)
    middle[1] = ground_height(motion, points)
    motion = replace(motion, times=times, root_positions=motion.root_positions - middle)
    feet = [point for point in points if point.name in FOOT_POINT_NAMES]
    found = estimate_contacts(motion, feet, 0.0)
    decisions = [Decision(f"contact {n}", one, "auto", p) for n, (one, p) in enumerate(found)]
    refined = refine(Captured(motion, points), [*decisions, Decision("floor", Ground(0.0))])
    if refined.report.infeasible:
        raise ValueError(f"{clip.name} cannot hold {refined.report.infeasible[0].constraint}.")
    return _continuous(refined.motion), _stated(found, points, motion)


def _frozen(motion: Motion) -> Motion:
    """The motion's first pose all the while, joints that move in their parents too."""
    moved = motion.local_translations
    first = np.zeros(motion.frame_count, dtype=int)
    return replace(
        motion,
        local_rotations=motion.local_rotations[first],
        root_positions=motion.root_positions[first],
        local_translations=None if moved is None else moved[first],
    )


def _stated(found, points: tuple[ContactPoint, ...], motion: Motion) -> ContactsFile:
    written = points_as_written(points, motion.skeleton, 1.0)
    return ContactsFile(tuple(StatedContact(one) for one, _ in found), 0.0, written)


def _continuous(motion: Motion) -> Motion:
    return replace(motion, local_rotations=rotations.continuous(motion.local_rotations))


def _key(clip: LabClip) -> str:
    described = {key: value for key, value in asdict(clip).items() if key != "filmed"}
    # what a frozen clip stood on went on moving before: such a clip is rendered again
    number = f"{RENDERING} whole" if clip.frozen else f"{RENDERING}"
    return hashlib.sha256(f"{number} {described}".encode()).hexdigest()[:16]
