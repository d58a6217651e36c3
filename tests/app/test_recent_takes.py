"""What the welcome page says of takes that were open before."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from app.recent_takes import SHOWN, keep_card, recent_views


@pytest.fixture
def take(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("FOOTING_SETTINGS", str(tmp_path / "settings"))
    path = tmp_path / "walk.footing"
    path.write_bytes(b"")
    return path


def picture() -> QImage:
    image = QImage(640, 360, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    return image


@pytest.mark.parametrize(
    ("waiting", "words"),
    [(None, ""), (0, "Nothing waits"), (1, "1 event waits"), (7, "7 events wait")],
)
def test_a_card_says_how_long_a_take_is_and_what_waits(take: Path, waiting, words: str):
    keep_card(take, seconds=73.66, rate=29.97, waiting=waiting, picture=picture())
    [view] = recent_views([str(take)])
    assert view.name == "walk" and view.waiting == words
    assert view.detail == f"1:13.7, 29.97 fps · {take.parent}"
    assert view.picture is not None
    assert view.picture.pixelColor(20, 20).red() > 200


def test_without_a_picture_a_card_says_the_rest_and_keeps_the_picture_from_before(take: Path):
    """As on a machine whose 3D view draws nothing."""
    keep_card(take, seconds=4.0, rate=30.0, waiting=2, picture=None)
    [view] = recent_views([str(take)])
    assert (view.waiting, view.detail) == ("2 events wait", f"0:04.0, 30 fps · {take.parent}")
    keep_card(take, seconds=4.0, rate=30.0, waiting=2, picture=picture())
    keep_card(take, seconds=4.0, rate=30.0, waiting=1, picture=None)
    [view] = recent_views([str(take)])
    assert view.waiting == "1 event waits" and view.picture.pixelColor(20, 20).red() > 200


def test_without_a_card_a_row_says_where_the_take_lies(take: Path):
    [view] = recent_views([str(take)])
    assert view.detail == str(take.parent) and view.waiting == ""
    assert view.picture is None or view.picture.isNull()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"seconds": "x", "rate": 1, "waiting": null}'])
def test_a_broken_card_costs_some_words_only(take: Path, text: str):
    keep_card(take, seconds=1.0, rate=30.0, waiting=3, picture=picture())
    [card] = (take.parent / "settings" / "recent").glob("*.json")
    card.write_text(text)
    [view] = recent_views([str(take)])
    assert view.detail == str(take.parent) and view.waiting == ""


def test_takes_that_are_gone_are_not_shown_and_there_is_an_end(take: Path):
    gone = take.with_name("gone.footing")
    assert [view.path for view in recent_views([str(gone), str(take)])] == [take]
    many = [take.with_name(f"{number}.footing") for number in range(SHOWN + 3)]
    for path in many:
        path.write_bytes(b"")
    assert [view.path for view in recent_views(map(str, many))] == many[:SHOWN]


def test_a_take_whose_name_no_disk_can_hold_is_passed_over(take: Path):
    assert [view.path for view in recent_views(["/" + "n" * 5000, str(take)])] == [take]
