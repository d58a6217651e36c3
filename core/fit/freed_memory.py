"""Memory that was freed goes back to the system."""

from __future__ import annotations

import ctypes


def give_back_freed() -> None:
    """Hand back what the C library keeps of freed memory for later; takes milliseconds.

    glibc keeps freed arrays below 32 MB, in pieces between those that live: after a few minutes of
    video as much as is in use. Other C libraries give it back by themselves.
    """
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # no glibc
        return
    trim(0)
