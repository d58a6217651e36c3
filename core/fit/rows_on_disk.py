"""Results that wait outside of memory until all of them are there."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from os import SEEK_END
from types import TracebackType

import numpy as np

from core.errors import BadInput


class RowsOnDisk:
    """An array whose rows come one stretch after the other, kept in a nameless temporary file.

    A context manager. Raises: BadInput where the temporary folder cannot be written to or is full.
    """

    def __init__(self) -> None:
        try:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed with this)
        except OSError as error:
            raise _no_room(error) from error
        self._like: np.ndarray | None = None
        self._count = 0

    def add(self, rows: np.ndarray) -> None:
        """Rows (count, ...), of the same kind and shape each time."""
        self._like = np.empty((0, *rows.shape[1:]), rows.dtype)  # no view: that would hold them
        try:
            self._file.seek(0, SEEK_END)
            self._file.write(np.ascontiguousarray(rows).data)
        except OSError as error:
            raise _no_room(error) from error
        self._count += len(rows)

    def read(self, start: int = 0, stop: int | None = None) -> np.ndarray:
        """Rows start to stop - 1 in the order in which they came, (rows, ...); None is the end.

        Raises: ValueError where no rows ever came; BadInput where the folder did not keep them.
        """
        if self._like is None:
            raise ValueError("There are no rows.")
        shape, kind = self._like.shape[1:], self._like.dtype
        start, stop, _ = slice(start, stop).indices(self._count)
        size = int(np.prod(shape, dtype=np.int64))
        count = max(stop - start, 0) * size
        try:
            self._file.flush()
            self._file.seek(start * size * kind.itemsize)
            found = np.fromfile(self._file, kind, count)
        except OSError as error:
            raise _no_room(error) from error
        if len(found) < count:
            raise _no_room(OSError("it gave back less than was written"))
        return found.reshape(-1, *shape)

    def __enter__(self) -> RowsOnDisk:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):  # what a full folder did not take is thrown away here anyway
            self._file.close()


def _no_room(error: OSError) -> BadInput:
    return BadInput(
        f"The temporary folder {tempfile.gettempdir()} cannot keep the results of a long clip "
        f"({error.strerror or error}); make room there or name another folder in TMPDIR."
    )
