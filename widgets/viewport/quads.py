"""Many small rectangles drawn by one call: their corners, and the triangles between them."""

from __future__ import annotations

import numpy as np
from vispy import gloo


class Quads:
    """At most `capacity` rectangles; filling `corners` and sending them again rebuilds nothing."""

    def __init__(
        self, capacity: int, corner: np.dtype, *, along: tuple[float, float] = (-1.0, 1.0)
    ) -> None:
        """corner: the layout of one, with `a_corner`, which runs over `along` and from -1 to 1."""
        count = max(capacity, 1)
        self.corners = np.zeros((count, 4), dtype=corner)
        self.corners["a_corner"] = [(x, y) for x in along for y in (-1.0, 1.0)]
        self.buffer = gloo.VertexBuffer(self.corners.reshape(-1))
        quad = np.array([0, 1, 2, 2, 1, 3], dtype=np.uint32)
        order = 4 * np.arange(count, dtype=np.uint32)[:, None]
        self.indices = gloo.IndexBuffer((order + quad).reshape(-1))
