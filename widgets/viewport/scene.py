"""The 3D scene in vispy's gloo: layers of buffers, refilled where something changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QImage

from widgets.viewport.behind import PictureBehind, Sky
from widgets.viewport.gl_canvas import GlCanvas
from widgets.viewport.ground import axis_lines, grid_lines
from widgets.viewport.orbit_camera import OrbitCamera
from widgets.viewport.palette import Palette
from widgets.viewport.patches import HATCHES, Patches
from widgets.viewport.ribbons import Ribbons
from widgets.viewport.shading import Frame
from widgets.viewport.shadow import Shadow
from widgets.viewport.shown import Shown
from widgets.viewport.solid import Solid
from widgets.viewport.take_eye import TakeEye
from widgets.viewport.take_places import SKATE, STATES, TakePlaces

TRAIL_CAPACITY = 6000
MARK_CAPACITY = 64
BONE, CASING, DOT = 2.0, 1.0, 4.6  # logical pixels
SLIDE = STATES.index("slide")


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """All that one drawing of the scene depends on."""

    palette: Palette
    places: TakePlaces | None
    time: float
    shown: Shown
    camera: OrbitCamera | TakeEye
    size: tuple[int, int]  # device pixels
    ratio: float  # device pixels in a pixel of line width
    read_back: bool  # rows from the top and bytes blue first, as Qt's pictures lie in memory
    picture: QImage | None = None  # of the video, where it is seen through its camera

    @property
    def still_key(self) -> tuple[object, ...]:
        """Where this is equal, `draw_still` draws the same."""
        ground = self.places.take.ground_height if self.places else 0.0
        picture = None if self.picture is None else self.picture.cacheKey()
        look = (self.palette, self.camera, self.shown.grid, self.size, self.ratio)
        return (*look, ground, picture)

    def frame(self) -> Frame:
        """The values that shaders take."""
        return Frame(
            eye_from_world=self.camera.eye_from_world().T.astype(np.float32),
            clip_from_eye=self.camera.clip_from_eye(self.size[0] / self.size[1]).T.astype(
                np.float32
            ),
            size=(float(self.size[0]), float(self.size[1])),
            ratio=self.ratio,
            flip=-1.0 if self.read_back else 1.0,
            swap=1.0 if self.read_back else 0.0,
            distance=self.camera.eye_distance,
        )


class Scene:
    """Draws a take into framebuffers. Its OpenGL context must be current."""

    def __init__(self, palette: Palette) -> None:
        self._canvas = GlCanvas()
        self._canvas.begin(0)
        self._sky, self._picture = Sky(), PictureBehind()
        self._grid = Ribbons(256)
        self._axes = Ribbons(8)
        self._marks = Patches(MARK_CAPACITY)
        self._trails = Ribbons(TRAIL_CAPACITY)
        self._shadow: Shadow | None = None
        self._body: Solid | None = None
        self._ghost: Ribbons | None = None
        self._bones: Ribbons | None = None
        self._capacity = (0, 0)
        self._palette = palette
        self._places: TakePlaces | None = None
        self._filled: tuple[object, ...] = ()
        self._still: tuple[object, ...] = ()
        self._frame_key: tuple[object, ...] = ()
        self._last_frame: Frame

    def forget(self) -> None:
        """Let go of vispy's queue. The OpenGL objects die with their context."""
        self._canvas.forget()

    def hand_back(self) -> None:
        """After drawing into a framebuffer that Qt paints on as well."""
        self._canvas.hand_back()

    def prepare(self, look: Look, framebuffer: int) -> None:
        """The take's buffers at its moment, and its shadow's own picture: before `draw_still`."""
        self._canvas.begin(framebuffer)
        self._fill_take(look)
        if look.places is not None and self._shadow is not None and look.picture is None:
            self._blend()
            self._shadow.gather(self._canvas.context)
        self._canvas.flush()

    def draw_still(self, look: Look, framebuffer: int) -> None:
        """Sky or picture, grid and axes: what changes with the camera or the picture only."""
        self._canvas.begin(framebuffer)
        self._fill_still(look)
        frame = self._frame(look)
        context = self._canvas.context
        context.set_viewport(0, 0, *look.size)
        context.set_state(depth_test=False, blend=False, cull_face=False)
        if look.picture is not None and isinstance(look.camera, TakeEye):
            self._picture.draw(frame, look.camera, look.picture, look.palette)
        else:
            self._sky.draw(frame, look.palette)
        self._blend()
        if look.shown.grid:
            fade = (frame.distance + 3.0, frame.distance + 15.0)
            self._grid.draw(frame, fade=fade)
            self._axes.draw(frame, fade=(fade[0] + 4.0, fade[1] + 4.0))
        self._canvas.flush()

    def draw_take(self, look: Look, framebuffer: int) -> None:
        """The take that was prepared, over what `draw_still` left."""
        self._canvas.begin(framebuffer)
        context = self._canvas.context
        self._blend()
        context.set_viewport(0, 0, *look.size)
        context.set_depth_mask(True)
        context.clear(color=False, depth=True)
        if look.places is not None:
            self._draw_layers(self._frame(look), look)
        self._canvas.flush()

    def _frame(self, look: Look) -> Frame:
        """The same frame as long as nothing in it changed, so that it is sent once."""
        key = (look.camera, look.size, look.ratio, look.read_back)
        if key != self._frame_key:
            self._frame_key, self._last_frame = key, look.frame()
        return self._last_frame

    # filling

    def _fill_still(self, look: Look) -> None:
        ground = look.places.take.ground_height if look.places else 0.0
        centre = (float(round(look.camera.target[0])), ground, float(round(look.camera.target[2])))
        if (look.palette, centre) != self._still:
            self._still = (look.palette, centre)
            self._grid.fill(*grid_lines(centre, look.palette))
            self._axes.fill(*axis_lines(centre, look.palette))

    def _fill_take(self, look: Look) -> None:
        palette, places, time = look.palette, look.places, look.time
        key = (palette, places, time, look.shown, look.camera)
        before, self._filled = self._filled, key
        if key == before or places is None:
            return
        shown, ground, camera = look.shown, places.take.ground_height, look.camera
        self._palette = palette
        if places is not self._places:
            self._places = places
            self._make_room(places)
        motion = places.take.captured if shown.captured_only else places.take.refined
        points = places.points_at(motion, time)
        eye = np.asarray(camera.target) + camera.axes[2] * camera.eye_distance
        starts, ends = places.shape.ends_at(points)
        assert self._body and self._shadow and self._ghost and self._bones
        self._body.fill(starts, ends, places.shape.radii, eye)
        if before == () or before[0] is not palette or before[1] is not places:
            self._body.set_colors(palette.body_dark, palette.body_bright, palette.body_edge)
        self._shadow.fill(starts, ends, places.shape.radii, ground)
        self._fill_bones(self._bones, places, points, eye)
        if shown.ghost and not shown.captured_only:
            self._fill_ghost(self._ghost, places, time)
        if shown.trails:
            self._fill_trails(places, time, shown)
            self._fill_marks(places, time, shown)

    def _make_room(self, places: TakePlaces) -> None:
        """New buffers only where another rig has another number of bones."""
        cones, bones = len(places.shape.radii), len(places.bones) + len(places.dotted)
        if (cones, bones) != self._capacity:
            self._capacity = (cones, bones)
            self._shadow = Shadow(cones)
            self._body = Solid(cones)
            self._ghost = Ribbons(max(len(places.bones), 1))
            self._bones = Ribbons(max(bones, 1))

    def _fill_bones(
        self, bones: Ribbons, places: TakePlaces, points: np.ndarray, eye: np.ndarray
    ) -> None:
        palette, dotted = self._palette, places.dotted
        starts = np.concatenate([points[places.bones[:, 0]], points[dotted]])
        ends = np.concatenate([points[places.bones[:, 1]], points[dotted]])
        sides = np.concatenate([places.bone_sides, places.point_sides[dotted]])
        is_dot = np.arange(len(starts)) >= len(places.bones)
        # a dot lies above the bones that meet in it
        far = np.argsort(-np.linalg.norm(0.5 * (starts + ends) - eye, axis=1) + 0.12 * is_dot)
        bones.fill(
            starts[far],
            ends[far],
            palette.sides[sides[far]],
            np.where(is_dot, DOT, BONE)[far],
            casing=CASING,
            casing_color=palette.casing,
        )

    def _fill_ghost(self, ghost: Ribbons, places: TakePlaces, time: float) -> None:
        points = places.points_at(places.take.captured, time)
        color = np.broadcast_to(self._palette.captured, (len(places.bones), 4))
        ghost.fill(
            points[places.bones[:, 0]],
            points[places.bones[:, 1]],
            color,
            1.25,
            casing=0.75,
            casing_color=self._palette.casing * (1.0, 1.0, 1.0, 0.6),
            dash=(7.0, 4.5),
        )

    def _fill_trails(self, places: TakePlaces, time: float, shown: Shown) -> None:
        palette = self._palette
        trails = places.trails_at(time, captured=shown.captured_only, hidden=shown.hidden_points)
        touching = trails.states > 0
        colors = np.where(
            touching[:, None], palette.trails[trails.states], palette.sides[trails.sides]
        )
        colors[:, 3] *= np.clip(1.15 - np.abs(trails.ages), 0.0, 1.0) ** 0.8
        bold = (trails.states == SLIDE) | (trails.states == SKATE)
        past = (trails.ages < 0) & ~touching
        self._trails.fill(
            trails.starts,
            trails.ends,
            colors,
            np.where(bold, 4.0, np.where(touching, 2.5, 1.25)),
            casing=np.where(bold, 1.0, 0.0),
            casing_color=palette.casing,
            dash=np.where(past[:, None], (4.5, 1.2), (0.0, 0.0)),
        )

    def _fill_marks(self, places: TakePlaces, time: float, shown: Shown) -> None:
        palette, marks = self._palette, places.marks_at(time, hidden=shown.hidden_points)
        states = [contact.state for contact in marks.contacts]
        colors = np.array([palette.states[STATES.index(state)] for state in states]).reshape(-1, 4)
        certain = np.array(
            [1.0 if c.by_user else 0.75 * (0.35 + 0.65 * c.probability) for c in marks.contacts]
        )
        colors[:, 3] = marks.strength * certain
        looks = np.array([(HATCHES[state], *palette.hatch[state]) for state in states])
        self._marks.fill(marks.starts, marks.ends, marks.radii, colors, looks.reshape(-1, 3))

    # drawing

    def _blend(self) -> None:
        self._canvas.context.set_state(depth_test=False, blend=True, cull_face=False)
        self._canvas.context.set_blend_func(
            "src_alpha", "one_minus_src_alpha", "one", "one_minus_src_alpha"
        )

    def _draw_layers(self, frame: Frame, look: Look) -> None:
        shown, context = look.shown, self._canvas.context
        assert self._body and self._shadow and self._ghost and self._bones
        if look.picture is None:  # a person in a picture has a shadow
            self._shadow.draw(frame, self._palette.shadow)
        if shown.trails:
            self._marks.draw(frame)
        if shown.body:
            context.set_state(depth_test=True)
            self._body.draw(frame)
        if shown.trails:
            context.set_depth_mask(False)
            self._trails.draw(frame, lift=2e-4)
            context.set_depth_mask(True)
        context.set_state(depth_test=False)
        if shown.ghost and not shown.captured_only:
            self._ghost.draw(frame)
        self._bones.draw(frame)
