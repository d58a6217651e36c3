"""A captured rig stands as tall as it was told; where nobody told it, as is said of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.capture.options.options import CaptureOptions
from core.capture.pipeline import CaptureResult, capture
from core.files.standing_height import standing_height

SAMPLE = Path(__file__).resolve().parents[3] / "resources" / "sample"


def _captured(camera: Path | None, height: float | None = None) -> CaptureResult:
    options = CaptureOptions(keypoints=SAMPLE / "keypoints.json", camera=camera, height=height)
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


def test_a_height_that_was_told_is_how_tall_the_rig_stands() -> None:
    stands = standing_height(_captured(None, 1.68).captured.motion)
    assert stands == pytest.approx(1.68, abs=1e-6)
