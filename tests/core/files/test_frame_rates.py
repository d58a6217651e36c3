"""A written frame time means the rate whose digits it shows."""

from __future__ import annotations

import pytest

from core.files.frame_rates import STANDARD_RATES, is_standard, snapped_rate


@pytest.mark.parametrize("rate", STANDARD_RATES)
@pytest.mark.parametrize("decimals", range(6, 16))
def test_standard_rates_are_found_at_every_precision(rate: float, decimals: int) -> None:
    assert snapped_rate(f"{1.0 / rate:.{decimals}f}") == rate


@pytest.mark.parametrize(
    ("written", "rate"),
    [
        ("0.0333333", 30.0),
        ("0.033333", 30.0),
        ("0.0333", 30.0),
        ("0.033", 30.0),
        ("0.0333667", 30000 / 1001),
        ("0.033367", 30000 / 1001),
        ("0.016667", 60.0),
        ("0.016666", 60.0),
        ("0.0166667", 60.0),
        ("0.01666700", 60.0),
        ("0.04166700000", 24.0),
        ("0.0166833", 60000 / 1001),
        ("0.00833333", 120.0),
        ("0.008333", 120.0),
        ("8.3333e-3", 120.0),
        ("0.041667", 24.0),
        ("0.0417083", 24000 / 1001),
        ("0.041708", 24000 / 1001),
        ("0.04", 25.0),
        ("0.02", 50.0),
        ("0.0041667", 240.0),
        (".01", 100.0),
        ("0.0111111", 90.0),
    ],
)
def test_written_digits_mean_a_rate(written: str, rate: float) -> None:
    assert snapped_rate(written) == rate


@pytest.mark.parametrize(
    "written", ["0.0166", "0.034", "0.05", "0.0166389", "1", "0.0320001", "0.0080000"]
)
def test_other_digits_stay_what_they_are(written: str) -> None:
    assert snapped_rate(written) == 1.0 / float(written)
    assert not is_standard(snapped_rate(written))


def test_numbers_are_taken_too() -> None:
    assert snapped_rate(1 / 29.97) == 30000 / 1001
    assert snapped_rate(1 / 60) == 60.0
    assert is_standard(59.94) and not is_standard(59.9)
