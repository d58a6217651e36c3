"""How well a camera that is not told is found: `python -m benchmarks.camera_hidden [CLIP ...]`.

The laboratory's clips, captured with the actor's height but without the camera: its focal length
known or not, with the straight lines of the picture or without them, and with the horizon drawn
(by a hand that is 4 pixels of 1080p off at each end). Those who walk and those who stay on the
spot are told apart: who stays cannot tell the camera, and the capture has to say so.

A cell: degrees of pitch off (what is stated), per cent of the root's depth off; "says" where the
capture told that it cannot know. The last column is the other way round: the camera is given and
the actor's height is not, per cent of the standing height off. Detections are the laboratory's own
(`make lab` makes them).
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.lab.capturing import box_of, detected, lens_of
from benchmarks.lab.clips import LabClip, add_clips, chosen
from benchmarks.lab.motion_data import human_motions
from benchmarks.lab.rendering import RenderedClip, rendered
from benchmarks.lab.stages import FileStages
from benchmarks.lab.view_error import view_errors
from core.capture.camera.drawn_camera import HAND
from core.capture.options.options import CaptureOptions
from core.capture.pipeline import capture
from core.errors import FootingError
from core.files.camera_json import CameraFile
from core.fit.camera_belief import pitch_and_roll
from core.quality.body_metrics import standing_height
from core.quality.truth_files import read_truth
from core.take.decisions import CameraFact
from core.take.on_disk.packed import Packed

#: Errors over their stated sigma, of what a capture says of its camera.
_SIGMAS = ("pitch_sigmas", "roll_sigmas", "focal_sigmas", "height_sigmas")
#: Metres between places that somebody is at, from which on they walk.
_WALKS = 1.5
_CLIPS = (
    "walk_turn", "walk_near", "run_turn", "closed", "behind_post", "crossed", "punch", "gestures",
    "kick", "spin", "still", "jacks",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What a capture is told of the camera."""

    name: str
    lens: bool
    lines: bool
    horizon: bool = False


WAYS = (
    Told("lens, lines", True, True),
    Told("lens, no lines", True, False),
    Told("nothing, lines", False, True),
    Told("nothing, no lines", False, False),
    Told("lens, horizon", True, False, True),
    Told("horizon", False, False, True),
)


class Stages:
    """A clip's detections; the background without its lines where these are not to be seen."""

    def __init__(self, folder: Path, lines: bool) -> None:
        self._kept = FileStages(folder)
        self._lines = lines

    def stage(self, name: str) -> tuple[Packed, float] | None:
        found = self._kept.stage(name)
        if name != "background" or self._lines or found is None:
            return found
        arrays = dict(found[0].arrays) | {"lines": np.zeros((0, 4))}
        return replace(found[0], arrays=arrays), found[1]

    def store_stage(self, name: str, content: Packed, cost_seconds: float) -> None:
        self._kept.store_stage(name, content, cost_seconds)


def main() -> int:
    arguments = _arguments()
    human = human_motions(arguments.data, arguments.cache)
    ways = [way for way in WAYS if not arguments.ways or way.name in arguments.ways]
    cells: dict[tuple[bool, str], list[dict[str, float]]] = {}
    heights: list[float] = []
    head = "".join(way.name.rjust(24) for way in ways)
    print("clip".ljust(13) + head + "height hidden".rjust(16), flush=True)
    for clip in chosen(arguments.clips or list(_CLIPS), False):
        try:
            place = rendered(clip, human, arguments.cache / "clips")
            detected(place)
        except FootingError as error:
            print(f"{clip.name} is left out: {error}", file=sys.stderr)
            continue
        walks = _walks(place)
        found = [_found(place, clip, way) for way in ways]
        for way, one in zip(ways, found, strict=True):
            cells.setdefault((walks, way.name), []).append(one)
        name = f"{clip.name}{'' if walks else ' *'}"
        cell = "".join(_cell(one).rjust(24) for one in found)
        heights.append(_height_off(place, clip))
        print(f"{name.ljust(13)}{cell}{f'{heights[-1]:+.1f} %':>16}", flush=True)
    for walks, title in ((True, "who walks"), (False, "on the spot *")):
        rows = [cells.get((walks, way.name), []) for way in ways]
        if any(rows):
            print(title.ljust(13) + "".join(_middle(row).rjust(24) for row in rows))
    print(f"standing height, median: {np.nanmedian(np.abs(heights)):.1f} % off")
    for walks, title in ((True, "who walks"), (False, "on the spot *")):
        print(_coverage(title, [one for way in ways for one in cells.get((walks, way.name), [])]))
    print(_coverage("all", [one for row in cells.values() for one in row]))
    return 0


def _found(place: RenderedClip, clip: LabClip, way: Told) -> dict[str, float]:
    """What a capture that is told so much finds of the camera."""
    truth = read_truth(place.folder).truth
    assert truth.camera is not None and truth.landmarks is not None
    drawn = _drawn_horizon(truth.camera) if way.horizon else None
    options = CaptureOptions(
        height=place.stature,
        camera=lens_of(place) if way.lens else None,
        box=box_of(place) if "bystander" in clip.varied else None,
        camera_fact=CameraFact(horizon=drawn),
    )
    result = capture(place.video, options, stages=Stages(place.folder / "detected", way.lines))
    off = view_errors(result, result.captured.motion, truth.camera.camera(), truth.landmarks)
    estimate = result.captured.camera_estimate
    assert estimate is not None
    return {
        "pitch": off["pitch_deg"],
        "stated": float(np.degrees(estimate.pitch_sigma)),
        "depth": off["depth_percent"],
        "says": float(any("cannot be known" in said for said in result.sentences)),
    } | {name: off[name] for name in _SIGMAS if name in off}


def _height_off(place: RenderedClip, clip: LabClip) -> float:
    """Per cent that the rig stands too tall where the camera is given and the height is not."""
    options = CaptureOptions(
        camera=place.camera, box=box_of(place) if "bystander" in clip.varied else None
    )
    result = capture(place.video, options, stages=Stages(place.folder / "detected", True))
    height = standing_height(result.captured.motion)
    return np.nan if height is None else 100.0 * (height / place.stature - 1.0)


def _drawn_horizon(camera: CameraFile) -> tuple[tuple[float, float], tuple[float, float]]:
    """The true horizon across the picture, drawn with a hand's error at both ends."""
    assert camera.rotation is not None
    pitch, roll = pitch_and_roll(camera.rotation)
    hand = HAND * float(np.hypot(camera.width, camera.height))
    focal, centre = camera.intrinsics[0, 0], camera.intrinsics[:2, 2]
    # level directions are those at right angles to up, which lies in the picture as roll says
    up = np.array([np.sin(roll) * np.cos(pitch), -np.cos(roll) * np.cos(pitch), -np.sin(pitch)])
    ends = []
    for x, off in ((0.1 * camera.width, hand), (0.9 * camera.width, -0.5 * hand)):
        y = -(up[0] * (x - centre[0]) / focal + up[2]) / up[1] * focal + centre[1]
        ends.append((float(x), float(y + off)))
    return ends[0], ends[1]


def _walks(place: RenderedClip) -> bool:
    truth = read_truth(place.folder).truth
    assert truth.landmarks is not None
    over_floor = np.nanmean(truth.landmarks.world_positions, axis=1)[:, [0, 2]]
    return bool(np.hypot(*np.ptp(over_floor, axis=0)) >= _WALKS)


def _cell(one: dict[str, float]) -> str:
    says = " says" if one["says"] else ""
    return f"{one['pitch']:.1f} ({one['stated']:.1f}) {one['depth']:.0f} %{says}"


def _coverage(title: str, found: list[dict[str, float]]) -> str:
    """In how many of the cases that state a number its one sigma covers the truth."""
    told = {name: [one[name] <= 1.0 for one in found if name in one] for name in _SIGMAS}
    told["together"] = [hit for hits in told.values() for hit in hits]
    parts = [
        f"{name.removesuffix('_sigmas')} {np.mean(hits):.0%} of {len(hits)}"
        for name, hits in told.items()
        if hits
    ]
    return f"one sigma covers, {title}: {', '.join(parts)}"


def _middle(row: list[dict[str, float]]) -> str:
    """The medians, and how many said that they cannot know."""
    pitch, stated, depth = (
        float(np.median([one[name] for one in row])) for name in ("pitch", "stated", "depth")
    )
    says = int(sum(one["says"] for one in row))
    return f"{pitch:.2f} ({stated:.1f}) {depth:.1f} % {says}/{len(row)}"


def _arguments() -> argparse.Namespace:
    words = argparse.ArgumentParser(
        prog="python -m benchmarks.camera_hidden", description=(__doc__ or "").splitlines()[0]
    )
    add_clips(words)
    words.add_argument("--ways", nargs="*", metavar="WAY", help=", ".join(w.name for w in WAYS))
    return words.parse_args()


if __name__ == "__main__":
    sys.exit(main())
