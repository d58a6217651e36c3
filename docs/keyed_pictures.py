"""The pictures of the guide that need keys: the review queue at an event that has an answer, and
the report of an export; and the sample's picture on the welcome page.

python docs/keyed_pictures.py queue PICTURE TAKE      (see docs/take_pictures.sh)
python docs/keyed_pictures.py export PICTURE
python docs/keyed_pictures.py sample PICTURE
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app.rooms.export_room import ExportRoom
from app.session import Session
from app.window import FootingWindow
from widgets.theme import theme

#: Seconds that anything here may take on a loaded machine.
_PATIENCE = 120.0
SIZES = {"queue": (1456, 819), "export": (1280, 720), "sample": (1920, 1080)}


def until(ready: Callable[[], bool], what: str) -> None:
    """Let the window live until then. Raises: TimeoutError."""
    end = time.monotonic() + _PATIENCE
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {_PATIENCE:.0f} s")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)


def at_an_answer(session: Session) -> None:
    """Q, and the worst event to which the queue knows an answer."""
    document = session.document
    until(lambda: document.state is not None and document.state.settled, "the take settles")
    room, queue = session.review, session.queue
    assert room is not None
    session.window.activateWindow()
    until(session.window.isActiveWindow, "the window is active")
    QTest.keyClick(session.window, Qt.Key.Key_Q)
    until(lambda: bool(room.queue.view.events), "events")
    for event in room.queue.view.events:
        queue.go_to(event.key)
        until(lambda: not room.queue.view.solving, "the answers")
        if room.queue.view.answers:
            break
    QTest.keyClick(session.window, Qt.Key.Key_K)


def exported(session: Session) -> None:
    """The sample, written to a file that was read back."""
    document = session.document
    session.open_sample()
    until(lambda: document.state is not None and document.state.settled, "the take settles")
    session.window.actions_by_id["file.export"].trigger()
    room = session.window.room
    assert isinstance(room, ExportRoom)
    button = next(one for one in room.findChildren(QPushButton) if one.text() == "Export")
    until(button.isEnabled, "the export can begin")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    until(lambda: any("MB" in one.text() for one in room.findChildren(QLabel)), "the report")


def seen_walking(session: Session) -> None:
    """The sample in the middle of a step."""
    document = session.document
    session.open_sample()
    until(lambda: document.state is not None and document.state.settled, "the take settles")
    assert session.review is not None
    session.review.playback.seek(2.9)


def around_the_walker(session: Session) -> QImage:
    """The video with the skeleton over it, without what is far beside the walker."""
    assert session.review is not None
    canvas = session.review.video.canvas
    picture = canvas.placement.rect
    left, top = picture.left() + 0.27 * picture.width(), picture.top() + 0.18 * picture.height()
    wide, high = 0.72 * picture.width(), 0.78 * picture.height()
    return canvas.grab().toImage().copy(round(left), round(top), round(wide), round(high))


def main() -> None:
    what, picture = sys.argv[1], Path(sys.argv[2])
    application = QApplication(sys.argv[:1])
    theme.apply(application)
    window = FootingWindow()
    window.resize(*SIZES[what])
    window.show()
    session = Session(window)
    if what == "queue":
        session.open(Path(sys.argv[3]))
        at_an_answer(session)
    elif what == "sample":
        seen_walking(session)
    else:
        exported(session)
    end = time.monotonic() + 2.0  # the picture of the video and the views' last paint
    until(lambda: time.monotonic() > end, "a moment")
    image = around_the_walker(session) if what == "sample" else window.grab().toImage()
    if not image.save(str(picture), quality=88 if what == "sample" else -1):
        raise OSError(f"{picture} could not be written; look whether its folder is there.")
    session.close()
    window.close()


if __name__ == "__main__":
    main()
