"""Reading the numbers of a BVH file's MOTION part, compiled: as `bvh_numbers` does, fast.

Importing this loads numba, so it is imported where a file is large enough to pay for that.
Sources: decimal to binary by Clinger's fast path (1990), beyond it by a product of double-doubles
(Dekker 1971) that is kept where Ziv's test (1991) proves it rounds right; what is left goes to
Python's float.
"""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import numpy as np
from numba import njit

from core.errors import BadInput
from core.files.bvh_hierarchy import LARGEST_NUMBER, finite_number
from core.files.bvh_numbers import ParsedNumbers, wrong_count

#: Powers of ten in the kernel's table; a number beyond them is left to Python.
_LOWEST_POWER = -60
_HIGHEST_POWER = 30

_PART_BYTES = 2_000_000  # less is read before a thread is started
_MOST_PARTS = 4

_FINE, _BAD_NUMBER, _WRONG_COUNT = 0, 1, 2
_LINE_END = re.compile(rb"\r\n|\n|\r")
_WORD = re.compile(rb"[^ \t\n\r\x0b\x0c]+")


def _powers_of_ten() -> tuple[np.ndarray, np.ndarray]:
    """10^k as the sum of two doubles, k from the lowest to the highest power."""
    high, low = [], []
    for power in range(_LOWEST_POWER, _HIGHEST_POWER + 1):
        exact = Fraction(10) ** power
        nearest = exact.numerator / exact.denominator
        high.append(nearest)
        rest = exact - Fraction(nearest)
        low.append(rest.numerator / rest.denominator)
    return np.array(high), np.array(low)


_HIGH, _LOW = _powers_of_ten()
_SPLIT = 134217729.0  # 2^27 + 1, Dekker's constant for halving a double's digits


@njit(cache=True, nogil=True, inline="always")
def _product_error(a, b, product):
    """a * b - product, exactly."""
    t = _SPLIT * a
    a_high = t - (t - a)
    a_low = a - a_high
    t = _SPLIT * b
    b_high = t - (t - b)
    b_low = b - b_high
    return ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


@njit(cache=True, nogil=True)
def _scaled(mantissa, power, high, low):
    """mantissa * 10^power and whether that is surely the nearest double."""
    if mantissa == 0:
        return 0.0, True
    if mantissa <= 9007199254740992 and -22 <= power <= 22:
        small = np.float64(np.int64(mantissa))  # signed: one instruction
        if power < 0:
            return small / high[-power - _LOWEST_POWER], True
        return small * high[power - _LOWEST_POWER], True
    if power < _LOWEST_POWER or power > _HIGHEST_POWER:
        return 0.0, False
    if mantissa <= 9007199254740992:  # one double; halved, the small part's rounding would count
        m_high, m_low = np.float64(np.int64(mantissa)), 0.0
    else:
        m_high = np.float64(mantissa >> np.uint64(11)) * 2048.0
        m_low = np.float64(mantissa & np.uint64(2047))
    p_high, p_low = high[power - _LOWEST_POWER], low[power - _LOWEST_POWER]
    product = m_high * p_high
    rest = _product_error(m_high, p_high, product) + (m_high * p_low + m_low * p_high)
    nearest = product + rest
    left = rest - (nearest - product)
    # Ziv: were the true rest a little larger, would the answer be the same?
    return nearest, nearest + left * (1.0 + 2.0**-40) == nearest


@njit(cache=True, nogil=True)
def _number(text, place, end):
    """Read one number: where it ends, whether it is one, sign, digits, power, decimals, cut."""
    negative = False
    if text[place] == 43 or text[place] == 45:
        negative = text[place] == 45
        place += 1
    mantissa = np.uint64(0)
    start = place
    # digits are read in two places: a function of them makes a file take 1.4 times as long to read
    while place < end:
        digit = np.uint8(text[place] - np.uint8(48))
        if digit > 9:
            break
        mantissa = mantissa * np.uint64(10) + np.uint64(digit)
        place += 1
    digits = place - start
    decimals = 0
    if place < end and text[place] == 46:
        place += 1
        start = place
        while place < end:
            digit = np.uint8(text[place] - np.uint8(48))
            if digit > 9:
                break
            mantissa = mantissa * np.uint64(10) + np.uint64(digit)
            place += 1
        decimals = place - start
        digits += decimals
    good = digits > 0
    power = -decimals
    cut = digits > 19  # the mantissa has overflown
    if cut:
        mantissa = np.uint64(0)
    if good and place < end and (text[place] == 101 or text[place] == 69):
        decimals = 0
        place += 1
        down = False
        if place < end and (text[place] == 43 or text[place] == 45):
            down = text[place] == 45
            place += 1
        good = False
        exponent = 0
        while place < end and 48 <= text[place] <= 57:
            good = True
            exponent = min(exponent * 10 + (text[place] - 48), 100000)
            place += 1
        power += -exponent if down else exponent
    return place, good, negative, mantissa, power, decimals, cut


@njit(cache=True, nogil=True)
def _parse(text, place, channel_count, line, high, low, values, slow, found):
    """Fill `values`; `slow` lists (value, from, to) that need Python's float.

    `found`: values, slow ones, decimals, line and place of the first frame that is broken over
    lines, line and place of the frame that the reading ended in, place of a bad number.
    Returns one of the states above.
    """
    end = len(text)
    count = 0
    slow_count = 0
    decimals = 0
    held = 0  # values of the frame that is being filled
    on_line = 0
    frame_line, frame_place = line, place
    wrapped_line, wrapped_place = -1, -1
    state = _FINE
    while True:
        while place < end and (
            text[place] == 32 or text[place] == 9 or text[place] == 11 or text[place] == 12
        ):
            place += 1
        if place >= end or text[place] == 10 or text[place] == 13:
            if on_line > 0:
                if held != on_line and wrapped_line < 0:
                    wrapped_line, wrapped_place = frame_line, frame_place
                if held == channel_count:
                    held = 0
                on_line = 0
            if place >= end:
                if held > 0:
                    state = _WRONG_COUNT
                break
            if text[place] == 13 and place + 1 < end and text[place + 1] == 10:
                place += 1
            place += 1
            line += 1
            continue
        if held == 0:
            frame_line, frame_place = line, place
        if held == channel_count or count == len(values):
            state = _WRONG_COUNT
            break
        start = place
        place, good, negative, mantissa, power, more, cut = _number(text, place, end)
        on_line += 1
        held += 1
        if place < end and not (text[place] == 32 or 9 <= text[place] <= 13):
            good = False
        number, sure = _scaled(mantissa, power, high, low)
        if not good or number > LARGEST_NUMBER:
            state = _BAD_NUMBER
            found[7] = start
            break
        if cut or not sure:
            slow[slow_count, 0] = count
            slow[slow_count, 1] = start
            slow[slow_count, 2] = place
            slow_count += 1
        values[count] = -number if negative else number
        count += 1
        decimals = max(decimals, more)
    found[0], found[1], found[2] = count, slow_count, decimals
    found[3], found[4] = wrapped_line, wrapped_place
    found[5], found[6] = frame_line, frame_place
    return state


class _Part:
    """A stretch of the text that begins and ends at a frame, read by one thread."""

    def __init__(self, data: bytes, place: int, end: int, most: int) -> None:
        self.data, self.place = data, place
        self.text = np.frombuffer(data, dtype=np.uint8)[:end]
        self.most = most
        self.found = np.zeros(8, dtype=np.int64)
        # untouched memory costs nothing, so the bound may be generous
        self.slow = np.empty((most, 3), dtype=np.int64)
        self.state = _FINE

    def read(self, values: np.ndarray, channel_count: int, first_line: int) -> None:
        self.state = _parse(
            self.text, self.place, channel_count, first_line, _HIGH, _LOW, values, self.slow,
            self.found,
        )  # fmt: skip
        for value, start, stop in self.slow[: self.found[1]].tolist():
            try:
                values[value] = finite_number(self.data[start:stop].decode("latin-1"), "")
            except BadInput:
                self.state, self.found[7] = _BAD_NUMBER, start
                return


def parse_fast(data: bytes, place: int, channel_count: int, first_line: int) -> ParsedNumbers:
    """As `bvh_numbers.parse_plainly(data[place:], ...)`, in a fraction of the time."""
    parsed = _parse_in_parts(data, place, channel_count)
    if parsed is not None:
        return parsed
    line_ends = data.count(b"\n", place) + data.count(b"\r", place)
    most = min((line_ends + 1) * channel_count, (len(data) - place + 1) // 2) + 1
    values = np.empty(most)
    part = _Part(data, place, len(data), most)
    part.read(values, channel_count, first_line)
    count, _, decimals, wrapped_line, wrapped_place, bad_line, bad_place, word = part.found.tolist()
    if part.state == _WRONG_COUNT:
        raise wrong_count(bad_line, _words_on_line(data, bad_place), channel_count)
    if part.state == _BAD_NUMBER:
        raise _bad_number(data, place, word, first_line)
    # in place: a copy of a long file would cost as much as a third of reading it
    values.resize((count // channel_count, channel_count), refcheck=False)
    values.flags.writeable = False
    if wrapped_line < 0:
        return ParsedNumbers(values, decimals, None, 0)
    return ParsedNumbers(values, decimals, wrapped_line, _words_on_line(data, wrapped_place))


def _parse_in_parts(data: bytes, place: int, channel_count: int) -> ParsedNumbers | None:
    """Long and well-formed text by one thread per core; None for anything that is not."""
    count = min(_MOST_PARTS, os.cpu_count() or 1, (len(data) - place) // _PART_BYTES)
    if count < 2:
        return None
    size = (len(data) - place) // count
    starts = [place] + [data.find(b"\n", place + k * size) + 1 for k in range(1, count)]
    ends = [*starts[1:], len(data)]
    lines = [data.count(b"\n", start, end) for start, end in zip(starts, ends, strict=True)]
    lines[-1] += not data.endswith(b"\n")
    if 0 in starts[1:] or sum(lines) * channel_count > (len(data) - place) // 2 + 1:
        return None
    values = np.empty((sum(lines), channel_count))
    parts, rows = [], []
    for start, end, held in zip(starts, ends, lines, strict=True):
        first = sum(part.most for part in parts)
        parts.append(_Part(data, start, end, held * channel_count))
        rows.append(values.reshape(-1)[first : first + held * channel_count])
    with ThreadPoolExecutor(count) as threads:
        jobs = [
            threads.submit(part.read, row, channel_count, 0)
            for part, row in zip(parts, rows, strict=True)
        ]
    for part, job in zip(parts, jobs, strict=True):
        job.result()
        if part.state != _FINE or part.found[0] != part.most or part.found[3] >= 0:
            return None
    values.flags.writeable = False
    return ParsedNumbers(values, max(int(part.found[2]) for part in parts), None, 0)


def _words_on_line(data: bytes, place: int) -> int:
    match = _LINE_END.search(data, place)
    return len(data[place : match.start() if match else len(data)].split())


def _bad_number(data: bytes, place: int, start: int, first_line: int) -> BadInput:
    """What the plain reader says of the word at `start`, which is no finite number."""
    ends = list(_LINE_END.finditer(data, place, start))
    on_line = data[ends[-1].end() if ends else place : start].split()
    match = _WORD.match(data, start)
    word = match.group().decode("latin-1") if match else ""
    try:
        finite_number(word, f"line {first_line + len(ends)}, value {len(on_line) + 1}")
    except BadInput as error:
        return error
    raise RuntimeError(f"The compiled reader refused {word[:40]!r}.")
