"""The theme's colours as the shaders take them."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor

from widgets.theme import Theme
from widgets.viewport.take_places import SIDES, STATES


def rgba(color: QColor, opacity: float = 1.0) -> np.ndarray:
    """(4,) 0 to 1."""
    return np.array([color.redF(), color.greenF(), color.blueF(), color.alphaF() * opacity])


class Palette:
    """Colours of the scene in the theme's current scheme, (4,) or (n, 4) float."""

    def __init__(self, theme: Theme, *, over_video: bool = False) -> None:
        """over_video: the dark scheme's, which are seen on any picture."""
        color = theme.color_over_video if over_video else theme.color
        dark = theme.dark or over_video

        def of(path: str, opacity: float = 1.0) -> np.ndarray:
            return rgba(color(path), opacity)

        self.beside = of("surface.scrim")  # where a picture ends
        self.near = of("surface.viewport")
        self.far = of("surface.viewport_far")
        self.grid = of("surface.grid", 0.9)
        self.grid_major = of("surface.grid_major", 0.95)
        self.axis_x = of("axis.x", 0.85)
        self.axis_z = of("axis.z", 0.85)
        self.sides = np.array([of(f"side.{side}") for side in SIDES])
        self.states = np.array([of(f"contact.{state}") for state in STATES])
        self.trails = np.vstack([self.states, of("severity.3")])  # the last is SKATE
        self.captured = of("motion.captured", 0.95)
        self.casing = of("surface.scrim", 0.5) if dark else of("surface.raised", 0.75)
        self.shadow = of("surface.scrim", 0.85 if dark else 0.42)
        body, panel = of("motion.refined_body"), of("surface.panel")
        if dark:
            self.body_dark = _mix(panel, body, 0.16)
            self.body_bright = _mix(panel, body, 0.82)
            self.body_edge = _mix(panel, body, 0.10)
        else:
            self.body_dark = _mix(panel, body, 0.72)
            self.body_bright = _mix(panel, body, -0.02)
            self.body_edge = _mix(panel, body, 0.92)
        self.hatch = {
            state: (
                float(theme.contact(state)["fill_opacity"]),
                float(theme.contact(state)["line_opacity"]),
            )
            for state in STATES
        }


def _mix(first: np.ndarray, second: np.ndarray, part: float) -> np.ndarray:
    return np.clip(first + part * (second - first), 0.0, 1.0)[:3]
