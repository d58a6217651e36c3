"""A header and some arrays as one run of bytes, exactly, and back.

"FTG1" | length of the head (8 bytes, little-endian) | head as JSON | the arrays, C order
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

_MAGIC = b"FTG1"
_ALIGN = 64


class NotPacked(ValueError):
    """The bytes are not what `pack` wrote."""


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """What goes in and comes out: words and numbers in `header`, the rest as arrays."""

    header: Mapping[str, Any]
    arrays: Mapping[str, np.ndarray]


def pack(content: Packed) -> Iterator[bytes | memoryview]:
    """The bytes in parts, without a second copy of arrays that lie in C order.

    Raises: ValueError for arrays of anything but numbers.
    """
    arrays = {name: np.asarray(array, order="C") for name, array in content.arrays.items()}
    if any(array.dtype.kind not in "fiub" for array in arrays.values()):
        raise ValueError("Only arrays of numbers can be packed.")
    listing = [[name, array.dtype.str, list(array.shape)] for name, array in arrays.items()]
    head = json.dumps({"header": dict(content.header), "arrays": listing}).encode()
    head += b" " * (-(len(head) + 12) % _ALIGN)
    yield _MAGIC + struct.pack("<Q", len(head)) + head
    for array in arrays.values():
        if array.size:
            yield array.reshape(-1).data.cast("B")


def unpack(data: bytes | bytearray) -> Packed:
    """What `pack` was given; the arrays are read-only. Raises: NotPacked."""
    try:
        if data[:4] != _MAGIC:
            raise NotPacked("The bytes do not start as packed ones do.")
        (length,) = struct.unpack_from("<Q", data, 4)
        head = json.loads(bytes(data[12 : 12 + length]))
        arrays: dict[str, np.ndarray] = {}
        offset = 12 + length
        for name, dtype, shape in head["arrays"]:
            kind = np.dtype(dtype)
            count = int(np.prod(shape, dtype=np.int64))
            if kind.kind not in "fiub" or count < 0:
                raise NotPacked(f"The array {name} is not one of numbers.")
            array = np.frombuffer(data, kind, count, offset).reshape(shape).copy()
            array.flags.writeable = False
            arrays[name] = array
            offset += array.nbytes
        return Packed(head["header"], arrays)
    except (struct.error, KeyError, TypeError, ValueError) as fault:
        raise NotPacked(str(fault)) from fault


def slices_of(parts: Iterator[bytes | memoryview], size: int) -> Iterator[bytes]:
    """The same bytes in runs of `size`, the last one shorter."""
    waiting = bytearray()
    for part in parts:
        view = memoryview(part)
        taken = 0
        while taken < len(view):
            step = min(size - len(waiting), len(view) - taken)
            waiting += view[taken : taken + step]
            taken += step
            if len(waiting) == size:
                yield bytes(waiting)
                waiting.clear()
    if waiting:
        yield bytes(waiting)
