"""The same capture fitted again because something was decided about its camera.

Nothing is detected a second time: keypoints and background come from the take's stages.
"""

from __future__ import annotations

from dataclasses import replace

from core.capture.options.options import CaptureOptions
from core.capture.options.options_record import options_from_text
from core.capture.pipeline import CaptureResult
from core.take.editing.camera_edits import FIT_TO_CAMERA, camera_fact
from core.take.editing.edits import Edit
from core.take.editing.normal_form import Decisions


def refit_options(told: str | None, decisions: Decisions) -> CaptureOptions:
    """What `core.capture.pipeline.capture` is told so that it fits to the camera as decided.

    told: what the take keeps of its capture (`core.take.on_disk.captured_choice.TOLD`).
    """
    return replace(options_from_text(told), camera_fact=camera_fact(decisions))


def refit_edit(result: CaptureResult, decisions: Decisions) -> Edit:
    """The edit that puts what was found now where automatic decisions were: one step, which is
    undone together with the camera's."""
    return replace(result.edit(decisions), name=FIT_TO_CAMERA)
