"""info: say what a file holds. One function per kind of file."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.command_line.motion_input import is_take
from app.command_line.options import add_reading, read_motion_of
from app.command_line.said import printable
from core.errors import BadInput
from core.files.layout import FileLayout, unit_name
from core.files.standing_height import told_height
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.motion import Motion
from core.motion.output_times import own_rate

_HIERARCHY, _SQLITE = b"HIERARCHY", b"SQLite format 3\0"


EXAMPLES = (
    "info clip.bvh",
    "info clip.mp4 --json",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="a BVH file, a take or a video")
    parser.add_argument("--json", action="store_true", help="print one JSON object and no more")
    add_reading(parser)


def run(arguments: argparse.Namespace) -> None:
    """Raises: BadInput, WrongUsage."""
    facts = _reader_for(arguments.file)(arguments.file, arguments)
    if arguments.json:
        print(json.dumps(facts, allow_nan=False))
        return
    print(printable("\n".join(_lines(facts))))


def _reader_for(path: Path) -> Callable[[Path, argparse.Namespace], dict[str, Any]]:
    """By its first bytes where they tell, else by its name. Raises: BadInput."""
    if not path.exists():
        raise BadInput(f"{path} does not exist; check the name.")
    if not path.is_file():
        raise BadInput(f"{path} is not a file; give a BVH file, a take or a video.")
    try:
        with path.open("rb") as file:
            start = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    except OSError as error:
        raise BadInput(
            f"{path} cannot be read ({error.strerror}); check its permissions."
        ) from error
    if is_take(path) or start.startswith(_SQLITE):
        return _take_facts
    if path.suffix.lower() == ".bvh" or start[:9].upper() == _HIERARCHY:
        return _bvh_facts
    if path.suffix.lower() == ".json":
        raise BadInput(f"{path} is a JSON file; give the BVH file, take or video that it is of.")
    return _video_facts


def _bvh_facts(path: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    read = read_motion_of(path, arguments)
    return {
        "kind": "bvh",
        "frames": read.motion.frame_count,
        "seconds": read.motion.seconds,
        "rate": read.rate,
        "rate_written": read.rate_written,
        "unit": read.unit,
        "unit_source": read.unit_source,
        "up": read.up,
        "height_m": read.height_m,
        **_rig_facts(read.motion, read.layout),
        "warnings": list(read.warnings),
    }


def _take_facts(path: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    from core.take.on_disk.take_opening import open_take

    with open_take(path, read_only=True) as take:
        captured, journal, video = take.captured(), take.journal(), take.video()
        warnings = list(take.notices)
    facts: dict[str, Any] = {"kind": "take"}
    if captured is None:
        warnings.append("The take holds no motion yet.")
    else:
        motion, layout = captured.motion, captured.layout
        rate = own_rate(motion)
        facts |= {
            "frames": motion.frame_count,
            "seconds": motion.seconds,
            "rate": rate,
            "rate_written": 1.0 / layout.frame_time if layout else rate,
            "unit": unit_name(layout.metres_per_unit) if layout else "m",
            "unit_source": "file",
            "up": layout.up if layout else "y",
            "height_m": told_height(motion),
            **_rig_facts(motion, layout),
        }
        facts["contact_points"] = _point_facts(motion, captured.contact_points)
        facts["source"] = captured.source
    facts |= {
        "decisions": len(journal.decisions),
        "edits": len(journal),
        "video": None if video is None else video.name,
        "warnings": warnings,
    }
    return facts


def _video_facts(path: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    from core.video.reader import VideoReader

    with VideoReader(path) as video:
        times = video.times
        return {
            "kind": "video",
            "frames": len(times),
            "seconds": float(times[-1] - times[0]),
            "rate": float(video.rate),
            "width": video.width,
            "height": video.height,
            "rotation": video.rotation,
            "variable_rate": video.variable_rate,
            "warnings": list(video.warnings),
        }


def _rig_facts(motion: Motion, layout: FileLayout | None) -> dict[str, Any]:
    skeleton = motion.skeleton
    offsets = skeleton.offsets.copy()
    if layout is not None:
        offsets[0] = layout.root_offset * layout.metres_per_unit
    parents = [None if parent < 0 else skeleton.names[parent] for parent in skeleton.parents]
    return {
        "joints": [
            {
                "name": name,
                "parent": parents[joint],
                "offset_m": offsets[joint].tolist(),
                "channels": [] if layout is None else list(layout.channels[joint]),
            }
            for joint, name in enumerate(skeleton.names)
        ],
        "end_sites": [
            {"joint": skeleton.names[site.joint], "offset_m": site.offset.tolist()}
            for site in skeleton.end_sites
        ],
        "contact_points": _point_facts(motion, find_contact_points(motion)),
    }


def _point_facts(motion: Motion, points: Any) -> list[dict[str, Any]]:
    names = motion.skeleton.names
    return [
        {"name": point.name, "joint": names[point.joint], "offset_m": point.offset.tolist()}
        for point in points
    ]


def _lines(facts: dict[str, Any]) -> list[str]:
    """The same facts for people."""
    lines = [f"kind      {facts['kind']}"]
    if "frames" in facts:
        lines.append(f"length    {facts['frames']} frames, {facts['seconds']:.3f} s")
        rate = f"{facts['rate']:.6g} Hz"
        if "rate_written" in facts:
            rate += f" (written: {facts['rate_written']:.8g} Hz)"
        lines.append(f"rate      {rate}")
    if "width" in facts:
        lines.append(f"picture   {facts['width']} x {facts['height']}, turned {facts['rotation']}°")
        lines.append(f"timing    {'variable' if facts['variable_rate'] else 'even'}")
    if "unit" in facts:
        lines += [
            f"unit      {facts['unit']} ({facts['unit_source']})",
            f"up        {facts['up'].upper()}",
            f"height    {facts['height_m']:.3f} m",
        ]
    if "decisions" in facts:
        lines.append(f"decisions {facts['decisions']}, made by {facts['edits']} edits")
        lines.append(f"video     {facts['video'] or 'none'}")
    if "joints" in facts:
        lines.append(f"joints    {len(facts['joints'])}")
        for joint in facts["joints"]:
            x, y, z = joint["offset_m"]
            channels = " ".join(joint["channels"])
            lines.append(f"  {joint['name']:24} ({x:+.3f} {y:+.3f} {z:+.3f}) m  {channels}")
        lines.append(f"contact points {len(facts['contact_points'])}")
        for point in facts["contact_points"]:
            x, y, z = point["offset_m"]
            lines.append(
                f"  {point['name']:24} ({x:+.3f} {y:+.3f} {z:+.3f}) m  on {point['joint']}"
            )
    return lines + [f"warning   {warning}" for warning in facts["warnings"]]
