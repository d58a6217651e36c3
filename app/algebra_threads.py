"""How many threads numpy's products of matrices take. Asked before numpy is loaded."""

from __future__ import annotations

import os

#: The first speaks for all, the others for one library each, and before it.
_FOR_ALL, *_FOR_ONE = "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"


def one_thread_for_algebra() -> None:
    """One for this process and those that it starts, where the user has not said otherwise.

    Our matrices are small: threads of OpenBLAS spin longer than they multiply, beside other work
    up to twenty times as long, and what comes out depends on how many there are.
    """
    if _FOR_ALL not in os.environ:
        for name in (_FOR_ALL, *_FOR_ONE):
            os.environ.setdefault(name, "1")
