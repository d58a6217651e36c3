"""The camera as its panel and its tools draw it. app fills these; a widget never changes one."""

from __future__ import annotations

from dataclasses import dataclass

ImageLine = tuple[tuple[float, float], tuple[float, float]]  # pixels of the picture


@dataclass(frozen=True, slots=True)
class CameraNumber:
    """One number of the camera as it is known, in the unit that its field shows."""

    value: float
    spread: str = ""  # "± 1.2°"; "" where it is given or nobody knows
    source: str = ""  # "metadata", "yours", "guess"
    by_user: bool = False


@dataclass(frozen=True, slots=True)
class CameraView:
    """What is known of the camera, and how far a fit to it is."""

    focal_mm: CameraNumber = CameraNumber(26.0)  # 35 mm equivalent
    focal_px: CameraNumber = CameraNumber(900.0)
    pitch: CameraNumber = CameraNumber(0.0)  # degrees, down is positive
    roll: CameraNumber = CameraNumber(0.0)  # degrees, what is upright leans right where positive
    height: CameraNumber = CameraNumber(1.3)  # metres over the floor
    ground: CameraNumber = CameraNumber(0.0)  # millimetres
    horizon: ImageLine | None = None  # where it lies, in the picture
    horizon_by_user: bool = False
    known_length: ImageLine | None = None
    metres: float | None = None  # of the known length
    editable: bool = False
    why_not: str = ""  # why nothing can be said
    fitting: str = ""  # "Fitting to the camera, 42 %"
    waits: bool = False  # the motion is not fitted to the camera that is decided
    note: str = ""  # a sentence
