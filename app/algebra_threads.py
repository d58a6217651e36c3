"""How many threads numpy's products of matrices take. Asked before numpy is loaded."""

from __future__ import annotations

import os

_NAMES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def one_thread_for_algebra() -> None:
    """One for this process and those that it starts, where the user has not said otherwise.

    Our matrices are small: threads of OpenBLAS spin longer than they multiply, beside other work
    up to twenty times as long, and what comes out depends on how many there are.
    """
    for name in _NAMES:
        os.environ.setdefault(name, "1")
