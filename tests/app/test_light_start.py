"""The window that starts loads nothing that only its workers need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEAVY = ("numba", "scipy", "cv2", "av", "mediapipe", "matplotlib", "multiprocessing.managers")


def test_the_session_is_there_without_any_of_the_heavy_libraries():
    asked = f"import sys, app.session; print([m for m in {HEAVY!r} if m in sys.modules])"
    root = Path(__file__).resolve().parents[2]
    found = subprocess.run(
        [sys.executable, "-c", asked], cwd=root, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
