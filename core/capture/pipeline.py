"""The way from a video to `Captured`: read, find the person, place the camera, fit the rig."""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import numpy as np

from core.capture.camera.camera_stage import camera_before, check_said
from core.capture.capture_rig import CaptureRig, capture_rig
from core.capture.detect.detector import Detector, Landmarks, Progress
from core.capture.detect.keypoint_file import KeypointFile
from core.capture.detect.landmarks_on_disk import SeenFrames, set_aside
from core.capture.detect.mediapipe_detector import MediapipeDetector
from core.capture.detect.picture_watch import PictureWatch, WatchedVideo
from core.capture.feet.leg_courses import legs_on_course
from core.capture.feet.leg_labels import legs_named_right
from core.capture.fitted_motion import FittedMotion, fitted_motion
from core.capture.lift.body_in_scene import Scene, facing_the_camera
from core.capture.options.options import CaptureOptions
from core.capture.options.options_fit import (
    check_box,
    check_camera,
    check_options,
    frame_reaching,
    range_of,
)
from core.capture.person.first_person import first_person_sentence
from core.capture.person.person_jumps import jump_sentence, jump_times
from core.capture.progress_parts import CAMERA, KEYPOINTS, READ
from core.capture.stage_store import StageStore, keeper, kept_landmarks, key_of
from core.contacts.contact import Contact
from core.errors import BadInput
from core.files.camera_json import read_camera
from core.files.standing_height import standing_height
from core.fit.freed_memory import give_back_freed
from core.motion.keypoints import Keypoints
from core.motion.motion import Motion
from core.take.captured import Captured
from core.take.editing.edits import Edit, replace_automatic, set_ground
from core.take.editing.normal_form import Decisions, in_order
from core.take.on_disk.video_place import fingerprint
from core.video.reader import VideoReader

#: Seconds at the beginning that are refined to see where the hips are written first: what comes
#: later moves them by less than a thousandth of a millimetre.
_BEGINS = 12.0


@dataclass(frozen=True, slots=True, eq=False)
class CaptureResult:
    """What a capture gives, and what is to be told about it."""

    captured: Captured
    contacts: tuple[tuple[Contact, float], ...]  # found automatically, each with its probability
    ground: float  # metres, the floor under those contacts
    video_times: np.ndarray  # (frames,) seconds of all pictures of the video
    start: float  # seconds of the motion's own time: where the output begins
    end: float
    sentences: tuple[str, ...]  # guesses and warnings, for the user
    stage_seconds: dict[str, float] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()  # those sentences that somebody had better act on

    def edit(self, decisions: Decisions = ()) -> Edit:
        """The edit that puts what was found where earlier automatic decisions were."""
        found = replace_automatic(decisions, self.contacts)
        floor = set_ground(found.applied_to(decisions), self.ground, "auto")
        gone = set(floor.leaving)
        leaving = {*found.leaving, *floor.leaving} - set(found.coming)
        coming = {decision for decision in found.coming if decision not in gone} | {*floor.coming}
        return Edit("capture", in_order(leaving - coming), in_order(coming - leaving))


def capture(
    video_path: str | Path,
    options: CaptureOptions | None = None,
    *,
    progress: Progress | None = None,
    stages: StageStore | None = None,
) -> CaptureResult:
    """Capture the motion of one person from a video.

    Args:
        options: what is told; None for nothing.
        progress: is given a fraction and the stage's name with what it does; may raise Cancelled.
        stages: keeps what was seen part by part; a later call with the same video and options
            goes on from there.
    Returns: the motion at the video's true frame times (scaled where it was shot in slow motion),
    never smoothed.
    Raises: BadInput for a video, rig, camera or keypoint file that cannot be used, and where
    nobody is in the picture; WrongUsage for options that do not exist; MissingComponent without
    the detector; Cancelled.
    """
    options = options or CaptureOptions()
    check_options(options)
    tell = progress or (lambda fraction, sentence: None)
    clock = _Clock()
    tell(READ, "Read video")
    rig = capture_rig(options.rig, options.height)
    camera = None if options.camera is None else read_camera(options.camera)
    with VideoReader(video_path) as video:
        if camera is not None:
            check_camera(camera, video, options.camera)
        if options.box is not None:
            check_box(options.box, video)
        check_said(options, video)
        detector = _detector(options)
        start, end = range_of(video, options)
        frames = range(video.frame_at(start), frame_reaching(video, end) + 1)
        clock.lap("read video")
        watch = PictureWatch(video.times, frames)
        key = key_of(fingerprint(video.path), detector.settings, frames)
        seen = _landmarks(video, frames, detector, stages, tell, key, watch)
        clock.lap("keypoints")
        _check_seen(seen, video_path)
        tell(CAMERA, "Camera")
        known = camera_before(video, seen, options, camera, watch, stages, f"{key} background")
        clock.lap("camera")
        times, width, height = video.times, video.width, video.height
        heard = _lost_or_leaping(video.warnings, seen)
        speed = 1.0 if options.shot_rate is None else video.rate / options.shot_rate
    said = [*heard, *_said_about(seen, options, speed), *known.sentences]
    seen = Landmarks(seen.times * speed, seen.image_points, seen.camera_points)
    del watch  # the points that it followed
    with set_aside(seen) as as_seen:
        del seen  # of a long clip it has no room beside the fit
        with _on_course(as_seen, options.solver) as on_course:
            found = fitted_motion(
                on_course, rig, known, options, camera, (width, height), tell, clock.lap
            )
        keypoints = as_seen.whole().keypoints(width, height)
    said += [*_said_of_height(rig, options, found), *found.sentences]
    source = f"{Path(video_path).name}, {detector.name}, {options.solver}"
    captured = _captured(found, rig, keypoints, source)
    result = CaptureResult(
        captured,
        found.contacts,
        found.ground,
        times,
        max(start * speed, float(captured.motion.times[0])),
        min(end * speed, float(captured.motion.times[-1])),
        tuple(said),
        clock.laps,
        (*heard, *known.warnings, *found.warnings),
    )
    result = _under_refined_hips(result, found.scene)
    clock.lap("origin")
    return result


def _on_course(as_seen: SeenFrames, solver: str) -> AbstractContextManager[SeenFrames]:
    """Landmarks as a detector named them, with their legs named right for a whole-clip fit."""
    seen = as_seen.whole()
    if solver == "banded":  # the frozen baseline takes them as they were named
        seen = legs_on_course(legs_named_right(seen))
    return set_aside(seen)


def _captured(found: FittedMotion, rig: CaptureRig, keypoints: Keypoints, source: str) -> Captured:
    return Captured(
        motion=found.scene.motion,
        contact_points=found.contact_points,
        layout=rig.layout,
        confidence=found.confidence,
        keypoints=keypoints,
        camera=found.scene.camera,
        source=source,
        camera_estimate=found.estimate,
    )


def _under_refined_hips(result: CaptureResult, scene: Scene) -> CaptureResult:
    """The result with the world's origin under the hips as they are written: planting the feet
    moves them by some centimetres, and it is the output that DESIGN 11 speaks of. A world that is
    given stays.
    """
    if scene.tilt_spread == 0.0:
        return result
    # deferred: it loads the solver, which is not needed to know what a capture is
    from core.quality.export import output_motion

    captured, decisions = _beginning(result.captured, result.edit().coming, result.start + _BEGINS)
    end = min(result.end, float(captured.motion.times[-1]))
    written = output_motion(captured, decisions, start=result.start, end=end).motion
    scene = facing_the_camera(scene, result.ground, written.root_positions[0])
    moved = replace(result.captured, motion=scene.motion, camera=scene.camera)
    return replace(result, captured=moved)


def _beginning(captured: Captured, decisions: Decisions, end: float) -> tuple[Captured, Decisions]:
    """What was captured up to a time (seconds), and the decisions about that."""
    motion = captured.motion
    count = int(np.searchsorted(motion.times, end, side="right"))
    if count >= motion.frame_count:
        return captured, decisions
    short = Motion(
        motion.skeleton,
        motion.local_rotations[:count],
        motion.root_positions[:count],
        motion.times[:count],
    )
    sure = None if captured.confidence is None else captured.confidence[:count]
    last = float(short.times[-1])
    kept = []
    for decision in decisions:
        fact = decision.fact
        if not isinstance(fact, Contact):
            kept.append(decision)
        elif fact.start < last:
            kept.append(replace(decision, fact=replace(fact, end=min(fact.end, last))))
    return replace(captured, motion=short, confidence=sure, keypoints=None), tuple(kept)


def _detector(options: CaptureOptions) -> Detector:
    if options.keypoints is not None:
        return KeypointFile(options.keypoints)
    return MediapipeDetector(options.box)


def _landmarks(
    video: VideoReader,
    frames: range,
    detector: Detector,
    stages: StageStore | None,
    tell: Progress,
    key: str,
    watch: PictureWatch,
) -> Landmarks:
    """Detect, going on from what `stages` has and keeping what comes; `watch` looks at pictures
    that pass by.
    """
    watched = cast(VideoReader, WatchedVideo(video, watch))

    def stage_progress(fraction: float, sentence: str) -> None:
        tell(KEYPOINTS + (CAMERA - KEYPOINTS) * fraction, sentence)

    if stages is None:
        return detector.detect(watched, frames, progress=stage_progress)
    before, parts = kept_landmarks(stages, key)
    keep = keeper(stages, key, parts)
    return detector.detect(watched, frames, before=before, keep=keep, progress=stage_progress)


def _check_seen(seen: Landmarks, video_path: str | Path) -> None:
    """Raises: BadInput where nobody was found."""
    if not seen.seen.any():
        raise BadInput(
            f"Nobody was found in the picture of {Path(video_path).name}; give a video or a range "
            "in which the whole person is seen, or a box around them (--box)."
        )


def _lost_or_leaping(heard: Sequence[str], seen: Landmarks) -> list[str]:
    """What was heard of the video, where nobody was seen, and where it may be another person."""
    said = list(heard)
    lost = int((~seen.seen).sum())
    if lost:
        said.append(
            f"The person is not seen in {lost} of {len(seen.times)} frames; they are bridged with "
            "confidence 0."
        )
    jumps = jump_times(seen)
    if len(jumps):
        said.append(jump_sentence(jumps))
    return said


def _said_about(seen: Landmarks, options: CaptureOptions, speed: float) -> list[str]:
    """What was assumed."""
    said = []
    if options.box is None and options.keypoints is None:
        said.append(first_person_sentence(seen))
    if speed != 1.0:
        said.append(f"Times are shortened {1.0 / speed:.3g} times: the video is slow motion.")
    return said


def _said_of_height(rig: CaptureRig, options: CaptureOptions, found: FittedMotion) -> list[str]:
    """What is assumed of a height that nobody told, or what a floor that is known says of it."""
    if not rig.height_is_guess:
        return []
    if options.solver == "banded" and found.scene.tilt_spread == 0.0:
        stands = standing_height(found.scene.motion) or rig.height
        return [
            f"The actor's height was not told; the camera's place and the floor make it "
            f"{stands:.2f} m. Say it where you know it (--height)."
        ]
    return [
        f"The actor's height is taken as {rig.height:.2f} m; all lengths follow it, so say "
        "it (--height)."
    ]


class _Clock:
    """Seconds that the stages took, one after the other."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._since = time.monotonic()

    def lap(self, name: str) -> None:
        """A stage is over: its time is noted, its memory goes."""
        # frames of calls that loaded compiled code hold one another, and all that was in them
        gc.collect()
        give_back_freed()
        now = time.monotonic()
        self.laps[name] = now - self._since
        self._since = now
