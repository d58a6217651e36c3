"""How soon the window is there, and whether it stalls while a capture runs or a take settles.

    .venv/bin/python -m benchmarks.window         (needs a display or Xvfb; 24 bits of colour)

Start: from launching the process to the first painted frame and to the first picture of the
sample's video, median of 5, beside a process that opens an empty Qt window. Stalls: gaps of a 5 ms
timer in the open window while the sample clip is captured and while a long take settles after an
edit, beside the same timer in the empty window.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "resources" / "sample" / "video.mp4"
RUNS = 5
SHOWN_GATE, PICTURE_GATE, GAP_GATE = 2.0, 3.0, 50.0
IDLE_SECONDS = 6.0
LONG_TAKE_FRAMES = 16_000

EMPTY = """
import sys, time
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
class Window(QWidget):
    def paintEvent(self, event):
        print("shown", time.time(), flush=True)
        app.exit()
window = Window()
window.resize(1600, 950)
window.show()
app.exec()
"""


def main() -> None:
    if len(sys.argv) > 2 and sys.argv[1] == "--child":
        {"start": child_start, "stalls": child_stalls}[sys.argv[2]](Path(sys.argv[3]))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {
            **os.environ,
            "FOOTING_SETTINGS": str(folder / "settings"),
            "FOOTING_TAKES": str(folder / "takes"),
        }
        empty = [launch([sys.executable, "-c", EMPTY], environment)["shown"] for _ in range(RUNS)]
        prepare_take(folder)
        child = [sys.executable, "-m", "benchmarks.window", "--child", "start", name]
        runs = [launch(child, environment) for _ in range(RUNS)]
        report_start("empty Qt window shown", empty, None)
        report_start("window shown", [run["shown"] for run in runs], SHOWN_GATE)
        report_start("first video picture", [run["picture"] for run in runs], PICTURE_GATE)
        child[-2] = "stalls"
        subprocess.run(child, env=environment, cwd=ROOT, check=True)


def launch(command: list[str], environment: dict[str, str]) -> dict[str, float]:
    """Seconds from launch to each moment that the process prints."""
    started = time.time()
    printed = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    lines = (line.split() for line in printed.splitlines())
    return {word: float(moment) - started for word, moment in lines}


def report_start(what: str, seconds: list[float], gate: float | None) -> None:
    median = statistics.median(seconds)
    verdict = "" if gate is None else f"   gate {gate:g}: {'met' if median <= gate else 'MISSED'}"
    print(f"{what:<28} median {median:5.2f} s   worst {max(seconds):5.2f} s{verdict}")


def prepare_take(folder: Path) -> None:
    """The sample clip and its true motion side by side, so that nothing has to be captured."""
    shutil.copyfile(SAMPLE, folder / "video.mp4")
    shutil.copyfile(SAMPLE.with_name("motion.bvh"), folder / "motion.bvh")


class Opened:
    """The whole window, as `main.py` opens it."""

    def __init__(self) -> None:
        from PySide6.QtCore import QEvent, QObject, Qt
        from PySide6.QtWidgets import QApplication

        QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
        self.application = QApplication([])
        from widgets.theme import theme

        theme.apply(self.application)
        from app.window import FootingWindow

        self.window = FootingWindow()
        self.window.resize(1600, 950)
        seen = self.painted = []

        class FirstPaint(QObject):
            def eventFilter(self, watched: QObject, event: QEvent) -> bool:
                if event.type() == QEvent.Type.Paint and not seen:
                    seen.append(time.time())
                return False

        self._filter = FirstPaint()
        self.window.welcome.installEventFilter(self._filter)
        self.window.show()
        self.until(lambda: bool(seen))
        from app.collecting import Collecting
        from app.session import Session  # after the first paint, as app.start does

        self.session = Session(self.window)
        Collecting(lambda: self.session.is_calm, self.session)

    def until(self, what: Callable[[], bool], seconds: float = 120.0) -> None:
        end = time.monotonic() + seconds
        while not what():
            if time.monotonic() > end:
                raise SystemExit("waited too long")
            self.application.processEvents()
            time.sleep(0.002)

    @property
    def settled(self) -> bool:
        state = self.session.document.state
        return state is not None and state.settled and not state.pending

    def close(self) -> None:
        self.session.close()
        self.window.close()


def child_start(folder: Path) -> None:
    opened = Opened()
    print("shown", opened.painted[0])
    opened.session.open(folder / "motion.bvh", video=folder / "video.mp4")
    opened.until(
        lambda: opened.session.review is not None and opened.session.review.video.canvas.has_picture
    )
    opened.application.processEvents()
    print("picture", time.time())
    opened.close()


def child_stalls(folder: Path) -> None:
    import numpy as np
    from PySide6.QtCore import Qt, QTimer

    opened = Opened()
    calls: list[float] = []
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: calls.append(time.perf_counter()))

    def gaps(what: Callable[[], bool], seconds: float = 300.0) -> np.ndarray:
        calls.clear()
        timer.start(5)
        opened.until(what, seconds)
        timer.stop()
        return 1000.0 * np.diff(calls)

    def for_a_while() -> Callable[[], bool]:
        end = time.monotonic() + IDLE_SECONDS
        return lambda: time.monotonic() > end

    idle = gaps(for_a_while())
    captured = gaps_of_a_capture(opened, folder, gaps)
    settling = gaps_of_settling(opened, folder, gaps)
    print(f"\ngaps of a 5 ms timer in the window (gate: none above {GAP_GATE:g} ms)")
    report_gaps("nothing goes on", idle)
    report_gaps("while the sample is captured", captured)
    report_gaps(f"while {LONG_TAKE_FRAMES} frames settle", settling)
    opened.close()


def gaps_of_a_capture(opened: Opened, folder: Path, gaps):
    clip = folder / "clip.mp4"
    shutil.copyfile(SAMPLE, clip)
    opened.session.open(clip)
    opened.until(lambda: "Capture" in opened.window.rooms)
    room = opened.window.rooms["Capture"]
    opened.until(lambda: room.video.canvas.has_picture)
    # built while the form is read; nobody is quicker than that
    opened.until(lambda: opened.session.review is not None)
    room.panel._start.click()
    return gaps(lambda: room.job is None)


def gaps_of_settling(opened: Opened, folder: Path, gaps):
    from dataclasses import replace

    import numpy as np

    from core.files.motion_file import read_motion, write_motion

    motion = read_motion(SAMPLE.with_name("motion.bvh")).motion
    places = np.arange(LONG_TAKE_FRAMES) % (2 * motion.frame_count - 2)
    places = np.minimum(places, 2 * motion.frame_count - 2 - places)  # there and back again
    long = replace(
        motion,
        local_rotations=motion.local_rotations[places],
        root_positions=motion.root_positions[places],
        times=np.arange(LONG_TAKE_FRAMES) / 60.0,
    )
    write_motion(folder / "long.bvh", long)
    opened.until(lambda: not opened.session.document.long.jobs)
    opened.session.open(folder / "long.bvh")
    document = opened.session.document
    opened.until(lambda: document.state is not None and document.state.name == "long.footing")
    opened.until(lambda: opened.settled, 300.0)
    contact = opened.session.review.take.contacts[len(opened.session.review.take.contacts) // 2]
    document.delete_contact(contact.id)
    return gaps(lambda: opened.settled)


def report_gaps(what: str, milliseconds) -> None:
    above = int((milliseconds > GAP_GATE).sum())
    print(
        f"{what:<34} worst {milliseconds.max():6.1f} ms   above 50 ms: {above} of "
        f"{len(milliseconds)}"
    )


if __name__ == "__main__":
    main()
