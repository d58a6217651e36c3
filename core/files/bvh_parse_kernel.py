"""Reading the numbers of a BVH file's MOTION part, compiled: as `bvh_numbers` does, fast.

Importing this loads numba, so it is imported where a file is large enough to pay for that.
Sources: decimal to binary by Clinger's fast path (1990), beyond it by a product of double-doubles
(Dekker 1971) that is kept where Ziv's test (1991) proves it rounds right; what is left goes to
Python's float.
"""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
from numba import njit

from core.errors import BadInput
from core.files.bvh_hierarchy import LARGEST_NUMBER, finite_number
from core.files.bvh_numbers import ParsedNumbers, wrong_count

_LOWEST_POWER = -60
_HIGHEST_POWER = 30

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
        if power < 0:
            return np.float64(mantissa) / high[-power - _LOWEST_POWER], True
        return np.float64(mantissa) * high[power - _LOWEST_POWER], True
    if power < _LOWEST_POWER or power > _HIGHEST_POWER:
        return 0.0, False
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

    `found`: values, slow ones, decimals, first wrapped line and its count, the line of a wrong
    count, that count or the place of a bad number. Returns one of the states above.
    """
    end = len(text)
    count = 0
    slow_count = 0
    decimals = 0
    held = 0
    on_line = 0
    frame_line = line
    frame_line_count = 0
    wrapped_line = -1
    wrapped_count = 0
    state = _FINE
    while True:
        while place < end and (
            text[place] == 32 or text[place] == 9 or text[place] == 11 or text[place] == 12
        ):
            place += 1
        if place >= end or text[place] == 10 or text[place] == 13:
            if on_line > 0:
                if held == on_line:
                    frame_line = line
                    frame_line_count = on_line
                elif wrapped_line < 0:
                    wrapped_line = frame_line
                    wrapped_count = frame_line_count
                if held > channel_count:
                    state = _WRONG_COUNT
                    break
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
        start = place
        place, good, negative, mantissa, power, more, cut = _number(text, place, end)
        on_line += 1
        held += 1
        if place < end and not (text[place] == 32 or 9 <= text[place] <= 13):
            good = False
        if not good:
            state = _BAD_NUMBER
            found[6] = start
            break
        number, sure = _scaled(mantissa, power, high, low)
        if number > LARGEST_NUMBER:
            state = _BAD_NUMBER
            found[6] = start
            break
        if cut or not sure:
            slow[slow_count, 0] = count
            slow[slow_count, 1] = start
            slow[slow_count, 2] = place
            slow_count += 1
        if held <= channel_count:
            values[count] = -number if negative else number
            count += 1
        decimals = max(decimals, more)
    found[0] = count
    found[1] = slow_count
    found[2] = decimals
    found[3] = wrapped_line
    found[4] = wrapped_count
    if state == _WRONG_COUNT:
        found[5] = frame_line
        found[6] = frame_line_count
    return state


def parse_fast(
    data: bytes | bytearray, place: int, channel_count: int, first_line: int
) -> ParsedNumbers:
    """As `bvh_numbers.parse_plainly(data[place:], ...)`, in a fraction of the time."""
    text = np.frombuffer(data, dtype=np.uint8)
    line_ends = data.count(b"\n", place) + data.count(b"\r", place)
    most = min((line_ends + 1) * channel_count, (len(data) - place + 1) // 2) + 1
    values = np.empty(most)  # untouched memory costs nothing, so the bound may be generous
    slow = np.empty((most, 3), dtype=np.int64)
    found = np.zeros(7, dtype=np.int64)
    state = _parse(text, place, channel_count, first_line, _HIGH, _LOW, values, slow, found)
    count, slow_count, decimals, wrapped_line, wrapped_count, bad_line, detail = found.tolist()
    for value, start, stop in slow[:slow_count].tolist():
        try:
            number = finite_number(data[start:stop].decode("latin-1"), "")
        except BadInput:
            raise _bad_number(data, place, start, first_line) from None
        if value < count:
            values[value] = number
    if state == _WRONG_COUNT:
        raise wrong_count(bad_line, detail, channel_count)
    if state == _BAD_NUMBER:
        raise _bad_number(data, place, detail, first_line)
    # in place: a copy of a long file would cost as much as a third of reading it
    values.resize((count // channel_count, channel_count), refcheck=False)
    values.flags.writeable = False
    return ParsedNumbers(
        values=values,
        decimals=decimals,
        first_wrapped_line=None if wrapped_line < 0 else wrapped_line,
        first_wrapped_count=wrapped_count,
    )


def _bad_number(data: bytes | bytearray, place: int, start: int, first_line: int) -> BadInput:
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
