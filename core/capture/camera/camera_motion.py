"""Whether the camera moves: what stands in the background moves in the picture, all of it alike.

A still camera may show people, trees and shadows that move, but most of what lies around them
stays where it is. Where most does not, one similarity transform that explains most of the points
(RANSAC, Fischler and Bolles 1981) is the camera's; where none does, nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.capture.camera.point_tracks import PointTracks

#: Less than this share of the picture's diagonal is not seen as motion: 3 pixels of 720p. A
#: person's joints are found no better than that.
_STILL = 0.002
_TRACKER = 1.0 / 1470.0  # how well a point is followed, the same share
_FEWEST = 14
#: Of the background's points: this many stand still where the camera does, and this many follow
#: one transform where it moves.
_STAYING, _TOGETHER = 0.5, 0.6
_AROUND = 0.25  # of the person's size: arms and shadow reach out of the box
_SPREAD = 0.12  # of the picture, that the moving points must be spread over


@dataclass(frozen=True, slots=True)
class CameraMove:
    """The camera moves from `start` to `end`, seconds, by up to `pixels`."""

    start: float
    end: float
    pixels: float


def camera_moves(
    tracks: Sequence[PointTracks],
    width: int,
    height: int,
    box_times: np.ndarray,
    boxes: np.ndarray,
) -> tuple[CameraMove, ...]:
    """When the camera moves, in order of time.

    Args:
        tracks: points followed over parts of the video.
        width, height: of the picture, pixels.
        box_times, boxes: (frames,) seconds and (frames, 4) left, top, right, bottom of the
            person, pixels, NaN where nobody is seen.
    """
    diagonal = float(np.hypot(width, height))
    moving: list[CameraMove] = []
    for track in sorted(tracks, key=lambda one: (one.after - one.before, one.before)):
        still = _background_only(track, box_times, boxes)
        if len(still.first) < _FEWEST:
            continue
        size = _common_motion(still, width, height, diagonal)
        within = any(m.start < track.after and m.end > track.before for m in moving)
        # a long comparison adds only what the short ones missed: a slow drift
        if size is not None and not within:
            moving.append(CameraMove(track.before, track.after, size))
    return _joined(sorted(moving, key=lambda one: one.start))


def moves_sentence(moves: Sequence[CameraMove], last: float) -> str:
    """What is said of a camera that moves. last: seconds, the end of what is captured."""
    spans = []
    for move in moves[:3]:
        to_the_end = move.end >= last - 0.5
        spans.append(f"from {move.start:.1f} s" + ("" if to_the_end else f" to {move.end:.1f} s"))
    more = len(moves) - len(spans)
    if more > 0:
        spans.append(f"{more} more time{'s' if more > 1 else ''}")
    worst = max(move.pixels for move in moves)
    return (
        f"The camera moves {', '.join(spans)} (by up to {worst:.0f} pixels in the picture); the "
        "motion is only right for a still one."
    )


def person_boxes(image_points: np.ndarray) -> np.ndarray:
    """(frames, 4) left, top, right, bottom around (frames, points, 3) keypoints; NaN for nobody."""
    places = image_points[..., :2]
    seen = np.isfinite(places).all(axis=-1).sum(axis=1) > 0
    boxes = np.full((len(places), 4), np.nan)
    if seen.any():
        low, high = np.nanmin(places[seen], axis=1), np.nanmax(places[seen], axis=1)
        around = _AROUND * np.max(high - low, axis=1, keepdims=True)
        boxes[seen] = np.concatenate([low - around, high + around], axis=1)
    return boxes


def _background_only(track: PointTracks, box_times: np.ndarray, boxes: np.ndarray) -> PointTracks:
    """The points that no person's box holds at either time."""
    keep = np.ones(len(track.first), bool)
    for time, points in ((track.before, track.first), (track.after, track.second)):
        if not len(box_times):
            break
        left, top, right, bottom = boxes[int(np.argmin(np.abs(box_times - time)))]
        inside = (points[:, 0] > left) & (points[:, 0] < right)
        keep &= ~(inside & (points[:, 1] > top) & (points[:, 1] < bottom))
    return PointTracks(track.before, track.after, track.first[keep], track.second[keep])


def _common_motion(track: PointTracks, width: int, height: int, diagonal: float) -> float | None:
    """How far the picture moves, pixels; None where it stays or where nothing moves it as one."""
    import cv2

    away = np.linalg.norm(track.second - track.first, axis=1)
    if np.mean(away < _STILL * diagonal) >= _STAYING:
        return None
    cv2.setRNGSeed(0)  # the same answer for the same pictures
    transform, inside = cv2.estimateAffinePartial2D(
        track.first, track.second, method=cv2.RANSAC,
        ransacReprojThreshold=3.0 * _TRACKER * diagonal, maxIters=500,
    )  # fmt: skip
    if transform is None or inside is None:
        return None
    alike = inside[:, 0] == 1
    spread = np.ptp(track.first[alike], axis=0) if alike.any() else np.zeros(2)
    if alike.mean() < _TOGETHER or float(np.prod(spread)) < _SPREAD * width * height:
        return None
    corners = np.array([[0, 0], [width, 0], [0, height], [width, height]], dtype=float)
    moved = corners @ transform[:, :2].T + transform[:, 2] - corners
    size = float(np.linalg.norm(moved, axis=1).max())
    return size if size > _STILL * diagonal else None


def _joined(moves: Sequence[CameraMove]) -> tuple[CameraMove, ...]:
    """Moves that follow one another within a second are one."""
    joined: list[CameraMove] = []
    for move in moves:
        if joined and move.start <= joined[-1].end + 1.0:
            last = joined[-1]
            joined[-1] = CameraMove(
                last.start, max(last.end, move.end), max(last.pixels, move.pixels)
            )
        else:
            joined.append(move)
    return tuple(joined)
