"""The answers on the queue's card: what they say stays readable, however narrow the panel."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage

from widgets.queue_card import AnswerButton
from widgets.queue_view import AnswerView
from widgets.theme import theme

SLIDE = AnswerView(
    "slide", "Slide, wanted", "D", "Slide kept, 156 mm", "Left knee turns 1.8°", True
)


def link_coloured(button: AnswerButton) -> int:
    """Pixels in the colour of the word "Proposed", of which the title has none."""
    image = button.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    pixels = rows[:, : 3 * image.width()].reshape(image.height(), -1, 3).astype(int)
    colour = theme.color("text.link")
    inner = pixels[4:-4, 4:-4]  # without the outline
    wanted = [colour.red(), colour.green(), colour.blue()]
    return int((np.abs(inner - wanted).max(axis=-1) < 30).sum())


@pytest.mark.ui
@pytest.mark.parametrize(("width", "said"), [(240, True), (150, False)])
def test_proposed_is_said_in_words_only_where_it_does_not_cover_the_title(qtbot, qapp, width, said):
    theme.apply(qapp)
    button = AnswerButton()
    qtbot.addWidget(button)
    button.resize(width, 62)
    button.show_answer(SLIDE)
    button.show()
    qtbot.waitExposed(button)
    assert (link_coloured(button) > 0) is said
