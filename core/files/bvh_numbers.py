"""The numbers of a BVH file's MOTION part, from text and back, in plain Python.

This is the referee for the compiled kernels, and what small files are read and written with:
they are done long before the kernels would be loaded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from core.errors import BadInput
from core.files.bvh_hierarchy import decimals_of, exact_text, finite_number

_LINE_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True, eq=False)
class ParsedNumbers:
    """The frames of a MOTION part."""

    values: np.ndarray  # (frames, channels)
    decimals: int  # most digits after a point
    first_wrapped_line: int | None  # first line of the first frame that is broken over lines
    first_wrapped_count: int  # how many values stand on that line


def parse_plainly(data: bytes, channel_count: int, first_line: int) -> ParsedNumbers:
    """Frames of `channel_count` numbers; a frame may be broken over lines, a line holds one frame.

    Raises: BadInput, beginning with the line's number counted from `first_line`.
    """
    values: list[float] = []
    decimals = 0
    held = 0  # values of the frame that is being filled
    frame_line, frame_line_count = first_line, 0
    wrapped_line, wrapped_count = None, 0
    for line, text in enumerate(_LINE_END.split(data), start=first_line):
        words = text.split()
        if not words:
            continue
        if held == 0:
            frame_line, frame_line_count = line, len(words)
        elif wrapped_line is None:
            wrapped_line, wrapped_count = frame_line, frame_line_count
        for position, number in enumerate(words, start=1):
            if held == channel_count:
                raise wrong_count(frame_line, frame_line_count, channel_count)
            word = number.decode("latin-1")
            values.append(finite_number(word, f"line {line}, value {position}"))
            decimals = max(decimals, decimals_of(word))
            held += 1
        held %= channel_count
    if held:
        raise wrong_count(frame_line, frame_line_count, channel_count)
    frames = np.array(values, dtype=float).reshape(-1, channel_count)
    return ParsedNumbers(frames, decimals, wrapped_line, wrapped_count)


def wrong_count(line: int, count: int, channel_count: int) -> BadInput:
    """The error for a line that does not hold one value per channel."""
    return BadInput(
        f"line {line}: {count} values where the hierarchy declares {channel_count} channels; the "
        "file was cut short or edited."
    )


def format_plainly(values: np.ndarray, decimals: int) -> bytes:
    """One line per frame, values (frames, channels) as `exact_text` writes them."""
    lines = [" ".join(exact_text(value, decimals) for value in row) for row in values.tolist()]
    return "".join(line + "\n" for line in lines).encode("ascii")
