"""What a capture costs: `python -m benchmarks.capture [VIDEO] [--seconds S] [--solver NAME]`.

Without VIDEO the sample is played to and fro at 1080p for 30 s. Printed are the stages in seconds
of the wall and of all cores, each also as a part of the video's length, and what the same pictures
cost the detector's network alone, decoded and cut beforehand, in the same run: the rest is ours.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from app.algebra_threads import one_thread_for_algebra
from benchmarks.long_clips import SAMPLE, made_clip
from benchmarks.peak_memory import peak_mib
from core.capture.detect.pose_model import PoseModel, followed
from core.capture.options.options import CaptureOptions
from core.capture.pipeline import CaptureResult, capture
from core.motion.kinematics import forward_kinematics, point_positions
from core.motion.motion import Motion
from core.quality.export import output_motion
from core.video.reader import VideoReader

PLAIN_LOOKS = 150


class Watch:
    """Wall and processor seconds between stages, told apart by what the capture says."""

    def __init__(self) -> None:
        self.stages: dict[str, list[float]] = {}
        self._stage = "Read video"
        self._since = (time.perf_counter(), time.process_time())

    def __call__(self, fraction: float, sentence: str) -> None:
        stage = sentence.split(":")[0]
        if stage != self._stage:
            self.close(stage)

    def close(self, following: str = "") -> None:
        now = (time.perf_counter(), time.process_time())
        spent = self.stages.setdefault(self._stage, [0.0, 0.0])
        spent[0] += now[0] - self._since[0]
        spent[1] += now[1] - self._since[1]
        self._stage, self._since = following, now


def network_alone(path: Path) -> tuple[float, int]:
    """Milliseconds of all cores for one look of the network, and how many were taken."""
    with VideoReader(path) as video, PoseModel() as model:
        pictures = list(video.pictures(0, PLAIN_LOOKS))
        size = np.array([video.width, video.height], float)
        found = model.people(pictures[0], 0 * size, size)
        middle = np.array([*(0.5 * size), size.min(), size.min(), 0.0])
        place = found[0] if found else middle
        start = time.process_time()
        for picture in pictures:
            place = followed(place, model.look(picture, place).place)
        return 1e3 * (time.process_time() - start) / len(pictures), len(pictures)


def measure_speed(path: Path, solver: str) -> None:
    watch = Watch()
    start = (time.perf_counter(), time.process_time())
    result = capture(path, CaptureOptions(solver=solver), progress=watch)
    total = (time.perf_counter() - start[0], time.process_time() - start[1])
    watch.close()
    peak = peak_mib()
    length, frames = float(result.video_times[-1]), len(result.video_times)
    print(f"{path.name}: {frames} frames, {length:.1f} s, solver {solver}")
    print(f"  {'stage':26} {'wall s':>8} {'of video':>9} {'all cores s':>12} {'of video':>9}")
    for name, (wall, cores) in [*watch.stages.items(), ("capture", total)]:
        print(f"  {name:26} {wall:8.2f} {wall / length:9.1%} {cores:12.2f} {cores / length:9.1%}")
    seen = result.captured.keypoints
    lost = int((np.nan_to_num(seen.image_points[..., 2]).max(axis=1) <= 0.0).sum()) if seen else 0
    each, looks = network_alone(path)
    print(f"  the network alone: {each:.1f} ms of all cores a look ({looks} looks)")
    cores = watch.stages["Keypoints"][1]
    print(f"  keypoints:         {1e3 * cores / frames:.1f} ms of all cores a frame; {lost} lost")
    print(f"  peak memory        {peak:.0f} MiB")
    if path == SAMPLE / "video.mp4":
        planted = output_motion(result.captured, result.edit().coming, rate=60.0).motion
        for name, motion in (("captured", result.captured.motion), ("planted", planted)):
            skates = skates_mm(result, motion)
            print(
                f"  skate of the truth's plants, {name}: "
                f"mean {np.mean(skates):.1f} mm, worst {np.max(skates):.1f}"
            )


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
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("video", nargs="?", type=Path)
    words.add_argument("--seconds", type=float, default=30.0)
    words.add_argument("--solver", default="banded")
    said = words.parse_args()
    if said.video is not None:
        measure_speed(said.video, said.solver)
    else:
        one_thread_for_algebra()  # as the program does
        with tempfile.TemporaryDirectory() as folder:
            clip = made_clip(Path(folder) / f"{said.seconds:g} s.mp4", said.seconds)
            # a process of its own: making the clip takes memory
            again = [sys.executable, "-m", "benchmarks.capture", str(clip), "--solver", said.solver]
            subprocess.run(again, check=True)


if __name__ == "__main__":
    main()
