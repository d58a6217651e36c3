"""Where compiled kernels are kept. Asked before numba is loaded, which asks once."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

_NAME = "NUMBA_CACHE_DIR"
#: Beside our own modules numba keeps what it compiles, if it can.
_INSTALLED = Path(__file__).resolve().parent


def kernels_kept_somewhere() -> None:
    """Keep kernels in the temporary folder where numba finds no place by itself.

    It looks beside the module, then in the user's cache, and raises where neither can be written:
    a program that an administrator installed, run by a service without a home.
    """
    if os.environ.get(_NAME) or _can_be_written(_INSTALLED / "__pycache__"):
        return
    home = os.path.expanduser("~")  # noqa: PTH111 (Path raises where there is none)
    caches = os.environ.get("XDG_CACHE_HOME") or Path(home) / ".cache"
    if not _can_be_written(Path(caches)):
        os.environ[_NAME] = str(_temporary())


def _can_be_written(folder: Path) -> bool:
    """Whether the folder, or the nearest one above it that is there, takes a file."""
    above = (folder, *folder.absolute().parents)
    there = next(one for one in above if os.path.exists(one))  # noqa: PTH110 (Path's may be refused)
    try:
        tempfile.TemporaryFile(dir=there).close()
    except OSError:
        return False
    return True


def _temporary() -> Path:
    """One folder for all runs of this user; its own where another user has taken that name.

    Kernels are code: none is read that somebody else may have written.
    """
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"footing-kernels-{user}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    is_ours = not hasattr(os, "getuid") or (found.st_uid == user and not found.st_mode & 0o077)
    if is_ours and folder.is_dir():
        return folder
    return Path(tempfile.mkdtemp(prefix="footing-kernels-"))
