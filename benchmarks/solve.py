"""How fast a take is solved, how that grows with its length, and beside what one would use instead.

    .venv/bin/python -m benchmarks.solve [--longest 16000] [--rivals-seconds 60]

The motion is a made walk on the default rig (exact by construction) whose root drifts by 10 cm;
every plant is given. Rivals solve the same problem, with the same prior and the same derivatives:
scipy's sparse least squares (trf with lsmr) and L-BFGS, constraints as penalties that are raised
until held points stray by 0.1 mm. Times are the best of several runs on one core.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
from scipy.optimize import least_squares, minimize
from scipy.sparse import csr_matrix, vstack

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import made_walk  # noqa: E402

from core.solve import assembly  # noqa: E402
from core.solve.problem import Problem  # noqa: E402
from core.solve.rig import describe_rig  # noqa: E402
from core.solve.solve import solve, solve_part  # noqa: E402
from core.solve.warm_up import warm_up  # noqa: E402
from core.solve.window import Window, build_window  # noqa: E402

RATE = 60.0
LENGTHS = (60, 120, 250, 500, 1000, 2000, 4000, 8000, 16000, 72000)
RIVAL_FRAMES = 250
GOOD_ENOUGH = 1e-4  # metres


def drifting_walk(frames: int) -> Problem:
    """A walk of so many frames at 60 Hz, all plants decided, its root adrift."""
    seconds = (frames - 1) / RATE
    captured = made_walk.with_drift(made_walk.walk(seconds, RATE), 0.1)
    contacts = sorted(made_walk.plants(seconds), key=lambda c: (c.point, c.start))
    return Problem(captured.motion, captured.contact_points, tuple(contacts), 0.0)


def best_of(work, runs: int) -> float:
    """Seconds of the fastest run."""
    found = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return min(found)


def ours(longest: int) -> None:
    print("frames     ms   us/frame  steps  stray mm   preview of 6.5 s in it, ms")
    per_frame = {}
    for frames in (n for n in LENGTHS if n <= longest):
        problem = drifting_walk(frames)
        runs = 7 if frames <= 1000 else 3 if frames <= 4000 else 1
        seconds = best_of(lambda problem=problem: solve(problem), runs)
        solution = solve(problem)
        per_frame[frames] = 1e6 * seconds / frames
        middle, reach = frames // 2, min(195, frames // 2 - 3)
        shown = "-"
        if frames >= 500:
            part = best_of(
                lambda p=problem, s=solution, m=middle, r=reach: solve_part(
                    p, s.motion, m - r, m + r
                ),
                5,
            )
            shown = f"{1e3 * part:.1f}"
        window = whole_window(problem)
        stray = np.max(np.abs(hard_residuals(window, solution.corrections)))
        print(
            f"{frames:6d} {1e3 * seconds:8.1f} {per_frame[frames]:8.1f} {solution.steps:6d} "
            f"{1e3 * stray:10.1e}   {shown}"
        )
    if 250 in per_frame:
        last = max(per_frame)
        print(f"growth from 250 to {last}: {per_frame[last] / per_frame[250]:.2f} x per frame")


def whole_window(problem: Problem) -> Window:
    rig = describe_rig(problem)
    return build_window(problem, rig, 0, problem.motion.frame_count, edged=False)


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


def sparse_least_squares(window: Window, budget: float) -> tuple[float, float]:
    """Seconds, and metres that held points still stray: scipy's trf with lsmr."""
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
    return time.perf_counter() - started, stray


def lbfgs(window: Window, budget: float) -> tuple[float, float]:
    """Seconds, and metres that held points still stray: scipy's L-BFGS-B."""
    shape = (window.frames, window.rig.unknowns.count)
    rows = window.rows.chosen(window.rows.weight == 0.0)
    x, started = np.zeros(np.prod(shape)), time.perf_counter()
    stray = np.inf
    for penalty in (1e4, 1e5, 1e6, 1e7, 1e8):

        def cost(flat, penalty=penalty):
            here = flat.reshape(shape)
            now = window.frame.evaluate(here)
            held = rows.residuals(now.values)
            slope = window.band.times(here)
            value = 0.5 * np.sum(here * slope) + 0.5 * penalty * np.sum(held**2)
            assembly.add_transposed(
                rows.frame, rows.quantity, rows.here, rows.after,
                window.frame.columns, window.frame.column_count, now.gradients, penalty * held,
                0, window.frames, slope,
            )  # fmt: skip
            return value, slope.ravel()

        left = budget - (time.perf_counter() - started)
        if left <= 0.0:
            break
        x = minimize(cost, x, jac=True, method="L-BFGS-B", options={"maxiter": 3000}).x
        stray = float(np.max(np.abs(hard_residuals(window, x.reshape(shape)))))
        if stray < GOOD_ENOUGH:
            break
    return time.perf_counter() - started, stray


def rivals(budget: float) -> None:
    problem = drifting_walk(RIVAL_FRAMES)
    window = whole_window(problem)
    seconds = best_of(lambda: solve(problem), 5)
    stray = np.max(np.abs(hard_residuals(window, solve(problem).corrections)))
    print(f"\n{RIVAL_FRAMES} frames, held points to {1e3 * GOOD_ENOUGH:g} mm:")
    print(f"  ours                        {seconds:9.3f} s   stray {1e3 * stray:.1e} mm")
    for name, rival in (
        ("scipy sparse least squares", sparse_least_squares),
        ("scipy L-BFGS", lbfgs),
    ):
        took, left = rival(window, budget)
        print(
            f"  {name:27s} {took:9.3f} s   stray {1e3 * left:.1e} mm   "
            f"{took / seconds:.0f} x as long"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--longest", type=int, default=16000, help="frames of the longest take")
    parser.add_argument("--rivals-seconds", type=float, default=60.0, help="0 leaves them out")
    arguments = parser.parse_args()
    started = time.perf_counter()
    warm_up()
    print(f"warm-up: {time.perf_counter() - started:.2f} s")
    ours(arguments.longest)
    if arguments.rivals_seconds > 0.0:
        rivals(arguments.rivals_seconds)


if __name__ == "__main__":
    main()
