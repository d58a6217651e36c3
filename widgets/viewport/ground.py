"""The ground: a grid in metres round the place that is looked at, and its axes."""

from __future__ import annotations

import numpy as np

from widgets.viewport.palette import Palette

REACH = 20  # metres from the middle to the grid's edge
MINOR = 0.5  # metres between minor lines
MINOR_REACH = 10.0


def grid_lines(
    centre: tuple[float, float, float], palette: Palette
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Starts and ends (n, 3) metres, colours (n, 4), widths (n,) of a grid round `centre`.

    Lines stay on whole and half metres of the world, wherever the middle is; those of the axes
    are left out.
    """
    x0, ground, z0 = centre
    starts, ends, major = [], [], []
    for at in np.arange(-REACH, REACH + MINOR, MINOR):
        whole = float(at).is_integer()
        if not whole and abs(at) > MINOR_REACH:
            continue
        reach = REACH if whole else MINOR_REACH
        if x0 + at != 0.0:
            starts.append((x0 + at, ground, z0 - reach))
            ends.append((x0 + at, ground, z0 + reach))
            major.append(whole)
        if z0 + at != 0.0:
            starts.append((x0 - reach, ground, z0 + at))
            ends.append((x0 + reach, ground, z0 + at))
            major.append(whole)
    whole_lines = np.array(major)
    colors = np.where(whole_lines[:, None], palette.grid_major, palette.grid)
    return np.array(starts), np.array(ends), colors, np.ones(len(starts))


def axis_lines(
    centre: tuple[float, float, float], palette: Palette
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """The world's X and Z on the ground, as `grid_lines`."""
    x0, ground, z0 = centre
    starts = np.array([(x0 - REACH, ground, 0.0), (0.0, ground, z0 - REACH)])
    ends = np.array([(x0 + REACH, ground, 0.0), (0.0, ground, z0 + REACH)])
    return starts, ends, np.array([palette.axis_x, palette.axis_z]), 1.5


def metre_labels(ground: float, centre: tuple[float, float, float], step: int) -> list:
    """(text, (3,) metres) at every `step` metres of both axes near `centre`, 0 left out."""
    labels = []
    for axis, middle in ((0, centre[0]), (2, centre[2])):
        around = step * round(middle / step)
        for metres in range(around - 6 * step, around + 7 * step, step):
            if metres:
                place = np.array([0.0, ground, 0.0])
                place[axis] = metres
                labels.append((f"{metres} m".replace("-", "−"), place))
    return labels
