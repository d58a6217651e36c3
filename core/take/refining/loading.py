"""Loading what `refine` needs, where somebody waits anyway."""

from __future__ import annotations


def load_solver() -> None:
    """Compile the kernels of solver and contacts, or load them from numba's cache.

    Half a second, ten without a cache. Every later `refine` in this process starts at once.
    """
    from core.contacts.segmentation import warm_up as warm_up_contacts
    from core.solve.warm_up import warm_up

    warm_up()
    warm_up_contacts()
