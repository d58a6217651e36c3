"""A capture that is killed at any stage goes on, and ends with the bytes of one that was not."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.take.on_disk.take_opening import open_take
from core.video.reader import VideoReader
from core.video.writer import VideoWriter

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "resources" / "sample" / "video.mp4"
SCRIPT = Path(__file__).parent / "capturing_until_told.py"
FRAMES = 80
pytest.importorskip("mediapipe")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals"),
]

#: What the stages say when they begin.
KILLED_AT = {
    "looking for people": ("Keypoints: loading",),
    "in the second part of the keypoints": (f"Keypoints: frame 71 of {FRAMES}",),
    "after the keypoints": ("Camera",),
    "before the fit": ("Contacts",),
    "in the middle of the fit": ("Fit the whole clip", "0.8"),
    "while the feet are planted": ("Plant the feet",),
}


def run(clip: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), str(clip), str(folder / "out.bvh"),
         str(folder / "take.footing"), *words],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def clip(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    with VideoReader(SAMPLE) as reader, VideoWriter(path, reader.width, reader.height, 30) as out:
        for frame in reader.frames(0, FRAMES):
            out.write(frame)
    return path


@pytest.fixture(scope="module")
def unharmed(clip, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("unharmed")
    done = run(clip, folder, "")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("moment", KILLED_AT)
def test_a_killed_capture_ends_as_if_nothing_had_happened(moment, clip, unharmed, tmp_path):
    killed = run(clip, tmp_path, *KILLED_AT[moment])
    assert killed.returncode == -signal.SIGKILL, "it never came to that stage"
    assert not (tmp_path / "out.bvh").exists()
    done = run(clip, tmp_path, "")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.bvh").read_bytes() == (unharmed / "out.bvh").read_bytes()
    with (
        open_take(tmp_path / "take.footing") as again,
        open_take(unharmed / "take.footing") as whole,
    ):
        ours, theirs = again.captured(), whole.captured()
        assert ours is not None and theirs is not None
        for name in ("local_rotations", "root_positions", "times"):
            np.testing.assert_array_equal(getattr(ours.motion, name), getattr(theirs.motion, name))
        np.testing.assert_array_equal(ours.confidence, theirs.confidence)
        decided = [set(map(str, take.journal().decisions)) for take in (again, whole)]
        assert len(decided[0]) == len(decided[1])


def test_what_was_seen_before_the_kill_is_not_looked_at_again(clip, tmp_path):
    moment = KILLED_AT["in the second part of the keypoints"]
    assert run(clip, tmp_path, *moment).returncode == -signal.SIGKILL
    again = run(clip, tmp_path, "Keypoints: frame 1 of")
    assert again.returncode == 0, "the first part was looked at a second time"
