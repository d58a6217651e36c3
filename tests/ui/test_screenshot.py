"""`--screenshot` leaves a picture, or says in one line why there is none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from made_walk import walk
from open_window import SLOW
from PySide6.QtGui import QImage

from app.screenshot import take_screenshot
from core.files.motion_file import write_motion

ROOT = Path(__file__).resolve().parents[2]


def test_a_picture_of_the_open_take_is_left(opened, tmp_path):
    write_motion(tmp_path / "walk.bvh", walk(seconds=3.0).motion)
    window, refused = opened(), []
    window.session.open(tmp_path / "walk.bvh")
    take_screenshot(window.session, tmp_path / "window.png", refused.append)
    window.bot.waitUntil((tmp_path / "window.png").exists, timeout=SLOW)
    picture = QImage(str(tmp_path / "window.png"))
    assert picture.width() == window.window.width() * window.window.devicePixelRatio()
    assert refused == []


def test_what_cannot_be_opened_ends_with_one_line(tmp_path):
    junk = tmp_path / "junk.bvh"
    junk.write_bytes(b"\x00\x01 no motion")
    picture = tmp_path / "window.png"
    ended = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), str(junk), "--screenshot", str(picture)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SLOW / 1000,
        check=False,
    )
    lines = [line for line in ended.stderr.splitlines() if line.startswith("footing: ")]
    assert ended.returncode == 3, ended.stderr
    assert len(lines) == 1 and "junk.bvh" in lines[0]
    assert not picture.exists()
