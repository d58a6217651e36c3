"""Writing the numbers of a BVH file's MOTION part, compiled: as `bvh_numbers` does, fast.

A number is written with a fixed count of decimals where those digits read as the very same
number, and by Python where not. Importing this loads numba.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
from numba import njit

from core.files.bvh_hierarchy import exact_text

_BLOCK_VALUES = 1 << 18  # formatted at once: 5 MB of text
_MOST_AHEAD = 4


@njit(cache=True, nogil=True)
def _format(values, decimals, scale, is_other, others, other_ends, out):
    """Write rows of numbers as text; those in `is_other` are copied from `others`."""
    place = 0
    other = 0
    rows, columns = values.shape
    for row in range(rows):
        for column in range(columns):
            if is_other[row, column]:
                start = other_ends[other - 1] if other > 0 else 0
                for k in range(start, other_ends[other]):
                    out[place] = others[k]
                    place += 1
                other += 1
            else:
                value = values[row, column]
                if np.copysign(1.0, value) < 0.0:
                    out[place] = 45
                    place += 1
                left = np.int64(np.rint(abs(value) * scale))
                width = decimals + 1
                bound = np.int64(scale) * 10
                while left >= bound and width < 19:
                    bound *= 10
                    width += 1
                # digits from the last to the first, the point after `decimals` of them
                cursor = place + width
                for _ in range(decimals):
                    rest = left // 10
                    out[cursor] = 48 + (left - rest * 10)
                    left = rest
                    cursor -= 1
                out[cursor] = 46
                for _ in range(width - decimals):
                    cursor -= 1
                    rest = left // 10
                    out[cursor] = 48 + (left - rest * 10)
                    left = rest
                place += width + 1
            out[place] = 32
            place += 1
        out[place - 1] = 10
    return place


def format_fast(values: np.ndarray, decimals: int) -> Iterator[memoryview]:
    """As `bvh_numbers.format_plainly`, in pieces; a few are made ahead, one per core."""
    rows = max(1, _BLOCK_VALUES // max(1, values.shape[1]))
    starts = range(0, len(values), rows)
    ahead = min(_MOST_AHEAD, os.cpu_count() or 1)
    waiting: deque[Future[memoryview]] = deque()
    with ThreadPoolExecutor(ahead) as threads:
        for start in starts:
            waiting.append(threads.submit(_piece, values[start : start + rows], decimals))
            if len(waiting) > ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _piece(values: np.ndarray, decimals: int) -> memoryview:
    scale = 10.0**decimals
    block = np.ascontiguousarray(values)
    scaled = np.rint(block * scale)
    # beyond 2^53 not every whole number is a double, so nothing is proved there
    is_other = (scaled / scale != block) | (np.abs(scaled) >= 2.0**53)
    texts = [exact_text(value, decimals).encode("ascii") for value in block[is_other].tolist()]
    ends = np.cumsum(np.array([len(text) for text in texts], dtype=np.int64))
    others = np.frombuffer(b"".join(texts) or b"\0", dtype=np.uint8)
    out = np.empty(block.size * (decimals + 26), dtype=np.uint8)
    return out[: _format(block, decimals, scale, is_other, others, ends, out)].data
