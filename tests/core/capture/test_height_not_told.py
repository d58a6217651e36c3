"""A height that nobody told: what is said of it is how tall the captured rig stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.capture.options.options import CaptureOptions
from core.capture.pipeline import CaptureResult, capture
from core.files.standing_height import standing_height

SAMPLE = Path(__file__).resolve().parents[3] / "resources" / "sample"


def _captured(camera: Path | None) -> CaptureResult:
    options = CaptureOptions(keypoints=SAMPLE / "keypoints.json", camera=camera)
    return capture(SAMPLE / "video.mp4", options)


def _said(result: CaptureResult) -> tuple[str, float]:
    """The sentence about the height, and its number."""
    (sentence,) = (one for one in result.sentences if "actor's height" in one)
    (number,) = re.findall(r"(\d\.\d\d) m", sentence)
    return sentence, float(number)


@pytest.mark.parametrize(
    ("camera", "words"), [(None, "is taken as"), ("camera.json", "was not told")]
)
def test_the_rig_stands_as_tall_as_is_said(camera: str | None, words: str) -> None:
    result = _captured(None if camera is None else SAMPLE / camera)
    sentence, told = _said(result)
    assert words in sentence
    assert standing_height(result.captured.motion) == pytest.approx(told, rel=0.01)
