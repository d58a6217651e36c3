"""Run by test_edit_motion_file.py in a process of its own, which is then killed.

planting_until_killed.py MOTION FOLDER: opens the motion in a real window, deletes the automatic
plant, exports FOLDER/first.bvh, plants again by key, prints "planted" once that is on the disk.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(Path(__file__).parent)]
FOLDER = Path(sys.argv[2]) if len(sys.argv) > 2 else Path()
os.environ["FOOTING_SETTINGS"] = str(FOLDER / "settings")
os.environ["FOOTING_TAKES"] = str(FOLDER / "takes")

from open_window import OpenWindow  # noqa: E402
from PySide6.QtCore import Qt  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402
from test_edit_motion_file import go_into_air_over_the_skate  # noqa: E402


class Waiting:
    """What pytest-qt's bot does here, without pytest."""

    def __init__(self, application: QApplication) -> None:
        self._application = application

    def waitUntil(self, condition, timeout: int) -> None:
        end = time.monotonic() + timeout / 1000
        while not condition():
            if time.monotonic() > end:
                sys.exit("waited too long")
            self._application.processEvents()
            time.sleep(0.005)

    def waitExposed(self, window) -> None:
        self.waitUntil(window.isVisible, 10_000)


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    window = OpenWindow(Waiting(application), application)
    window.open(Path(sys.argv[1]))
    go_into_air_over_the_skate(window)
    window.export(FOLDER / "first.bvh")
    window.key(Qt.Key.Key_P)
    window.bot.waitUntil(lambda: not window.document.state.pending, 60_000)
    print("planted", flush=True)
    time.sleep(600)
