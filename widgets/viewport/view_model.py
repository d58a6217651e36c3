"""What the viewport shows and how it is looked at: the state between setters and surfaces."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEasingCurve, QObject, QSize, QVariantAnimation, Signal

from widgets.snapshot import ClockView, SelectionView, TakeView
from widgets.theme import theme
from widgets.viewport.orbit_camera import OrbitCamera
from widgets.viewport.palette import Palette
from widgets.viewport.shown import Shown
from widgets.viewport.take_places import TakePlaces

if TYPE_CHECKING:
    from widgets.viewport.scene import Look

PICK_PIXELS = 10.0
#: How much of the view the hips may cross before the eye goes along.
ROOMY = 0.86


class ViewModel(QObject):
    """Holds take, moment, selection, switches and camera; asks for a repaint where one changed."""

    changed = Signal()
    camera_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.places: TakePlaces | None = None
        self.time = 0.0
        self.selection = SelectionView()
        self.shown = Shown()
        self.camera = OrbitCamera()
        self.size = QSize(640, 400)  # logical pixels
        self.palette = Palette(theme)
        self._name = ""
        self._turned_away = False  # by hand, from the body: left alone until one plays or goes on
        self._way = QVariantAnimation(self)
        self._way.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._way.setStartValue(0.0)
        self._way.setEndValue(1.0)
        self._way.valueChanged.connect(self._go_along)
        self._from = self._to = self.camera
        theme.changed.connect(self._renew_palette)

    # setters: each asks for a repaint only where something changed

    def set_take(self, take: TakeView | None) -> None:
        if take is None:
            self.places, self._name = None, ""
            self.changed.emit()
            return
        if self.places is not None and self.places.take is take:
            return
        is_another = self._name != take.name or self.places is None
        self.places = TakePlaces(take, self.places)
        self._name = take.name
        if is_another:
            self.stop()
            self.camera = self._first_look()
            self.camera_changed.emit()
        self.changed.emit()

    def set_clock(self, clock: ClockView) -> None:
        if clock.time == self.time:
            return
        before, self.time = self.time, clock.time
        self._turned_away = self._turned_away and not clock.playing
        if self.places is not None:
            self._keep_in_sight(before)
            self.changed.emit()

    def set_selection(self, selection: SelectionView) -> None:
        if selection == self.selection:
            return
        chosen = (selection.contact, selection.joint)
        goes_to = chosen != (self.selection.contact, self.selection.joint) and chosen != (None,) * 2
        self.selection = selection
        if goes_to and self.places is not None:  # an event was gone to: it is to be seen
            self._turned_away = False
            self._keep_in_sight(self.time)
        self.changed.emit()

    def set_shown(self, shown: Shown) -> None:
        if shown != self.shown:
            self.shown = shown
            self.changed.emit()

    def set_size(self, size: QSize) -> None:
        self.size = size

    def set_camera(self, camera: OrbitCamera) -> None:
        """At once, as under a drag."""
        self.stop()
        self._put_camera(camera)
        if self.places is not None:
            points = self.places.points_at(self.places.take.refined, self.time)
            self._turned_away = self._out_of_sight(points)

    def go_to(self, camera: OrbitCamera) -> None:
        """In the time that the theme gives views to move."""
        self.stop()
        duration = theme.motion_ms("view_goto")
        if duration <= 0:
            self._put_camera(camera)
            return
        self._from, self._to = self.camera, camera
        self._way.setDuration(duration)
        self._way.start()

    def stop(self) -> None:
        """End a camera's way where it is."""
        self._way.stop()

    # questions

    @property
    def aspect(self) -> float:
        return max(self.size.width(), 1) / max(self.size.height(), 1)

    def points_now(self) -> np.ndarray | None:
        """(joints + end sites, 3) metres of the motion drawn strong; None without a take."""
        if self.places is None:
            return None
        take = self.places.take
        motion = take.captured if self.shown.captured_only else take.refined
        return self.places.points_at(motion, self.time)

    def on_screen(self, points: np.ndarray) -> np.ndarray:
        """(..., 3) metres -> (..., 3) logical pixels and depth, NaN behind the eye."""
        return self.camera.project(points, max(self.size.width(), 1), max(self.size.height(), 1))

    def joint_at(self, x: float, y: float) -> int | None:
        """The joint drawn nearest to a place, within PICK_PIXELS; the closer one on a tie."""
        points = self.points_now()
        if points is None or self.places is None:
            return None
        joints = len(self.places.take.joints)
        seen = self.on_screen(points[:joints])
        away = np.hypot(seen[:, 0] - x, seen[:, 1] - y)
        away = np.where(np.isfinite(away), away, np.inf)
        best = float(away.min(initial=np.inf))
        if best > PICK_PIXELS * theme.scale:
            return None
        near = np.flatnonzero(away <= best + 1.5)
        return int(near[np.argmin(seen[near, 2])])

    def framed(self) -> OrbitCamera:
        """The camera on the selected joint, or on the whole character."""
        points = self.points_now()
        if points is None or self.places is None:
            return self.camera
        joint = self.selection.joint
        if joint is not None and joint < len(self.places.take.joints):
            return self.camera.framing(points[joint : joint + 1], self.aspect, least=0.28)
        return self.camera.framing(self.places.body_around(points), self.aspect)

    # drawing

    def look(self, size: tuple[int, int], ratio: float, read_back: bool) -> Look:
        """What the scene is asked to draw now; size in device pixels."""
        from widgets.viewport.scene import Look

        return Look(
            palette=self.palette,
            places=self.places,
            time=self.time,
            shown=self.shown,
            camera=self.camera,
            size=size,
            ratio=ratio * theme.scale,
            read_back=read_back,
        )

    # inside

    def _first_look(self) -> OrbitCamera:
        """On the character, from where its way goes across the picture."""
        assert self.places is not None
        refined = self.places.take.refined
        start = OrbitCamera()
        if len(refined.times):
            way = refined.world_positions[-1, 0] - refined.world_positions[0, 0]
            if np.hypot(way[0], way[2]) > 0.5:
                start = replace(start, yaw=float(np.arctan2(way[0], way[2])) + np.radians(52.0))
        points = self.places.points_at(refined, self.time)
        return start.framing(self.places.body_around(points), self.aspect)

    def _keep_in_sight(self, before: float) -> None:
        """The eye goes along where the character would walk out of a view that it was in, and to
        the character where it is out of sight: after a jump, or in a view that was narrowed."""
        assert self.places is not None
        motion = self.places.take.refined
        hips_before = self.places.points_at(motion, before)[0]
        points = self.places.points_at(motion, self.time)
        hips_now = points[0]
        if self._roomy(hips_now):
            return
        if self._roomy(hips_before):
            self._move_along(hips_now - hips_before, level=True)
        elif not self._turned_away and self._out_of_sight(points):
            joint = self.selection.joint
            close = joint is not None and joint < len(points) and self._is_close(points)
            aim = hips_now if joint is None or not close else points[joint]
            offset = aim - np.asarray(self.camera.target)
            self._move_along(offset, level=True)
            if not self._roomy(aim):
                self._move_along(aim - np.asarray(self.camera.target), level=False)

    def _move_along(self, offset: np.ndarray, *, level: bool) -> None:
        """Move eye and target by (3,) metres; level: at the height that they have."""
        offset = offset * ((1.0, 0.0, 1.0) if level else (1.0, 1.0, 1.0))
        self.camera = self.camera.moved_by(offset)
        self._to = self._to.moved_by(offset)

    def _out_of_sight(self, points: np.ndarray) -> bool:
        """Whether less than a third of the joints is in the view; of a close-up, none."""
        x, y, _ = self.on_screen(points).T
        # comparing with NaN, behind the eye, is False
        seen = (x > 0) & (x < self.size.width()) & (y > 0) & (y < self.size.height())
        count = int(np.count_nonzero(seen))
        return count == 0 or (3 * count < len(points) and not self._is_close(points))

    def _is_close(self, points: np.ndarray) -> bool:
        """Whether the view is of a part of the body only."""
        assert self.places is not None
        whole = self.camera.framing(self.places.body_around(points), self.aspect)
        return self.camera.distance < 0.5 * whole.distance

    def _roomy(self, place: np.ndarray) -> bool:
        x, y, _ = self.on_screen(place)
        width, height = self.size.width(), self.size.height()
        return bool(
            abs(x - 0.5 * width) < 0.5 * ROOMY * width
            and abs(y - 0.5 * height) < 0.5 * ROOMY * height
        )

    def _go_along(self, fraction: float) -> None:
        self._put_camera(self._from.towards(self._to, float(fraction)))

    def _put_camera(self, camera: OrbitCamera) -> None:
        if camera != self.camera:
            named = self.camera.name
            self.camera = camera
            if camera.name != named:
                self.camera_changed.emit()
            self.changed.emit()

    def _renew_palette(self) -> None:
        self.palette = Palette(theme)
        self.changed.emit()
