"""A body on the graphics card: what of it never changes, and where its skin is in this frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.synth.body import BodyMesh
from core.synth.capsules import REFERENCE_HEIGHT
from core.synth.look import Look


@dataclass(frozen=True, slots=True, eq=False)
class Dressed:
    """A body and how it is coloured."""

    body: BodyMesh
    look: Look


class Figure:
    """One body's buffers for the actor's and the shadow's programs of one context."""

    def __init__(
        self, context: Any, dressed: Dressed, actor_program: Any, shadow_program: Any
    ) -> None:
        body = dressed.body
        self._body, self._program = body, actor_program
        scale = REFERENCE_HEIGHT / body.anatomy.height
        fixed = np.concatenate([body.vertices * scale, body.cloth * scale, body.face], axis=1)
        self._moving = context.buffer(reserve=len(body.vertices) * 24, dynamic=True)
        still = context.buffer(fixed.astype("f4").tobytes())
        indices = context.buffer(body.triangles.astype("i4").tobytes())
        self._array = context.vertex_array(
            actor_program,
            [(self._moving, "3f 3f", "vertex", "normal"),
             (still, "3f 4f 4f", "neutral", "cloth", "face")],
            indices,
        )  # fmt: skip
        self._shadow_array = context.vertex_array(
            shadow_program, [(self._moving, "3f 12x", "vertex")], indices
        )
        look = dressed.look
        self._colours = {
            "skin_colour": look.skin, "hair_colour": look.hair, "shirt_colour": look.shirt,
            "stripe_colour": look.stripe, "trouser_colour": look.trousers,
            "shoe_colour": look.shoes, "shirt_pattern": look.shirt_pattern,
            "sole_height": body.anatomy.sole_height * scale,
        }  # fmt: skip

    def pose(self, segment_turns: np.ndarray, segment_places: np.ndarray) -> np.ndarray:
        """Skin the body for a frame: (segments, 4), (segments, 3) -> vertices (vertices, 3)."""
        vertices, normals = self._body.skinned(segment_turns, segment_places)
        self._moving.write(np.concatenate([vertices, normals], axis=1).tobytes())
        return vertices

    def draw(self) -> None:
        """Into the framebuffer in use, as it is posed."""
        for name, value in self._colours.items():
            self._program[name].value = value
        self._array.render()

    def draw_shadow(self) -> None:
        self._shadow_array.render()
