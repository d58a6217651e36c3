"""The drawings of the icons: read, tinted, and as files for style sheets. Knows no theme."""

from __future__ import annotations

import os
import tempfile
import zlib
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QColor

from core.files.replace_file import written_beside

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "icons"


def tinted_file(name: str, colour: QColor, scale: float) -> Path:
    """The icon as a file, for style sheets: they take no other picture.

    It lies in the user's cache, named for what it holds and the UI scale that it is drawn at, so
    that the next start finds it there and a killed one leaves nothing behind.
    """
    drawing = tinted(name, colour)
    file = _folder_of_tinted_files() / f"{name}-{zlib.crc32(drawing):08x}-{scale:g}.svg"
    if not file.exists():
        with written_beside(file) as beside:
            beside.write_bytes(drawing)
    return file


@lru_cache(maxsize=1)
def _folder_of_tinted_files() -> Path:
    """Raises: OSError where neither the cache nor the temporary folder can be written to."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericCacheLocation)
    folder = Path(place) / "Footing" / "icons"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:  # no home, as in some containers
        return Path(tempfile.mkdtemp(prefix="footing-icons-"))
    return folder if os.access(folder, os.W_OK) else Path(tempfile.mkdtemp(prefix="footing-icons-"))


def tinted(name: str, colour: QColor) -> bytes:
    """The drawing in one colour, as SVG.

    Raises: FileNotFoundError for a name that resources/icons does not hold.
    """
    return _source(name).replace("currentColor", colour.name()).encode()


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
