"""What the viewport shows and how it is looked at: the state between setters and surfaces."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEasingCurve, QObject, QSize, QVariantAnimation, Signal
from PySide6.QtGui import QImage

from widgets.snapshot import ClockView, SelectionView, TakeView
from widgets.theme import theme
from widgets.viewport.handle import Handle, HandleDrag
from widgets.viewport.in_sight import Sight, first_look
from widgets.viewport.orbit_camera import OrbitCamera
from widgets.viewport.palette import Palette
from widgets.viewport.shown import THROUGH_CAMERA, Shown
from widgets.viewport.take_eye import TakeEye, take_eye
from widgets.viewport.take_places import TakePlaces

if TYPE_CHECKING:
    from widgets.viewport.scene import Look

PICK_PIXELS = 10.0
#: Metres around a joint that are seen where the view goes to what it does.
NEAR = 0.4
#: A joint that goes further than this (metres) would be a dot in a view of all of its way.
FAR = 3.0
#: Seconds within which times are one.
SAME = 1e-6


class ViewModel(QObject):
    """Holds take, moment, selection, switches and camera; asks for a repaint where one changed."""

    changed = Signal()
    overlay_changed = Signal()  # only what is painted above the picture
    camera_changed = Signal()
    placed = Signal()  # the picture behind the motion has another size

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.places: TakePlaces | None = None
        self.time = 0.0
        self.selection = SelectionView()
        self.shown = Shown()
        self.camera = OrbitCamera()  # the view's own
        self.through: TakeEye | None = None  # the take's, where the view looks through it
        self.size = QSize(640, 400)  # logical pixels
        self._over_video = False
        self.palette = Palette(theme)
        self.hovered: Handle | None = None  # what the pointer is over
        self.near_selected = False  # whether it is so near that arrows and ring are shown
        self.dragged: HandleDrag | None = None
        self._shown_else = THROUGH_CAMERA  # the switches of the other kind of view
        self._picture: tuple[QImage, int] | None = None  # of the video, and its number
        self._playing = False
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
            self.places = self._picture = None
            self.look_through(False)
            self.changed.emit()
            return
        if self.places is not None and self.places.take is take:
            return
        is_another = self.places is None or not self.places.take.is_of(take)
        self.places = TakePlaces(take, self.places)
        if is_another:
            self.stop()
            self._picture = None
            self.look_through(False)
            self.camera = first_look(self.places, self.time, self.aspect)
            self.camera_changed.emit()
        elif self.through is not None and self.through.camera is not take.camera:
            self._follow_camera(take)
        self.changed.emit()

    def set_clock(self, clock: ClockView) -> None:
        seen, before = self.moment, self.time
        self.time, self._playing = clock.time, clock.playing
        if clock.time == before:
            if self.moment != seen:
                self.changed.emit()
            return
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
            self._fit_palette()
            self.placed.emit()
            self.changed.emit()

    def set_hovered(self, handle: Handle | None, near_selected: bool) -> None:
        """What a press would take hold of, and whether the selected joint shows its handles."""
        if (handle, near_selected) != (self.hovered, self.near_selected):
            self.hovered, self.near_selected = handle, near_selected
            self.overlay_changed.emit()

    def set_dragged(self, drag: HandleDrag | None) -> None:
        """What is dragged now, and how far."""
        if drag != self.dragged:
            self.dragged = drag
            self.overlay_changed.emit()

    def set_size(self, size: QSize) -> None:
        self.size = size
        if self.through is not None:
            self.through = self.through.sized(size.width(), size.height())
            self.placed.emit()

    def set_picture(self, image: QImage, number: int) -> None:
        """A picture of the video, 0-based: seen in the view through its camera."""
        self._picture = (image, number)
        if self.picture is not None:
            self._fit_palette()
            self.changed.emit()

    def look_through(self, on: bool) -> None:
        """Through the take's own camera, where it is known; or with the view's own eye again.

        Not while something is dragged: the pointer's way is one over the view as it stood.
        """
        if self.dragged is not None:
            return
        take = None if self.places is None else self.places.take
        if on and take is not None and take.camera is not None:
            size = (self.size.width(), self.size.height())
            self._put_through(take_eye(take.camera, take.refined.world_positions[:, 0], size))
        elif not on:
            self._put_through(None)

    def leave_camera(self) -> OrbitCamera:
        """Look with the view's own eye from where the camera stands; the eye."""
        if self.through is not None:
            self.camera = self.through.as_orbit()
            self._put_through(None)
        return self.camera

    def set_through(self, eye: TakeEye) -> None:
        """Through the same camera, zoomed or moved over its picture."""
        if eye != self.through:
            self.through = eye
            self.placed.emit()
            self.changed.emit()

    def set_camera(self, camera: OrbitCamera) -> None:
        """At once, as under a drag."""
        self.stop()
        self._put_through(None)
        self._put_camera(camera)
        if self.places is not None:
            points = self.places.points_at(self.places.take.refined, self.time)
            self._turned_away = self._sight.out_of_sight(camera, points)

    def go_to(self, camera: OrbitCamera) -> None:
        """In the time that the theme gives views to move; not while something is dragged."""
        if self.dragged is not None:
            return
        self.stop()
        self._put_through(None)
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
    def eye(self) -> OrbitCamera | TakeEye:
        """What the view is seen with."""
        return self.through or self.camera

    @property
    def picture(self) -> QImage | None:
        """What is drawn behind the view through the camera."""
        if self._picture is None or self.through is None or not self.shown.picture:
            return None
        return self._picture[0]

    @property
    def moment(self) -> float:
        """Take seconds of what is drawn. While a picture plays behind, its own moment: between two
        pictures the motion would run ahead of the person."""
        video = self.places.take.video if self.places is not None else None
        if not self._playing or self.picture is None or self._picture is None or video is None:
            return self.time
        number = min(self._picture[1], len(video.times) - 1)
        return float(video.times[number]) - self.places.take.video_offset if self.places else 0.0

    @property
    def aspect(self) -> float:
        return max(self.size.width(), 1) / max(self.size.height(), 1)

    def points_now(self) -> np.ndarray | None:
        """(joints + end sites, 3) metres of the motion drawn strong; None without a take."""
        if self.places is None:
            return None
        take = self.places.take
        motion = take.captured if self.shown.captured_only else take.refined
        return self.places.points_at(motion, self.moment)

    def on_screen(self, points: np.ndarray) -> np.ndarray:
        """(..., 3) metres -> (..., 3) logical pixels and depth, NaN behind the eye."""
        return self.eye.project(points, max(self.size.width(), 1), max(self.size.height(), 1))

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

    def frame(self) -> None:
        """Go to the selected joint, or to the whole character or picture; not within a drag."""
        if self.dragged is not None:
            return
        if self.through is None:
            self.go_to(self.framed())
            return
        points, joint = self.points_now(), self.selection.joint
        chosen = None if points is None or joint is None else points[joint]
        self.set_through(self.through.close_to(chosen))

    def frame_stretch(self, joint: int | None, start: float, end: float) -> None:
        """Go to where a joint is from `start` to `end` (take seconds), where it goes far to where
        it is first, or to the whole character; as `frame` through the take's camera."""
        if self.dragged is not None or self.through is not None or self.places is None:
            self.frame()
            return
        refined = self.places.take.refined
        first, last = np.searchsorted(refined.times, [start - SAME, end + SAME])
        if joint is None or first >= last:
            body = self.places.body_around(self.places.points_at(refined, start))
            self.go_to(self.camera.framing(body, self.aspect))
            return
        way = refined.world_positions[first:last, joint]
        if np.ptp(way, axis=0).max() > FAR:
            way = way[:1]
        self.go_to(self.camera.framing(way, self.aspect, least=NEAR))

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
            time=self.moment,
            shown=self.shown,
            camera=self.eye,
            size=size,
            ratio=ratio * theme.scale,
            read_back=read_back,
            picture=self.picture,
        )

    # inside

    def _follow_camera(self, take: TakeView) -> None:
        """The take was fitted to another camera: look through that one, at the same part."""
        assert self.through is not None
        if take.camera is None:
            self._put_through(None)
        else:
            size = (self.size.width(), self.size.height())
            eye = take_eye(take.camera, take.refined.world_positions[:, 0], size)
            self.through = replace(eye, placement=self.through.placement)

    def _put_through(self, eye: TakeEye | None) -> None:
        if (eye is None) != (self.through is None):
            self._way.stop()
            kept = self.shown
            self.shown, self._shown_else = self._shown_else, self.shown
            self.shown = replace(
                self.shown, captured_only=kept.captured_only, hidden_points=kept.hidden_points
            )
            self.through = eye
            self._fit_palette()
            self.placed.emit()
            self.camera_changed.emit()
            self.changed.emit()

    def _keep_in_sight(self, before: float) -> None:
        """The view's own eye goes along with the character; the take's camera stands still, and the
        part of its picture that is seen goes along. Not while something is dragged: the pointer's
        way is one over the view as it stood."""
        if self.dragged is not None:
            return
        joint = self.selection.joint
        if self.through is not None:
            points = self._sight.places.points_at(self._sight.places.take.refined, self.time)
            aim = points[0 if joint is None or joint >= len(points) else joint]
            self.set_through(self.through.keeping(aim))
            return
        away = self._turned_away
        camera = self._sight.kept(self.camera, before, self.time, joint, follow=not away)
        offset = np.subtract(camera.target, self.camera.target)
        self.camera, self._to = camera, self._to.moved_by(offset)

    @property
    def _sight(self) -> Sight:
        assert self.places is not None
        return Sight(self.places, max(self.size.width(), 1), max(self.size.height(), 1))

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
        self._over_video = self.picture is not None
        self.palette = Palette(theme, over_video=self._over_video)
        self.changed.emit()

    def _fit_palette(self) -> None:
        """Colours over a picture are those that are seen on any."""
        if self._over_video != (self.picture is not None):
            self._over_video = not self._over_video
            self.palette = Palette(theme, over_video=self._over_video)
