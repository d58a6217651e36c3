"""Opening the window: arguments, the application, then everything that can wait."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.start_arguments import window_arguments
from core.errors import FootingError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.window import FootingWindow

OUR_OWN_FAULT, MISSING_COMPONENT = 1, 4


def _display_is_missing() -> bool:
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return False
    return not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_window(arguments: list[str]) -> int:
    """Open the window and run it until it closes; returns the exit status."""
    wishes = window_arguments(arguments)
    if wishes.screenshot is not None:
        from app.command_line.options import checked_output

        try:
            checked_output(wishes.screenshot, (wishes.file, wishes.video))
        except FootingError as error:
            print(f"footing: {error}", file=sys.stderr)
            return error.exit_code
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
    window = _shown_window(application, wishes)
    refused: list[int] = []
    # what can wait until the window is painted: the solver, the rooms, the decoder
    QTimer.singleShot(30, lambda: _begin(window, wishes, refused.append))
    return application.exec() or sum(refused[:1])


def _shown_window(application: QApplication, wishes: argparse.Namespace) -> FootingWindow:
    from widgets.theme import theme

    theme.apply(application)
    from app.window import FootingWindow

    window = FootingWindow()
    if wishes.theme:
        theme.set_dark(wishes.theme == "dark")
    if wishes.size:
        window.resize(*wishes.size)
    else:
        window.place()
    window.show()
    return window


def _begin(
    window: FootingWindow, wishes: argparse.Namespace, refuse: Callable[[int], object]
) -> None:
    """Give the window its session, and do what was asked for.

    refuse: is told the exit status where a picture of the window cannot be had.
    """
    from app.collecting import Collecting
    from app.session import Session
    from app.tour import Tour

    def end_without_picture(fault: Exception) -> None:
        print(f"footing: {fault}", file=sys.stderr)
        refuse(fault.exit_code if isinstance(fault, FootingError) else OUR_OWN_FAULT)
        window.close()

    session = Session(window)
    Tour(session)
    Collecting(lambda: session.is_calm, session)
    window.closing.connect(session.close)
    try:
        session.begin(wishes.file, wishes.video, wishes.offset, sample=wishes.sample)
    except FootingError as error:
        window.say_error(error)
        if wishes.screenshot:
            end_without_picture(error)
            return
    if wishes.room:
        session.enter_when_ready(wishes.room)
    session.look_at_when_ready(wishes.at, wishes.joint)
    if wishes.screenshot:
        from app.screenshot import take_screenshot

        take_screenshot(session, wishes.screenshot, end_without_picture)
