"""What the command line says about the camera, besides a camera file."""

from __future__ import annotations

import argparse
import math

from core.errors import WrongUsage
from core.take.decisions import CameraFact
from core.take.editing.camera_edits import state_camera


def add_camera(parser: argparse.ArgumentParser) -> None:
    """Options for what is known of a camera; the rest is estimated with its uncertainty."""
    known = parser.add_argument_group("what is known of the camera (the rest is estimated)")
    known.add_argument("--focal", metavar="PX", type=float, help="focal length in pixels")
    known.add_argument(
        "--focal-35mm", metavar="MM", type=float,
        help="focal length as the 35 mm equivalent of the video's own picture",
    )  # fmt: skip
    known.add_argument(
        "--pitch", metavar="DEGREES", type=float, help="how far the camera looks down"
    )
    known.add_argument(
        "--roll", metavar="DEGREES", type=float,
        help="how far the picture's up lies to the right of its top",
    )  # fmt: skip
    known.add_argument(
        "--camera-height", metavar="M", type=float, help="metres of the camera over the floor"
    )
    known.add_argument(
        "--horizon", metavar="X1,Y1,X2,Y2", help="two pixels of the picture on the horizon"
    )
    known.add_argument(
        "--known-length", metavar="X1,Y1,X2,Y2,M",
        help="two pixels that show points of the floor, and the metres between these",
    )  # fmt: skip


def camera_said(arguments: argparse.Namespace) -> CameraFact:
    """What the options say, as the decision that it is. Raises: WrongUsage."""
    if arguments.focal is not None and arguments.focal_35mm is not None:
        raise WrongUsage("--focal and --focal-35mm say the same; give one of them.")
    said = {
        "focal": arguments.focal,
        # a decision's pitch is positive above the horizon
        "pitch": None if arguments.pitch is None else -_angle(arguments.pitch, 90.0, "--pitch"),
        "roll": None if arguments.roll is None else _angle(arguments.roll, 180.0, "--roll"),
        "height": arguments.camera_height,
    }
    if arguments.horizon is not None:
        x1, y1, x2, y2 = _numbers(arguments.horizon, 4, "--horizon", "X1,Y1,X2,Y2 in pixels")
        if arguments.pitch is not None or arguments.roll is not None:
            raise WrongUsage("--horizon says --pitch and --roll; give one or the others.")
        said["horizon"] = ((x1, y1), (x2, y2))
    if arguments.known_length is not None:
        what = "X1,Y1,X2,Y2,M in pixels and metres"
        x1, y1, x2, y2, metres = _numbers(arguments.known_length, 5, "--known-length", what)
        if arguments.camera_height is not None:
            raise WrongUsage("--known-length says --camera-height; give one of them.")
        said["known_length"] = ((x1, y1), (x2, y2), metres)
    said = {name: value for name, value in said.items() if value is not None}
    try:
        coming = state_camera((), **said).coming
    except ValueError as fault:
        raise WrongUsage(str(fault)) from fault
    fact = coming[0].fact if coming else CameraFact()
    assert isinstance(fact, CameraFact)
    return fact


def _angle(degrees: float, farthest: float, option: str) -> float:
    """Radians. Raises: WrongUsage."""
    if not abs(degrees) <= farthest:
        raise WrongUsage(
            f"{option} is degrees from {-farthest:g} to {farthest:g}, not {degrees:g}."
        )
    return math.radians(degrees)


def _numbers(text: str, count: int, option: str, what: str) -> list[float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != count or not all(map(math.isfinite, numbers)):
        raise WrongUsage(f"{option} is {what}, not {text!r}.")
    return numbers
