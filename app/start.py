"""Opening the window: arguments, the application, then everything that can wait."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from core.errors import FootingError

MISSING_COMPONENT = 4
#: How large a screenshot is where nobody says.
SCREENSHOT = "1920x1080"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="main.py",
        description="Footing: review video mocap, export a clean BVH.",
        epilog="Verbs run the command line: main.py --help lists them.",
    )
    parser.add_argument("file", nargs="?", type=Path, help="a take, a video or a motion (BVH)")
    parser.add_argument("--video", type=Path, help="a video to stand beside a motion")
    parser.add_argument(
        "--offset",
        type=float,
        default=0.0,
        metavar="S",
        help="the motion starts at this second of the video",
    )
    parser.add_argument("--sample", action="store_true", help="open the take that ships")
    parser.add_argument("--screenshot", type=Path, metavar="PNG", help="take a picture and end")
    parser.add_argument("--size", metavar="WxH", help="of the window, for this start only")
    parser.add_argument("--theme", choices=("dark", "light"), help="for this start only")
    parser.add_argument("--room", choices=("Review", "Export", "Capture"), help="to start in")
    parser.add_argument("--at", type=float, metavar="S", help="to start at, seconds of the take")
    parser.add_argument("--joint", metavar="NAME", help="to start with, selected")
    return parser


def _display_is_missing() -> bool:
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return False
    return not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_window(arguments: list[str]) -> int:
    """Open the window and run it until it closes; returns the exit status."""
    wishes = _parser().parse_args(arguments)
    if _display_is_missing():
        print(
            "footing: there is no display to open a window on; set DISPLAY, or run a verb such as "
            "'main.py capture VIDEO -o OUT.bvh'.",
            file=sys.stderr,
        )
        return MISSING_COMPONENT
    try:
        from PySide6.QtCore import Qt, QTimer
        from PySide6.QtWidgets import QApplication
    except ImportError as error:
        print(f"footing: the window needs PySide6 ({error}); run 'make run'.", file=sys.stderr)
        return MISSING_COMPONENT

    # a docked 3D view that floats changes its top-level window and must keep its GL context
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    application = QApplication([sys.argv[0]])
    application.setApplicationName("Footing")
    from widgets.theme import theme

    theme.apply(application)
    from app.window import FootingWindow

    window = FootingWindow()
    if wishes.theme:
        theme.set_dark(wishes.theme == "dark")
    size = wishes.size or (SCREENSHOT if wishes.screenshot else "")
    if size:
        window.resize(*(int(part) for part in size.split("x")))
    else:
        window.place()
    window.show()

    def begin() -> None:
        # what can wait until the window is painted: the solver, the rooms, the decoder
        from app.collecting import Collecting
        from app.session import Session

        session = Session(window)
        Collecting(lambda: session.is_calm, session)
        window.closing.connect(session.close)
        try:
            session.begin(wishes.file, wishes.video, wishes.offset, sample=wishes.sample)
        except FootingError as error:
            window.say_error(error)
        if wishes.room:
            session.enter_when_ready(wishes.room)
        session.look_at_when_ready(wishes.at, wishes.joint)
        if wishes.screenshot:
            session.take_screenshot_when_settled(wishes.screenshot)

    QTimer.singleShot(30, begin)
    return application.exec()
