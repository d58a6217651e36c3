"""Where benchmarks find the shared data, and where the laboratory keeps its clips."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED_DATA = Path(os.environ.get("FOOTING_DATA", ROOT.parent / "shared" / "data"))
LABORATORY_CLIPS = ROOT / "out" / "lab"


def add_data(parser: argparse.ArgumentParser) -> None:
    """--data: other data than FOOTING_DATA names."""
    parser.add_argument(
        "--data", type=Path, default=SHARED_DATA, help="the shared data (FOOTING_DATA)"
    )
