"""A document and what it said."""

from __future__ import annotations

from pathlib import Path

from app.document.document import Document
from core.contacts.contact import Contact


class OpenedDocument:
    """A document and what it said."""

    def __init__(self, qtbot) -> None:
        self.qtbot = qtbot
        self.document = Document()
        self.said: list[str] = []
        self.faults: list[object] = []
        self.committed: list[int] = []
        self.document.noticed.connect(self.said.append)
        self.document.failed.connect(self.faults.append)
        self.document.open_failed.connect(self.faults.append)
        self.document.committed.connect(self.committed.append)

    def open(self, path: Path, **more) -> Document:
        with self.qtbot.waitSignal(self.document.opened, timeout=20_000):
            self.document.open(path, **more)
        return self.document

    def settle(self) -> bytes:
        """Wait for the whole take's answer; gives its bytes."""
        self.qtbot.waitUntil(lambda: bool(self.faults) or self.state.settled, timeout=30_000)
        assert not self.faults
        motion = self.state.refined.motion
        return motion.local_rotations.tobytes() + motion.root_positions.tobytes()

    @property
    def state(self):
        assert self.document.state is not None
        return self.document.state


def toe_contacts(state) -> list[tuple[str, float, float]]:
    return [
        (one.fact.state, round(one.fact.start, 3), round(one.fact.end, 3))
        for one in state.decisions
        if isinstance(one.fact, Contact) and one.fact.point == "left_toe"
    ]
