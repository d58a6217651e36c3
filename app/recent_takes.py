"""What the welcome page shows of takes that were open before: a picture, their length, what waits.

Kept beside the settings when a take closes. It may lag behind a take that another program changed,
or be missing: a row then says where the take lies.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from app.settings import settings_folder
from app.wording import when
from core.files.there import is_there
from widgets.recent_row import PICTURE, RecentView

SHOWN = 6


def recent_views(paths: Iterable[str]) -> tuple[RecentView, ...]:
    """Rows for the takes that are still there, the latest first."""
    there = [path for path in map(Path, paths) if is_there(path)]
    return tuple(_view(path) for path in there[:SHOWN])


def keep_card(
    path: Path, *, seconds: float, rate: float, waiting: int | None, picture: QImage | None
) -> None:
    """Keep how a take looks now.

    waiting: how many events; None where nobody looked. picture: None keeps the one from before.

    Raises: OSError where the settings' folder cannot be written.
    """
    card = _card_of(path)
    card.parent.mkdir(parents=True, exist_ok=True)
    if picture is not None:
        size = QSize(2 * PICTURE.width(), 2 * PICTURE.height())
        fill = Qt.AspectRatioMode.KeepAspectRatioByExpanding
        picture.scaled(size, fill, Qt.TransformationMode.SmoothTransformation).save(
            str(card.with_suffix(".jpg"))
        )
    said = {"seconds": seconds, "rate": rate, "waiting": waiting}
    card.with_suffix(".json").write_text(json.dumps(said))


def _view(path: Path) -> RecentView:
    card = _card_of(path)
    picture = QImage(str(card.with_suffix(".jpg")))
    known = _known(card)
    detail = str(path.parent)
    waiting = ""
    if known:
        detail = f"{_length(known['seconds'])}, {known['rate']:.4g} fps · {path.parent}"
        waiting = _waiting(known["waiting"])
    return RecentView(path, path.stem, detail, when(path), waiting, picture)


def _known(card: Path) -> dict[str, Any]:
    """What was kept; nothing where it cannot be read, which costs no more than some words."""
    try:
        said = json.loads(card.with_suffix(".json").read_text())
        waiting = said["waiting"]
        return {
            "seconds": float(said["seconds"]),
            "rate": float(said["rate"]),
            "waiting": None if waiting is None else int(waiting),
        }
    except (OSError, ValueError, TypeError, KeyError):
        return {}


def _card_of(path: Path) -> Path:
    name = hashlib.sha256(str(path).encode()).hexdigest()[:16]
    return settings_folder() / "recent" / name


def _length(seconds: float) -> str:
    """ "0:13.7"."""
    minutes, rest = divmod(round(10 * seconds), 600)
    return f"{minutes}:{rest / 10:04.1f}"


def _waiting(count: int | None) -> str:
    if count is None:
        return ""
    if count == 1:
        return "1 event waits"
    return f"{count} events wait" if count else "Nothing waits"
