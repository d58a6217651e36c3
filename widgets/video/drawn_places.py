"""Where joints and keypoints lie in the view of a picture, and which lies under the pointer."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF

from core.motion.joint_names import shown_name
from widgets.between_frames import TIME_SLACK, value_at
from widgets.snapshot import TakeView, VideoView
from widgets.theme import theme
from widgets.video.joint_hands import Dot
from widgets.video.overlay import spoken
from widgets.video.placement import Placement

PICK_PIXELS = 12.0


def picture_moment(take: TakeView | None, number: int) -> float | None:
    """The take's time of a picture of its video (0-based): what is drawn over it belongs to it."""
    if take is None or take.video is None or not len(take.video.times):
        return None
    number = min(number, len(take.video.times) - 1)
    return float(take.video.times[number]) - take.video_offset


def joint_places(
    take: TakeView, moment: float | None, placement: Placement, *, captured: bool
) -> np.ndarray | None:
    """(joints, 2) logical pixels at a moment of the take; None where no camera is known."""
    motion = take.captured if captured else take.refined
    if moment is None or motion.image_positions is None or not len(motion.times):
        return None
    if not motion.times[0] - TIME_SLACK <= moment <= motion.times[-1] + TIME_SLACK:
        return None
    return placement.to_view(value_at(motion.times, motion.image_positions, moment))


def keypoint_places(
    video: VideoView | None, number: int, placement: Placement
) -> tuple[np.ndarray, np.ndarray] | None:
    """(points, 2) logical pixels and (points,) confidence; None where none are known."""
    if video is None or video.keypoints is None or number >= len(video.keypoints):
        return None
    points = video.keypoints[number]
    return placement.to_view(points[:, :2]), points[:, 2]


def joint_dot(take: TakeView, places: np.ndarray, at: QPointF, placement: Placement) -> Dot | None:
    """The joint at a place of the view."""
    near = nearest(places, at)
    if near is None:
        return None
    return Dot(shown_name(take.joints[near]), near, placement.to_picture(QPointF(*places[near])))


def keypoint_dot(
    take: TakeView, places: np.ndarray, at: QPointF, placement: Placement
) -> Dot | None:
    """The keypoint at a place of the view."""
    near = nearest(places, at)
    if near is None or take.video is None:
        return None
    name, pixel = take.video.keypoint_names[near], placement.to_picture(QPointF(*places[near]))
    return Dot(called(take, name), None, pixel, name)


def joint_shown_by(take: TakeView | None, keypoint: str) -> int | None:
    """The joint that the detector means by one of its points."""
    # its toe is the tip of the foot
    return take and take.part_joints.get(keypoint.replace("foot_index", "toe"))


def called(take: TakeView | None, keypoint: str) -> str:
    """A keypoint's name: that of the joint which it shows, else the detector's."""
    joint = joint_shown_by(take, keypoint)
    return spoken(keypoint) if take is None or joint is None else shown_name(take.joints[joint])


def nearest(places: np.ndarray, place: QPointF) -> int | None:
    """Which of (n, 2) places lies within reach of the pointer."""
    away = np.hypot(places[:, 0] - place.x(), places[:, 1] - place.y())
    away = np.where(np.isfinite(away), away, np.inf)
    if not len(away) or away.min() > PICK_PIXELS * theme.scale:
        return None
    return int(np.argmin(away))
