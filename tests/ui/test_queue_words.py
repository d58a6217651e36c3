"""What the queue says of what is left."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.queue.queue_views import queue_view
from core.quality.defects.event import Defect
from widgets.queue_panel import QueuePanel
from widgets.theme import theme


def test_what_no_eye_sees_is_not_drawn_as_a_fault(qapp, qtbot):
    theme.apply(qapp)
    times = np.arange(31) / 30.0
    skate = Defect("skate", 0.2, 0.6, "left_toe", 60.0, "mm", "It moves.", 0.9)
    little = replace(skate, kind="low_confidence", severity=0.1, unit="s")
    assert little.weight < 1.0 < skate.weight
    panel = QueuePanel()
    qtbot.addWidget(panel)
    colours = []
    for waiting in ([little], [skate]):
        view = queue_view(waiting, waiting, times, [], undecided=(), most=waiting[0].weight)
        panel.set_view(view)
        panel.bar.resize(120, 6)
        colours.append(panel.bar.grab().toImage().pixelColor(60, 3).name())
    assert colours[0] != colours[1] == theme.color("severity.3").name()
    assert panel.rule.text() == "1 of 1 is above what an eye sees."


def test_an_empty_queue_tells_what_was_repaired_from_what_was_never_found():
    times = np.arange(31) / 30.0
    title, words, _ = queue_view([], [], times, [], undecided=(), most=0.0).done
    assert title == "Nothing to review" and words.endswith("was found")
    title, words, _ = queue_view([], [], times, [], undecided=(), most=7.0).done
    assert title == "Nothing left to review" and "eye would see" not in words
