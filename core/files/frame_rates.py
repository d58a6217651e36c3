"""The frame rates that people mean when a file writes a rounded frame time."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal, InvalidOperation

#: Hz. The fractional ones are NTSC's: 24000/1001, 30000/1001 and 60000/1001.
STANDARD_RATES = (
    24000 / 1001, 24.0, 25.0, 30000 / 1001, 30.0, 48.0, 50.0, 60000 / 1001, 60.0, 90.0, 100.0,
    120.0, 240.0,
)  # fmt: skip

# 1 / 59.94 for 60000 / 1001, or digits that went through single precision
_SAME_NUMBER = 2e-6
_TELLING_DIGITS = 5
# a cut-off digit is believed only where the rate moves by less than this share
_CUT_OFF = 1e-4


def snapped_rate(frame_time: str | float) -> float:
    """The rate in Hz that a written frame time (seconds) means.

    A standard rate whose frame time rounds to the written digits is meant; whole rates go before
    fractional ones, then the nearest. Otherwise 1 / frame_time.
    """
    text = frame_time if isinstance(frame_time, str) else repr(float(frame_time))
    try:
        written = Decimal(text)
    except InvalidOperation:
        written = Decimal(repr(float(text)))
    fewer = written.normalize()
    if len(fewer.as_tuple().digits) >= _TELLING_DIGITS:
        written = fewer  # zeros behind were put there by a format, not by a clock
    seconds = float(written)
    meant = [rate for rate in STANDARD_RATES if _writes_as(rate, written, seconds)]
    if not meant:
        return 1.0 / seconds
    return min(meant, key=lambda rate: (rate != round(rate), abs(1.0 / rate - seconds)))


def is_standard(rate: float) -> bool:
    """Whether this is one of the rates that people use."""
    return any(abs(rate - standard) <= _SAME_NUMBER * standard for standard in STANDARD_RATES)


def _writes_as(rate: float, written: Decimal, seconds: float) -> bool:
    exact = Decimal(1) / Decimal(rate)
    if abs(seconds * rate - 1.0) <= _SAME_NUMBER:
        return True
    digit = Decimal(1).scaleb(int(written.as_tuple().exponent))
    if digit < Decimal("1e-15"):
        return False
    if exact.quantize(digit, rounding=ROUND_HALF_EVEN) == written:
        return True
    cut = exact.quantize(digit, rounding=ROUND_DOWN) == written
    return cut and abs(seconds * rate - 1.0) <= _CUT_OFF
