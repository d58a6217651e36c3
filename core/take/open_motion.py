"""A motion file as something captured: what refine, replay and the window all start from."""

from __future__ import annotations

from core.files.motion_file import MotionFile
from core.motion.contact_points_on_rig import find_contact_points
from core.take.captured import Captured
from core.take.editing.edits import Edit, replace_automatic
from core.take.editing.normal_form import Decisions
from core.take.refining.estimated_contacts import contacts_of_captured


def captured_from_motion_file(file: MotionFile) -> Captured:
    """The motion of a file, with the contact points that are found on its rig."""
    return Captured(
        motion=file.motion,
        contact_points=find_contact_points(file.motion),
        layout=file.layout,
        source=file.source,
    )


def estimating_edit(captured: Captured, decisions: Decisions = ()) -> Edit:
    """The edit that puts newly estimated contacts where the old automatic ones were."""
    return replace_automatic(decisions, contacts_of_captured(captured))
