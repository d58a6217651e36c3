"""The actions of the edit layer: the menu Curves."""

from __future__ import annotations

from app.action_spec import ActionSpec

_MENU = "Curves"

LAYER_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "layer.edit", _MENU, "Edit layer", "Choose and drag keys that are added to the motion."
    ),
    ActionSpec(
        "layer.insert",
        _MENU,
        "Insert key",
        "A key of the selected joint at the playhead, where its curve passes.",
    ),
    ActionSpec(
        "layer.zero",
        _MENU,
        "Zero key",
        "A key at the playhead that adds nothing: a change ends there.",
    ),
    ActionSpec("layer.delete", _MENU, "Delete keys", "Take the chosen keys out."),
    ActionSpec("layer.copy", _MENU, "Copy keys", "Remember the chosen keys.", group=1),
    ActionSpec(
        "layer.paste",
        _MENU,
        "Paste keys",
        "The copied keys at the playhead, on the selected joint.",
        group=1,
    ),
    ActionSpec("layer.all", _MENU, "Choose all keys", "All keys of the selected joint.", group=1),
    ActionSpec("layer.none", _MENU, "Choose no key", "Let go of the chosen keys.", group=1),
    ActionSpec(
        "layer.next", _MENU, "Next key", "Go to the selected joint's next key, choose it.", group=2
    ),
    ActionSpec(
        "layer.previous", _MENU, "Previous key", "Go back one key and choose it.", group=2
    ),
    ActionSpec(
        "layer.letter", _MENU, "Next curve", "Keys are raised on the next of X, Y and Z.", group=2
    ),
    ActionSpec(
        "layer.raise", _MENU, "Raise keys", "The chosen keys up by 1° or 10 mm.",
        group=3,
    ),
    ActionSpec(
        "layer.lower", _MENU, "Lower keys", "The chosen keys down by 1° or 10 mm.", group=3
    ),
    ActionSpec(
        "layer.raise_bit", _MENU, "Raise keys a tenth", "The chosen keys up by 0.1° or 1 mm.",
        group=3,
    ),
    ActionSpec(
        "layer.lower_bit", _MENU, "Lower keys a tenth", "The chosen keys down by 0.1° or 1 mm.",
        group=3,
    ),
    ActionSpec("layer.earlier", _MENU, "Keys a frame earlier", "Move the chosen keys.", group=3),
    ActionSpec("layer.later", _MENU, "Keys a frame later", "Move the chosen keys.", group=3),
    ActionSpec(
        "layer.scale",
        _MENU,
        "Scale keys…",
        "What the chosen keys add times a number, and their times apart.",
        group=3,
    ),
    ActionSpec(
        "layer.auto", _MENU, "Auto tangents", "Smooth through the keys, never beyond.", group=4
    ),
    ActionSpec("layer.flat", _MENU, "Flat tangents", "Level at the keys.", group=4),
    ActionSpec("layer.linear", _MENU, "Linear tangents", "Straight between the keys.", group=4),
    ActionSpec(
        "layer.stepped", _MENU, "Stepped tangents", "Held until the next key.", group=4
    ),
)  # fmt: skip
