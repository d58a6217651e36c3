"""BVH files as they are: hierarchy, channels and values in the file's own units and degrees.

Nothing is interpreted here; `motion_file` makes metres and quaternions of it. What was read is
written back with equal hierarchy, names, order, channels and values: numbers are written with
the file's own number of decimals (at least 6), and with as many digits as they need where that
would change them. Source: Biovision's format as described by Meredith and Maddock (2001).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

import numpy as np

from core.errors import BadInput
from core.files import bvh_numbers
from core.files.bvh_hierarchy import (
    Hierarchy,
    finite_number,
    hierarchy_text,
    parse_hierarchy,
    shown,
)
from core.files.replace_file import written_beside
from core.motion.frozen import frozen_array

LONGEST_LINE = 8_000_000  # bytes
LARGEST_FILE = 1_000_000_000  # bytes
LARGEST_HIERARCHY = 4_000_000  # bytes
_MOST_HEAD_LINES = 1000  # between MOTION and the numbers
_FIRST_BYTES = 4096
_BYTES_AT_ONCE = 64_000_000

#: Digits after the point that all numbers get; one that needs more gets more alone.
MOST_DECIMALS = 12

# below this many bytes of numbers, plain Python is done before numba is imported
_PLAIN_BYTES = 300_000

_MOTION = re.compile(rb"(?:\A|[\r\n])[ \t\v\f]*MOTION[ \t\v\f]*(?=[\r\n]|\Z)", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\n|\r")
_HEADER_LINE = re.compile(rb"[ \t]*([^\r\n]*)(?:\r\n|\n|\r|\Z)")


@dataclass(frozen=True, slots=True)
class BvhEndSite:
    """Where a leaf ends, as written: the joint's index, the words after "End", the OFFSET."""

    joint: int
    name: str
    offset: tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class BvhFile:
    """One character's hierarchy and frames, depth first as in the file.

    `values` are (frames, channels) float64 in file units and degrees, channels in the order of
    the joints. `decimals` and `offset_decimals` are the most digits after the point that the
    file shows in a plainly written number.
    Raises: ValueError for parts that do not fit together.
    """

    names: tuple[str, ...]
    parents: tuple[int, ...]
    offsets: np.ndarray  # (joints, 3)
    channels: tuple[tuple[str, ...], ...]
    end_sites: tuple[BvhEndSite, ...]
    values: np.ndarray  # (frames, channels)
    frame_time: str  # seconds, as written
    decimals: int = 6
    offset_decimals: int = 6
    claimed_frames: int | None = None  # what "Frames:" says; None where it is missing or no number
    encoding: str = "utf-8"

    def __post_init__(self) -> None:
        count = len(self.names)
        if len(self.parents) != count or len(self.channels) != count:
            raise ValueError("Every joint needs a parent and a list of channels.")
        if not is_depth_first(self.parents):
            raise ValueError("The joints of a BVH stand depth first.")
        offsets = frozen_array(self.offsets, (count, 3), name="offsets")
        values = frozen_array(self.values, (None, self.channel_count), name="values")
        object.__setattr__(self, "offsets", offsets)
        object.__setattr__(self, "values", values)

    @property
    def channel_count(self) -> int:
        return sum(len(channels) for channels in self.channels)

    @property
    def frame_count(self) -> int:
        return len(self.values)


def is_depth_first(parents: tuple[int, ...]) -> bool:
    """Whether every joint follows its parent or one of that parent's descendants."""
    branch: list[int] = []
    for joint, parent in enumerate(parents):
        while branch and branch[-1] != parent:
            branch.pop()
        if bool(branch) != bool(joint) or (joint == 0 and parent != -1):
            return False
        branch.append(joint)
    return len(parents) > 0


def read_bvh(path: str | Path) -> BvhFile:
    """Read one BVH file.

    Raises: BadInput, one sentence with the file and the line, for everything that is no BVH, has
    several roots, values that are not finite, a wrong number of values, or is beyond the limits
    of this module.
    """
    path = Path(path)
    data = _bytes_of(path)
    try:
        return _parse(data)
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from None


def _bytes_of(path: Path) -> bytes:
    try:
        if not path.exists():
            raise BadInput(f"{path} does not exist; check the name.")
        if not path.is_file():
            raise BadInput(f"{path} is not a file; give the name of a BVH file.")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise BadInput(
                f"{path} holds {size / 1e9:.1f} GB; a BVH file may hold 1 GB: cut it in parts."
            )
        with path.open("rb", buffering=0) as file:
            return _read_lines(file, size, path)
    except OSError as error:
        raise BadInput(
            f"{path} cannot be read ({error.strerror}); check its permissions."
        ) from error


def _read_lines(file: FileIO, size: int, path: Path) -> bytes:
    """The whole file; a line that is too long ends it before the rest costs time and memory."""
    _check_start(path, file.read(_FIRST_BYTES) or b"")
    file.seek(0)
    at_once = min(size + 1, _BYTES_AT_ONCE)
    pieces: list[bytes] = []
    read, tail = 0, 0  # tail: bytes behind the last line end
    while read <= LARGEST_FILE and (piece := file.read(at_once)):
        start = 0
        while tail + len(piece) - start > LONGEST_LINE:
            end = _last_line_end(piece, start, start + LONGEST_LINE - tail + 1)
            if end < 0:
                line = 1 + sum(one.count(b"\n") for one in pieces) + piece.count(b"\n", 0, start)
                raise BadInput(f"{path}: line {line}: longer than 8 MB, which no BVH needs.")
            start, tail = end + 1, 0
        end = _last_line_end(piece, start, len(piece))
        tail = tail + len(piece) - start if end < 0 else len(piece) - end - 1
        pieces.append(piece)
        read += len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _last_line_end(data: bytes, start: int, stop: int) -> int:
    return max(data.rfind(b"\n", start, stop), data.rfind(b"\r", start, stop))


def _check_start(path: Path, start: bytes) -> None:
    if not start.strip():
        raise BadInput(f"{path} is empty; write or copy it again.")
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadInput(f"{path} is saved as UTF-16; save it as UTF-8.")
    if text[:9].upper() != b"HIERARCHY":
        raise BadInput(f"{path} is not a BVH file (it does not begin with HIERARCHY); give one.")


def _parse(data: bytes) -> BvhFile:
    data = data.removeprefix(b"\xef\xbb\xbf")
    motion = _MOTION.search(data, 0, LARGEST_HIERARCHY)
    head = data[: motion.end()] if motion else data[:LARGEST_HIERARCHY]
    try:
        encoding, text = "utf-8", head.decode("utf-8")
    except UnicodeDecodeError:
        encoding, text = "latin-1", head.decode("latin-1")
    found, lines_used = parse_hierarchy(iter(_LINE_END.split(text)))
    channel_count = sum(map(len, found.channels))
    if channel_count == 0:
        raise BadInput("no joint has CHANNELS, so nothing can move; export it with them.")
    assert motion is not None  # parse_hierarchy has raised where there was none
    claimed, frame_time, place, line = _motion_header(data, motion.end(), lines_used)
    numbers = _numbers(data, place, channel_count, line)
    frames = len(numbers.values)
    if frames == 0:
        raise BadInput("the file holds no frames; it was cut short or holds a rig only.")
    if numbers.first_wrapped_line is not None and claimed != frames:
        raise bvh_numbers.wrong_count(
            numbers.first_wrapped_line, numbers.first_wrapped_count, channel_count
        )
    return BvhFile(
        names=tuple(found.names),
        parents=tuple(found.parents),
        offsets=np.array(found.offsets),
        channels=tuple(found.channels),
        end_sites=tuple(BvhEndSite(*site) for site in found.end_sites),
        values=numbers.values,
        frame_time=frame_time,
        decimals=numbers.decimals,
        offset_decimals=found.decimals,
        claimed_frames=claimed,
        encoding=encoding,
    )


def _motion_header(data: bytes, place: int, line: int) -> tuple[int | None, str, int, int]:
    """What "Frames:" and "Frame Time:" say, where the numbers begin, and on which line."""
    claimed: int | None = None
    frame_time = ""
    newline = _HEADER_LINE.match(data, place)  # the rest of the line that says MOTION
    place = newline.end() if newline else place
    line += 1
    last_line = line + _MOST_HEAD_LINES
    while place < len(data):
        if line > last_line:
            raise BadInput(f"line {line}: no numbers were found behind MOTION.")
        match = _HEADER_LINE.match(data, place)
        assert match is not None  # every part of it may be empty
        text = match.group(1)[:200].decode("latin-1").strip()
        key, _, rest = text.partition(":")
        key = " ".join(key.lower().split())
        if key == "frames":
            claimed = int(rest) if re.fullmatch(r"\s*[0-9]{1,18}\s*", rest) else None
        elif key == "frame time":
            frame_time = _checked_frame_time(rest.strip(), line)
        elif text:
            break
        place = match.end()
        line += 1
    if not frame_time:
        raise BadInput(f'line {line}: "Frame Time:" is missing, so the speed is not known.')
    return claimed, frame_time, place, line


def _checked_frame_time(word: str, line: int) -> str:
    seconds = finite_number(word, f"line {line}, Frame Time")
    if not 1e-6 < seconds < 1e4:
        raise BadInput(f"line {line}: a Frame Time of {shown(word)} seconds makes no sense.")
    return word


def _numbers(data: bytes, place: int, channel_count: int, line: int) -> bvh_numbers.ParsedNumbers:
    if len(data) - place < _PLAIN_BYTES:
        return bvh_numbers.parse_plainly(data[place:], channel_count, line)
    from core.files.bvh_parse_kernel import parse_fast

    return parse_fast(data, place, channel_count, line)


def _text_of_numbers(values: np.ndarray, decimals: int) -> Iterable[bytes | memoryview]:
    if values.size < _PLAIN_BYTES // 10:
        return [bvh_numbers.format_plainly(values, decimals)]
    from core.files.bvh_format_kernel import format_fast

    return format_fast(values, decimals)


def write_bvh(path: str | Path, file: BvhFile) -> None:
    """Write beside and rename; reading it again gives the same hierarchy and numbers.

    Numbers get `decimals` digits after the point, at least 6, and more where they need them:
    whoever wants fewer rounds before. Frame Time is written as it stands in `file`.
    Raises: BadInput where the place cannot be written to.
    """
    hierarchy = Hierarchy(
        names=list(file.names),
        parents=list(file.parents),
        offsets=[(float(x), float(y), float(z)) for x, y, z in file.offsets],
        channels=list(file.channels),
        end_sites=[(site.joint, site.name, site.offset) for site in file.end_sites],
        decimals=min(file.offset_decimals, MOST_DECIMALS),
    )
    # as written: further digits, even zeros, would claim another rate
    head = f"MOTION\nFrames: {file.frame_count}\nFrame Time: {file.frame_time}\n"
    with written_beside(path) as beside, beside.open("wb") as out:
        out.write(hierarchy_text(hierarchy).encode(file.encoding))
        out.write(head.encode("ascii"))
        decimals = min(max(file.decimals, 6), MOST_DECIMALS)
        for piece in _text_of_numbers(file.values, decimals):
            out.write(piece)
