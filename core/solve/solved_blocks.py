"""Blocks that were solved, by their content: what an edit does not reach need not be solved again.

They are kept with what was prepared (`Prepared.kept`), so that one skeleton is meant by all.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

#: By the number of a contact, or of a pin after them: what of it was let go.
Released = dict[int, frozenset[str]]
#: By the number of a pin and a joint: see `pins.add_pin_rows`.
Bows = dict[tuple[int, int], np.ndarray]

#: Blocks of so many bytes are kept: some ten minutes at 120 Hz, and what edits left of them.
MOST_BYTES = 80_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """What the samples of some blocks came to; contacts, pins and samples as their stretch counts.

    x: (samples, n) corrections.
    """

    x: np.ndarray
    steps: int
    released: Released
    bows: Bows
    stretched: frozenset[tuple[str, int]]


class SolvedBlocks:
    """The block that was used longest ago goes first. Several threads may ask."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._blocks: OrderedDict[bytes, Solved] = OrderedDict()
        self._bytes = 0

    def get(self, content: bytes) -> Solved | None:
        """What was found of a block of this content."""
        with self._lock:
            if content in self._blocks:
                self._blocks.move_to_end(content)
            return self._blocks.get(content)

    def put(self, content: bytes, solved: Solved) -> None:
        with self._lock:
            if content in self._blocks:
                return
            self._blocks[content] = solved
            self._bytes += solved.x.nbytes
            while self._bytes > self._most_bytes and len(self._blocks) > 1:
                self._bytes -= self._blocks.popitem(last=False)[1].x.nbytes
