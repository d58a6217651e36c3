"""Facts that a row of the timeline shows beside the contacts: pins, sharp marks, swapped sides."""

from __future__ import annotations

from app.document.take_state import TakeState
from core.motion.joint_names import shown_name
from core.take.decisions import Decision, Pin, SharpMark, SidesSwapped
from widgets.snapshot import MarkView, PinView

_SWAPPED = {"all": "Sides swapped", "arms": "Arms swapped", "legs": "Legs swapped"}


def mark_views(state: TakeState) -> tuple[MarkView, ...]:
    """In order of time."""
    joints = () if state.captured is None else state.captured.motion.skeleton.names
    found = [_view(one, one.id in state.pending, joints) for one in state.decisions]
    return tuple(sorted((view for view in found if view), key=lambda view: (view.start, view.id)))


def _view(decision: Decision, pending: bool, joints: tuple[str, ...]) -> MarkView | None:
    by_user = decision.source == "user"
    match decision.fact:
        case Pin() as pin:
            label = "Pose" if pin.kind == "pose" else shown_name(pin.joint)
            joint = joints.index(pin.joint) if pin.joint in joints else None
            axes = () if pin.world_axes is None else tuple(map(tuple, pin.world_axes.tolist()))
            shown = PinView(pin.kind, joint, pin.value, pin.strength == "soft", pin.sigma, axes)
            return MarkView(decision.id, "pin", label, pin.start, pin.end, by_user, pending, shown)
        case SharpMark(time, joint):
            label = "Sharp" if joint is None else f"Sharp, {shown_name(joint)}"
            return MarkView(decision.id, "sharp", label, time, time, by_user, pending)
        case SidesSwapped(start, end, limbs):
            return MarkView(decision.id, "swap", _SWAPPED[limbs], start, end, by_user, pending)
    return None
