"""The one table of the laboratory, and its history."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from core.quality.metrics import mean_of

#: Metric -> heading, in the table's order.
COLUMNS = {
    "mpjpe_mm": "MPJPE", "pa_mpjpe_mm": "PA", "w_mpjpe_yaw_mm": "W yaw",
    "wa_mpjpe_yaw_mm": "WA yaw", "abs_mpjpe_mm": "Abs", "rte_percent": "RTE %",
    "heading_deg": "head °", "reprojection_px": "repr px", "jitter_ratio": "jitter",
    "plant_skate_mean_mm": "skate", "penetration_worst_mm": "sink", "f1_held": "F1 held",
    "peak_turn_ratio": "turn", "bone_length_percent": "bone %", "height_percent": "height %",
    "speed_kept_percent": "speed %", "end_error_percent": "end %", "root_range_mm": "still mm",
}  # fmt: skip
VIEW_COLUMNS = {
    "pitch_deg": "pitch °", "roll_deg": "roll °", "focal_percent": "focal %",
    "camera_height_percent": "cam h %", "depth_percent": "depth %", "pitch_sigmas": "pitch s",
    "roll_sigmas": "roll s", "focal_sigmas": "focal s", "height_sigmas": "cam h s",
    "covered_share": "covered", "mpjpe_mm": "MPJPE", "pa_mpjpe_mm": "PA",
    "wa_mpjpe_yaw_mm": "WA yaw", "rte_percent": "RTE %", "heading_deg": "head °",
}  # fmt: skip
#: Metrics in which less is better, told as a gain against the better baseline.
GAINS = (
    "mpjpe_mm", "pa_mpjpe_mm", "w_mpjpe_yaw_mm", "wa_mpjpe_yaw_mm", "rte_percent", "heading_deg",
)  # fmt: skip

Results = Mapping[str, Mapping[str, Mapping[str, float]]]  # way -> clip -> metric -> value


def table_lines(results: Results, columns: Mapping[str, str]) -> list[str]:
    """Clip by clip one line a way, then each way's mean over the clips that all of them have."""
    clips = list(dict.fromkeys(clip for way in results.values() for clip in way))
    width = max([len(clip) for clip in clips] + [5])
    first = max([len(way) for way in results] + [4])
    heads = "".join(head.rjust(9) for head in columns.values())
    lines = [f"{'clip'.ljust(width)} {'way'.ljust(first)}{heads}"]
    for clip in clips:
        for way, found in results.items():
            if clip in found:
                cells = _cells(found[clip], columns)
                lines.append(f"{clip.ljust(width)} {way.ljust(first)}{cells}")
    if len(clips) > 1:
        for way, mean in means(results).items():
            lines.append(f"{'MEAN'.ljust(width)} {way.ljust(first)}{_cells(mean, columns)}")
    return lines


def means(results: Results) -> dict[str, dict[str, float]]:
    """Way -> metric -> mean over the clips."""
    return {way: mean_of(list(found.values())) for way, found in results.items()}


def gain_line(results: Results, way: str, baselines: Sequence[str]) -> str:
    """How much lower the means are than those of the better baseline, over shared clips."""
    others = [name for name in baselines if results.get(name)]
    if not others or not results.get(way):
        return ""
    shared = set.intersection(*(set(results[name]) for name in (way, *others)))
    ours = mean_of([results[way][clip] for clip in sorted(shared)])
    parts = []
    for metric in GAINS:
        rivals = [mean_of([results[n][c] for c in sorted(shared)]).get(metric) for n in others]
        known = [value for value in rivals if value is not None]
        if known and metric in ours:
            parts.append(f"{COLUMNS[metric]} {100.0 * (ours[metric] / min(known) - 1.0):+.0f} %")
    return f"{way} against the better baseline: {', '.join(parts)}"


def add_history(path: Path, results: Results, clips: Sequence[str]) -> list[str]:
    """Append a line with this run's means, and tell the change since the last such run."""
    line = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "clips": sorted(clips),
        "means": {way: _rounded(mean) for way, mean in means(results).items()},
    }
    before = [json.loads(text) for text in path.read_text().splitlines()] if path.is_file() else []
    same = [entry for entry in before if entry["clips"] == line["clips"]]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(json.dumps(line) + "\n")
    said = []
    for way, mean in line["means"].items():
        last = next((one for one in reversed(same) if way in one["means"]), None)
        if last is None:
            continue
        told = [
            f"{head} {last['means'][way][metric]:.4g} > {mean[metric]:.4g}"
            for metric, head in (COLUMNS | VIEW_COLUMNS).items()
            if metric in mean
            and metric in last["means"][way]
            and abs(mean[metric] - last["means"][way][metric]) > 0.005 * abs(mean[metric])
        ]
        since = f"since {last['commit']} of {last['date'][:16]}"
        said.append(f"{way}, {since}: {', '.join(told) if told else 'no change'}")
    return said


def _cells(values: Mapping[str, float], columns: Mapping[str, str]) -> str:
    return "".join(
        (_short(values[metric]) if metric in values else "-").rjust(9) for metric in columns
    )


def _short(value: float) -> str:
    size = abs(value)
    return f"{value:.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: float(f"{value:.5g}") for name, value in values.items()}


def _commit() -> str:
    """The checkout's commit, with + where files differ from it; "unknown" outside of git."""
    try:
        told = subprocess.run(
            ["git", "describe", "--always", "--dirty=+"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return told.stdout.strip()
