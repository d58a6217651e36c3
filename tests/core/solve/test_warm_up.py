"""Warming up compiles what a solve needs, so that the first edit does not wait."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from core.solve import projection
from core.solve.system import assembly, banded, quantities
from core.solve.tremble import tremble_bands
from core.solve.warm_up import warm_up

KERNELS = [
    banded.factor_blocks,
    banded.substitute_forward,
    banded.substitute_back,
    assembly.fill_matrix,
    assembly.add_curvature,
    assembly.add_heading_curvature,
    assembly.gather_weights,
    assembly.rows_times,
    assembly.gather_pulls,
    assembly.add_pulled,
    quantities.evaluate_frames,
    quantities.add_flexion_curvature,
    projection.move_samples,
    tremble_bands.smooth_path,
    tremble_bands.add_tremble,
]


def test_every_kernel_is_compiled_by_warming_up():
    """In a process of its own: in this one other tests have solved before."""
    code = (
        "from test_warm_up import KERNELS, warm_up; "
        "assert not any(kernel.signatures for kernel in KERNELS); warm_up(); "
        "print([kernel.__name__ for kernel in KERNELS if not kernel.signatures])"
    )
    paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    child = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": paths},
    )  # fmt: skip
    assert child.stdout.strip() == "[]", child.stderr


def test_a_real_solve_needs_no_kernel_more():
    import made_walk
    from test_solve_plants import problem_of

    from core.solve.solve import solve

    warm_up()
    before = [len(kernel.signatures) for kernel in KERNELS]
    captured = made_walk.with_drift(made_walk.walk(1.0), 0.05)
    solve(problem_of(captured, made_walk.plants(1.0)))
    assert [len(kernel.signatures) for kernel in KERNELS] == before
