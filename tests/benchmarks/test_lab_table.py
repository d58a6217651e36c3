"""The laboratory's table and history: means over clips, gains on the better rival, what changed."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.lab.table import COLUMNS, add_history, gain_line, means, table_lines

RESULTS = {
    "raw": {"walk": {"mpjpe_mm": 100.0}, "spin": {"mpjpe_mm": 80.0}},
    "landmarks": {"walk": {"mpjpe_mm": 120.0}, "spin": {"mpjpe_mm": 100.0}},
    "banded": {"walk": {"mpjpe_mm": 60.0, "jitter_ratio": 0.9}, "spin": {"mpjpe_mm": 75.0}},
}


def test_each_clip_has_a_line_a_way_and_the_means_come_last() -> None:
    lines = table_lines(RESULTS, COLUMNS)
    assert len(lines) == 1 + 2 * 3 + 3
    assert lines[1].split()[:3] == ["walk", "raw", "100"]
    assert lines[-1].split()[:3] == ["MEAN", "banded", "67.5"]
    assert means(RESULTS)["banded"] == {"mpjpe_mm": 67.5, "jitter_ratio": 0.9}


def test_the_gain_is_told_against_the_better_baseline() -> None:
    assert gain_line(RESULTS, "banded", ("raw", "landmarks")).endswith("MPJPE -25 %")
    fewer = {**RESULTS, "banded": {"walk": {"mpjpe_mm": 60.0}}}
    assert gain_line(fewer, "banded", ("raw", "landmarks")).endswith("MPJPE -40 %")
    assert gain_line({"raw": {}, "banded": {}}, "banded", ("raw",)) == ""


def test_history_tells_what_changed_since_the_last_run_of_the_same_clips(tmp_path: Path) -> None:
    path = tmp_path / "lab" / "history.jsonl"
    assert add_history(path, RESULTS, ["walk", "spin"]) == []
    better = {**RESULTS, "banded": {"walk": {"mpjpe_mm": 50.0}, "spin": {"mpjpe_mm": 75.0}}}
    told = add_history(path, better, ["spin", "walk"])
    assert [line.split(",")[0] for line in told] == ["raw", "landmarks", "banded"]
    assert "MPJPE 67.5 > 62.5" in told[2] and "no change" in told[0]
    assert add_history(path, {"banded": {"walk": {"mpjpe_mm": 1.0}}}, ["walk"]) == []
    entries = [json.loads(line) for line in path.read_text().splitlines()]
    assert len(entries) == 3 and entries[1]["means"]["banded"]["mpjpe_mm"] == 62.5
    assert {"date", "commit", "clips"} <= set(entries[0])
