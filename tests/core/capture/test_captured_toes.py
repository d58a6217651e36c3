"""What is captured has no toes in the floor: a fitted foot is stiff, and its toes bend after."""

from __future__ import annotations

from pathlib import Path

from core.capture.options.options import CaptureOptions
from core.capture.pipeline import capture
from core.contacts.contact import Contact
from core.quality.toe_metrics import toe_tip_figures

SAMPLE = Path(__file__).resolve().parents[3] / "resources" / "sample"


def test_no_tip_of_the_captured_sample_is_below_its_floor():
    """They were up to 34 mm below it."""
    options = CaptureOptions(keypoints=SAMPLE / "keypoints.json", camera=SAMPLE / "camera.json")
    result = capture(SAMPLE / "video.mp4", options)
    found = result.captured
    facts = [one.fact for one in result.edit().coming if isinstance(one.fact, Contact)]
    figures = toe_tip_figures(found.motion, found.contact_points, facts, result.ground)
    assert figures["toe_tips_below_worst_mm"] <= 1.0
