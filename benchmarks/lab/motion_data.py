"""Where the shared human motion lies: packed as it comes, or unpacked once into the cache."""

from __future__ import annotations

import tarfile
from pathlib import Path

from core.errors import BadInput


def human_motions(data: Path, cache: Path) -> Path:
    """The folder of the unpacked sources, one folder each. Raises: BadInput without the data."""
    if (data / "snu_vsports").is_dir():
        return data
    archives = sorted((data / "human").glob("*.tar.xz"))
    if not archives:
        raise BadInput(
            f"{data} holds no human motion; set FOOTING_DATA to the shared data, or give --data."
        )
    place = cache / "human"
    for archive in archives:
        name = archive.name.removesuffix(".tar.xz")
        if not (place / name).is_dir():
            place.mkdir(parents=True, exist_ok=True)
            with tarfile.open(archive) as packed:
                packed.extractall(place, filter="data")
    return place
