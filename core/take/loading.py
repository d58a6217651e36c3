"""Loading what `refine` needs, where somebody waits anyway."""

from __future__ import annotations


def load_solver() -> None:
    """Compile the solver's kernels, or load them from numba's cache: half a second, ten without.

    Every later `refine` in this process starts at once.
    """
    from core.solve.warm_up import warm_up

    warm_up()
