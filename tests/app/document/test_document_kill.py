"""kill -9 of a document that is being edited, previewed, settled and stored into."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from made_takes import made_captured

from core.files.motion_file import write_motion
from core.take.editing.normal_form import fault_of
from core.take.on_disk.refined_form import refined_from_packed
from core.take.on_disk.take_opening import open_take
from core.take.refine import refine, result_key

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = Path(__file__).with_name("deciding_in_a_window.py")


def killed_after(motion: Path, seed: int, lines: int) -> int:
    """The last edit that the document said to be on the disk before it was killed."""
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(motion), str(seed)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
    )
    assert process.stdout is not None and process.stderr is not None
    said = []
    for _ in range(lines):
        line = process.stdout.readline()
        if not line:
            pytest.fail(process.stderr.read())
        said.append(int(line.split()[1]))
    process.kill()
    rest = process.stdout.read().split("\n")
    said += [int(line.split()[1]) for line in rest[:-1] if line]
    process.wait()
    process.stdout.close()
    process.stderr.close()
    return max(said)


def test_what_the_window_showed_as_done_is_there_after_a_kill(tmp_path: Path) -> None:
    motion = tmp_path / "walk.bvh"
    write_motion(motion, made_captured(frames=120).motion, rate=30.0)
    chance = random.Random(5)
    before = 0
    for seed in range(5):
        told = killed_after(motion, seed, chance.randrange(2, 40))
        with open_take(tmp_path / "walk.footing") as take:
            assert "was not closed last time" in take.notices[0]
            journal = take.journal()
            captured = take.captured()
            assert captured is not None
            assert len(journal) >= max(told, before)
            assert fault_of(journal.decisions) is None
            before = len(journal)
            # a settled result that was half stored is not there; a whole one is the true one
            stored = take.cached(result_key(captured, journal.decisions))
            if stored is not None:
                kept = refined_from_packed(stored, captured).motion
                solved = refine(captured, journal.decisions).motion
                assert kept.local_rotations.tobytes() == solved.local_rotations.tobytes()
    assert before > 20
