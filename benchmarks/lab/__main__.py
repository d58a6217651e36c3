"""Renders motions as actors, captures them, and says in one table how good that was.

    .venv/bin/python -m benchmarks.lab [CLIP ...] [--quick] [--only WAY ...] [--no-hidden]
                                       [--overlays]

Ways: `raw` (the detector's 3D landmarks, scaled and placed), `landmarks` (the frozen baseline) and
`banded` (the fit) are given the camera and the height; "banded, lens given" only the focal length
and the height, "banded, camera hidden" only the height.

Videos and detections are kept in `--cache` (default out/lab), so that after a change of the fit
only the fit runs again. A line with the means goes to history.jsonl there, and what has changed
since the last run of the same clips is printed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
import traceback
from pathlib import Path

from benchmarks.lab import table
from benchmarks.lab.bias import bias_lines
from benchmarks.lab.capturing import BANDED, HIDDEN_WAYS, LANDMARKS, RAW, Scored, Way, scored
from benchmarks.lab.clips import LabClip, add_clips, chosen
from benchmarks.lab.filmed import filmed_clip
from benchmarks.lab.motion_data import human_motions
from benchmarks.lab.overlay import write_overlay
from benchmarks.lab.rendering import RenderedClip, rendered
from benchmarks.places import ROOT
from core.capture.options.options import SOLVERS
from core.errors import FootingError


def main() -> int:
    arguments = _arguments()
    ways = [RAW, LANDMARKS, *([BANDED] if "banded" in SOLVERS else [])]
    hidden = [] if arguments.no_hidden else [w for w in HIDDEN_WAYS if w.solver in SOLVERS]
    if arguments.only:
        ways = [way for way in (*ways, *hidden) if way.name in arguments.only]
        hidden = [way for way in ways if way.camera != "given"]
        ways = [way for way in ways if way.camera == "given"]
    human = human_motions(arguments.data, arguments.cache)
    results: dict[str, dict[str, dict[str, float]]] = {way.name: {} for way in (*ways, *hidden)}
    failed, fits = 0, []
    clips = chosen(arguments.clips, arguments.quick)
    for clip in clips:
        try:
            place = _place(clip, human, arguments)
        except FootingError as error:
            print(f"{clip.name} is left out: {error}", file=sys.stderr)
            failed += 1
            continue
        for way in (*ways, *hidden):
            found = _tried(place, way)
            failed += found is None
            if found is None:
                continue
            results[way.name][clip.name] = found.metrics
            fits += [found] if way is BANDED else []
            bvh = place.folder / f"{way.file_name}.bvh"
            if arguments.overlays and way.camera == "given" and bvh.is_file():
                write_overlay(place.folder, bvh, bvh.with_suffix(".png"))
    _report(ways, hidden, results, fits)
    names = [clip.name for clip in clips]
    print("\n".join(table.add_history(arguments.cache / "history.jsonl", results, names)))
    return 1 if failed else 0


def _report(ways: list[Way], hidden: list[Way], results: table.Results, fits: list[Scored]) -> None:
    """The table, the gains, where the fit is wrong in one direction, and what was not told."""
    given = {way.name: results[way.name] for way in ways}
    print("\n".join(table.table_lines(given, table.COLUMNS)))
    gain = table.gain_line(given, BANDED.name, (RAW.name, LANDMARKS.name))
    if gain:
        print(gain)
    if fits:
        print("\n".join(["", *bias_lines([found.bias for found in fits])]))
        seconds = {name: sum(f.seconds.get(name, 0.0) for f in fits) for name in fits[0].seconds}
        print("seconds: " + ", ".join(f"{name} {value:.1f}" for name, value in seconds.items()))
    if hidden:
        told = {way.name: results[way.name] for way in hidden}
        print("\n".join(["", *table.table_lines(told, table.VIEW_COLUMNS)]))


def _place(clip: LabClip, human: Path, arguments: argparse.Namespace) -> RenderedClip:
    """The clip on disk. Raises: BadInput without the data that it is made of."""
    if clip.filmed:
        return filmed_clip(clip, arguments.data, arguments.cache / "clips")
    return rendered(clip, human, arguments.cache / "clips")


def _tried(place: RenderedClip, way: Way) -> Scored | None:
    """What this way made of the clip; a failure is told and does not stop the others."""
    kept = place.folder / f"{way.file_name}.json"
    start = time.perf_counter()
    if way in (RAW, LANDMARKS) and (before := _kept_scores(kept)) is not None:
        return before
    try:
        found = scored(place, way)
    except FootingError as error:
        print(f"{place.clip.name}, {way.name}: {error}", file=sys.stderr)
        return None
    except Exception:
        print(f"{place.clip.name}, {way.name}:\n{traceback.format_exc()}", file=sys.stderr)
        return None
    content = {
        "code": code_mark(),
        "metrics": found.metrics,
        "joints": found.joints,
        "bias": found.bias,
    }
    kept.write_text(json.dumps(content | {"seconds": found.seconds, "said": found.sentences}))
    print(f"{place.clip.name}, {way.name}: {time.perf_counter() - start:.1f} s", file=sys.stderr)
    return found


def _kept_scores(path: Path) -> Scored | None:
    """A baseline's scores as they were, where neither it nor the metrics have changed."""
    if not path.is_file():
        return None
    content = json.loads(path.read_text())
    if content["code"] != code_mark():
        return None
    return Scored(content["metrics"], content["joints"])


def code_mark() -> str:
    """A mark of the code that baselines and metrics are made of."""
    files = sorted((ROOT / "core" / "quality").glob("*.py"))
    files += [ROOT / "core" / "capture" / f"{name}.py" for name in (
        "lift/landmarks", "lift/root_path", "lift/body_in_scene",
        "feet/image_contacts", "feet/standing_feet")]  # fmt: skip
    files += [ROOT / "benchmarks" / "lab" / f"{name}.py" for name in ("raw_landmarks", "capturing")]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lab", description=__doc__)
    add_clips(parser)
    parser.add_argument("--quick", action="store_true", help="four short clips")
    parser.add_argument("--only", nargs="*", metavar="WAY", help="raw, landmarks, banded, ...")
    parser.add_argument(
        "--no-hidden",
        action="store_true",
        help="leave out the captures that are not told the camera",
    )
    parser.add_argument(
        "--overlays", action="store_true", help="draw truth and estimate over frames, CLIP/WAY.png"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
