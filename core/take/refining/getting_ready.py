"""What a process that will refine loads beforehand, so that the first edit does not wait for it."""

from __future__ import annotations


def get_ready() -> None:
    """Load the solver and its compiled kernels: a second, ten where nothing was compiled yet."""
    # deferred: numba takes half a second, and who imports this may not want it yet
    from core.solve.warm_up import warm_up

    warm_up()
