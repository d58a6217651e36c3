"""What lies at a path that somebody named, where asking the system may itself fail: pathlib raises
for a folder that may not be entered and for a name that is too long, where the answer is no."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_ROOM = "make room on the disk that is written to, or on the one for temporary files, and try again"
#: What a machine lacks, and what to do, whatever was being done.
_LACKING = {
    errno.ENOSPC: ("There is no room left", _ROOM),
    errno.EDQUOT: ("There is no room left to you", _ROOM),
    errno.EROFS: ("Nothing can be written", "choose a place that can be written to"),
    errno.EIO: ("A disk failed to read or write", "check the disk, or choose another place"),
    errno.EMFILE: ("Too many files are open", "start Footing anew"),
    errno.ENFILE: ("Too many files are open", "close other programs and try again"),
    errno.ENOMEM: ("There is no memory left", "close other programs and try again"),
}


def is_there(path: str | Path) -> bool:
    """Whether something lies at a path and may be looked at."""
    return os.path.exists(path)  # noqa: PTH110


def is_folder(path: str | Path) -> bool:
    """Whether a folder lies at a path and may be looked at."""
    return os.path.isdir(path)  # noqa: PTH112


def is_file(path: str | Path) -> bool:
    """Whether a plain file lies at a path and may be looked at."""
    return os.path.isfile(path)  # noqa: PTH113


def is_refused(error: OSError) -> bool:
    """Whether it is the system that refuses, and no fault of ours: it names a path, or says that
    this machine lacks something."""
    return error.errno is not None and (error.filename is not None or error.errno in _LACKING)


def refusal_in_words(error: OSError) -> str:
    """A path that may not be entered, a name that is too long, a full disk: no fault of ours."""
    lacking = None if error.errno is None else _LACKING.get(error.errno)
    if lacking is not None:
        where = "" if error.filename is None else f" for {error.filename}"
        return f"{lacking[0]}{where} ({error.strerror}); {lacking[1]}."
    place = "The output" if error.filename is None else f"{error.filename}"
    return (
        f"{place} cannot be used ({error.strerror}); check the path and its permissions, or choose "
        "another place."
    )
