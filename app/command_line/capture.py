"""capture: a person's motion from a video, as BVH and, where wanted, as a take."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from app.command_line.camera_options import add_camera, camera_said
from app.command_line.motion_input import is_take
from app.command_line.motion_output import bvh_output
from app.command_line.options import (
    add_output,
    add_timing,
    asked_range,
    asked_rate,
    checked_output,
)
from app.command_line.progress import progress_bar
from app.command_line.said import say
from core.capture.options.options import DETECTORS, CaptureOptions
from core.capture.person.person_box import Box
from core.errors import WrongUsage

#: Hz, where --rate is not given.
CAPTURE_RATE = 60.0


EXAMPLES = (
    "capture clip.mp4 -o clip.bvh --height 1.75 --take clip.footing",
    "capture crowd.mp4 -o clip.bvh --box 310,80,240,610@2.5",
    "capture jump.mp4 -o jump.bvh --shot-fps 240 --range 1.5:4",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("video", metavar="VIDEO", type=Path, help="the video of one person")
    add_output(parser, "OUT.bvh", "the BVH file to write: metres, +Y up")
    parser.add_argument(
        "--take", metavar="T.footing", type=Path,
        help="keep everything in this take; a capture that was cut off goes on there",
    )  # fmt: skip
    parser.add_argument(
        "--rig", metavar="RIG.bvh", type=Path, help="the rig to write (default: Footing's own)"
    )
    parser.add_argument(
        "--height",
        metavar="M",
        type=float,
        help="the actor's height in metres (default: the rig's, 1.75 of Footing's own, or what "
        "a camera's known place tells)",
    )
    parser.add_argument(
        "--camera",
        metavar="CAM.json",
        type=Path,
        help="the camera, as far as it is known (default: estimated)",
    )
    parser.add_argument(
        "--box", metavar="X,Y,W,H@S",
        help="pixels around the person at second S (left out: 0), who is followed (default: the "
        "largest person of the first second)",
    )  # fmt: skip
    parser.add_argument(
        "--shot-fps",
        metavar="F",
        type=float,
        help="slow motion: frames per second it was shot at (default: as many as it plays)",
    )
    parser.add_argument(
        "--detector", metavar="NAME", default=DETECTORS[0],
        help=f"what finds the person: {', '.join(DETECTORS)} (the default)",
    )  # fmt: skip
    parser.add_argument(
        "--keypoints",
        metavar="FILE",
        type=Path,
        help="a keypoint file (JSON) in place of a detector",
    )
    parser.add_argument(
        "--solver", choices=("banded", "landmarks"), default="banded",
        help="fit the rig to the whole clip (banded, the default) or to each frame",
    )  # fmt: skip
    add_timing(parser, "60")
    add_camera(parser)


def run(arguments: argparse.Namespace) -> None:
    """Raises: WrongUsage, BadInput, MissingComponent, Cancelled."""
    rate = asked_rate(arguments) or CAPTURE_RATE
    options = options_of(arguments)
    inputs = [arguments.video, arguments.rig, arguments.camera, arguments.keypoints, arguments.take]
    if arguments.take is not None and not is_take(arguments.take):
        raise WrongUsage(f"--take is a file ending in .footing, not {arguments.take.name!r}.")
    output = bvh_output(arguments, inputs)
    if arguments.take is not None:
        checked_output(arguments.take, inputs[:-1])
    # the decoder is loaded only when the arguments are in order
    from core.capture.capture_to_file import capture_to_file

    sentences = capture_to_file(
        arguments.video,
        options,
        output,
        rate=rate,
        take_path=arguments.take,
        progress=progress_bar("Capture"),
    )
    for sentence in sentences:
        say(sentence)


def options_of(arguments: argparse.Namespace) -> CaptureOptions:
    """What the command line says about the capture. Raises: WrongUsage."""
    start, end = asked_range(arguments)
    if arguments.keypoints is not None and arguments.box is not None:
        raise WrongUsage("--box is for a detector; the keypoint file already says who it is.")
    return CaptureOptions(
        rig=arguments.rig,
        height=arguments.height,
        camera=arguments.camera,
        box=None if arguments.box is None else box_of(arguments.box),
        shot_rate=arguments.shot_fps,
        detector=arguments.detector,
        keypoints=arguments.keypoints,
        solver=arguments.solver,
        start=start,
        end=end,
        camera_fact=camera_said(arguments),
        focal_35mm=arguments.focal_35mm,
    )


def box_of(text: str) -> Box:
    """X,Y,W,H or X,Y,W,H@S. Raises: WrongUsage."""
    number = r"\s*([+-]?(?:\d+\.?\d*|\.\d+))\s*"
    match = re.fullmatch(",".join([number] * 4) + f"(?:@{number})?", text)
    if match is None:
        raise WrongUsage(f"--box is X,Y,W,H@S in pixels and seconds, not {text!r}.")
    x, y, width, height = (float(group) for group in match.groups()[:4])
    if width <= 0.0 or height <= 0.0:
        raise WrongUsage(f"--box has a width and a height above 0, not {text!r}.")
    return Box(x, y, width, height, float(match.group(5) or 0.0))
