"""What the queue says of what is left, and what of the picture it enlarges."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from walking_take import pictured, walking_take

from app.queue.queue_views import answer_views, close_up_of, queue_view
from core.quality.defects.event import Defect
from core.quality.proposals import Prediction, Proposal
from core.take.editing.edits import Edit
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
        view = queue_view(waiting, waiting, times, [], undecided=(), gone=0.0)
        panel.set_view(view)
        panel.bar.resize(120, 6)
        colours.append(panel.bar.grab().toImage().pixelColor(60, 3).name())
    assert colours[0] != colours[1] == theme.color("severity.3").name()
    assert panel.rule.text() == "1 of 1 is above what an eye sees."


def test_an_empty_queue_tells_what_was_repaired_from_what_was_never_found():
    times = np.arange(31) / 30.0
    title, words, _ = queue_view([], [], times, [], undecided=(), gone=0.0).done
    assert title == "Nothing to review" and words.endswith("was found")
    title, words, _ = queue_view([], [], times, [], undecided=(), gone=7.0).done
    assert title == "Nothing left to review" and "eye would see" not in words


def test_what_an_answer_turns_is_said_before_the_name_of_the_joint():
    """Names of rigs are long, and what does not fit in its button is cut off at the end."""
    predicted = Prediction(0.0, 0.0, 0.0, "left_shoulder", "Bip01_L_UpperArmTwist", 14.04, 0.0)
    skate = Defect("skate", 0.2, 0.6, "left_toe", 60.0, "mm", "It moves.", 0.9)
    [view] = answer_views(skate, (), [Proposal("plant", Edit("plant", (), ()), predicted)])
    assert view.cost == "Turns 14.0° at Bip01_L_UpperArmTwist"


def test_the_close_up_stands_where_the_foot_was_seen():
    video = pictured(Path("walk.mp4"), 640, 360, np.arange(60) / 30.0)
    take = walking_take(video=video, seen=True)
    skate = Defect("skate", 0.2, 0.6, "left_toe", 30.0, "mm", "It moves.", 0.9)
    close_up = close_up_of(skate, take)
    point = next(one for one in take.points if one.name == "left_toe")
    inside = (take.captured.times >= 0.2 - 1e-6) & (take.captured.times <= 0.6 + 1e-6)
    seen = take.captured.image_positions[inside]
    assert (close_up.x, close_up.y) == pytest.approx(np.median(seen[:, point.joint], axis=0))
    assert 24.0 <= close_up.side < np.ptp(seen, axis=1).max()
    assert close_up_of(replace(skate, where="somewhere"), take) is None
    assert close_up_of(skate, walking_take()) is None  # no camera
