"""From a video to a motion file and a take: capture, refine, write; going on where it stopped."""

from __future__ import annotations

import gc
from dataclasses import fields, replace
from pathlib import Path

from core.capture.camera.focal_length import pixels_of_equivalent
from core.capture.detect.detector import Progress
from core.capture.options.options import CaptureOptions
from core.capture.options.options_record import options_as_text
from core.capture.pipeline import CaptureResult, capture
from core.errors import BadInput, Cancelled
from core.files.motion_file import write_motion
from core.fit.freed_memory import give_back_freed
from core.quality.export import output_motion
from core.take.editing.camera_edits import camera_fact, state_camera
from core.take.on_disk.captured_choice import TOLD
from core.take.on_disk.take_file import TakeFile
from core.take.on_disk.take_opening import create_take, open_take
from core.video.reader import VideoReader

#: Where on the bar the writing begins.
_REFINE = 0.93


def capture_to_file(
    video_path: Path,
    options: CaptureOptions,
    output: Path,
    *,
    rate: float,
    take_path: Path | None = None,
    progress: Progress | None = None,
) -> tuple[str, ...]:
    """Capture a video and write the refined motion as BVH: metres, +Y up.

    Args:
        rate: frames a second of the file; its frame k lies at k / rate from the range's start.
        take_path: a take to keep everything in; one that is there already goes on, and keeps what
            the user has decided.
        progress: may raise Cancelled; what was seen until then stays in the take.
    Returns: what was guessed and what is wrong, in sentences.
    Raises: as `core.capture.pipeline.capture`, and BadInput where the output or the take cannot
    be written. A take that was begun here is removed again unless the run was only cut off.
    """
    if take_path is None:
        handed = [_without_keypoints(capture(video_path, options, progress=_part_of(progress)))]
        return _write(handed, output, rate, None, progress)
    begun = not take_path.exists()
    take = _take(take_path)
    try:
        with take:
            _put_video(take, video_path)
            take.set_about(TOLD, options_as_text(options))
            options = _with_the_takes_camera(options, take, video_path)
            result = capture(video_path, options, progress=_part_of(progress), stages=take)
            take.store_captured(result.captured)
            edit = result.edit(take.journal().decisions)
            if not edit.changes_nothing:
                take.append_edit(edit)
            for stage, seconds in result.stage_seconds.items():
                take.set_about(f"seconds: {stage}", f"{seconds:.3f}")
            take.set_about("capture", " ".join(result.sentences))
            handed = [_without_keypoints(result)]
            del result
            sentences = _write(handed, output, rate, take, progress)
    except (Cancelled, KeyboardInterrupt):
        raise
    except Exception:
        if begun:
            take_path.unlink(missing_ok=True)
        raise
    return (*take.notices, *sentences)


def _write(
    handed: list[CaptureResult],
    output: Path,
    rate: float,
    take: TakeFile | None,
    progress: Progress | None,
) -> tuple[str, ...]:
    """Write the one result that is handed over: nobody else holds it, so that what was captured
    goes once it is resampled. Returns its sentences.
    """
    result = handed.pop()
    if progress is not None:
        progress(_REFINE, "Plant the feet")
    give_back_freed()
    decisions = result.edit().coming if take is None else take.journal().decisions
    layout, sentences, start, end = (
        result.captured.layout, result.sentences, result.start, result.end,
    )  # fmt: skip
    captured = [result.captured]
    del result
    # contacts are enforced on the output's own samples, so that what is written holds them exactly
    motion = output_motion(
        captured.pop(), decisions, rate=rate, start=start, end=end, one_by_one=True
    ).motion
    if layout is not None:
        layout = replace(layout, frame_time=1.0 / rate)
    # what was solved, and frames of calls that loaded compiled code and hold one another
    gc.collect()
    give_back_freed()
    write_motion(output, motion, layout, rate=rate)
    if progress is not None:
        progress(1.0, f"{motion.frame_count} frames written")
    return sentences


def _without_keypoints(result: CaptureResult) -> CaptureResult:
    """The solver asks for the motion alone, and a long clip's keypoints weigh as much as it."""
    return replace(result, captured=replace(result.captured, keypoints=None))


def _with_the_takes_camera(
    options: CaptureOptions, take: TakeFile, video_path: Path
) -> CaptureOptions:
    """What the options say of the camera becomes a decision of the take, beside what is decided
    there already; all of it holds. Raises: BadInput where the take cannot be written.
    """
    fact = options.camera_fact
    if fact.focal is None and options.focal_35mm is not None:
        with VideoReader(video_path) as video:
            pixels = pixels_of_equivalent(options.focal_35mm, video.width, video.height)
        fact = replace(fact, focal=pixels)
    said = {
        field.name: getattr(fact, field.name)
        for field in fields(fact)
        if getattr(fact, field.name) is not None
    }
    edit = state_camera(take.journal().decisions, **said)
    if not edit.changes_nothing:
        take.append_edit(edit)
    decided = camera_fact(take.journal().decisions)
    return replace(options, camera_fact=decided, focal_35mm=None)


def _take(path: Path) -> TakeFile:
    """The take to write to, opened or made. Raises: BadInput where it cannot be written to."""
    if not path.exists():
        return create_take(path)
    take = open_take(path)
    if take.read_only:
        take.close()
        why = " ".join(take.notices) or "It is read-only."
        raise BadInput(f"{path} cannot be captured into: {why}")
    return take


def _put_video(take: TakeFile, video_path: Path) -> None:
    """Say which video the take is of. Raises: BadInput where it is of another one."""
    place = take.video()
    if place is not None:
        if not place.is_at(video_path):
            raise BadInput(
                f"{take.path} is the take of another video ({place.name}); give another --take."
            )
        return
    with VideoReader(video_path) as video:
        take.set_video(video_path, video.times)


def _part_of(progress: Progress | None) -> Progress | None:
    if progress is None:
        return None
    return lambda fraction, sentence: progress(_REFINE * fraction, sentence)
