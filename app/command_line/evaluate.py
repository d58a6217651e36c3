"""evaluate: measure motions against the truth, beside a baseline, as a table, JSON or plots."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.command_line.options import add_reading
from app.command_line.progress import progress_bar
from core.errors import WrongUsage

if TYPE_CHECKING:
    from app.command_line.evaluated_clips import EvaluatedClip

#: So many clips get a column of their own; of more the mean is printed.
_COLUMNS = 4
#: Seconds; ten days, in which neighbouring frames still have different times.
_FARTHEST = 1e6
#: What is told joint by joint to people; `--json` has all.
_PER_JOINT = ("mpjpe_mm", "pa_mpjpe_mm", "abs_mpjpe_mm", "reprojection_px", "bone_length_percent")


EXAMPLES = (
    "evaluate clip.bvh --truth folder",
    "evaluate ours.bvh --truth truth.bvh --baseline theirs.bvh --plots plots --json",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "input", metavar="IN", type=Path, nargs="+",
        help="BVH files, .footing takes, or folders of them; each file is a clip",
    )  # fmt: skip
    parser.add_argument(
        "--truth", required=True, metavar="DIR_OR_BVH", type=Path,
        help="a BVH file, or a folder with any of motion.bvh joints.json contacts.json camera.json "
        "keypoints.json; for several clips a folder of such, named as they are",
    )  # fmt: skip
    parser.add_argument(
        "--baseline", metavar="OTHER", type=Path, nargs="+", default=[],
        help="other motions of the same clips, files or folders, measured beside",
    )  # fmt: skip
    parser.add_argument(
        "--plots", metavar="DIR", type=Path,
        help="draw errors over time, paths, feet, spectra and the table into this folder",
    )  # fmt: skip
    parser.add_argument(
        "--contacts", metavar="C.json", type=Path,
        help="the contacts that belong to IN, to be scored (default: a take's own, else estimated)",
    )  # fmt: skip
    parser.add_argument(
        "--offset", metavar="S", type=float, default=0.0,
        help="seconds of the truth at which IN begins (default: 0)",
    )  # fmt: skip
    parser.add_argument(
        "--measured", action="store_true", default=None,
        help="the truth comes from cameras: leave out what it has above 12 Hz where tremble is "
        "measured (default: so where the truth is joints without a motion)",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one JSON object and no more")
    add_reading(parser)


def run(arguments: argparse.Namespace) -> None:
    """Raises: BadInput, WrongUsage, MissingComponent."""
    if not abs(arguments.offset) <= _FARTHEST:
        raise WrongUsage(f"--offset is a number of seconds, not {arguments.offset!r}.")
    from app.command_line.evaluated_clips import baseline_files, clips_of

    clips = clips_of(arguments.input)
    if arguments.contacts is not None and (len(clips) > 1 or arguments.baseline):
        raise WrongUsage("--contacts belongs to one motion; give one, without a baseline.")
    names = _names_of(arguments.baseline, clips)
    if len(set(names)) < len(names):
        raise WrongUsage("--baseline names one motion or folder twice; give each of them once.")
    rivals = {
        name: baseline_files(path, tuple(clips))
        for name, path in zip(names, arguments.baseline, strict=True)
    }
    if arguments.plots is not None:
        from core.quality.plot_page import plots_folder

        plots_folder(arguments.plots)
    progress = progress_bar("Evaluate")
    ours = _all_evaluated(clips, tuple(clips), arguments, progress)
    theirs = {
        name: _all_evaluated(files, tuple(clips), arguments, progress)
        for name, files in rivals.items()
    }
    result = summary(ours)
    baselines = {name: summary(found) for name, found in theirs.items()}
    if arguments.plots is not None:
        _draw(arguments.plots, ours, theirs, result, baselines)
    progress(1.0, "done")
    if arguments.json:
        print(json.dumps(result | ({"baselines": baselines} if baselines else {}), allow_nan=False))
        return
    print("\n".join(table(result["clips"], result["mean"], baselines)))
    per_joint = joint_table(result["joints"], baselines)
    if per_joint:
        print("\n".join(["", *per_joint]))


def summary(clips: Sequence[EvaluatedClip]) -> dict[str, Any]:
    """What `--json` prints of clips: by clip, in the mean, and by joint in the mean."""
    from core.quality.metrics import mean_of

    metrics = {clip.name: clip.found.metrics for clip in clips}
    joints = [clip.found.joints for clip in clips]
    per_joint = {
        metric: mean_of([clip[metric] for clip in joints if metric in clip])
        for metric in dict.fromkeys(metric for clip in joints for metric in clip)
    }
    return {"clips": metrics, "mean": mean_of(list(metrics.values())), "joints": per_joint}


def table(
    clips: Mapping[str, Mapping[str, float]],
    mean: Mapping[str, float],
    baselines: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[str]:
    """Lines for people: a metric a row, a clip a column, then the mean, then the baselines'."""
    columns: dict[str, Mapping[str, float]] = {}
    if len(clips) <= _COLUMNS:
        columns |= clips
    if len(clips) > 1:
        columns[f"mean of {len(clips)}"] = mean
    for name, found in (baselines or {}).items():
        columns[f"({name})"] = found["mean"]
    return _lines("metric", list(mean), columns)


def joint_table(
    joints: Mapping[str, Mapping[str, float]], baselines: Mapping[str, Mapping[str, Any]]
) -> list[str]:
    """Lines for people: a joint a row, the main metrics as columns, each beside the baselines'."""
    columns: dict[str, Mapping[str, float]] = {}
    for metric in _PER_JOINT:
        if metric in joints:
            columns[metric] = joints[metric]
            for name, found in baselines.items():
                columns[f"({name})" + " " * len(columns)] = found["joints"].get(metric, {})
    rows = list(dict.fromkeys(joint for values in columns.values() for joint in values))
    return _lines("joint", rows, columns) if rows else []


def _lines(corner: str, rows: list[str], columns: Mapping[str, Mapping[str, float]]) -> list[str]:
    heads = {name: name.rstrip() for name in columns}
    widths = [max(len(head), 10) for head in heads.values()]
    first = max([len(row) for row in (*rows, corner)])
    head = "  ".join(name.rjust(width) for name, width in zip(heads.values(), widths, strict=True))
    lines = [f"{corner.ljust(first)}  {head}"]
    for row in rows:
        cells = [
            (f"{values[row]:.3f}" if row in values else "-").rjust(width)
            for values, width in zip(columns.values(), widths, strict=True)
        ]
        lines.append(f"{row.ljust(first)}  {'  '.join(cells)}")
    return lines


def _names_of(baselines: Sequence[Path], clips: Mapping[str, Path]) -> list[str]:
    """A name for each baseline: its own, with its folder's where that is not enough."""
    names = [path.stem for path in baselines]
    taken = [name for name in names if names.count(name) > 1 or name in clips]
    return [
        f"{path.absolute().parent.name}/{name}" if name in taken else name
        for path, name in zip(baselines, names, strict=True)
    ]


def _all_evaluated(
    files: Mapping[str, Path], clips: Sequence[str], arguments: argparse.Namespace, progress: Any
) -> list[EvaluatedClip]:
    from app.command_line.evaluated_clips import evaluated

    found = []
    for number, (name, path) in enumerate(files.items()):
        progress(number / len(files), name)
        found.append(evaluated(path, name, clips, arguments))
    return found


def _draw(
    folder: Path,
    ours: Sequence[EvaluatedClip],
    theirs: Mapping[str, Sequence[EvaluatedClip]],
    result: Mapping[str, Any],
    baselines: Mapping[str, Mapping[str, Any]],
) -> None:
    """A page a clip, and one of all. Raises: BadInput, MissingComponent."""
    from core.quality.clip_plots import PlottedBody, plot_clip
    from core.quality.summary_plots import plot_summary

    for clip in ours:
        bodies = [PlottedBody("estimate", clip.motion, clip.points, clip.contacts, clip.found)]
        for name, others in theirs.items():
            bodies += [
                PlottedBody(name, other.motion, other.points, other.contacts, other.found)
                for other in others
                if other.name == clip.name
            ]
        plot_clip(folder, clip.name, clip.truth, bodies)
    plot_summary(folder, result, baselines)
