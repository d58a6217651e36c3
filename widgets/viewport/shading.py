"""What every shader of the viewport shares: the frame that is drawn, and where colours go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

#: Software frames are read back as they lie in memory: blue first, and the top row first.
OUTPUT = """
uniform float u_swap;
vec4 shown(vec4 color) {
    return u_swap > 0.5 ? color.bgra : color;
}
"""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One drawing of the scene. Matrices are transposed, as gloo sends them."""

    eye_from_world: np.ndarray  # (4, 4)
    clip_from_eye: np.ndarray  # (4, 4)
    size: tuple[float, float]  # device pixels
    ratio: float  # device pixels in a logical pixel
    flip: float  # -1 draws upside down
    swap: float  # 1 writes blue, green, red
    distance: float  # metres from the eye to what it looks at

    @property
    def clip_from_world(self) -> np.ndarray:
        return self.eye_from_world @ self.clip_from_eye


class FrameUniforms:
    """Sends a frame's values to a program only where another frame is drawn: each value costs."""

    def __init__(self, program: Any, *, whole: bool) -> None:
        """whole: the shader takes one matrix from the world to the picture, not two."""
        self._program = program
        self._whole = whole
        self._sent: Frame | None = None

    def send(self, frame: Frame) -> None:
        if frame is self._sent:
            return
        self._sent = frame
        program = self._program
        if self._whole:
            program["u_clip_from_world"] = frame.clip_from_world
        else:
            program["u_eye_from_world"] = frame.eye_from_world
            program["u_clip_from_eye"] = frame.clip_from_eye
        program["u_flip"] = frame.flip
        program["u_swap"] = frame.swap
