"""Run by test_capture_room.py in a process of its own, which is then killed.

capturing_until_killed.py VIDEO FOLDER: captures in a real window; prints "a stage is stored".
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(Path(__file__).parent)]
    os.environ["FOOTING_SETTINGS"] = str(Path(sys.argv[2]) / "settings")
    from open_window import OpenWindow
    from planting_until_killed import Waiting
    from PySide6.QtWidgets import QApplication

    application = QApplication(sys.argv[:1])
    window = OpenWindow(Waiting(application), application)
    window.session.open(Path(sys.argv[1]))
    window.bot.waitUntil(lambda: "Capture" in window.window.rooms, 60_000)
    room = window.window.rooms["Capture"]
    window.bot.waitUntil(lambda: room.video.canvas.has_picture, 60_000)
    room.panel._start.click()
    window.bot.waitUntil(lambda: bool(window.document._take.stages()), 120_000)
    print("a stage is stored", flush=True)
    time.sleep(600)


if __name__ == "__main__":  # the capture's own child imports this file under another name
    main()
