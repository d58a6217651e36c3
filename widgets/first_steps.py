"""What a person who never saw the program does, in three steps."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from widgets.at_scale import at_scale, spaced
from widgets.theme import theme

#: Title, what happens, keys and what they say.
STEPS = (
    (
        "1  Capture",
        "Drop a video of one person, say how tall they are, press Capture. It takes about as "
        "long as the video; nothing leaves this computer.",
        (("Ctrl N", "choose a video"),),
    ),
    (
        "2  Review",
        "The queue shows what is wrong, the worst first, with the answers already solved. "
        "One key decides; every key can be undone.",
        (("Q", "queue"), ("N", "next"), ("P", "plant"), ("X", "air"), ("Ctrl Z", "undo")),
    ),
    (
        "3  Export",
        "A BVH for Blender or MotionBuilder, at your rate. It is read back, and the report says "
        "what is in the file.",
        (("Ctrl E", "export"), ("?", "all keys")),
    ),
)


class FirstSteps(QWidget):
    """Three cards in a row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        spaced(self, row, (0, 0, 0, 0), 16)
        for title, words, keys in STEPS:
            row.addWidget(self._card(title, words, keys), 1)

    def _card(self, title: str, words: str, keys: tuple[tuple[str, str], ...]) -> QFrame:
        card = QFrame()
        card.setProperty("room", "card")
        column = QVBoxLayout(card)
        spaced(card, column, (16, 16, 16, 16), 8)
        head, text = QLabel(title), QLabel(words)
        head.setProperty("face", "title")
        text.setProperty("tone", "secondary")
        text.setWordWrap(True)
        column.addWidget(head)
        column.addWidget(text)
        column.addStretch(1)
        caps = QHBoxLayout()
        at_scale(card, lambda: caps.setSpacing(theme.size("s")))
        for key, says in keys:
            cap, what = QLabel(key), QLabel(says)
            cap.setProperty("room", "keycap")
            what.setProperty("tone", "tertiary")
            what.setProperty("face", "small")
            caps.addWidget(cap)
            caps.addWidget(what)
            caps.addSpacing(theme.size("s"))
        caps.addStretch(1)
        column.addLayout(caps)
        card.setAccessibleName(f"{title}. {words}")
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        return card
