"""How much memory a capture takes: `python -m benchmarks.capture_memory [MINUTES ...]`.

Clips of 2 and of 20 minutes, each captured to a BVH in a process of its own; printed is the
largest resident size of each and how far the second is above the first. The keypoints are those of
a short one, to and fro, kept in a take as by an earlier run, but for the last 1000 pictures, which
both networks look at: only `--whole` looks at all of them (20 ms each). `--size 1920x1080` is what
a camera films: there the pictures that are looked at weigh most.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.long_clips import made_clip, to_and_fro
from benchmarks.peak_memory import peak_mib
from core.capture.capture_to_file import capture_to_file
from core.capture.detect.detector import Landmarks
from core.capture.detect.mediapipe_detector import MediapipeDetector
from core.capture.options.options import CaptureOptions
from core.capture.stage_store import keeper, key_of
from core.take.on_disk.take_opening import create_take
from core.take.on_disk.video_place import fingerprint
from core.video.reader import VideoReader

MINUTES = (2.0, 20.0)
SIZE = (640, 360)
#: Frames whose keypoints are found, for all the others to repeat.
SEEN = 301
#: Frames at the end that the detector looks at, so that it is part of what is measured.
LOOKED_AT = 1000


def keep_keypoints(path: Path, take_path: Path) -> None:
    """Make a take in which all but the last pictures of the clip have been looked at."""
    detector = MediapipeDetector()
    with VideoReader(path) as video, create_take(take_path) as take:
        count = video.frame_count - LOOKED_AT
        parts: list[Landmarks] = []
        short = detector.detect(video, range(0, min(SEEN, count)), keep=parts.append)
        order = np.array(list(to_and_fro(count, len(short.times))))
        key = key_of(fingerprint(path), detector.settings, range(0, video.frame_count))
        keeper(take, key, 0)(
            Landmarks(
                video.times[:count],
                short.image_points[order],
                short.camera_points[order],
                parts[-1].going_on,
            )
        )


def print_peak(path: Path, whole: bool, solver: str) -> None:
    """Capture to a BVH, as `main.py capture` does; say what it took. In a process of its own."""
    start = time.perf_counter()
    output, take = path.with_suffix(".bvh"), None if whole else path.with_suffix(".footing")
    fitted = 0.0

    def look(fraction: float, sentence: str) -> None:
        nonlocal fitted
        if sentence.startswith("Plant"):
            fitted = peak_mib()

    capture_to_file(
        path, CaptureOptions(solver=solver), output, rate=60.0, take_path=take, progress=look
    )
    with output.open("rb") as file:
        frames = next(line for line in file if line.startswith(b"Frames:")).split()[1].decode()
    print(
        f"{frames} frames written, {time.perf_counter() - start:.0f} s: "
        f"captured with {fitted:.0f} MiB, written with {peak_mib():.0f}"
    )


def main() -> None:
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("minutes", nargs="*", type=float, default=MINUTES)
    words.add_argument("--whole", action="store_true")
    words.add_argument(
        "--size", default="x".join(map(str, SIZE)), help="of the pictures, as 1920x1080"
    )
    words.add_argument("--solver", default="banded")
    words.add_argument("--peak-of", type=Path, help=argparse.SUPPRESS)
    said = words.parse_args()
    if said.peak_of is not None:
        print_peak(said.peak_of, said.whole, said.solver)
        return
    width, height = said.size.split("x")
    size = (int(width), int(height))
    peaks = []
    with tempfile.TemporaryDirectory() as folder:
        for minutes in said.minutes:
            clip = made_clip(Path(folder) / f"{minutes:g} min.mp4", 60.0 * minutes, size)
            if not said.whole:
                keep_keypoints(clip, clip.with_suffix(".footing"))
            command = [sys.executable, "-m", "benchmarks.capture_memory", "--peak-of", str(clip)]
            command += ["--whole"] * said.whole + ["--solver", said.solver]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            peaks.append(float(done.stdout.split()[-1]))
            print(f"  {minutes:g} minutes: {done.stdout.strip()}", flush=True)
    print(f"  the longest takes {peaks[-1] / peaks[0] - 1.0:+.1%} more than the shortest")


if __name__ == "__main__":
    main()
