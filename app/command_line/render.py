"""render: a motion as a person on video, with its exact truth beside it."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from app.command_line.options import (
    add_output,
    add_reading,
    asked_rate,
    checked_output,
    read_motion_of,
)
from app.command_line.progress import progress_bar
from app.command_line.said import say
from core.errors import BadInput, WrongUsage
from core.motion.camera import Camera

_DEFAULT_SIZE = (1280, 720)
_LARGEST_SIDE = 4096  # pixels; the actor is drawn at twice that


EXAMPLES = (
    "render walk.bvh -o folder",
    "render walk.bvh -o folder --seed 7 --vary body,clothes,light --size 1920x1080",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("input", metavar="MOTION.bvh", type=Path, help="a humanoid's motion")
    add_output(
        parser,
        "DIR",
        "the folder for video.mp4 motion.bvh camera.json keypoints.json contacts.json joints.json",
    )
    parser.add_argument(
        "--rate",
        "--fps",
        metavar="HZ",
        help="frames per second of the video (default: the motion's)",
    )
    parser.add_argument(
        "--camera",
        metavar="CAM.json",
        type=Path,
        help="where the camera stands and what it sees (default: a phone's, fitted to the motion)",
    )
    parser.add_argument(
        "--contacts",
        metavar="C.json",
        type=Path,
        help="the motion's contacts, written as they are (default: estimated)",
    )
    parser.add_argument(
        "--seed",
        metavar="N",
        type=int,
        default=0,
        help="another number is another body, clothes, camera, light, room, sensor, things in "
        "front and people passing (default: 0, the sample clip's)",
    )
    parser.add_argument(
        "--vary",
        metavar="PART,...",
        help="what the seed may change (default: all of body, clothes, camera, light, room, "
        "sensor, occluders, bystander)",
    )
    parser.add_argument(
        "--size", metavar="WxH", help="pixels, even numbers (default: 1280x720, or the camera's)"
    )
    add_reading(parser)


def run(arguments: argparse.Namespace) -> None:
    """Raises: WrongUsage, BadInput, MissingComponent."""
    from core.contacts.contacts_json import read_contacts
    from core.synth.render import RENDERED_FILES, render_actor

    if arguments.seed < 0:
        raise WrongUsage(f"--seed is a number from 0, not {arguments.seed}.")
    if arguments.size is not None and arguments.camera is not None:
        raise WrongUsage("--size and --camera both say the picture's size; give one of them.")
    rate, (width, height) = asked_rate(arguments), _asked_size(arguments)
    inputs = [arguments.input, arguments.camera, arguments.contacts]
    if arguments.output.is_dir():
        for name in RENDERED_FILES:
            checked_output(arguments.output / name, inputs)
    given = read_motion_of(arguments.input, arguments)
    for warning in given.warnings:
        say(warning)
    contacts = None if arguments.contacts is None else read_contacts(arguments.contacts)
    render_actor(
        given.motion,
        arguments.output,
        camera=_asked_camera(arguments),
        rate=given.rate if rate is None else rate,
        width=width,
        height=height,
        seed=arguments.seed,
        varied=_asked_parts(arguments),
        contacts=contacts,
        metres_per_unit=given.layout.metres_per_unit,
        progress=progress_bar("Render"),
    )


def _asked_parts(arguments: argparse.Namespace) -> tuple[str, ...]:
    """--vary as parts. Raises: WrongUsage."""
    from core.synth.variation import VARIED

    if arguments.vary is None:
        return VARIED
    if arguments.seed == 0:
        raise WrongUsage("--vary says what a seed may change; give --seed with it.")
    parts = tuple(part.strip() for part in arguments.vary.split(","))
    unknown = [part for part in parts if part not in VARIED]
    if unknown:
        raise WrongUsage(f"--vary knows {', '.join(VARIED)}; not {unknown[0]!r}.")
    return parts


def _asked_size(arguments: argparse.Namespace) -> tuple[int, int]:
    """--size in pixels. Raises: WrongUsage."""
    if arguments.size is None:
        return _DEFAULT_SIZE
    match = re.fullmatch(r"(\d{1,5})x(\d{1,5})", arguments.size.strip().lower())
    sides = tuple(int(side) for side in match.groups()) if match else ()
    if len(sides) != 2 or any(side % 2 or not 16 <= side <= _LARGEST_SIDE for side in sides):
        raise WrongUsage(
            f"--size is two even numbers from 16 to {_LARGEST_SIDE} such as 1280x720, "
            f"not {arguments.size!r}."
        )
    return sides[0], sides[1]


def _asked_camera(arguments: argparse.Namespace) -> Camera | None:
    """--camera, or None. Raises: BadInput."""
    from core.files.camera_json import read_camera

    if arguments.camera is None:
        return None
    file = read_camera(arguments.camera)
    if not file.is_placed:
        raise BadInput(
            f"{arguments.camera} does not say where the camera stands; add R and t to render "
            "with it."
        )
    if file.width % 2 or file.height % 2 or max(file.width, file.height) > _LARGEST_SIDE:
        raise BadInput(
            f"{arguments.camera}: a picture of {file.width}x{file.height} cannot be rendered; "
            f"use even numbers up to {_LARGEST_SIDE}."
        )
    return file.camera()
