"""The 35 mm equivalent focal length that a video file carries, where a camera wrote one.

Apple's phones write it into the metadata of the video track (QuickTime File Format, "Metadata":
`keys` and `ilst`), which FFmpeg does not pass on, so the file's boxes are read here. Other cameras
write EXIF names, as XMP in the file's index or as tags that FFmpeg knows.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_APPLE = "com.apple.quicktime.camera.focal_length.35mm_equivalent"
#: Names of tags that say the same, without separators and in small letters.
_NAMES = (
    "focallength.35mmequivalent",
    "focallength35mmequivalent",
    "focallength35mm",
    "focallengthin35mmfilm",
    "focallengthin35mmformat",
)
_XMP = re.compile(rb"FocalLengthIn35mm(?:Film|Format)\s*(?:=\s*[\"']|>)\s*(\d+(?:\.\d+)?)")
#: What lenses have: anything else is a camera that did not know.
_SHORTEST, _LONGEST = 5.0, 1200.0
#: A file's index is at most this large (bytes); a larger one is a broken or a hostile file.
_LARGEST_INDEX = 64_000_000
_DEEPEST = 6
_CONTAINERS = {b"moov", b"trak", b"udta", b"mdia", b"minf"}


@dataclass(frozen=True, slots=True)
class FocalTag:
    """What the file says: millimetres on 36 x 24 mm film, and under which name."""

    equivalent: float
    name: str


def focal_tag(path: Path, tags: Mapping[str, str] | None = None) -> FocalTag | None:
    """The focal length that a video's metadata names; None where it names none.

    Args:
        path: of the video; one that cannot be read, or is no MP4 or MOV, has no boxes.
        tags: further names and values, such as FFmpeg's of container and stream.
    """
    found = {**(tags or {})}
    try:
        with path.open("rb") as file:
            index = _index_of(file)
    except OSError:
        index = b""
    for name, value in _keyed_values(index, 0):
        found[name] = value
    named = [(name, _millimetres(value)) for name, value in found.items() if _is_focal(name)]
    if xmp := _XMP.search(index):
        named.append(("EXIF FocalLengthIn35mmFilm", _millimetres(xmp[1].decode())))
    # Apple's first: it is the track's own, where tags of the container may be of another camera
    named.sort(key=lambda one: one[0] != _APPLE)
    return next((FocalTag(focal, name) for name, focal in named if focal is not None), None)


def file_tags(path: Path) -> dict[str, str]:
    """Names and values that FFmpeg passes on of the container and its pictures.

    Raises: BadInput for a file that is no video, MissingComponent without PyAV.
    """
    from core.video.opening import open_video

    container, stream = open_video(path)
    with container:
        return {**container.metadata, **stream.metadata}


def _is_focal(name: str) -> bool:
    plain = name.lower().replace("_", "").replace("-", "").replace(" ", "")
    return plain.rsplit(":", 1)[-1].endswith(_NAMES)


def _millimetres(value: str) -> float | None:
    number = re.match(r"\s*(\d+(?:\.\d+)?)\s*(?:/\s*(\d+(?:\.\d+)?))?", value)
    if number is None:
        return None
    focal = float(number[1])
    if number[2] is not None:
        focal = focal / float(number[2]) if float(number[2]) > 0.0 else 0.0
    return focal if _SHORTEST <= focal <= _LONGEST else None


def _index_of(file: BinaryIO) -> bytes:
    """The file's `moov` box, wherever it lies; empty where there is none."""
    place = 0
    end = file.seek(0, 2)
    while place + 8 <= end:
        file.seek(place)
        head = file.read(16)
        size, kind = struct.unpack(">I4s", head[:8])
        start = 8
        if size == 1 and len(head) == 16:
            size, start = struct.unpack(">Q", head[8:])[0], 16
        elif size == 0:
            size = end - place
        if size < start:
            return b""
        if kind == b"moov":
            if size > _LARGEST_INDEX:
                return b""
            file.seek(place + start)
            return file.read(size - start)
        place += size
    return b""


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    while place + 8 <= len(content):
        size, kind = struct.unpack_from(">I4s", content, place)
        size = len(content) - place if size == 0 else size
        if size < 8 or place + size > len(content):
            return
        yield kind, content[place + 8 : place + size]
        place += size


def _keyed_values(content: bytes, depth: int) -> Iterator[tuple[str, str]]:
    """Every name and value in `meta` boxes, at any depth that files have."""
    if depth > _DEEPEST:
        return
    for kind, inside in _boxes(content):
        if kind in _CONTAINERS:
            yield from _keyed_values(inside, depth + 1)
        elif kind == b"meta":
            # ISO files have four bytes of version and flags before the boxes, QuickTime's have none
            parts = dict(_boxes(inside)) or {}
            if b"keys" not in parts:
                parts = dict(_boxes(inside[4:]))
            yield from _items(parts.get(b"keys", b""), parts.get(b"ilst", b""))


def _items(keys: bytes, values: bytes) -> Iterator[tuple[str, str]]:
    names = [name.decode("utf-8", "replace") for _, name in _boxes(keys[8:])]
    for number, item in _boxes(values):
        place = int.from_bytes(number, "big") - 1
        data = dict(_boxes(item)).get(b"data", b"")
        value = _value(data)
        if 0 <= place < len(names) and value is not None:
            yield names[place], value


def _value(data: bytes) -> str | None:
    """A `data` box's content by its well-known type (QuickTime File Format, table 3-5)."""
    if len(data) < 8:
        return None
    kind, content = int.from_bytes(data[:4], "big") & 0xFFFFFF, data[8:]
    if kind == 1:
        return content.decode("utf-8", "replace")
    if kind in (21, 65, 66, 67, 74):
        return str(int.from_bytes(content, "big", signed=True))
    if kind in (22, 75, 76, 77, 78):
        return str(int.from_bytes(content, "big"))
    if kind == 23 and len(content) == 4:
        return repr(struct.unpack(">f", content)[0])
    if kind == 24 and len(content) == 8:
        return repr(struct.unpack(">d", content)[0])
    return None
