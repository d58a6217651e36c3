"""kill -9 at random moments, of a process that decides and stores a capture's stages meanwhile."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from core.take.editing.normal_form import fault_of
from core.take.on_disk.take_opening import create_take, open_take

ROOT = Path(__file__).resolve().parents[4]
SCRIPT = Path(__file__).with_name("deciding.py")


def killed_after(path: Path, seed: int, lines: int) -> list[list[str]]:
    """Let it decide until that many lines were read, kill it, and give all that it had said."""
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(path), str(seed)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None and process.stderr is not None
    said = []
    for _ in range(lines):
        line = process.stdout.readline()
        if not line:
            pytest.fail(process.stderr.read())
        said.append(line.split())
    process.kill()
    said += [line.split() for line in process.stdout.read().splitlines() if line.count(" ")]
    process.wait()
    process.stdout.close()
    process.stderr.close()
    return said


def test_every_decision_that_was_said_to_be_done_is_there_after_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "walk.footing"
    create_take(path).close()
    chance = random.Random(20)
    edits_before = 0
    for seed in range(20):
        said = killed_after(path, seed, chance.randrange(1, 60))
        told = max((int(words[1]) for words in said if words[0] == "edit"), default=0)
        stages = {words[1]: int(words[2]) for words in said if words[0] == "stage"}
        with open_take(path) as take:
            assert not take.read_only
            assert "was not closed last time" in take.notices[0]
            journal = take.journal()
            assert len(journal) >= max(told, edits_before)
            assert fault_of(journal.decisions) is None
            for name, number in stages.items():
                content, _ = take.stage(f"stage {name}")  # type: ignore[misc]
                assert content.header["stage"] >= number
            edits_before = len(journal)
        assert [file.name for file in tmp_path.iterdir()] == ["walk.footing"]
    assert edits_before > 100
