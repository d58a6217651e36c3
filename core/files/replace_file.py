"""Written beside and renamed: an output is there whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import BadInput


@contextmanager
def written_beside(path: str | Path) -> Iterator[Path]:
    """A new empty file beside `path` to write to, with the same ending.

    When the block ends well it takes the place of `path` in one step, on the disk; when the block
    raises it is removed and `path` stays as it was.
    Raises: BadInput where the folder is missing or cannot be written to, or where `path` is
    something else than a file.
    """
    target = Path(os.path.realpath(path))
    try:
        _check_target(target, Path(path))
        handle, name = tempfile.mkstemp(
            dir=target.parent, prefix=f".{target.stem[:80]}.", suffix=f".part{target.suffix}"
        )
    except OSError as error:
        raise BadInput(
            f"{target.parent} cannot be written to ({error.strerror}); choose another folder."
        ) from error
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        beside.chmod(_mode_for(target))
        _flush(beside)
        beside.replace(target)
    except OSError as error:
        raise BadInput(
            f"{path} cannot be written ({error.strerror or error}); make room or choose another "
            "place."
        ) from error
    except BadInput as error:  # of a block inside this one: the name in it says nothing to anybody
        raise BadInput(str(error).replace(str(beside), str(path))) from error
    finally:
        beside.unlink(missing_ok=True)


def _check_target(target: Path, asked: Path) -> None:
    if not target.parent.is_dir():
        raise BadInput(
            f"The folder {target.parent} for {asked.name} does not exist; make it first or choose "
            "another."
        )
    if target.is_dir():
        raise BadInput(f"{asked} is a folder; give the name of a file to write.")
    if target.exists() and not target.is_file():
        raise BadInput(f"{asked} is not a plain file; give the name of a file to write.")


def _mode_for(target: Path) -> int:
    """The permissions of the file that is replaced, or what a new file would get."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
