"""Run by test_document_kill.py in a process of its own, which is then killed.

deciding_in_a_window.py MOTION SEED: opens the motion as the window does and decides without
end; prints "edit N" when the document says that edit N is on the disk
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QTimer

from app.document.document import Document
from core.contacts.contact import STATES
from core.motion.contact_point import FOOT_POINT_NAMES
from core.take.on_disk.packed import Packed


class Deciding:
    """A user who decides faster than anyone, while a capture stores its stages."""

    def __init__(self, document: Document, seed: int) -> None:
        self.document = document
        self.chance = random.Random(seed)
        self.noise = np.random.default_rng(seed)
        self.timer = QTimer()
        self.timer.timeout.connect(self.decide)
        document.committed.connect(lambda number: print("edit", number, flush=True))
        document.opened.connect(lambda: self.timer.start(2))
        document.open_failed.connect(lambda fault: sys.exit(str(fault)))

    def decide(self) -> None:
        document, chance = self.document, self.chance
        turn = chance.random()
        if turn < 0.15:
            document.undo()
        elif turn < 0.3:
            document.redo()
        else:
            start = chance.uniform(0.0, 3.0)
            point, state = chance.choice(FOOT_POINT_NAMES), chance.choice(STATES)
            document.put_contact(point, state, start, start + chance.uniform(0.1, 1.0))
        if turn > 0.9 and document.stages is not None:
            content = Packed({}, {"noise": self.noise.normal(size=1 << 16)})
            document.stages.store_stage(f"keypoints {chance.randrange(3)}", content, 1.0)


if __name__ == "__main__":
    application = QCoreApplication(sys.argv[:1])
    open_document = Document()
    deciding = Deciding(open_document, int(sys.argv[2]))
    open_document.open(Path(sys.argv[1]))
    sys.exit(application.exec())
