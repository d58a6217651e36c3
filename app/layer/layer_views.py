"""Keys of the edit layer as the curves show them."""

from __future__ import annotations

from app.document.take_state import TakeState
from core.take.decisions import LayerKey
from widgets.snapshot import LayerKeyView


def layer_views(state: TakeState) -> tuple[LayerKeyView, ...]:
    """In order of time; keys of joints that the rig lacks are not shown."""
    if state.captured is None:
        return ()
    places = {name: place for place, name in enumerate(state.captured.motion.skeleton.names)}
    found = [
        LayerKeyView(
            one.id,
            places[key.joint],
            key.channel,
            key.time,
            key.tangent_in,
            key.tangent_out,
            one.id in state.pending,
        )
        for one in state.decisions
        if isinstance(key := one.fact, LayerKey) and key.joint in places
    ]
    return tuple(sorted(found, key=lambda key: (key.time, key.id)))
