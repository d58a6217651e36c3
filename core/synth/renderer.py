"""Draws the actor, and whoever else is there, in a room with one sun: headless, OpenGL 3.3.

The room is drawn once; a frame redraws only where the actor or its shadow may be. The actor is
drawn at twice the picture's size and averaged (on software OpenGL that costs half of multisample
buffers). Shadows by a depth map with 3 x 3 comparisons (Williams 1978; Reeves et al. 1987).
"""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

import numpy as np

from core.motion.camera import Camera
from core.synth.body import BodyMesh
from core.synth.figure import Dressed, Figure
from core.synth.graphics import Rectangle, light_matrix, make_program, open_context, shadow_extent
from core.synth.look import Look

_SHADOW_SIZE = 1024


class Renderer:
    """Bodies in one room before one standing camera; `draw` gives a frame's picture.

    A context manager: it owns an OpenGL context, which belongs to the thread that made it.
    Raises: MissingComponent where no OpenGL can be had.
    """

    def __init__(
        self,
        body: BodyMesh,
        camera: Camera,
        *,
        look: Look,
        floor_height: float,
        way: np.ndarray,
        others: Sequence[Dressed] = (),
    ) -> None:
        """`way` (points, 3) metres: where everybody's joints will be; the room leaves it free.

        others: bodies besides the actor's, in the room and the light of `look`.
        """
        self._camera = camera
        self._floor_height = floor_height
        self._forward = _level(camera.camera_from_world_rotation[2])
        self._sun = _sun_direction(self._forward, look)
        self._context = open_context()
        self._make_targets()
        self._make_programs(look)
        self._compose_array = self._context.vertex_array(self._compose_program, [])
        self._figures = [
            Figure(self._context, dressed, self._actor_program, self._shadow_program)
            for dressed in (Dressed(body, look), *others)
        ]
        self._draw_room(np.asarray(way, dtype=float))

    def __enter__(self) -> Renderer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the context and all that it holds back."""
        # leaving it takes it off the thread, where it would keep Qt from making its own
        with self._context:
            pass
        self._context.release()

    @property
    def sun(self) -> np.ndarray:
        """(3,) from a surface to the sun, world."""
        return self._sun

    def draw(
        self,
        segment_turns: np.ndarray,
        segment_places: np.ndarray,
        others: Sequence[tuple[np.ndarray, np.ndarray]] = (),
    ) -> np.ndarray:
        """The picture (height, width, 3) uint8 of segments (segments, 4) and (segments, 3); the
        other bodies' in their order.
        """
        context = self._context
        poses = ((segment_turns, segment_places), *others)
        vertices = np.concatenate(
            [figure.pose(*pose) for figure, pose in zip(self._figures, poses, strict=True)]
        )
        light = light_matrix(vertices, self._sun, self._floor_height, _SHADOW_SIZE)
        for program in (self._shadow_program, self._compose_program, self._actor_program):
            program["light_from_world"].write(light.T.astype("f4").tobytes())
        part = shadow_extent(self._camera, vertices[::23], self._sun, self._floor_height)
        context.enable(context.DEPTH_TEST | context.CULL_FACE)
        self._shadow_target.use()
        self._shadow_target.clear(depth=1.0)
        for figure in self._figures:
            figure.draw_shadow()
        self._bind_textures()
        self._actor_target.scissor = tuple(2 * side for side in part)
        self._actor_target.use()
        self._actor_target.clear(depth=1.0, viewport=self._actor_target.scissor)
        for figure in self._figures:
            figure.draw()
        self._compose(part)
        picture = self._target.read(components=3, alignment=1)
        size = (self._camera.height, self._camera.width, 3)
        return np.frombuffer(picture, dtype=np.uint8).reshape(size)

    def _bind_textures(self) -> None:
        self._shadow_map.use(0)
        for unit, texture in enumerate((*self._room_textures, self._actor_picture), start=1):
            texture.use(unit)

    def _compose(self, part: Rectangle) -> None:
        """The empty room, and over `part` of it the actor and the shadow, into the target."""
        context = self._context
        # copying obeys the scissor of what was used last
        self._target.scissor = None
        self._target.use()
        context.copy_framebuffer(self._target, self._empty_room)
        context.disable(context.DEPTH_TEST | context.CULL_FACE)
        self._target.scissor = part
        self._target.use()
        self._compose_array.render(context.TRIANGLES, vertices=3)

    def _make_targets(self) -> None:
        context, camera = self._context, self._camera
        size = (camera.width, camera.height)
        twice = (2 * camera.width, 2 * camera.height)
        # rows run downwards, so outlines that run anticlockwise are seen clockwise
        context.front_face = "cw"
        self._target = context.framebuffer([context.renderbuffer(size, 4)])
        self._empty_room = context.framebuffer([context.renderbuffer(size, 4)])
        self._actor_picture = context.texture(twice, 4)
        self._actor_target = context.framebuffer(
            [self._actor_picture], context.depth_renderbuffer(twice)
        )
        self._shadow_map = context.depth_texture((_SHADOW_SIZE, _SHADOW_SIZE))
        self._shadow_map.compare_func = "<="
        self._shadow_map.repeat_x = self._shadow_map.repeat_y = False
        self._shadow_target = context.framebuffer(depth_attachment=self._shadow_map)

    def _make_programs(self, look: Look) -> None:
        context, camera = self._context, self._camera
        lens, light = "camera.glsl", "light.glsl"
        self._shadow_program = make_program(context, "shadow.vert", "shadow.frag")
        self._room_program = make_program(
            context, "screen.vert", "room.frag", fragment_parts=(lens, light)
        )
        self._compose_program = make_program(
            context, "screen.vert", "compose.frag", fragment_parts=(light,)
        )
        self._actor_program = make_program(context, "actor.vert", "actor.frag", (lens,), (light,))
        values = {
            "camera_centre": tuple(camera.world_centre),
            "sun_direction": tuple(self._sun),
            "shadow_map": 0, "sky_lit": 1, "sun_lit": 2, "place": 3, "actor": 4,
            "sun_strength": look.sun_strength, "sky_strength": look.sky_strength,
            "tile_colour": look.tiles, "wall_colour": look.wall, "tile_side": look.tile_side,
            "floor_kind": look.floor_kind, "wall_kind": look.wall_kind,
            "floor_height": self._floor_height,
            "camera_turn": _columns(camera.camera_from_world_rotation),
            "camera_shift": tuple(camera.camera_from_world_translation),
            "intrinsics": _columns(camera.intrinsics),
            "distortion": list(camera.distortion),
            "picture": (camera.width, camera.height),
        }  # fmt: skip
        for program in (self._room_program, self._compose_program, self._actor_program):
            for name, value in values.items():
                if name in program:
                    program[name].value = value

    def _draw_room(self, way: np.ndarray) -> None:
        """The still part of the picture, once: sky light, sun light, and where each pixel is."""
        context, camera = self._context, self._camera
        size = (camera.width, camera.height)
        kinds = ((3, "f2"), (3, "f2"), (3, "f4"))
        self._room_textures = [context.texture(size, count, dtype=kind) for count, kind in kinds]
        target = context.framebuffer(self._room_textures)
        middle = 0.5 * (way.min(axis=0) + way.max(axis=0))
        origin = np.array([middle[0], self._floor_height, middle[2]])
        right = np.cross(self._forward, [0.0, 1.0, 0.0])
        away = abs(float((origin - camera.world_centre) @ self._forward))
        aside = float((camera.world_centre - origin) @ right)
        # no wall stands in the actor's way, nor in the camera's
        deepest = float(np.max((way - origin) @ self._forward)) + 1.2
        widest = max(float(np.max((way - origin) @ right)), aside) + 1.0
        program = self._room_program
        for name, value in {
            "room_origin": tuple(origin),
            "room_forward": tuple(self._forward),
            "back_wall": max(2.2, 0.55 * away, deepest),
            "side_wall": max(3.0, 0.75 * away, widest),
        }.items():
            program[name].value = value
        target.use()
        context.disable(context.DEPTH_TEST | context.CULL_FACE)
        context.vertex_array(program, []).render(context.TRIANGLES, vertices=3)
        self._shadow_target.clear(depth=1.0)
        self._actor_target.clear()
        self._bind_textures()
        self._empty_room.use()
        self._compose_array.render(context.TRIANGLES, vertices=3)


def _level(direction: np.ndarray) -> np.ndarray:
    """The direction (3,) without its height; straight down or up becomes -Z."""
    level = np.array([direction[0], 0.0, direction[2]])
    length = float(np.linalg.norm(level))
    return level / length if length > 1e-6 else np.array([0.0, 0.0, -1.0])


def _sun_direction(forward: np.ndarray, look: Look) -> np.ndarray:
    """From a surface to the sun, (3,): behind the camera, turned by the look's yaw."""
    left = np.cross([0.0, 1.0, 0.0], forward)
    yaw, height = np.radians(look.sun_yaw), np.radians(look.sun_height)
    level = -np.cos(yaw) * forward + np.sin(yaw) * left
    return np.cos(height) * level + np.sin(height) * np.array([0.0, 1.0, 0.0])


def _columns(matrix: np.ndarray) -> tuple[float, ...]:
    """A (3, 3) matrix in OpenGL's order, column by column."""
    return tuple(float(value) for value in matrix.T.ravel())
