"""A refusal speaks of what was typed, in its unit, and says in one line what to give instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.command_line.door import run

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample"


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["capture", "VIDEO", "-o", "out.bvh", "--pitch", "200"], 2, "from -90 to 90, not 200."),
        (["capture", "VIDEO", "-o", "out.bvh", "--roll", "-181"], 2, "from -180 to 180, not -181."),
        (["capture", "VIDEO", "-o", "out.txt"], 2, "give -o NAME.bvh"),
        (["clean", "MOTION", "-o", "out.csv"], 2, "give -o NAME.bvh"),
        (["refine", "MOTION", "-o", "out.txt"], 2, "give -o NAME.bvh"),
        (["replay", "CAMERA", "MOTION", "-o", "out.txt"], 2, "give -o NAME.bvh"),
        (["info", "CAMERA"], 3, "give the BVH file, take or video"),
        (["info", "nothing.footing"], 3, "check the name"),
        (["replay", "nothing.json", "MOTION", "-o", "out.bvh"], 3, "check the path"),
    ],
)
def test_what_is_refused_is_said_as_it_was_typed(
    words: list[str],
    status: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    files = {"VIDEO": "video.mp4", "MOTION": "motion.bvh", "CAMERA": "camera.json"}
    assert run([str(SAMPLE / files[word]) if word in files else word for word in words]) == status
    printed = capsys.readouterr()
    assert printed.out == "" and printed.err.count("\n") == 1
    assert said in printed.err
    assert not any(tmp_path.iterdir())
