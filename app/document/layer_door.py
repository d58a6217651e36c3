"""The edit layer's part of the door: intents on its keys, and edits that are tried before made.

While a key is dragged nothing is decided: the live lane shows what the edit would do, and the
journal hears of it once, when the key is let go.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import Signal

from app.document.edit_door import EditDoor
from app.lanes.results import Answer
from core.take.captured import Captured
from core.take.decisions import Decision, LayerKey
from core.take.editing.edits import Edit
from core.take.editing.normal_form import Decisions
from core.take.layer import layer_edits
from core.take.layer.layer_grip import LayerGrip, grip
from core.take.layer_key import LayerChannel, TangentOut, Three
from core.take.shown import euler_orders

#: A drag asks anew once the last try was answered; or after so long (seconds), should it not be.
PATIENCE = 0.5


class Tries(Protocol):
    """What solves an edit that is only tried."""

    def try_out(self, captured: Captured, decisions: Decisions, revision: int) -> Answer | None: ...


class LayerDoor(EditDoor):
    """Keys of the edit layer, by the ids of their decisions. Raises: as `EditDoor`."""

    changed = Signal()  # `state` was replaced
    solver: Tries | None

    _tried: Decisions | None = None  # what is tried; None: what is decided is shown
    _next_try: Decisions | None = None  # what to try once the last try was answered
    _asked_at = 0.0  # on the monotonic clock
    _unanswered = False  # whether the last try is being solved

    # ---- keys ------------------------------------------------------------------------------

    def insert_layer_key(
        self, joint: int, channel: LayerChannel, moment: float, value: Three | None = None
    ) -> tuple[str, ...]:
        """Set a key where the layer's curve passes, or of a value. The id of the key there."""
        state = self.state
        if state is None or state.captured is None:
            return ()
        name = state.captured.motion.skeleton.names[joint]
        self.do(
            layer_edits.insert_layer_key(
                state.decisions, name, channel, moment, value=value, rate=self._rate
            )
        )
        its = layer_edits.keys_of(self.state.decisions, name, channel) if self.state else ()
        return tuple(
            one.id for one in its if abs(getattr(one.fact, "time", moment) - moment) < 1e-6
        )

    def delete_layer_keys(self, ids: Collection[str]) -> bool:
        return self._intend(lambda now: layer_edits.delete_layer_keys(now, ids, rate=self._rate))

    def set_layer_tangents(self, ids: Collection[str], kind: TangentOut) -> bool:
        return self._intend(lambda now: layer_edits.set_tangents(now, ids, kind, rate=self._rate))

    def paste_layer_keys(
        self, keys: Iterable[LayerKey], moment: float, joint: int | None
    ) -> tuple[str, ...]:
        """Copies, the first one at a moment; those of one joint go to `joint`. Their ids."""
        state = self.state
        if state is None or state.captured is None:
            return ()
        name = None if joint is None else state.captured.motion.skeleton.names[joint]
        edit = layer_edits.paste_layer_keys(state.decisions, keys, moment, name, rate=self._rate)
        return tuple(one.id for one in edit.coming) if self.do(edit) else ()

    def hold_layer_keys(self, ids: Collection[str]) -> LayerGrip | None:
        """Take hold of keys as they are now, to drag them; None where nothing is shown yet."""
        state, motion = self.state, self._seen_motion
        if state is None or state.captured is None or state.refined_look is None or motion is None:
            return None
        orders = euler_orders(state.captured.layout, motion.skeleton.joint_count)
        shown = state.refined_look.shown
        return grip(state.decisions, ids, motion, shown.euler_degrees, orders, rate=self._rate)

    # ---- tries -----------------------------------------------------------------------------

    def try_edit(self, edit: Edit | None) -> None:
        """Show what an edit would do without making it; None shows what is decided again."""
        state = self.state
        if state is None or state.captured is None or self.solver is None:
            return
        if edit is None:
            if self._tried is not None:
                self._tried = self._next_try = None
                self._solve()
                self.changed.emit()
            return
        wanted = edit.applied_to(state.decisions)
        if wanted == self._tried:
            return
        waits = self._tried is not None and self._unanswered
        if waits and time.monotonic() - self._asked_at < PATIENCE:
            self._next_try = wanted
        else:
            self._try(wanted)

    @property
    def trying(self) -> bool:
        """Whether what is shown is not decided."""
        return self._tried is not None

    def do(self, edit: Edit) -> bool:
        return self._after_trying(lambda: super(LayerDoor, self).do(edit))

    def undo(self) -> bool:
        return self._after_trying(super().undo)

    def redo(self) -> bool:
        return self._after_trying(super().redo)

    def _after_trying(self, act: Callable[[], bool]) -> bool:
        """An edit ends a try; what was tried is not shown on where nothing came of it."""
        tried, self._tried, self._next_try = self._tried, None, None
        done = act()
        if tried is not None and not done:
            self._solve()
            self.changed.emit()
        return done

    def _try(self, wanted: Decisions) -> None:
        state = self.state
        if state is None or state.captured is None or self.solver is None:
            return
        self._tried, self._next_try = wanted, None
        self._asked_at, self._unanswered = time.monotonic(), True
        known = self.solver.try_out(state.captured, wanted, state.revision)
        if known is not None:
            self._unanswered = False
            self._show(replace(known, settled=known.settled and wanted == state.decisions))
            self.changed.emit()

    def _is_wanted(self, revision: int, answer: Answer) -> bool:
        """Whether an answer of the live lane is what should be shown now."""
        state = self.state
        if state is None or revision != state.revision:
            return False
        if self._tried is None:
            return not state.settled and answer.decisions == state.decisions
        if answer.decisions != self._tried:
            return False
        self._unanswered = False
        return True

    def _try_on(self) -> None:
        """Try what was asked for meanwhile."""
        if self._next_try is not None:
            self._try(self._next_try)

    def _try_again(self) -> None:
        """Ask anew for a try without an answer: tries start from a settled motion, and one that was
        made before the first was there was not even asked for."""
        if self._tried is not None and self._unanswered:
            self._try(self._tried if self._next_try is None else self._next_try)

    def _solve(self) -> None:
        raise NotImplementedError

    def _show(self, answer: Answer) -> None:
        raise NotImplementedError


def layer_facts(decisions: Iterable[Decision], ids: Collection[str]) -> tuple[LayerKey, ...]:
    """The keys of these ids, in order of time."""
    keys = (one.fact for one in decisions if one.id in ids)
    return tuple(sorted((k for k in keys if isinstance(k, LayerKey)), key=lambda key: key.time))
