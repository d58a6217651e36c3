"""Numbers in text: the compiled reader and writer say what the plain ones say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import BadInput
from core.files import bvh_parse_kernel
from core.files.bvh_format_kernel import format_fast
from core.files.bvh_hierarchy import exact_text
from core.files.bvh_numbers import ParsedNumbers, format_plainly, parse_plainly
from core.files.bvh_parse_kernel import parse_fast


def outcome(parse, *arguments) -> ParsedNumbers | str:
    try:
        return parse(*arguments)
    except BadInput as error:
        return str(error)


def both(data: bytes, channels: int) -> ParsedNumbers | str:
    """What both readers say, having said the same."""
    plain = outcome(parse_plainly, data, channels, 7)
    fast = outcome(parse_fast, b"head" + data, 4, channels, 7)
    if isinstance(plain, str) or isinstance(fast, str):
        assert plain == fast
        return plain
    np.testing.assert_array_equal(plain.values, fast.values)
    np.testing.assert_array_equal(np.signbit(plain.values), np.signbit(fast.values))
    assert plain.decimals == fast.decimals
    assert plain.first_wrapped_line == fast.first_wrapped_line
    assert plain.first_wrapped_count == fast.first_wrapped_count
    return plain


number_texts = st.one_of(
    st.floats(-1e9, 1e9).map(repr),
    st.decimals(-(10**8), 10**8, places=6).map(str),
    st.decimals(-(10**8), 10**8, places=14).map(str),
    st.from_regex(r"[+-]?[0-9]{0,25}\.?[0-9]{0,25}([eE][+-]?[0-9]{1,3})?", fullmatch=True),
    st.text("0123456789+-.eE", max_size=24),
    st.sampled_from(["nan", "inf", "0x10", "1e", "1e+", ".", "-", "1..2", "1.5.", "5,0", "1_0"]),
)
line_ends = st.sampled_from(["\n", "\r\n", "\r", "\n\n", " \n\t", "\x0b\n", "\x0c\n"])


@given(st.lists(st.tuples(number_texts, st.sampled_from([" ", "\t", "  "]) | line_ends)))
@settings(deadline=None, max_examples=500)
def test_both_readers_say_the_same(parts: list[tuple[str, str]]) -> None:
    both("".join(word + gap for word, gap in parts).encode(), 3)


@given(st.lists(number_texts, min_size=1, max_size=40))
@settings(deadline=None, max_examples=300)
def test_every_number_is_the_one_that_python_reads(words: list[str]) -> None:
    found = both("\n".join(words).encode(), 1)
    if isinstance(found, ParsedNumbers):
        expected = [float(word) for word in words if word.strip()]
        assert found.values[:, 0].tolist() == expected


@pytest.mark.parametrize(
    "word",
    [
        "9007199254740993",  # 2^53 + 1: a tie
        "9007199254740993.0000000000000000001",
        "0.500000000000000166533453693773481063544750213623046875",  # a tie
        "8.10000000000000053290705182007513940334320068359375",
        "1.7976931348623157e-300",
        "123456789.12345678901234567890",
        "0." + "0" * 40 + "1234567890123456789",
        "1" + "0" * 30 + "e-30",
        "179.99999999999997",
        "4.4501477170144023e-308",
        "10E-30",
        "2049e-27",
    ],
)
def test_hard_numbers_round_right(word: str) -> None:
    if "e-30" in word or float(word) <= 1e9:
        found = both(word.encode(), 1)
        assert isinstance(found, ParsedNumbers)
        assert found.values[0, 0] == float(word)
    else:
        assert "too large" in str(both(word.encode(), 1))


@given(
    st.lists(
        st.one_of(
            st.floats(-1e9, 1e9),
            st.integers(-(10**15), 10**15).map(lambda n: n / 1e6).filter(lambda x: abs(x) <= 1e9),
            st.integers(-(10**6), 10**6).map(lambda n: (n + 0.5) / 1e6),
        ),
        min_size=1,
        max_size=60,
    ),
    st.integers(6, 12),
)
@settings(deadline=None, max_examples=300)
def test_both_writers_write_the_same_and_lose_nothing(values: list[float], decimals: int) -> None:
    rows = np.array(values)[:, None]
    fast = b"".join(bytes(piece) for piece in format_fast(rows, decimals))
    assert fast == format_plainly(rows, decimals)
    assert [float(line) for line in fast.split()] == values


def test_a_long_word_is_refused_shortly() -> None:
    for word in ("0." + "0" * 500 + "x", "1" * 500, "." + "1" * 9000 + "e"):
        assert len(str(both(f"1 2\n3 {word} 5".encode(), 2))) < 150


def test_a_long_table_is_written_in_pieces() -> None:
    values = np.round(np.random.default_rng(0).normal(size=(30_000, 20)) * 100, 6)
    pieces = [bytes(piece) for piece in format_fast(values, 6)]
    assert len(pieces) > 1
    text = b"".join(pieces)
    assert text.count(b"\n") == 30_000
    np.testing.assert_array_equal(parse_fast(text, 0, 20, 1).values, values)


def test_six_decimals_are_written_as_six_decimals() -> None:
    assert exact_text(0.1, 2) == "0.100000"
    assert exact_text(1 / 3, 6) == repr(1 / 3)
    rows = np.array([[0.1, -2.5, 1 / 3]])
    assert b"".join(bytes(p) for p in format_fast(rows, 6)) == (
        b"0.100000 -2.500000 0.3333333333333333\n"
    )


def long_text(rows: int) -> bytes:
    values = np.round(np.random.default_rng(1).normal(size=(rows, 40)) * 90, 6)
    return format_plainly(values, 6)


def test_long_text_is_read_in_parts_as_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    data = long_text(700)
    monkeypatch.setattr(bvh_parse_kernel, "_PART_BYTES", len(data) // 3)
    monkeypatch.setattr(bvh_parse_kernel.os, "cpu_count", lambda: 3)
    in_parts = bvh_parse_kernel._parse_in_parts(data, 0, 40)
    assert in_parts is not None
    np.testing.assert_array_equal(in_parts.values, parse_plainly(data, 40, 1).values)
    assert in_parts.decimals == 6


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.replace(b" ", b"\n", 1),
        lambda data: data + b"1 2 3",
        lambda data: data[: len(data) // 2] + b" 7 " + data[len(data) // 2 :],
        lambda data: data.replace(b"\n", b"\n\n"),
        lambda data: data.replace(b"\n", b"\r"),
        lambda data: data.replace(b"1", b"x", 900),
        lambda data: data[: len(data) // 2] + b"1e400 " * 50_000 + data[len(data) // 2 :],
        lambda data: data[: len(data) // 2] + b"nan" + data[len(data) // 2 :],
        lambda data: data.rstrip(),
    ],
)
def test_spoilt_long_text_is_judged_as_short_text_is(spoil, monkeypatch) -> None:
    data = spoil(long_text(700))
    monkeypatch.setattr(bvh_parse_kernel, "_PART_BYTES", len(data) // 3)
    monkeypatch.setattr(bvh_parse_kernel.os, "cpu_count", lambda: 3)
    both(data, 40)
