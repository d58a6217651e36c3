"""Whether what a capture is told fits: in itself, and the video that it is told of."""

from __future__ import annotations

from pathlib import Path

from core.capture.options.options import DETECTORS, SOLVERS, CaptureOptions
from core.capture.person.person_box import Box
from core.errors import BadInput, WrongUsage
from core.files.camera_json import CameraFile
from core.video.reader import VideoReader


def check_options(options: CaptureOptions) -> None:
    """What can be said before the video is opened. Raises: WrongUsage."""
    if options.solver not in SOLVERS:
        raise WrongUsage(
            f"The solver {options.solver!r} is not there yet; use --solver {SOLVERS[0]}."
        )
    if options.detector not in DETECTORS:
        raise WrongUsage(
            f"There is no detector {options.detector!r}; there is {', '.join(DETECTORS)}, or "
            "give keypoints with --keypoints."
        )
    if options.shot_rate is not None and not 1.0 <= options.shot_rate <= 1e5:
        raise WrongUsage(
            "--shot-fps is the rate in Hz that the video was shot at, such as 240, not "
            f"{options.shot_rate:g}."
        )
    start, end = options.start, options.end
    if start is not None and end is not None and end < start:
        raise WrongUsage(f"--range {start:g}:{end:g} ends before it starts.")


def check_camera(camera: CameraFile, video: VideoReader, path: Path | None) -> None:
    """Raises: BadInput where the camera is of another picture than the video\'s."""
    if (camera.width, camera.height) != (video.width, video.height):
        raise BadInput(
            f"{path} is for a picture of {camera.width} x {camera.height}, the video is displayed "
            f"at {video.width} x {video.height}; give the camera of this video."
        )


def check_box(box: Box, video: VideoReader) -> None:
    """Raises: WrongUsage where the box lies outside the picture or the time of the video."""
    overlap_x = min(box.x + box.width, video.width) - max(box.x, 0.0)
    overlap_y = min(box.y + box.height, video.height) - max(box.y, 0.0)
    least = 0.0 if box.is_click else 8.0
    if min(overlap_x, overlap_y) < least or box.time > float(video.times[-1]) + 1e-6:
        raise WrongUsage(
            f"--box lies outside the video, which shows {video.width} x {video.height} pixels for "
            f"{video.times[-1]:.3f} s; draw it around the person."
        )


def range_of(video: VideoReader, options: CaptureOptions) -> tuple[float, float]:
    """Start and end of what is wanted, seconds inside the video. Raises: WrongUsage."""
    last = float(video.times[-1])
    start = 0.0 if options.start is None else options.start
    end = last if options.end is None else min(options.end, last)
    if start > last + 1e-6 or end < 0.0 or start < 0.0:
        asked = ":".join("" if one is None else f"{one:g}" for one in (options.start, options.end))
        raise WrongUsage(
            f"--range {asked} lies outside the video, which runs from 0 to {last:.3f} s."
        )
    return min(start, last), end


def frame_reaching(video: VideoReader, end: float) -> int:
    """The first frame at or after `end`, so that the motion covers it."""
    frame = video.frame_at(end)
    at_it = video.times[frame] >= end - 1e-6
    return frame if at_it else min(frame + 1, video.frame_count - 1)
