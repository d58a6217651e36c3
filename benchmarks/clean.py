"""How well cleaning keeps detail and loses noise, beside filters and beside the Wiener optimum.

    .venv/bin/python -m benchmarks.clean [--degrees 1 2 3] [--by-clip] [--seconds 20] [--long]

Truth: captured motion of six sources (FOOTING_DATA), other clips than those that the method was
fitted on (faults that some showed were mended: runs of a second, joints without noise beside noisy
ones), without single-frame flips, at 60 Hz at most. Noise: Gaussian, white to 15 Hz, so many
degrees rms about each axis of every joint with a child, seeded; then noise fitted to captures.

Columns, over joints: of those whose truth has 0.5 degrees rms or more in 5 to 15 Hz ("detail") the
energy ratio and correlation there and how many have 0.7 to 1.2 and 0.7 or more; of the others the
rotation error over the captured one and how many have 0.5 or less; per clip the speed kept on the
fastest 5 % of samples of all joints' places. "Wiener" is the optimum of filters that do not change
in time and know both spectra of every joint and axis; below the table how many joints meet what is
asked where it does, and where it does not. Last what becomes of the truth itself, and how long a
long take takes.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.signal import butter, sosfiltfilt

from benchmarks.made_takes import unpacked
from benchmarks.takes.noise import captured_noise, trembling, white_noise
from benchmarks.takes.noise_rivals import RIVALS, wiener_optimum
from core.clean.cleaning import cleaned_motion
from core.clean.single_frames import jumping_turns, without_jumps
from core.files.motion_file import read_motion
from core.motion import rotations
from core.motion.kinematics import world_positions
from core.motion.motion import Motion
from core.motion.output_times import own_rate
from core.motion.skeleton import Skeleton
from core.quality.detail_metrics import speed_kept_percent

CLIPS = (
    "cmu_acrnn_indian/13", "cmu_daz/10_04", "cmu_daz/13_11", "cmu_daz/09_05", "cmu_daz/03_01",
    "cmu_daz/10_02", "cmu_daz/10_06", "cmu_daz/09_08", "cmu_daz/08_09", "cmu_iclone/005_12",
    "cmu_iclone/006_08", "cmu_iclone/007_12", "cmu_iclone/005_13", "cmu_iclone/006_02",
    "cmu_iclone/007_01", "cmu_iclone/005_09", "cmu_iclone/002_01", "snu_timecritical/s_019_1_1",
    "snu_timecritical/s_005_3_1", "snu_timecritical/16_31_1", "snu_timecritical/s_018_1_1",
    "snu_timecritical/16_57_1", "snu_vsports/s_003_5_1", "snu_vsports/s_004_5_1",
    "snu_vsports/s_006_2_2", "snu_vsports/s_003_2_1", "snu_vsports/s_004_2_1",
    "snu_vsports/s_004_6_2", "snu_vsports/cmu16_locomotion/16_58_1", "reactidle/002_genuine",
)  # fmt: skip
DETAIL_DEGREES = 0.5


@dataclass(slots=True)
class Score:
    """Per joint of all clips, and per clip."""

    has_detail: list[bool] = field(default_factory=list)
    energy: list[float] = field(default_factory=list)
    correlation: list[float] = field(default_factory=list)
    error: list[float] = field(default_factory=list)
    speed: list[float] = field(default_factory=list)

    def add(self, other: Score) -> None:
        for name in self.__slots__:
            getattr(self, name).extend(getattr(other, name))

    def good(self) -> np.ndarray:
        """Which joints meet what is asked of their kind."""
        energy, correlation = np.array(self.energy), np.array(self.correlation)
        kept = (energy >= 0.7) & (energy <= 1.2) & (correlation >= 0.7)
        return np.where(np.array(self.has_detail), kept, np.array(self.error) <= 0.5)

    def row(self) -> str:
        detail = np.array(self.has_detail)
        energy, correlation, error = (
            np.array(values) for values in (self.energy, self.correlation, self.error)
        )
        words = f"{'':43s}"
        if np.any(detail):
            e, c = energy[detail], correlation[detail]
            good = 100.0 * np.mean((e >= 0.7) & (e <= 1.2) & (c >= 0.7))
            words = (
                f"{np.mean(e):8.2f} {np.percentile(e, 10):5.2f} {np.percentile(e, 90):5.2f} "
                f"{np.mean(c):8.2f} {np.percentile(c, 10):5.2f} {good:6.0f}"
            )
        others = error[~detail]
        low = 100.0 * np.mean(others <= 0.5) if len(others) else np.nan
        mean = np.mean(others) if len(others) else np.nan
        speeds = np.array(self.speed)
        return f"{words} {mean:8.2f} {low:6.0f} {np.mean(speeds):8.1f} {np.min(speeds):6.1f}"


HEADER = (
    f"{'':18s} {'energy':>8s} {'p10':>5s} {'p90':>5s} {'correl.':>8s} {'p10':>5s} {'good %':>6s} "
    f"{'error':>8s} {'good %':>6s} {'speed %':>8s} {'worst':>6s}"
)


def truth_of(clip: str, seconds: float) -> Motion:
    """A clip at 60 Hz at most, from its third frame on, without single-frame flips."""
    motion = read_motion(unpacked() / f"{clip}.bvh").motion
    stride = max(1, round(own_rate(motion) / 60.0))
    kept = slice(3, 3 + int(seconds * own_rate(motion)), stride)
    local, times = motion.local_rotations[kept], motion.times[kept] - motion.times[kept][0]
    local = np.stack(
        [without_jumps(q, times, jumping_turns(q, times)) for q in np.moveaxis(local, 1, 0)], 1
    )
    root = motion.root_positions[kept]
    return Motion(motion.skeleton, rotations.continuous(local), root, times)


def turning_joints(skeleton: Skeleton) -> list[int]:
    """Joints that move another; of a hand's only the wrist."""
    return [
        joint
        for joint in range(skeleton.joint_count)
        if skeleton.children(joint) and len(skeleton.children(joint)) < 5
    ][:30]


def score_of(clean: np.ndarray, truth: Motion, noisy: np.ndarray, joints: list[int]) -> Score:
    """Rotations (frames, joints, 4) against the truth's."""
    true, rate = truth.local_rotations[:, joints], own_rate(truth)
    around = rotations.normalized(gaussian_filter1d(true, 0.25 * rate, axis=0, mode="nearest"))
    ours, theirs = (
        np.degrees(
            _detail(rotations.to_rotation_vector(rotations.multiply(rotations.inverse(around), q)),
                    rate)
        )
        for q in (clean[:, joints], true)
    )  # fmt: skip
    energy, true_energy = (np.sum(x**2, axis=(0, 2)) for x in (ours, theirs))
    scale = np.sqrt(energy * true_energy) + 1e-12
    errors = [rotations.angle_between(q[:, joints], true).mean(axis=0) for q in (clean, noisy)]
    places = [world_positions(truth.with_pose(q, truth.root_positions)) for q in
              (clean, truth.local_rotations)]  # fmt: skip
    return Score(
        (np.sqrt(true_energy / len(true)) >= DETAIL_DEGREES).tolist(),
        (energy / (true_energy + 1e-12)).tolist(),
        (np.sum(ours * theirs, axis=(0, 2)) / scale).tolist(),
        (errors[0] / np.maximum(errors[1], 1e-12)).tolist(),
        [speed_kept_percent(*places) or np.nan],
    )


def _detail(path: np.ndarray, rate: float) -> np.ndarray:
    """5 to 15 Hz; above 5 where the rate ends at 15."""
    kind, edges = ("high", 5.0) if rate < 31.0 else ("band", (5.0, 15.0))
    sections = np.asarray(butter(4, edges, kind, fs=rate, output="sos"))
    return sosfiltfilt(sections, path, axis=0, padlen=min(27, len(path) - 1))


def table(truths: dict[str, Motion], kind: str, degrees: float, *, by_clip: bool) -> None:
    """Print a row per way to clean."""
    rows: dict[str, Score] = {}
    clips: list[str] = []
    make = white_noise if kind == "white" else captured_noise
    for number, (name, truth) in enumerate(truths.items()):
        joints, rate = turning_joints(truth.skeleton), own_rate(truth)
        noise = np.zeros((*truth.local_rotations.shape[:2], 3))
        shape = (truth.frame_count, len(joints), 3)
        noise[:, joints] = make(shape, rate, np.radians(degrees), 100 + number)
        noisy = trembling(truth.local_rotations, noise)
        ways = {
            "captured": noisy,
            **{name: rotations.continuous(f(noisy, rate)) for name, f in RIVALS.items()},
            "Footing": _cleaned(truth, noisy),
            "Wiener": wiener_optimum(noisy, truth.local_rotations, rate),
        }
        for way, turns in ways.items():
            score = score_of(turns, truth, noisy, joints)
            rows.setdefault(way, Score()).add(score)
            if way in ("Footing", "Wiener"):
                clips.append(f"{way:8s} {name:28s} {score.row()}")
    counted = rows["captured"].has_detail
    print(f"\n{kind} noise, {degrees:g} degrees; {sum(counted)} joints with detail, "
          f"{len(counted) - sum(counted)} others")  # fmt: skip
    print(HEADER)
    for way, score in rows.items():
        print(f"{way:18s} {score.row()}")
    beside_the_optimum(rows["Footing"], rows["Wiener"])
    if by_clip:
        print("\n".join(clips))


def beside_the_optimum(ours: Score, optimum: Score) -> None:
    """Print how many joints meet what is asked where the optimum does and where it does not."""
    for words, inside in (("with detail", True), ("others", False)):
        good = [one.good()[np.array(one.has_detail) == inside] for one in (ours, optimum)]
        reached = good[1]
        print(
            f"  {words}: the optimum meets it on {100.0 * np.mean(reached):.0f} % of the joints, "
            f"Footing on {100.0 * np.mean(good[0][reached]):.0f} % of those and on "
            f"{100.0 * np.mean(good[0][~reached]):.0f} % of the rest"
            if np.any(reached) and np.any(~reached)
            else f"  {words}: the optimum meets it on {100.0 * np.mean(reached):.0f} %"
        )


def _cleaned(truth: Motion, noisy: np.ndarray) -> np.ndarray:
    return cleaned_motion(truth.with_pose(noisy, truth.root_positions)).motion.local_rotations


def untouched(truths: dict[str, Motion]) -> None:
    """What cleaning does to the truths, which are optical mocap."""
    print(
        f"\n{'the truths cleaned':30s} {'mean deg':>9s} {'p99 deg':>9s} {'speed %':>8s} "
        f"{'root mm':>8s} jumps"
    )
    for name, truth in truths.items():
        cleaned = cleaned_motion(truth)
        joints = turning_joints(truth.skeleton)
        turns = cleaned.motion.local_rotations
        away = np.degrees(rotations.angle_between(turns, truth.local_rotations))[:, joints]
        speed = score_of(turns, truth, turns, joints).speed[0]
        moved = (
            1e3
            * np.linalg.norm(cleaned.motion.root_positions - truth.root_positions, axis=-1).mean()
        )
        print(
            f"{name:30s} {away.mean():9.4f} {np.percentile(away, 99):9.3f} {speed:8.1f} "
            f"{moved:8.2f} {cleaned.jumps:5d}"
        )


def long_take(truth: Motion, frames: int = 72_000) -> None:
    """Seconds for a long take, and for filters on the same."""
    repeats = -(-frames // truth.frame_count)
    local = np.concatenate([truth.local_rotations, truth.local_rotations[::-1]] * repeats)[:frames]
    joints = turning_joints(truth.skeleton)
    noise = white_noise((frames, len(joints), 3), 60.0, np.radians(1.0), 1)
    skeleton = Skeleton(
        tuple(truth.skeleton.names[j] for j in joints),
        np.array([-1] + [0] * (len(joints) - 1)),
        np.zeros((len(joints), 3)),
    )
    turns = trembling(rotations.continuous(local[:, joints]), noise)
    motion = Motion(skeleton, turns, np.zeros((frames, 3)), np.arange(frames) / 60.0)
    print(f"\n{frames} frames, {len(joints)} joints")
    for name, work in (
        ("Footing", lambda: cleaned_motion(motion)),
        *((name, lambda f=f: f(turns, 60.0)) for name, f in RIVALS.items()),
    ):
        start, used = time.perf_counter(), time.process_time()
        work()
        print(f"{name:18s} {time.perf_counter() - start:6.1f} s, {time.process_time() - used:6.1f} "
              "s of one core")  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.clean")
    parser.add_argument("--degrees", type=float, nargs="*", default=[1.0])
    parser.add_argument("--seconds", type=float, default=20.0, help="of every clip")
    parser.add_argument("--by-clip", action="store_true")
    parser.add_argument("--long", action="store_true", help="time a take of 72,000 frames")
    asked = parser.parse_args(arguments)
    truths = {clip: truth_of(clip, asked.seconds) for clip in CLIPS}
    truths = {name: replace(truth) for name, truth in truths.items() if truth.frame_count > 60}
    for degrees in asked.degrees:
        table(truths, "white", degrees, by_clip=asked.by_clip)
    table(truths, "captured", 0.7, by_clip=asked.by_clip)
    untouched(truths)
    if asked.long:
        long_take(next(iter(truths.values())))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
