"""How far a capture says it is: each stage has the part of the bar that its work takes."""

from __future__ import annotations

from pathlib import Path

from core.capture.options.options import CaptureOptions
from core.capture.pipeline import capture

SAMPLE = Path(__file__).resolve().parents[3] / "resources" / "sample"


def test_half_of_the_bar_is_left_when_everyone_was_looked_at() -> None:
    told: list[tuple[float, str]] = []
    options = CaptureOptions(keypoints=SAMPLE / "keypoints.json")
    capture(SAMPLE / "video.mp4", options, progress=lambda done, words: told.append((done, words)))
    fractions = [done for done, _ in told]
    assert fractions == sorted(fractions) and fractions[0] == 0.0 and fractions[-1] <= 1.0
    begins = {words.split(":")[0]: done for done, words in reversed(told)}
    assert begins["Camera"] <= 0.6
    assert begins["Contacts"] - begins["Fit the rig"] >= 0.15
    assert begins["Fit the whole clip"] <= 0.8
    assert fractions[-1] >= 0.95
