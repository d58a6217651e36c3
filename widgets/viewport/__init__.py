"""The 3D view."""

from widgets.viewport.panel import ViewportPanel

__all__ = ["ViewportPanel"]
