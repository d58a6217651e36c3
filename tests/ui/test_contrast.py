"""Words can be read: WCAG 2.1 asks for 4.5 to 1, and for 7 where all of it is to be read easily."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from widgets.theme import Theme

SURFACES = ("panel", "raised", "header", "field", "track", "track_alt", "hover", "selected")
WORDS = (
    "text.secondary", "text.tertiary", "text.link",
    "status.ok", "status.warn", "status.error", "severity_text",
)  # fmt: skip


def luminance(colour: QColor) -> float:
    """Relative luminance (WCAG 2.1, "relative luminance")."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("surface", SURFACES)
def test_words_stand_out_from_what_they_stand_on(dark: bool, surface: str):
    theme = Theme(dark=dark)
    behind = theme.color(f"surface.{surface}")
    assert contrast(theme.color("text.primary"), behind) >= 7.0
    poor = {name: contrast(theme.color(name), behind) for name in WORDS}
    assert {name: value for name, value in poor.items() if value < 4.5} == {}


@pytest.mark.parametrize("dark", [True, False])
def test_buttons_and_the_ring_of_the_focus_stand_out(dark: bool):
    theme = Theme(dark=dark)
    assert contrast(theme.color("text.on_accent"), theme.color("accent.fill")) >= 4.5
    for surface in SURFACES:
        ring = contrast(theme.color("accent.focus"), theme.color(f"surface.{surface}"))
        assert ring >= 3.0, surface


def test_two_greys_are_told_apart_as_the_standard_counts():
    """Black on white is 21 to 1; #767676 on white is the lightest grey that passes."""
    white = QColor("#FFFFFF")
    assert contrast(QColor("#000000"), white) == pytest.approx(21.0)
    assert contrast(QColor("#767676"), white) == pytest.approx(4.54, abs=0.01)
