"""The focal length before anything is fitted: said, read from the file, or as lenses are.

Sizes are told in millimetres on 36 x 24 mm film, whose diagonal is 43.27 mm (CIPA DCG-001: the
equivalent is by the diagonal of the photograph).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from core.capture.camera.focal_metadata import file_tags, focal_tag
from core.errors import WrongUsage

FILM_DIAGONAL = 43.2666  # mm

#: Lenses in use, by share: focal length over the video's diagonal, spread of its logarithm. Of
#: videos whose file does not tell it: phones' own mostly do, what is cut, rendered or sent on not.
#: - Phones' main lenses: 24-28 mm by the photograph, 0.55-0.65. A 16:9 video may be cut from the
#:   photograph's whole width (x 1.09), and steadying may cut up to a fifth more: up to 0.8. One
#:   calibrated video has 0.757; a tag of 27 mm was found to be 32 mm by self-calibration.
#: - Webcams: 60 to 90 degrees over the diagonal.
#: - Cameras with standard zooms, 24-85 mm; phones' second lenses, 50-77 mm, which are what a whole
#:   body is often filmed with; pictures cut to the person; renderers, whose cameras mostly come
#:   with 35-50 mm on 36 mm of width, .85 to 1.2.
#: - Ultra-wide and action cameras, 12-18 mm.
LENSES: tuple[tuple[float, float, float], ...] = (
    (0.47, 0.62, 0.12),
    (0.10, 0.65, 0.15),
    (0.38, 0.95, 0.32),
    (0.05, 0.36, 0.15),
)
#: The mixture as one log-normal: its median, and a spread between the one of its middle 68 %
#: (0.30) and the one with all that lies outside (0.34).
USUAL_FOCAL, USUAL_SPREAD = 0.67, 0.31

#: Spread of a focal length that the user states: a data sheet's, not a calibration's.
SAID_SPREAD = 0.02
#: A tag is the lens's for photographs: what steadying cuts from the picture lies between nothing
#: and a fifth.
_STEADYING, _TAG_SPREAD = 1.05, 0.07

FocalSource = Literal["yours", "camera file", "metadata", "guess"]


@dataclass(frozen=True, slots=True)
class FocalLength:
    """Pixels, the spread of the logarithm (one sigma; 0 is given), and who said it."""

    pixels: float
    sigma: float
    source: FocalSource


def focal_length(
    path: Path | None, width: int, height: int, said: float | None = None
) -> FocalLength:
    """The focal length of a video, from the best source that there is.

    Args:
        path: of the video; None for keypoints without one.
        width, height: of the picture as displayed, pixels.
        said: by the user, pixels.
    Raises: BadInput where the video cannot be opened.
    """
    if said is not None:
        return FocalLength(said, SAID_SPREAD, "yours")
    tag = None if path is None else focal_tag(path, file_tags(path))
    if tag is None:
        pixels = USUAL_FOCAL * float(np.hypot(width, height))
        return FocalLength(pixels, USUAL_SPREAD, "guess")
    return FocalLength(_of_video(tag.equivalent, width, height), _TAG_SPREAD, "metadata")


def pixels_of_equivalent(millimetres: float, width: int, height: int) -> float:
    """35 mm equivalent of the video's own picture -> pixels. Raises: WrongUsage."""
    if not 5.0 <= millimetres <= 1200.0:
        raise WrongUsage(
            f"A 35 mm equivalent focal length lies between 5 and 1200 mm, not at {millimetres:g}."
        )
    return millimetres / FILM_DIAGONAL * float(np.hypot(width, height))


def equivalent_of_pixels(pixels: float, width: int, height: int) -> float:
    """Pixels -> millimetres on 36 x 24 mm film, by the video's diagonal."""
    return pixels * FILM_DIAGONAL / float(np.hypot(width, height))


def _of_video(equivalent: float, width: int, height: int) -> float:
    """Pixels of a lens whose equivalent is that of 4:3 photographs, in a video as wide as they."""
    longer, shorter = max(width, height), min(width, height)
    photograph_width = max(longer, shorter * 4.0 / 3.0)
    return equivalent / FILM_DIAGONAL * 1.25 * photograph_width * _STEADYING
