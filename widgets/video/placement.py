"""Where the picture lies in the view: fitted, or zoomed and moved."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF

MOST_ZOOM = 32.0


@dataclass(frozen=True, slots=True)
class Placement:
    """Picture pixels (centre of the top-left one at 0, 0) and logical pixels of the view."""

    view_width: float = 1.0
    view_height: float = 1.0
    picture_width: int = 1
    picture_height: int = 1
    zoom: float = 1.0  # 1 fits the picture into the view
    middle: tuple[float, float] = (0.5, 0.5)  # parts of the picture that the view's middle shows

    @property
    def scale(self) -> float:
        """Logical pixels for a pixel of the picture."""
        fit = min(self.view_width / self.picture_width, self.view_height / self.picture_height)
        return fit * self.zoom

    @property
    def rect(self) -> QRectF:
        """The whole picture in the view."""
        width, height = self.picture_width * self.scale, self.picture_height * self.scale
        left = 0.5 * self.view_width - self.middle[0] * width
        top = 0.5 * self.view_height - self.middle[1] * height
        return QRectF(left, top, width, height)

    def to_view(self, pixels: np.ndarray) -> np.ndarray:
        """(..., 2) picture pixels -> (..., 2) logical pixels of the view."""
        rect = self.rect
        return (np.asarray(pixels, dtype=float) + 0.5) * self.scale + (rect.left(), rect.top())

    def to_picture(self, place: QPointF) -> tuple[float, float]:
        """The pixel of the picture under a place in the view."""
        rect = self.rect
        return (
            (place.x() - rect.left()) / self.scale - 0.5,
            (place.y() - rect.top()) / self.scale - 0.5,
        )

    def inside_picture(self, x: float, y: float) -> tuple[float, float]:
        """The pixel of the picture that is nearest to this one."""
        return (
            min(max(x, 0.0), self.picture_width - 1.0),
            min(max(y, 0.0), self.picture_height - 1.0),
        )

    def sized(self, width: float, height: float) -> Placement:
        return replace(self, view_width=max(width, 1.0), view_height=max(height, 1.0))._held()

    def fitted(self) -> Placement:
        return replace(self, zoom=1.0, middle=(0.5, 0.5))

    def zoomed(self, factor: float, place: QPointF) -> Placement:
        """Zoom so that what lies under `place` stays there."""
        zoom = min(max(self.zoom * factor, 1.0), MOST_ZOOM)
        x, y = self.to_picture(place)
        scale = self.scale / self.zoom * zoom
        middle = (
            (x + 0.5 + (0.5 * self.view_width - place.x()) / scale) / self.picture_width,
            (y + 0.5 + (0.5 * self.view_height - place.y()) / scale) / self.picture_height,
        )
        return replace(self, zoom=zoom, middle=middle)._held()

    def panned(self, right: float, down: float) -> Placement:
        """The picture moved by so many logical pixels."""
        width, height = self.picture_width * self.scale, self.picture_height * self.scale
        middle = (self.middle[0] - right / width, self.middle[1] - down / height)
        return replace(self, middle=middle)._held()

    def _held(self) -> Placement:
        """No empty border where the picture is larger than the view; centred where smaller."""
        held = []
        for part, view, picture in (
            (self.middle[0], self.view_width, self.picture_width * self.scale),
            (self.middle[1], self.view_height, self.picture_height * self.scale),
        ):
            half = 0.5 * view / picture
            held.append(0.5 if half >= 0.5 else min(max(part, half), 1.0 - half))
        return replace(self, middle=(held[0], held[1]))
