"""Arrays and captures as bytes: exactly what went in comes out, and spoiled bytes are refused."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from made_takes import full_captured, made_captured

from core.take.on_disk.captured_form import captured_as_packed, captured_from_packed
from core.take.on_disk.packed import NotPacked, Packed, pack, slices_of, unpack

arrays = hnp.arrays(
    st.sampled_from([np.float64, np.float32, np.int64, np.uint8, np.bool_]),
    hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=5),
)


def same(first: object, second: object) -> bool:
    """Whether two frozen values are equal to the last bit, NaN included."""
    if isinstance(first, np.ndarray):
        return (
            isinstance(second, np.ndarray)
            and first.dtype == second.dtype
            and first.shape == second.shape
            and first.tobytes() == second.tobytes()
        )
    if isinstance(first, tuple):
        return (
            isinstance(second, tuple)
            and len(first) == len(second)
            and all(map(same, first, second))
        )
    if is_dataclass(first):
        return type(first) is type(second) and all(
            same(getattr(first, field.name), getattr(second, field.name)) for field in fields(first)
        )
    return type(first) is type(second) and first == second


@given(st.dictionaries(st.text(max_size=5), arrays, max_size=4))
def test_what_was_packed_comes_back_to_the_last_bit(content: dict[str, np.ndarray]) -> None:
    header = {"words": ["a", 1, None, 0.1]}
    back = unpack(b"".join(bytes(part) for part in pack(Packed(header, content))))
    assert back.header == header
    assert list(back.arrays) == list(content)
    assert all(same(content[name], back.arrays[name]) for name in content)


@given(st.lists(st.binary(max_size=9), max_size=6), st.integers(1, 8))
def test_slices_join_to_the_same_bytes(parts: list[bytes], size: int) -> None:
    slices = list(slices_of(iter(parts), size))
    assert b"".join(slices) == b"".join(parts)
    assert all(len(one) == size for one in slices[:-1])


@pytest.mark.parametrize("make", [made_captured, full_captured])
def test_every_part_of_a_capture_comes_back(make) -> None:
    captured = make()
    packed = captured_as_packed(captured)
    data = b"".join(bytes(part) for part in pack(packed))
    assert same(captured, captured_from_packed(unpack(data)))


def test_the_full_capture_leaves_no_part_out() -> None:
    """So that the test above cannot pass by forgetting a field that was added since."""
    captured = full_captured()
    assert all(getattr(captured, field.name) is not None for field in fields(captured))


def test_spoiled_bytes_are_refused() -> None:
    data = bytearray(b"".join(bytes(part) for part in pack(captured_as_packed(made_captured(3)))))
    for spoiled in (b"", b"FTG1", data[:40], data[:-1], b"x" + data[1:]):
        with pytest.raises(NotPacked):
            unpack(bytes(spoiled))
    with pytest.raises(NotPacked):
        captured_from_packed(Packed({}, {}))
    with pytest.raises(ValueError, match="numbers"):
        list(pack(Packed({}, {"objects": np.array([object()])})))
