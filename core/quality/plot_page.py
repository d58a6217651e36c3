"""A page of plots: matplotlib where it is installed, one look, and where pages are put."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.errors import BadInput, MissingComponent

TRUTH_COLOUR = (0.13, 0.13, 0.13)
#: The estimate's, then the baselines', in their order.
BODY_COLOURS = (
    (0.12, 0.44, 0.71),
    (0.85, 0.51, 0.17),
    (0.36, 0.61, 0.23),
    (0.6, 0.36, 0.71),
    (0.71, 0.28, 0.36),
)
STATE_COLOURS = {
    "plant": (0.18, 0.49, 0.31),
    "pivot": (0.79, 0.64, 0.15),
    "slide": (0.56, 0.36, 0.71),
    "air": (0.9, 0.9, 0.9),
}
_DOTS = 110  # per inch
_STYLE: dict[Any, Any] = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": (0.89, 0.89, 0.89),
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "legend.frameon": False,
    "lines.linewidth": 1.2,
}


def plots_folder(folder: Path) -> None:
    """Make the folder where it is missing, and see that there is something to draw with.

    Raises: BadInput where it cannot be made; MissingComponent without matplotlib.
    """
    _figure_class()
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder} is a file; give a folder for the plots.")
    if not folder.absolute().parent.is_dir():
        raise BadInput(f"The folder {folder.absolute().parent} does not exist; make it first.")
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise BadInput(f"{folder} cannot be made ({error.strerror}); choose another.") from error


class Page:
    """A figure that is written when the block ends well: `with Page(...) as figure`."""

    def __init__(self, path: Path, title: str, width: float, height: float) -> None:
        """width, height: inches."""
        import matplotlib

        self._path = path
        self._style = matplotlib.rc_context(_STYLE)
        self._style.__enter__()
        # a figure of its own: pyplot would keep it, and choose a window to show it in
        self._figure = _figure_class()(figsize=(width, height), layout="constrained")
        self._figure.suptitle(title, x=0.01, ha="left", fontsize=12, fontweight="bold")

    def __enter__(self) -> Any:
        return self._figure

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._figure.savefig(self._path, dpi=_DOTS)
        finally:
            self._style.__exit__(None, None, None)


def colour_of(place: int) -> tuple[float, float, float]:
    """Of the body at this place: 0 is the estimate."""
    return BODY_COLOURS[place % len(BODY_COLOURS)]


def line_of(name: str) -> dict[str, Any]:
    """How a line is drawn: the truth dashed over the others, so that what is right shows both."""
    return {"linestyle": (0, (4, 2)), "zorder": 5, "linewidth": 1.0} if name == "truth" else {}


def _figure_class() -> Any:
    """Raises: MissingComponent."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingComponent(
            "Plots need matplotlib, which is missing; install it with: pip install matplotlib."
        ) from error
    return Figure
