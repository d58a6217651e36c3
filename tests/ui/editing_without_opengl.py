"""Run by test_rooms.py where there is no OpenGL: opens, decides by key, exports, tells."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(Path(__file__).parent)]
os.environ["FOOTING_SETTINGS"] = str(Path(sys.argv[2]) / "settings")

from open_window import OpenWindow  # noqa: E402
from planting_until_killed import Waiting  # noqa: E402
from PySide6.QtCore import Qt  # noqa: E402
from PySide6.QtWidgets import QApplication, QLabel  # noqa: E402

if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    window = OpenWindow(Waiting(application), application)
    window.open(Path(sys.argv[1]))
    window.key(Qt.Key.Key_N)
    window.key(Qt.Key.Key_O)
    window.settle()
    assert window.document.undo_name.startswith("pivot")
    window.export(Path(sys.argv[2]) / "without.bvh")
    for label in window.room.viewport.findChildren(QLabel):
        if "OpenGL" in label.text():
            print(label.text())
    window.close()
