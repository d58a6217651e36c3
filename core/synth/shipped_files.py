"""The files of `resources/` that our own code makes: the default rig and the sample clip.

`python -m core.synth.shipped_files` in the checkout makes them again.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from core.contacts.contacts_json import ContactsFile, StatedContact, points_as_written
from core.files.motion_file import write_motion
from core.motion.default_rig import default_rig_at_rest
from core.synth.render import render_actor
from core.synth.sample_motion import SampleMotion, sample_motion

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
SAMPLE_RATE = 30.0  # frames a second of the sample clip


def write_default_rig(path: str | Path) -> None:
    """The default rig in its T-pose as BVH. Raises: BadInput where it cannot be written."""
    write_motion(path, default_rig_at_rest(), rate=60.0)


def sample_contacts(sample: SampleMotion) -> ContactsFile:
    """The sample motion's exact contacts, as a contact file in metres."""
    points = points_as_written(sample.points, sample.motion.skeleton, 1.0)
    return ContactsFile(tuple(StatedContact(one) for one in sample.contacts), 0.0, points)


def write_sample_clip(
    folder: str | Path, progress: Callable[[float, str], None] | None = None
) -> None:
    """The sample clip with its truth: 1280 x 720, 30 frames a second.

    Raises: what `render_actor` raises.
    """
    sample = sample_motion()
    render_actor(
        sample.motion,
        folder,
        rate=SAMPLE_RATE,
        contacts=sample_contacts(sample),
        progress=progress,
    )


if __name__ == "__main__":
    write_default_rig(RESOURCES / "rigs" / "default.bvh")
    write_sample_clip(RESOURCES / "sample")
