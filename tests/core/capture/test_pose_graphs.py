"""Loading the detector leaves nothing behind of what called it."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("mediapipe") is None, reason="MediaPipe is not installed"
)

#: Loads MediaPipe below a call that holds much, and says whether it is still there afterwards.
_LOADED = """
import gc, weakref
import numpy as np
from core.capture.detect.pose_graphs import people_graph

def looked_for():
    much = np.zeros(1000)
    people_graph().close()
    return weakref.ref(much)

there = looked_for()
gc.collect()
print("held" if there() is not None else "gone")
"""


def test_what_called_the_detector_does_not_stay_in_memory():
    done = subprocess.run(
        [sys.executable, "-c", _LOADED], stdout=subprocess.PIPE, text=True, check=True
    )
    assert done.stdout.split()[-1] == "gone"
