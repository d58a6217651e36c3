"""Run every benchmark of this folder, one process each, so that none warms another up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main() -> int:
    names = sys.argv[1:] or sorted(
        path.stem
        for path in Path(__file__).parent.glob("[!_]*.py")
        if "def main(" in path.read_text()
    )
    worst = 0
    for name in names:
        print(f"\n== benchmarks.{name}", flush=True)
        worst = max(worst, subprocess.run([sys.executable, "-m", f"benchmarks.{name}"]).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
