"""Curves of the selected joint's rotation. Imports pyqtgraph, half a second: not for the start."""

from widgets.curves.curves import Curves

__all__ = ["Curves"]
