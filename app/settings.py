"""What the window remembers between starts: theme, keys, recent takes. Never motion."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import platformdirs

RECENT_COUNT = 12


def settings_folder() -> Path:
    """Where settings live; FOOTING_SETTINGS names another folder, for tests and for portables."""
    named = os.environ.get("FOOTING_SETTINGS")
    return Path(named) if named else Path(platformdirs.user_config_dir("footing", appauthor=False))


@dataclass(frozen=True, slots=True)
class Settings:
    theme: str = "dark"
    keymap: str = "footing"
    recent: tuple[str, ...] = ()
    height_metres: float | None = None  # the stature that was told at the last capture
    scale: float = 1.0  # of all words and controls
    tour_seen: bool = False  # the tour of the sample was left or finished
    geometry: str = ""  # where the window stood and how large it was, as Qt writes it, base64

    def with_recent(self, path: Path) -> Settings:
        """The path first, no path twice."""
        name = str(path)
        others = tuple(other for other in self.recent if other != name)
        return replace(self, recent=(name, *others)[:RECENT_COUNT])


def read_settings() -> Settings:
    """The stored settings; the defaults where there are none or they cannot be read.

    Settings hold nothing that a user would miss, so a broken file is simply replaced.
    """
    try:
        stored = json.loads((settings_folder() / "settings.json").read_text())
        known = {key: stored[key] for key in Settings.__dataclass_fields__ if key in stored}
        known["recent"] = tuple(known.get("recent", ()))
        known["scale"] = float(known.get("scale", 1.0))
        return Settings(**known)
    except (OSError, ValueError, TypeError):
        return Settings()


def write_settings(settings: Settings) -> None:
    """Written beside and renamed, so that a kill leaves the old ones."""
    folder = settings_folder()
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / "settings.json.new"
    beside.write_text(json.dumps(asdict(settings), indent=1))
    beside.replace(folder / "settings.json")
