"""The largest memory that this process has held."""

from __future__ import annotations

import resource
from pathlib import Path


def peak_mib() -> float:
    """MiB resident at most since this program began.

    Linux hands `ru_maxrss` on to a program from the one that started it, so its own account goes
    before.
    """
    account = Path("/proc/self/status")
    if account.exists():
        line = next(line for line in account.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
