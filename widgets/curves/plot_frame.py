"""What those who draw behind and on the curves ask of the plot."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from PySide6.QtWidgets import QWidget

from widgets.curves.height_scale import HeightScale
from widgets.curves.series import Series


class PlotFrame(Protocol):
    """Curves and where they lie. x and y are pixels of the viewport."""

    @property
    def curves(self) -> tuple[Series, ...]: ...

    @property
    def times(self) -> np.ndarray: ...

    @property
    def scale(self) -> HeightScale: ...

    def viewport(self) -> QWidget: ...

    def devicePixelRatioF(self) -> float: ...

    def x_of(self, moment: float) -> float: ...

    def moment_at(self, x: float) -> float: ...
