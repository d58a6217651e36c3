"""A picture of the window, taken without anybody there: `main.py FILE --screenshot PNG`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer

from app.session import Session
from core.errors import BadInput

#: For the video's first picture and the viewport's first frame.
_FIRST_PICTURES_MS = 2000
_ASK_AGAIN_MS = 200


def take_screenshot(session: Session, path: Path, refused: Callable[[Exception], None]) -> None:
    """Save a picture of the window once everything in it is there, then close it.

    refused: told instead where what is being opened cannot be, or the picture cannot be saved.
    """
    document = session.document

    def shoot() -> None:
        solver = document.solver
        if solver is not None and not solver.idle:
            QTimer.singleShot(_ASK_AGAIN_MS, shoot)  # the faults it looks for belong to the picture
        elif session.window.grab().save(str(path)):
            session.window.close()
        else:
            refused(BadInput(f"{path} cannot be written; choose another place or make room."))

    def wait() -> None:
        QTimer.singleShot(_FIRST_PICTURES_MS, shoot)

    document.open_failed.connect(refused)
    if document.state is None and not document.long.jobs:
        wait()
    else:
        session.after_settling(wait)
