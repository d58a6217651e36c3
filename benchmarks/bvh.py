"""Reading, kinematics and writing of a long BVH beside pybvh, pymotion and bvhio.

    .venv/bin/python -m benchmarks.bvh [FRAMES]          (default 72000: ten minutes at 120 Hz)

One made file of 23 joints and 72 channels. Every library does the same work: file to values in
memory, values to world positions of every joint, memory to file with 6 decimals. Footing's "read"
includes what the others leave to the kinematics: quaternions, units and axes. Best of three runs
each, seconds; then how many times Footing is as fast. Joint positions are compared; a library
that is not installed is left out with a word (the extra `bench` installs them).
"""

from __future__ import annotations

import gc
import importlib.util
import math
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.files.bvh import BvhFile, read_bvh, write_bvh
from core.files.motion_file import read_motion, write_motion
from core.motion.default_rig import default_rig
from core.motion.kinematics import world_positions

RUNS = 3
#: bvhio walks Python objects; it is timed on this many frames and multiplied.
BVHIO_FRAMES = 1000


@dataclass
class Row:
    name: str
    read: float
    kinematics: float
    write: float
    away_mm: float
    note: str = ""

    @property
    def total(self) -> float:
        return self.read + self.kinematics + self.write


@dataclass
class Library:
    """The same three steps; positions are (frames, joints, 3) in file units."""

    name: str
    read: Callable[[Path], Any]
    positions: Callable[[Any], np.ndarray]
    write: Callable[[Any, Path], None]


def made_file(frames: int) -> BvhFile:
    """A body that walks and turns every joint, 72 channels, centimetres."""
    rig = default_rig()
    parents = [*rig.parents.tolist(), rig.index("LeftHand"), rig.index("RightHand")]
    offsets = np.vstack([rig.offsets * 100.0, [[8.0, 0, 0], [-8.0, 0, 0]]])
    names = [*rig.names, "LeftFinger", "RightFinger"]
    order = sorted(range(len(names)), key=lambda joint: _path_to(joint, parents))
    rng = np.random.default_rng(0)
    seconds = np.arange(frames)[:, None] / 120.0
    channels = 6 + 3 * (len(names) - 1)
    speed, phase = rng.uniform(0.5, 9.0, channels), rng.uniform(0.0, 6.0, channels)
    values = rng.uniform(5.0, 60.0, channels) * np.sin(speed * seconds + phase)
    values[:, 1] = 92.0 + 0.02 * values[:, 1]
    turn = ("Zrotation", "Xrotation", "Yrotation")
    return BvhFile(
        names=tuple(names[joint] for joint in order),
        parents=tuple(-1 if joint == 0 else order.index(parents[joint]) for joint in order),
        offsets=np.round(offsets[order], 6),
        channels=(("Xposition", "Yposition", "Zposition", *turn), *[turn] * (len(names) - 1)),
        end_sites=(),
        values=np.round(values, 6),
        frame_time="0.0083333333",
    )


def _path_to(joint: int, parents: list[int]) -> tuple[int, ...]:
    return (joint,) if joint == 0 else (*_path_to(parents[joint], parents), joint)


def footing() -> Library:
    return Library(
        "Footing",
        lambda path: read_motion(path, unit="cm"),
        lambda file: world_positions(file.motion) * 100.0,
        lambda file, path: write_motion(path, file.motion, file.layout),
    )


def pybvh() -> Library:
    import pybvh as library

    def positions(file: Any) -> np.ndarray:
        file._invalidate_motion_caches()  # it keeps the answer of the run before
        return file.joint_positions()

    return Library(
        f"pybvh {library.__version__}",
        lambda path: library.read_bvh_file(path),
        positions,
        lambda file, path: library.write_bvh_file(file, path),
    )


def pymotion() -> Library:
    from pymotion.io.bvh import BVH
    from pymotion.ops.skeleton import fk

    def read(path: Path) -> Any:
        file = BVH()
        file.load(str(path))
        return file

    def positions(file: Any) -> np.ndarray:
        turns, places, parents, offsets, _, _ = file.get_data()
        return fk(turns, places[:, 0], offsets, parents)[0]

    return Library("upc-pymotion 0.3.4", read, positions, lambda file, path: file.save(str(path)))


def bvhio() -> Library:
    import bvhio as library

    def positions(file: Any) -> np.ndarray:
        root = library.convertBvhToHierarchy(file.Root)
        frames = []
        for frame in range(file.FrameCount):
            root.loadPose(frame)
            frames.append([tuple(joint.PositionWorld) for joint, _, _ in root.layout()])
        return np.array(frames)

    return Library(
        "bvhio 1.5.4",
        lambda path: library.readAsBvh(str(path)),
        positions,
        lambda file, path: library.writeBvh(str(path), file, 6),
    )


def measured(library: Library, path: Path, expected: np.ndarray, runs: int = RUNS) -> Row:
    """Best of `runs` of every step, and the largest distance to the expected positions."""
    best = [math.inf] * 3
    away = math.nan
    for _ in range(runs):
        gc.collect()
        start = time.perf_counter()
        file = library.read(path)
        read = time.perf_counter()
        positions = library.positions(file)
        placed = time.perf_counter()
        library.write(file, path.with_name("written.bvh"))
        written = time.perf_counter()
        best = np.minimum(best, [read - start, placed - read, written - placed]).tolist()
        away = float(np.abs(positions - expected).max()) * 10.0
        del file, positions
    return Row(library.name, *best, away)


def rows_of(path: Path, short: Path, frames: int) -> list[Row]:
    expected = _reference(read_bvh(path))
    start = time.perf_counter()
    read_motion(path)
    print(
        f"Footing's first read in this process, kernels loaded: {time.perf_counter() - start:.2f} s"
    )
    rows = [measured(footing(), path, expected)]
    for module, make in (("pybvh", pybvh), ("pymotion", pymotion), ("bvhio", bvhio)):
        if importlib.util.find_spec(module) is None:
            print(f"{module} is not installed; `pip install .[bench]` brings it.")
        elif module == "bvhio":
            row = measured(make(), short, expected[:BVHIO_FRAMES], 1)
            times = frames / BVHIO_FRAMES
            note = f"{BVHIO_FRAMES} frames, times {times:g}"
            row = Row(
                row.name, row.read * times, row.kinematics * times, row.write * times,
                row.away_mm, note,
            )  # fmt: skip
            rows.append(row)
        else:
            rows.append(measured(make(), path, expected))
    return rows


def _reference(file: BvhFile) -> np.ndarray:
    """Positions by 3 x 3 matrices in plain numpy, sharing nothing with any of them."""
    turns: list[np.ndarray] = []
    places: list[np.ndarray] = []
    column = 0
    for joint, named in enumerate(file.channels):
        turn = np.tile(np.eye(3), (file.frame_count, 1, 1))
        place = np.tile(file.offsets[joint], (file.frame_count, 1))
        for name in named:
            axis = "XYZ".index(name[0])
            if name.endswith("position"):
                place[:, axis] = file.values[:, column]
            else:
                angle = np.radians(file.values[:, column])
                one, other = (axis + 1) % 3, (axis + 2) % 3
                step = np.zeros_like(turn)
                step[:, axis, axis] = 1.0
                step[:, one, one] = step[:, other, other] = np.cos(angle)
                step[:, other, one], step[:, one, other] = np.sin(angle), -np.sin(angle)
                turn = turn @ step
            column += 1
        parent = file.parents[joint]
        if parent >= 0:
            place = places[parent] + (turns[parent] @ place[..., None])[..., 0]
            turn = turns[parent] @ turn
        turns.append(turn)
        places.append(place)
    return np.stack(places, axis=1)


def main() -> int:
    frames = int(sys.argv[1]) if len(sys.argv) > 1 else 72_000
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        path, short = Path(folder) / "long.bvh", Path(folder) / "short.bvh"
        file = made_file(frames)
        write_bvh(path, file)
        write_bvh(short, made_file(BVHIO_FRAMES))
        size = path.stat().st_size / 1e6
        print(f"{frames} frames, {file.channel_count} channels, {size:.0f} MB, best of {RUNS}")
        rows = rows_of(path, short, frames)
    print(f"{'':20}{'read':>9}{'kinematics':>12}{'write':>9}{'sum':>9}   positions away")
    for row in rows:
        print(
            f"{row.name:20}{row.read:8.2f}s{row.kinematics:11.2f}s{row.write:8.2f}s"
            f"{row.total:8.2f}s   {row.away_mm:.1e} mm  {row.note}"
        )
    ours, rivals = rows[0], rows[1:]
    for row in rivals:
        print(
            f"{'beside ' + row.name:27}read {row.read / ours.read:6.1f} x   "
            f"sum {row.total / ours.total:6.1f} x"
        )
    # bvhio keeps single precision
    equal = all(row.away_mm < (1e-3 if "bvhio" not in row.name else 0.1) for row in rows)
    print("positions are equal" if equal else "POSITIONS DIFFER")
    return 0 if equal else 1


if __name__ == "__main__":
    sys.exit(main())
