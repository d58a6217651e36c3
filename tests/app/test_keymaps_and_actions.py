"""Every action is in a menu and every key calls one action."""

from __future__ import annotations

import json

import pytest
from PySide6.QtGui import QKeySequence

from app import keymaps
from app.actions import ACTIONS, MENUS, Actions, with_shift
from core.errors import BadInput


def all_keymaps() -> list[str]:
    return sorted(path.stem for path in keymaps.FOLDER.glob("*.json"))


@pytest.mark.parametrize("name", all_keymaps())
def test_no_key_calls_two_actions(name):
    assert keymaps.duplicates(keymaps.read_keymap(name)) == []


@pytest.mark.parametrize("name", all_keymaps())
def test_a_keymap_names_actions_that_exist(name):
    assert set(keymaps.read_keymap(name)) <= {spec.id for spec in ACTIONS}


def test_a_key_given_twice_is_refused(tmp_path, monkeypatch):
    (tmp_path / "bad.json").write_text(json.dumps({"keys": {"a": ["P"], "b": ["p"]}}))
    monkeypatch.setattr(keymaps, "FOLDER", tmp_path)
    with pytest.raises(BadInput, match="two actions"):
        keymaps.read_keymap("bad")


def test_every_action_is_in_a_menu_once():
    ids = [spec.id for spec in ACTIONS]
    assert len(ids) == len(set(ids))
    assert {spec.menu for spec in ACTIONS} == set(MENUS)


def test_an_action_that_lasts_while_its_key_is_held_shows_the_key_in_its_menu(qapp):
    """It has no shortcut, which would know no release, and is found by its name all the same."""
    actions = Actions(qapp, keymaps.read_keymap())
    shown = actions["view.captured"]
    assert shown.text() == "Show captured (hold)\t\\" and shown.shortcut().isEmpty()
    assert shown.toolTip().startswith("Show captured (hold) (\\).")


def test_actions_that_need_a_take_are_off_without_one(qapp):
    actions = Actions(qapp, keymaps.read_keymap())
    actions.enable(take_is_open=False)
    assert not actions["contact.plant"].isEnabled()
    assert actions["file.open"].isEnabled()
    actions.enable(take_is_open=True)
    assert actions["contact.plant"].isEnabled()
    assert actions["contact.plant"].shortcut().toString() == "P"


def sequences(keys: dict[str, list[str]]) -> dict[str, list[str]]:
    """Which actions a sequence calls, as Qt understands it, with those of the shifted signs."""
    found: dict[str, list[str]] = {}
    for action, written in keys.items():
        parsed = [QKeySequence(one) for one in written]
        for one in {key.toString() for key in (*parsed, *with_shift(parsed))}:
            found.setdefault(one, []).append(action)
    return found


@pytest.mark.parametrize("name", all_keymaps())
def test_qt_understands_every_key_and_none_calls_two_actions(name):
    found = sequences(keymaps.read_keymap(name))
    assert "" not in found
    assert [(key, actions) for key, actions in found.items() if len(actions) > 1] == []


def test_two_spellings_of_one_key_are_told():
    found = sequences({"a": ["Del"], "b": ["Delete"], "c": ["?"], "d": ["Shift+?"]})
    assert {key for key, actions in found.items() if len(actions) > 1} == {"Del", "Shift+?"}


#: What signs, cards and pages name: these keys hold in every keymap.
NAMED_ELSEWHERE = {
    "file.capture": "Ctrl+N", "file.open": "Ctrl+O", "file.export": "Ctrl+E",
    "edit.find": "Ctrl+K", "edit.undo": "Ctrl+Z", "edit.history": "Ctrl+H", "help.keys": "?",
    "event.queue": "Q", "contact.next": "N", "contact.previous": "B", "contact.plant": "P",
    "contact.pivot": "O", "contact.slide": "D", "contact.air": "X", "event.accept": "Return",
    "event.ignore": "I", "event.undecided": "U", "event.alike": "A", "view.captured": "\\",
    "play.toggle": "Space",
}  # fmt: skip


@pytest.mark.parametrize("name", all_keymaps())
def test_keys_that_other_places_name_hold_in_every_keymap(name):
    keys = keymaps.read_keymap(name)
    assert {action: key for action, key in NAMED_ELSEWHERE.items() if key not in keys[action]} == {}
    own = keymaps.read_keymap()
    assert {action for action in own if own[action] and not keys[action]} == set()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("blender", {"play.next_frame": "Right", "play.start": "Shift+Left", "edit.find": "F3"}),
        ("maya", {"play.next_frame": "Alt+.", "play.toggle": "Alt+V", "edit.undo": "Z"}),
    ],
)
def test_a_keymap_says_what_the_program_says(name, expected):
    keys = keymaps.read_keymap(name)
    assert {action: keys[action][0] for action in expected} == expected


def test_keys_can_be_changed_and_hints_follow(qapp):
    actions = Actions(qapp, keymaps.read_keymap())
    actions.set_keys(keymaps.read_keymap("maya"))
    assert actions["contact.split"].shortcut().toString() == "Alt+S"
    assert "(Alt+S)" in actions["contact.split"].toolTip()
    assert actions["layer.insert"].shortcut().toString() == "S"
    assert actions.keys["layer.insert"].startswith("S")


def test_keymaps_are_named_ours_first():
    assert list(keymaps.keymap_names().values()) == ["Footing", "Blender", "Maya"]
