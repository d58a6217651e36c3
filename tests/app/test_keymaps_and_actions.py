"""Every action is in a menu and every key calls one action."""

from __future__ import annotations

import json

import pytest

from app import keymaps
from app.actions import ACTIONS, MENUS, Actions
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


def test_actions_that_need_a_take_are_off_without_one(qapp):
    actions = Actions(qapp, keymaps.read_keymap())
    actions.enable(take_is_open=False)
    assert not actions["contact.plant"].isEnabled()
    assert actions["file.open"].isEnabled()
    actions.enable(take_is_open=True)
    assert actions["contact.plant"].isEnabled()
    assert actions["contact.plant"].shortcut().toString() == "P"
