"""How fast a take is solved, how that grows with its length, and beside what one would use instead.

    .venv/bin/python -m benchmarks.solve [--longest 16000] [--rivals-seconds 60] [--whole-body]

The motion is a made walk on the default rig (exact by construction) whose root drifts by 10 cm and
whose feet roll over stiff toes, which bend therefore; every plant is given, and in every ten
seconds a swinging foot and the hips are pinned beside where they are (root, legs and toes: 30
unknowns a frame). The body's build is found once a take, as in the app, and is not in the times.
Rivals solve the same problem, with the same prior, the same residuals and
the same analytic derivatives by the same kernels: scipy's sparse least squares (trf with lsmr), and
torch's L-BFGS and Adam (`pip install -e .[bench]`; left out where torch is absent), constraints as
penalties that are raised until held points stray by 0.1 mm. Times are the best of several runs;
`cpu` is the time of all threads, which a busy machine does not stretch as much. The memory is the
process's peak so far, the take itself and Python in it.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.optimize import least_squares
from scipy.sparse import csr_matrix, vstack

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

try:
    import torch
except ImportError:
    torch = None

import made_walk  # noqa: E402

from benchmarks.peak_memory import peak_mib  # noqa: E402
from core.motion.kinematics import world_positions  # noqa: E402
from core.motion.pin import Pin  # noqa: E402
from core.motion.point_paths import point_paths  # noqa: E402
from core.motion.toe_tips import find_toe_tips  # noqa: E402
from core.solve.pins.pin_report import pin_reports  # noqa: E402
from core.solve.problem import Problem  # noqa: E402
from core.solve.report import contact_reports  # noqa: E402
from core.solve.rig import describe_build, describe_rig  # noqa: E402
from core.solve.root.root_drift import root_drift  # noqa: E402
from core.solve.solve import Solution, solve, solve_part  # noqa: E402
from core.solve.system import assembly  # noqa: E402
from core.solve.warm_up import warm_up  # noqa: E402
from core.solve.window import Window, build_window  # noqa: E402

RATE = 60.0
LENGTHS = (60, 120, 250, 500, 1000, 2000, 4000, 8000, 16000, 72000)
RIVAL_FRAMES = 1000
PINNED_EVERY, FIRST_PIN = 10.0, 5.3  # seconds: at the latter the left foot swings
GOOD_ENOUGH = 1e-4  # metres
ROLL = 0.6  # radians that a foot has rolled over its ball when it lets go (a walk: 30 to 45 deg)


def drifting_walk(frames: int) -> Problem:
    """A walk of so many frames at 60 Hz, all plants decided, its root adrift, its toes stiff."""
    seconds = (frames - 1) / RATE
    captured = made_walk.with_drift(made_walk.walk(seconds, RATE, roll=ROLL), 0.1)
    contacts = sorted(made_walk.plants(seconds, rolls=True), key=lambda c: (c.point, c.start))
    points = captured.contact_points
    tips = find_toe_tips(captured.motion, points)
    return Problem(captured.motion, points, tuple(contacts), 0.0, tips=tips)


def pinned_walk(frames: int) -> Problem:
    """The drifting walk with pins, whole numbers of strides apart so that the foot swings."""
    problem = drifting_walk(frames)
    motion, stride = problem.motion, made_walk.STRIDE_SECONDS
    places = world_positions(motion)
    apart = stride * round(PINNED_EVERY / stride)
    pins = []
    for wanted in np.arange(FIRST_PIN, motion.times[-1] - 0.5, apart):
        sample = round(wanted * RATE)
        time_of = float(motion.times[sample])
        for name, beside in (("LeftFoot", [0.03, 0.02, 0.0]), ("Hips", [0.01, 0.0, 0.01])):
            place = places[sample, motion.skeleton.index(name)] + beside
            pins.append(Pin(name, "position", time_of, time_of, tuple(map(float, place))))
    return replace(problem, pins=tuple(pins))


def best_of(work, runs: int) -> float:
    """Seconds of the fastest run."""
    found = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return min(found)


def ours(longest: int) -> None:
    print(
        "frames  pins        ms    cpu ms  cpu us/frame  steps  stray mm  peak MiB"
        "   preview of 9 s in it, ms"
    )
    per_frame, taken = {}, {}
    for frames in (n for n in LENGTHS if n <= longest):
        problem = pinned_walk(frames)
        build = describe_build(problem.motion)
        runs = 7 if frames <= 1000 else 3 if frames <= 4000 else 1
        used, seconds, solution = np.inf, np.inf, None
        for _ in range(runs):
            started, before = time.perf_counter(), time.process_time()
            solution = solve(problem, build=build)
            used = min(used, time.process_time() - before)
            seconds = min(seconds, time.perf_counter() - started)
        assert solution is not None
        peak = peak_mib()
        per_frame[frames] = 1e6 * used / frames
        taken[frames] = seconds / frames
        middle, reach = frames // 2, min(270, frames // 2 - 3)
        shown = "-"
        if frames >= 500:
            part = best_of(
                lambda p=problem, s=solution, m=middle, r=reach, b=build: solve_part(
                    p, s.motion, m - r, m + r, build=b
                ),
                5,
            )
            shown = f"{1e3 * part:.1f}"
        print(
            f"{frames:6d} {len(problem.pins):5d} {1e3 * seconds:9.1f} {1e3 * used:9.1f} "
            f"{per_frame[frames]:13.1f} {solution.steps:6d} {stray_mm(problem, solution):9.1e} "
            f"{peak:8.0f}   {shown}"
        )
    if 250 in per_frame:
        last = max(per_frame)
        growth = taken[last] / taken[250], per_frame[last] / per_frame[250]
        print(
            f"growth from 250 to {last}: {growth[0]:.2f} x as long per frame, {growth[1]:.2f} x "
            "the time of all threads (blocks overlap, and two of them share the caches)"
        )
    candidates = drifting_walk(60)
    build = describe_build(candidates.motion)
    four = best_of(lambda: [solve(candidates, build=build) for _ in range(4)], 20)
    print(f"four candidates of 60 frames: {1e3 * four:.1f} ms")


def whole_body(longest: int) -> None:
    """Every joint may be corrected: hands and head pinned, 60 unknowns and more a frame."""
    print("\nwhole body: frames  unknowns        s   us/frame")
    for frames in (n for n in (250, 1000, 4000, 16000, 72000) if n <= longest):
        problem = pinned_everywhere(frames)
        unknowns = describe_rig(problem).unknowns.count
        seconds = best_of(lambda problem=problem: solve(problem), 1)
        print(f"{frames:18d} {unknowns:9d} {seconds:8.2f} {1e6 * seconds / frames:10.1f}")


def pinned_everywhere(frames: int) -> Problem:
    """A drifting walk whose hands and head are pinned a little beside where they are."""
    problem = drifting_walk(frames)
    motion = problem.motion
    places = world_positions(motion)
    pins = []
    for number, frame in enumerate(range(30, frames - 30, 300)):
        for name in ("LeftHand", "RightHand", "Head"):
            place = places[frame, motion.skeleton.index(name)] + [0.01, 0.02 * (number % 3), 0.0]
            time_of = float(motion.times[frame])
            pins.append(Pin(name, "position", time_of, time_of, tuple(map(float, place))))
            turn = Pin(name, "rotation", time_of, time_of, (1.0, 0.0, 0.0, 0.0), (), "soft", 0.5)
            pins.append(turn)
    return replace(problem, pins=tuple(pins))


def whole_window(problem: Problem) -> Window:
    rig = describe_rig(problem)
    return build_window(problem, rig, 0, problem.motion.frame_count, edged=False)


def stray_mm(problem: Problem, solution: Solution) -> float:
    """How far held points stray from one place, and pinned joints from theirs, mm."""
    reports = contact_reports(problem, point_paths(solution.motion, problem.touching))
    held = max((one.skate_mm for one in reports if one.skate_mm is not None), default=0.0)
    pins = pin_reports(problem, solution.motion)
    return max([held, *(one.error_mm for one in pins)])


def hard_residuals(window: Window, x: np.ndarray) -> np.ndarray:
    rows = window.rows.chosen(window.rows.weight == 0.0)
    return rows.residuals(window.frame.evaluate(x).values)


def constraint_jacobian(window: Window, x: np.ndarray) -> csr_matrix:
    """(rows, frames * n), sparse."""
    rows = window.rows.chosen(window.rows.weight == 0.0)
    gradients = window.frame.evaluate(x).gradients
    n = x.shape[1]
    count = window.frame.column_count[rows.quantity]
    width = int(count.max())
    columns = window.frame.columns[rows.quantity][:, :width]
    inside = np.arange(width) < count[:, None]
    parts = []
    for shift, factor in ((0, rows.here), (1, rows.after)):
        frame = np.minimum(rows.frame + shift, len(x) - 1)
        values = factor[:, None] * gradients[frame[:, None], rows.quantity[:, None], columns]
        where = np.broadcast_to(np.arange(len(rows))[:, None], values.shape)
        place = frame[:, None] * n + columns
        parts.append((values[inside], where[inside], place[inside]))
    values, where, place = (np.concatenate(part) for part in zip(*parts, strict=True))
    return csr_matrix((values, (where, place)), shape=(len(rows), x.size))


def prior_root(window: Window) -> csr_matrix:
    """R with R'R = the prior, by a sparse Cholesky of the band, unknown by unknown."""
    frames, n = window.band.here.shape
    entries: list[tuple[float, int, int]] = []
    for unknown in range(n):
        dense = np.zeros((3, frames))
        dense[0] = window.band.here[:, unknown]
        dense[1, :-1] = window.band.next[:-1, unknown]
        dense[2, :-2] = window.band.far[:-2, unknown]
        for t in range(frames):
            pivot = np.sqrt(dense[0, t])
            row = dense[:, t] / pivot
            reach = [k for k in range(3) if t + k < frames]
            entries += [(row[k], t * n + unknown, (t + k) * n + unknown) for k in reach]
            for k in reach[1:]:
                for m in range(k, reach[-1] + 1):
                    dense[m - k, t + k] -= row[k] * row[m]
    values, rows, columns = (np.array(part) for part in zip(*entries, strict=True))
    return csr_matrix((values, (rows, columns)), shape=(frames * n, frames * n))


def sparse_least_squares(window: Window, budget: float) -> tuple[float, float, np.ndarray]:
    """Seconds, metres that held points still stray, and corrections: scipy's trf with lsmr."""
    shape = (window.frames, window.rig.unknowns.count)
    root = prior_root(window)
    x, started = np.zeros(np.prod(shape)), time.perf_counter()
    stray = np.inf
    for penalty in (1e5, 1e7, 1e9):
        weight = np.sqrt(penalty)

        def residual(flat, weight=weight):
            held = hard_residuals(window, flat.reshape(shape))
            return np.concatenate([root @ flat, weight * held])

        def jacobian(flat, weight=weight):
            return vstack([root, weight * constraint_jacobian(window, flat.reshape(shape))])

        x = least_squares(
            residual, x, jacobian, method="trf", tr_solver="lsmr", max_nfev=30, xtol=1e-6
        ).x
        stray = float(np.max(np.abs(hard_residuals(window, x.reshape(shape)))))
        if stray < GOOD_ENOUGH or time.perf_counter() - started > budget:
            break
    return time.perf_counter() - started, stray, x.reshape(shape)


def penalised(window: Window, penalty: float, flat: np.ndarray) -> tuple[float, np.ndarray]:
    """The cost with constraints as penalties, and its slope, both (frames * n)."""
    shape = (window.frames, window.rig.unknowns.count)
    rows = window.rows.chosen(window.rows.weight == 0.0)
    here = flat.reshape(shape)
    now = window.frame.evaluate(here)
    held = rows.residuals(now.values)
    slope = window.band.times(here)
    value = 0.5 * np.sum(here * slope) + 0.5 * penalty * np.sum(held**2)
    pulls = np.empty_like(now.values)
    assembly.gather_pulls(rows.frame, rows.quantity, rows.here, rows.after, penalty * held, pulls)
    assembly.add_pulled(now.gradients, pulls, slope)
    return float(value), slope.ravel()


def torch_optimiser(name: str):
    """A rival that minimises with torch's optimiser of that name."""

    def run(window: Window, budget: float) -> tuple[float, float, np.ndarray]:
        shape = (window.frames, window.rig.unknowns.count)
        x = torch.zeros(int(np.prod(shape)), dtype=torch.float64, requires_grad=True)
        started, stray = time.perf_counter(), np.inf
        for penalty in (1e4, 1e5, 1e6, 1e7, 1e8):

            def closure(penalty=penalty):
                value, slope = penalised(window, penalty, x.detach().numpy())
                x.grad = torch.from_numpy(slope)
                return torch.tensor(value)

            if name == "LBFGS":
                optimiser = torch.optim.LBFGS(
                    [x], max_iter=20, history_size=20, line_search_fn="strong_wolfe"
                )
            else:
                optimiser = torch.optim.Adam([x], lr=1e-3 if penalty < 1e6 else 1e-4)
            last = np.inf
            for step in range(20000):
                value = float(optimiser.step(closure))
                if step % 50 == 0 or name == "LBFGS":
                    if abs(last - value) < 1e-7 * abs(value):
                        break
                    last = value
                if time.perf_counter() - started > budget:
                    break
            stray = float(np.max(np.abs(hard_residuals(window, x.detach().numpy().reshape(shape)))))
            if stray < GOOD_ENOUGH or time.perf_counter() - started > budget:
                break
        return time.perf_counter() - started, stray, x.detach().numpy().reshape(shape)

    return run


def rivals(budget: float) -> None:
    problem = drifting_walk(RIVAL_FRAMES)
    build = describe_build(problem.motion)
    seconds = best_of(lambda: solve(problem, build=build), 5)
    drift = root_drift(problem, 0, RIVAL_FRAMES).taken  # rivals begin where our steps do
    motion = problem.motion
    begun = motion.with_pose(motion.local_rotations, motion.root_positions + drift)
    window = whole_window(replace(problem, motion=begun))
    ours = solve(problem, build=build).corrections
    ours[:, :3] -= drift
    stray = np.max(np.abs(hard_residuals(window, ours)))
    print(f"\n{RIVAL_FRAMES} frames, held points to {1e3 * GOOD_ENOUGH:g} mm; rivals know neither")
    print("the floor nor the limits of a knee, and are not asked for the drift:")
    print(f"  ours                        {seconds:9.3f} s   stray {1e3 * stray:.1e} mm")
    found = [("scipy sparse least squares", sparse_least_squares)]
    if torch is None:
        print("  torch is not installed: its optimisers are left out")
    else:
        found += [(f"torch {name}", torch_optimiser(name)) for name in ("LBFGS", "Adam")]
    for name, rival in found:
        took, left, x = rival(window, budget)
        off = 1e3 * np.max(np.abs(x[:, :3] - ours[:, :3]))
        reached = "" if left < GOOD_ENOUGH else ", and not there"
        print(
            f"  {name:27s} {took:9.3f} s   stray {1e3 * left:.1e} mm   "
            f"root {off:.2f} mm from ours   {took / seconds:.0f} x as long{reached}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--longest", type=int, default=16000, help="frames of the longest take")
    parser.add_argument("--rivals-seconds", type=float, default=60.0, help="0 leaves them out")
    parser.add_argument("--whole-body", action="store_true", help="all joints corrected as well")
    arguments = parser.parse_args()
    started = time.perf_counter()
    warm_up()
    print(f"warm-up: {time.perf_counter() - started:.2f} s")
    ours(arguments.longest)
    if arguments.whole_body:
        whole_body(arguments.longest)
    if arguments.rivals_seconds > 0.0:
        rivals(arguments.rivals_seconds)


if __name__ == "__main__":
    main()
