"""What the Export room offers, what is asked of it, and how an export went. app fills them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from widgets.snapshot import FigureView


@dataclass(frozen=True, slots=True)
class PresetView:
    """One preset as the list shows it."""

    name: str
    detail: str  # "BVH, metres, Y up"
    hint: str  # how the file is opened


@dataclass(frozen=True, slots=True)
class ExportChoices:
    """What the page offers for one take."""

    presets: tuple[PresetView, ...]
    rate: float  # frames a second that are the default
    own_rate: float  # of the take
    times: np.ndarray  # (frames,) seconds of the take
    folder: Path
    name: str
    source: str = ""  # the file that the take was made from, which is never replaced


@dataclass(frozen=True, slots=True)
class ExportWishes:
    """What the user asked for."""

    preset: str
    rate: float | None  # None keeps the take's
    first_frame: int  # 0-based, on the take's frames
    last_frame: int
    path: Path


@dataclass(frozen=True, slots=True)
class ExportView:
    """How the last export went. `state`: "idle", "writing", "done", "failed"."""

    state: str = "idle"
    headline: str = ""
    detail: str = ""
    path: Path | None = None
    figures: tuple[FigureView, ...] = ()
    warnings: tuple[str, ...] = ()
    fraction: float = 0.0
