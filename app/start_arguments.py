"""What may stand behind `main.py` where no verb stands: how the window is opened."""

from __future__ import annotations

import argparse
import math
import re
from pathlib import Path

from app.command_line.door import OneLineParser

#: How large a screenshot is where nobody says.
SCREENSHOT = (1920, 1080)
#: Pixels of a window's side: smaller ones hold no room, larger ones no screen and no memory.
_SMALLEST, _LARGEST = 200, 16_384
#: What Qt writes a picture as, by the ending.
_PICTURES = (".png", ".jpg", ".jpeg", ".bmp")


def window_arguments(arguments: list[str]) -> argparse.Namespace:
    """file, video, offset, sample, screenshot, size (width, height), theme, room, at, joint.

    Raises: SystemExit with status 2 after one line where an argument is wrong.
    """
    parser = OneLineParser(
        prog="main.py",
        description="Footing: review video mocap, export a clean BVH.",
        epilog="Verbs run the command line: main.py --help lists them.",
    )
    parser.add_argument("file", nargs="?", type=Path, help="a take, a video or a motion (BVH)")
    parser.add_argument("--video", type=Path, help="a video to stand beside a motion")
    parser.add_argument(
        "--offset",
        type=_seconds,
        default=0.0,
        metavar="S",
        help="the motion starts at this second of the video",
    )
    parser.add_argument("--sample", action="store_true", help="open the take that ships")
    parser.add_argument("--screenshot", type=_picture, metavar="PNG", help="take a picture and end")
    parser.add_argument(
        "--size", type=_size, metavar="WxH", help="of the window, for this start only"
    )
    parser.add_argument("--theme", choices=("dark", "light"), help="for this start only")
    parser.add_argument("--room", choices=("Review", "Export", "Capture"), help="to start in")
    parser.add_argument("--at", type=_seconds, metavar="S", help="to start at, seconds of the take")
    parser.add_argument("--joint", metavar="NAME", help="to start with, selected")
    wishes = parser.parse_args(arguments)
    if wishes.size is None and wishes.screenshot is not None:
        wishes.size = SCREENSHOT
    return wishes


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not math.isfinite(seconds):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds, such as 2.5")
    return seconds


def _size(text: str) -> tuple[int, int]:
    sides = re.fullmatch(r"(\d{1,6})x(\d{1,6})", text)
    if sides is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no size in pixels, such as 1600x900")
    width, height = int(sides[1]), int(sides[2])
    if not all(_SMALLEST <= side <= _LARGEST for side in (width, height)):
        raise argparse.ArgumentTypeError(
            f"{text!r} has a side that is not from {_SMALLEST} to {_LARGEST} pixels"
        )
    return width, height


def _picture(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in _PICTURES:
        raise argparse.ArgumentTypeError(f"{text!r} does not end as a picture does, such as .png")
    return path
