"""Arrays that cannot be written to, so that revisions may share them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def frozen_array(
    values: Any, shape: Sequence[int | None], *, name: str, dtype: Any = np.float64
) -> np.ndarray:
    """A read-only array of `dtype` with the given shape; None in `shape` means any length.

    An array that is already frozen, owns its memory and lies in C order is shared, anything
    else is copied.
    Raises: ValueError, naming the array, where the shape is another.
    """
    array = np.asarray(values, dtype=dtype)
    fits = array.ndim == len(shape) and all(
        want is None or want == have for want, have in zip(shape, array.shape, strict=True)
    )
    if not fits:
        raise ValueError(f"{name} must have shape {tuple(shape)}, not {array.shape}.")
    if array.flags.writeable or not array.flags.owndata or not array.flags.c_contiguous:
        array = np.array(array, copy=True, order="C")
        array.flags.writeable = False
    return array
