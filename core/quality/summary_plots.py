"""One picture of a whole evaluation: the table of metrics, and the joints beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.quality.plot_page import Page, colour_of

#: Metrics whose joints are drawn as bars.
_BARS = ("mpjpe_mm", "pa_mpjpe_mm", "reprojection_px")
#: Clips of more than this are shown by their mean alone.
_CLIPS = 8


def plot_summary(
    folder: Path, result: Mapping[str, Any], baselines: Mapping[str, Mapping[str, Any]]
) -> list[Path]:
    """Draw table.png and joints.png from what `evaluate --json` prints; returns the files.

    Raises: MissingComponent.
    """
    drawn = [_table(folder / "table.png", result, baselines)]
    shown = [metric for metric in _BARS if metric in result["joints"]]
    if shown:
        drawn.append(_joints(folder / "joints.png", shown, result, baselines))
    return drawn


def _table(
    path: Path, result: Mapping[str, Any], baselines: Mapping[str, Mapping[str, Any]]
) -> Path:
    clips = result["clips"]
    columns: dict[str, Mapping[str, float]] = dict(clips) if len(clips) <= _CLIPS else {}
    if len(clips) != 1:
        columns["mean"] = result["mean"]
    columns |= {f"{name} (baseline)": found["mean"] for name, found in baselines.items()}
    rows = list(result["mean"])
    cells = [
        [_short(values[row]) if row in values else "" for values in columns.values()]
        for row in rows
    ]
    width = 3.2 + 1.35 * len(columns)
    with Page(path, "What was measured", width, 0.9 + 0.235 * len(rows)) as figure:
        axis = figure.subplots()
        axis.axis("off")
        drawn = axis.table(
            cells, rowLabels=rows, colLabels=list(columns), loc="upper center", cellLoc="right",
            bbox=[0.0, 0.0, 1.0, 1.0],
        )  # fmt: skip
        drawn.auto_set_font_size(False)
        drawn.set_fontsize(8)
        for (row, column), cell in drawn.get_celld().items():
            cell.set_edgecolor((1.0, 1.0, 1.0))
            cell.set_facecolor(
                (0.87, 0.9, 0.93)
                if row == 0
                else (0.96, 0.96, 0.96)
                if row % 2
                else (1.0, 1.0, 1.0)
            )
            if column < 0:
                cell.set_text_props(ha="left")
    return path


def _short(value: float) -> str:
    size = abs(value)
    return f"{value:.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"


def _joints(
    path: Path,
    metrics: Sequence[str],
    result: Mapping[str, Any],
    baselines: Mapping[str, Mapping[str, Any]],
) -> Path:
    """Bars of each joint, the baselines' beside the estimate's."""
    bodies = {"estimate": result, **baselines}
    with Page(path, "By joint, mean over the clips", 13, 3.2 * len(metrics)) as figure:
        axes = figure.subplots(len(metrics), 1, squeeze=False)[:, 0]
        for axis, metric in zip(axes, metrics, strict=True):
            joints = list(result["joints"][metric])
            places = np.arange(len(joints))
            width = 0.8 / len(bodies)
            for number, (name, found) in enumerate(bodies.items()):
                values = [found["joints"].get(metric, {}).get(joint, 0.0) for joint in joints]
                axis.bar(
                    places + (number - 0.5 * (len(bodies) - 1)) * width, values, width,
                    color=colour_of(number), label=name,
                )  # fmt: skip
            axis.set_xticks(places, [joint.replace("_", "\n") for joint in joints])
            axis.set_ylabel(metric)
            axis.grid(axis="x", visible=False)
        axes[0].legend(loc="upper left", ncols=len(bodies))
    return path
