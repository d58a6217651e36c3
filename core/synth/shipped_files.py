"""The files of `resources/` that our own code makes: the default rig and the sample clip.

`python -m core.synth.shipped_files` in the checkout makes them again.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from core.capture.options.options import CaptureOptions
from core.capture.pipeline import capture
from core.contacts.contacts_json import ContactsFile, StatedContact, points_as_written
from core.files.motion_file import write_motion
from core.motion.default_rig import default_rig_at_rest
from core.synth.render import render_actor
from core.synth.sample_motion import SampleMotion, sample_motion
from core.take.on_disk.refined_form import refined_as_packed
from core.take.on_disk.take_opening import create_take
from core.take.refine import refine

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
SAMPLE_RATE = 30.0  # frames a second of the sample clip
SAMPLE_HEIGHT = 1.75  # metres: the default rig's


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


def write_sample_take(folder: str | Path) -> None:
    """The sample clip captured and settled, so that the window opens on a take that is ready.

    Raises: what `core.capture.pipeline.capture` raises.
    """
    video, path = Path(folder) / "video.mp4", Path(folder) / "sample.footing"
    result = capture(video, CaptureOptions(height=SAMPLE_HEIGHT))
    path.unlink(missing_ok=True)
    with create_take(path) as take:
        take.set_video(video, result.video_times)
        take.store_captured(result.captured)
        take.append_edit(result.edit())
        refined = refine(result.captured, take.journal().decisions)
        take.store_cached(refined.key, refined_as_packed(refined))
        take.forget_folders()


if __name__ == "__main__":
    write_default_rig(RESOURCES / "rigs" / "default.bvh")
    write_sample_clip(RESOURCES / "sample")
    write_sample_take(RESOURCES / "sample")
