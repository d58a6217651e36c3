"""Keeping the character in a view: where it is looked at first, and how the eye goes along."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from widgets.snapshot import MotionView
from widgets.viewport.orbit_camera import OrbitCamera
from widgets.viewport.take_places import TakePlaces

#: How much of the view the hips may cross before the eye goes along.
ROOMY = 0.86


def first_look(places: TakePlaces, time: float, aspect: float) -> OrbitCamera:
    """On the character, from where its way goes across the picture; of the sides from which it
    does, the one that the video was taken from."""
    refined = places.take.refined
    start = OrbitCamera()
    if len(refined.times):
        way = refined.world_positions[-1, 0] - refined.world_positions[0, 0]
        if np.hypot(way[0], way[2]) > 0.5:
            start = replace(start, yaw=_across(float(np.arctan2(way[0], way[2])), places))
    points = places.points_at(refined, time)
    body = np.concatenate([places.body_around(points), _standing(refined, points)])
    return start.framing(body, aspect)


def _standing(motion: MotionView, points: np.ndarray) -> np.ndarray:
    """(1, 3) metres: as high over these points as the body reaches when it is at its tallest, or
    none, (0, 3), where nothing moves."""
    heights = np.concatenate([motion.world_positions, motion.end_positions], axis=1)[..., 1]
    if not heights.size:
        return np.zeros((0, 3))
    tallest = float(np.max(heights.max(axis=1) - heights.min(axis=1)))
    return np.array([[points[0, 0], points[:, 1].min() + tallest, points[0, 2]]])


def _across(way: float, places: TakePlaces) -> float:
    """The yaw from which a way (its yaw) goes across the picture and a little towards it."""
    beside = np.radians(52.0)
    camera, hips = places.take.camera, places.take.refined.world_positions[:, 0]
    if camera is None:
        return way + float(beside)
    x, _, z = camera.world_centre - hips.mean(axis=0)
    seen_from = np.arctan2(x, z)
    yaws = way + np.array([beside, -beside, np.pi - beside, np.pi + beside])
    return float(yaws[np.argmax(np.cos(yaws - seen_from))])


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What a view of some pixels sees of a take."""

    places: TakePlaces
    width: float
    height: float

    def out_of_sight(self, camera: OrbitCamera, points: np.ndarray) -> bool:
        """Whether less than a third of the joints is in the view; of a close-up, none."""
        x, y, _ = camera.project(points, self.width, self.height).T
        # comparing with NaN, behind the eye, is False
        seen = (x > 0) & (x < self.width) & (y > 0) & (y < self.height)
        count = int(np.count_nonzero(seen))
        return count == 0 or (3 * count < len(points) and not self._is_close(camera, points))

    def kept(
        self, camera: OrbitCamera, before: float, now: float, joint: int | None, *, follow: bool
    ) -> OrbitCamera:
        """The eye goes along where the character would walk out of a view that it was in, and to
        the character where it is out of sight: after a jump, or in a view that was narrowed.

        before, now: take seconds. joint: the selected one. follow: also to what is out of sight.
        """
        motion = self.places.take.refined
        hips_before = self.places.points_at(motion, before)[0]
        points = self.places.points_at(motion, now)
        hips_now = points[0]
        if self._roomy(camera, hips_now):
            return camera
        if self._roomy(camera, hips_before):
            return _level(camera, hips_now - hips_before)
        if not follow or not self.out_of_sight(camera, points):
            return camera
        close = joint is not None and joint < len(points) and self._is_close(camera, points)
        aim = hips_now if joint is None or not close else points[joint]
        camera = _level(camera, aim - np.asarray(camera.target))
        if self._roomy(camera, aim):
            return camera
        return camera.moved_by(aim - np.asarray(camera.target))

    def _is_close(self, camera: OrbitCamera, points: np.ndarray) -> bool:
        """Whether the view is of a part of the body only."""
        whole = camera.framing(self.places.body_around(points), self.width / self.height)
        return camera.distance < 0.5 * whole.distance

    def _roomy(self, camera: OrbitCamera, place: np.ndarray) -> bool:
        x, y, _ = camera.project(place, self.width, self.height)
        return bool(
            abs(x - 0.5 * self.width) < 0.5 * ROOMY * self.width
            and abs(y - 0.5 * self.height) < 0.5 * ROOMY * self.height
        )


def _level(camera: OrbitCamera, offset: np.ndarray) -> OrbitCamera:
    """Moved at the height that it has."""
    return camera.moved_by(offset * (1.0, 0.0, 1.0))
