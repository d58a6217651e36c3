"""Settings survive a start; a broken file costs nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.settings import RECENT_COUNT, Settings, read_settings, write_settings


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("FOOTING_SETTINGS", str(tmp_path))
    return tmp_path


def test_what_was_written_is_read():
    write_settings(Settings(theme="light", recent=("a.footing",), height_metres=1.6))
    assert read_settings() == Settings("light", "footing", ("a.footing",), 1.6)


def test_settings_of_another_version_are_read_as_far_as_they_are_known(own_folder):
    (own_folder / "settings.json").write_text('{"theme": "light", "layouts": {"Review": "00ff"}}')
    assert read_settings() == Settings(theme="light")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"recent": 3}'])
def test_a_broken_file_gives_the_defaults(own_folder, text):
    (own_folder / "settings.json").write_text(text)
    assert read_settings() == Settings()


def test_recent_takes_have_no_path_twice_and_an_end():
    settings = Settings()
    for number in [*range(20), 19]:
        settings = settings.with_recent(Path(f"{number}.footing"))
    assert settings.recent[0] == "19.footing"
    assert len(settings.recent) == RECENT_COUNT == len(set(settings.recent))
