"""The frame-exact reader beside plain PyAV: `python -m benchmarks.video [VIDEO ...]`.

"Plain" seeks and decodes for every frame that is asked for, which is what a player without a
cache does; the last column is PyAV's own loop over the whole file.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import av
import numpy as np

from core.video.reader import VideoReader

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "videos"
VIDEOS = [
    ROOT / "resources" / "sample" / "video.mp4",
    DATA / "p2s_balance_cam04" / "cam04.mp4",
    DATA / "derived_rotated_phone" / "rotated90.mp4",
    DATA / "sam2_juggle" / "juggle.mp4",
]


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


class Plain:
    """Seek to the keyframe before, decode up to the frame, keep nothing."""

    def __init__(self, path: Path, stamps: tuple[int, ...]) -> None:
        self._container = av.open(str(path))
        self._stream = self._container.streams.video[0]
        self._stream.thread_type = "AUTO"
        self._stamps = stamps

    def frame(self, number: int) -> np.ndarray:
        self._container.seek(self._stamps[number], stream=self._stream)
        for frame in self._container.decode(self._stream):
            if frame.pts is not None and frame.pts >= self._stamps[number]:
                return frame.to_ndarray(format="rgb24")
        raise ValueError(number)


def milliseconds(times: list[float]) -> str:
    return f"{1000 * np.median(times):6.1f} {1000 * np.quantile(times, 0.95):7.1f}"


def measure(path: Path) -> None:
    opened: list[VideoReader] = []
    open_time = seconds(lambda: opened.append(VideoReader(path)))
    reader = opened[0]
    first = seconds(lambda: reader.frame(0))
    count = reader.frame_count
    print(f"{path.name}: {reader.width} x {reader.height}, {count} frames, {reader.rate:.2f} Hz")
    print(f"  open {1000 * open_time:.0f} ms, first frame {1000 * first:.0f} ms")
    last = min(count, 90)
    jumps = random.Random(4).choices(range(count), k=12)
    rows = {"step on": range(1, last), "step back": range(last - 2, -1, -1), "jump": jumps}
    print(f"  {'ms a frame':12} {'reader p50':>10} p95    {'plain p50':>10} p95")
    for name, order in rows.items():
        if name == "jump":
            reader.close()
            reader = VideoReader(path)  # with nothing cached yet
        few = list(order)[:: max(1, len(order) // 12)]
        ours = [seconds(partial(reader.frame, number)) for number in order]
        plain = Plain(path, reader._index.stamps)
        theirs = [seconds(partial(plain.frame, number)) for number in few]
        print(f"  {name:12} {milliseconds(ours):>18} {milliseconds(theirs):>18}")
    whole = count / seconds(lambda: sum(1 for _ in reader.frames()))
    with av.open(str(path)) as container:
        container.streams.video[0].thread_type = "AUTO"
        loop = count / seconds(
            lambda: [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
        )
    print(f"  whole video: reader {whole:.0f} frames/s, PyAV's loop {loop:.0f} frames/s")
    reader.close()


def main() -> None:
    for path in [Path(name) for name in sys.argv[1:]] or VIDEOS:
        if path.exists():
            measure(path)
        else:
            print(f"{path.name}: not here")


if __name__ == "__main__":
    main()
