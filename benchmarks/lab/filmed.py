"""A real man on a beam, filmed by a calibrated camera: 3D joints good to one or two centimetres.

Source: pose2sim (BSD 3-Clause), as the shared data holds it; joints are known in frames 1 to 50.
They tell pose and scale; they are too smooth and too short to tell jitter, drift or heading.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np

from benchmarks.lab.clips import LabClip
from benchmarks.lab.rendering import RenderedClip
from core.errors import BadInput
from core.files.joints_json import JointPaths, write_joints

#: Metres: nobody wrote it down; the length of his bones says about this.
_STATURE = 1.72
_SIDES = {"R": "right_", "L": "left_"}


def filmed_clip(clip: LabClip, data: Path, cache: Path) -> RenderedClip:
    """The clip with its truth as `evaluate` reads it. Raises: BadInput where the data lacks it."""
    source = data / "videos" / clip.source
    if not source.is_dir():
        raise BadInput(f"{source} is not there; set FOOTING_DATA to the shared data.")
    folder = cache / clip.name
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "video.mp4").is_file():
        shutil.copyfile(source / "cam04.mp4", folder / "video.mp4")
    calibration = json.loads((source / "calibration.json").read_text())
    camera = calibration["cameras"]["cam04"]
    kept = {key: camera[key] for key in ("width", "height", "K", "dist", "R", "t")}
    (folder / "camera.json").write_text(json.dumps(kept | {"up": "y"}))
    write_joints(folder / "joints.json", _joints(source / "truth_joints_first_half.json"))
    return RenderedClip(clip, folder, _STATURE)


def _joints(path: Path) -> JointPaths:
    """The robustly triangulated joints at the video's times."""
    truth = json.loads(path.read_text())
    names = tuple(_SIDES.get(name[0], "") + name[1:] if name[:1] in _SIDES and name[1:2].isupper()
                  else name for name in truth["joints"])  # fmt: skip
    rows = [[[np.nan] * 3 if place is None else place for place in frame["xyz_retriangulated"]]
            for frame in truth["frames"]]  # fmt: skip
    times = np.array([frame["video_frame"] / truth["fps"] for frame in truth["frames"]])
    return JointPaths(times, names, np.array(rows, dtype=float))
