"""What a capture costs and what it is worth: `python -m benchmarks.capture [VIDEO]`.

Stages of the sample's capture in seconds and as a part of the video's length, the detector alone
as the rival (pictures decoded beforehand, so nothing but the model), and the skate of the truth's
plants before and after planting.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

from core.capture.mediapipe_detector import MediapipeDetector
from core.capture.pipeline import CaptureResult, capture
from core.motion.kinematics import forward_kinematics, point_positions
from core.motion.motion import Motion
from core.quality.export import output_motion
from core.video.reader import VideoReader

SAMPLE = Path(__file__).resolve().parents[1] / "resources" / "sample"


class InMemory:
    """Pictures that are decoded already, for the detector alone."""

    def __init__(self, video: VideoReader) -> None:
        self.width, self.height, self.times = video.width, video.height, video.times
        self._pictures = list(video.frames())

    def frames(self, start: int, stop: int):
        return iter(self._pictures[start:stop])


def detector_alone(path: Path) -> float:
    with VideoReader(path) as video:
        pictures = InMemory(video)
        start = time.perf_counter()
        MediapipeDetector().detect(pictures, range(0, video.frame_count))  # type: ignore[arg-type]
        return time.perf_counter() - start


def skates_mm(result: CaptureResult, motion: Motion) -> list[float]:
    """Of the truth's plants, on our contact points."""
    turns, positions = forward_kinematics(motion)
    points = {point.name: point for point in result.captured.contact_points}
    found = []
    for contact in json.loads((SAMPLE / "contacts.json").read_text())["contacts"]:
        if contact["state"] == "plant":
            point = points[contact["point"]]
            path = point_positions(turns, positions, point.joint, point.offset)
            inside = (motion.times >= contact["start"] - 1e-6) & (
                motion.times <= contact["end"] + 1e-6
            )
            path = path[inside]
            found.append(1000 * float(np.linalg.norm(path[:, None] - path[None], axis=-1).max()))
    return found


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE / "video.mp4"
    start = time.perf_counter()
    result = capture(path)
    total = time.perf_counter() - start
    length = float(result.video_times[-1])
    print(f"{path.name}: {len(result.video_times)} frames, {length:.1f} s")
    for name, seconds in result.stage_seconds.items():
        print(f"  {name:16} {seconds:7.2f} s  {seconds / length:6.1%} of the video's length")
    start = time.perf_counter()
    refined = output_motion(result.captured, result.edit().coming, rate=60.0).motion
    print(
        f"  {'planting':16} {time.perf_counter() - start:7.2f} s  (its first run finds the origin)"
    )
    print(f"  {'capture':16} {total:7.2f} s  {total / length:6.1%}")
    print(f"  {'detector alone':16} {detector_alone(path):7.2f} s  (pictures decoded beforehand)")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak memory      {peak:7.0f} MiB (the decoded pictures of the line above included)")
    if path == SAMPLE / "video.mp4":
        for name, motion in (("captured", result.captured.motion), ("planted", refined)):
            skates = skates_mm(result, motion)
            print(
                f"  skate of the truth's plants, {name}: "
                f"mean {np.mean(skates):.1f} mm, worst {np.max(skates):.1f}"
            )


if __name__ == "__main__":
    main()
