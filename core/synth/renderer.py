"""Draws the actor in a room, headless, with one sun and its shadow (moderngl, OpenGL 3.3).

Shadows by a depth map with 3 x 3 filtered comparisons (Williams 1978; Reeves et al. 1987).
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from core.errors import MissingComponent
from core.motion.camera import Camera
from core.synth.body import BodyMesh
from core.synth.capsules import REFERENCE_HEIGHT
from core.synth.look import Look

_SHADERS = Path(__file__).parent / "shaders"
_SHADOW_SIZE = 1024
_SAMPLES = 4


class Renderer:
    """One body in one room before one standing camera; `draw` gives a frame's picture.

    A context manager: it owns an OpenGL context, which belongs to the thread that made it.
    Raises: MissingComponent where no OpenGL can be had.
    """

    def __init__(
        self, body: BodyMesh, camera: Camera, *, look: Look, floor_height: float, way: np.ndarray
    ) -> None:
        """`way` (points, 3) metres: where the actor's joints will be; the room leaves it free."""
        self._body = body
        self._camera = camera
        self._look = look
        self._floor_height = floor_height
        self._forward = _level(camera.camera_from_world_rotation[2])
        self._sun = _sun_direction(self._forward, look)
        self._context = open_context()
        size = (camera.width, camera.height)
        self._make_targets(size)
        self._make_programs()
        self._make_buffers()
        self._draw_room(np.asarray(way, dtype=float), size)

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
        self._context.release()

    def draw(self, segment_turns: np.ndarray, segment_places: np.ndarray) -> np.ndarray:
        """The picture (height, width, 3) uint8 of segments (segments, 4) and (segments, 3)."""
        import moderngl

        vertices, normals = self._body.skinned(segment_turns, segment_places)
        self._moving.write(np.concatenate([vertices, normals], axis=1).tobytes())
        light = self._light_matrix(vertices)
        for program in (self._shadow_program, self._backdrop_program, self._actor_program):
            program["light_from_world"].write(light.T.astype("f4").tobytes())
        context = self._context
        self._shadow_target.use()
        self._shadow_target.clear(depth=1.0)
        context.enable(moderngl.DEPTH_TEST)
        context.disable(moderngl.CULL_FACE)
        self._shadow_array.render()
        self._target.use()
        self._target.clear(depth=1.0)
        self._shadow_map.use(0)
        for unit, texture in enumerate(self._room_textures, start=1):
            texture.use(unit)
        context.disable(moderngl.DEPTH_TEST)
        self._backdrop_array.render(moderngl.TRIANGLES, vertices=3)
        context.enable(moderngl.DEPTH_TEST)
        self._actor_array.render()
        context.copy_framebuffer(self._resolved, self._target)
        picture = self._resolved.read(components=3, alignment=1)
        size = (self._camera.height, self._camera.width, 3)
        return np.frombuffer(picture, dtype=np.uint8).reshape(size)

    def _make_targets(self, size: tuple[int, int]) -> None:
        context = self._context
        samples = min(_SAMPLES, context.max_samples)
        self._target = context.framebuffer(
            [context.renderbuffer(size, 4, samples=samples)],
            context.depth_renderbuffer(size, samples=samples),
        )
        self._resolved = context.framebuffer([context.renderbuffer(size, 4)])
        self._shadow_map = context.depth_texture((_SHADOW_SIZE, _SHADOW_SIZE))
        self._shadow_map.compare_func = "<="
        self._shadow_map.repeat_x = self._shadow_map.repeat_y = False
        self._shadow_target = context.framebuffer(depth_attachment=self._shadow_map)

    def _make_programs(self) -> None:
        self._shadow_program = self._program("shadow.vert", "shadow.frag")
        self._room_program = self._program(
            "screen.vert", "room.frag", fragment_parts=("camera.glsl", "light.glsl")
        )
        self._backdrop_program = self._program(
            "screen.vert", "backdrop.frag", fragment_parts=("light.glsl",)
        )
        self._actor_program = self._program(
            "actor.vert", "actor.frag", ("camera.glsl",), ("light.glsl",)
        )
        look, camera = self._look, self._camera
        sole = self._body.anatomy.sole_height * REFERENCE_HEIGHT / self._body.anatomy.height
        values = {
            "camera_centre": tuple(camera.world_centre),
            "sun_direction": tuple(self._sun),
            "shadow_map": 0, "sky_lit": 1, "sun_lit": 2, "place": 3,
            "skin_colour": look.skin, "hair_colour": look.hair, "shirt_colour": look.shirt,
            "stripe_colour": look.stripe, "trouser_colour": look.trousers,
            "shoe_colour": look.shoes, "tile_colour": look.tiles, "wall_colour": look.wall,
            "sole_height": sole, "floor_height": self._floor_height,
            "camera_turn": _columns(camera.camera_from_world_rotation),
            "camera_shift": tuple(camera.camera_from_world_translation),
            "intrinsics": _columns(camera.intrinsics),
            "distortion": list(camera.distortion),
            "picture": (camera.width, camera.height),
        }  # fmt: skip
        for program in (self._room_program, self._backdrop_program, self._actor_program):
            for name, value in values.items():
                if name in program:
                    program[name].value = value

    def _program(
        self,
        vertex: str,
        fragment: str,
        vertex_parts: tuple[str, ...] = (),
        fragment_parts: tuple[str, ...] = (),
    ) -> Any:
        def source(parts: tuple[str, ...]) -> str:
            return "\n".join(["#version 330", *((_SHADERS / part).read_text() for part in parts)])

        return self._context.program(
            vertex_shader=source((*vertex_parts, vertex)),
            fragment_shader=source((*fragment_parts, fragment)),
        )

    def _make_buffers(self) -> None:
        body, context = self._body, self._context
        scale = REFERENCE_HEIGHT / body.anatomy.height
        fixed = np.concatenate([body.vertices * scale, body.cloth * scale, body.face], axis=1)
        self._moving = context.buffer(reserve=len(body.vertices) * 24, dynamic=True)
        still = context.buffer(fixed.astype("f4").tobytes())
        indices = context.buffer(body.triangles.astype("i4").tobytes())
        self._actor_array = context.vertex_array(
            self._actor_program,
            [(self._moving, "3f 3f", "vertex", "normal"),
             (still, "3f 4f 4f", "neutral", "cloth", "face")],
            indices,
        )  # fmt: skip
        self._shadow_array = context.vertex_array(
            self._shadow_program, [(self._moving, "3f 12x", "vertex")], indices
        )
        self._backdrop_array = context.vertex_array(self._backdrop_program, [])

    def _draw_room(self, way: np.ndarray, size: tuple[int, int]) -> None:
        """The still part of the picture, once: sky light, sun light, and where each pixel is."""
        import moderngl

        context = self._context
        kinds = ((3, "f2"), (3, "f2"), (3, "f4"))
        self._room_textures = [context.texture(size, count, dtype=kind) for count, kind in kinds]
        target = context.framebuffer(self._room_textures)
        middle = 0.5 * (way.min(axis=0) + way.max(axis=0))
        origin = np.array([middle[0], self._floor_height, middle[2]])
        right = np.cross(self._forward, [0.0, 1.0, 0.0])
        away = abs(float((origin - self._camera.world_centre) @ self._forward))
        aside = float((self._camera.world_centre - origin) @ right)
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
        context.disable(moderngl.DEPTH_TEST)
        context.vertex_array(program, []).render(moderngl.TRIANGLES, vertices=3)

    def _light_matrix(self, vertices: np.ndarray) -> np.ndarray:
        """(4, 4) from world to the shadow map's box: the actor and where its shadow may fall."""
        towards = -self._sun
        right = np.cross(towards, [0.0, 1.0, 0.0])
        right /= np.linalg.norm(right)
        axes = np.stack([right, np.cross(right, towards), towards])
        seen = vertices @ axes.T
        low, high = seen.min(axis=0) - 0.1, seen.max(axis=0) + 0.1
        drop = float(vertices[:, 1].max() - self._floor_height) + 0.5
        high[2] = low[2] + max(high[2] - low[2], drop / max(self._sun[1], 0.2)) + 4.0
        # a square of fixed size keeps the shadow's texels where they were from frame to frame
        side = np.ceil(max(high[0] - low[0], high[1] - low[1]) / 0.25) * 0.25
        middle = 0.5 * (low + high)
        texel = side / _SHADOW_SIZE
        middle[:2] = np.round(middle[:2] / texel) * texel
        matrix = np.eye(4)
        matrix[0, :3], matrix[0, 3] = axes[0] * 2 / side, -middle[0] * 2 / side
        matrix[1, :3], matrix[1, 3] = axes[1] * 2 / side, -middle[1] * 2 / side
        depth = high[2] - low[2]
        matrix[2, :3], matrix[2, 3] = axes[2] * 2 / depth, -middle[2] * 2 / depth
        return matrix


def open_context() -> Any:
    """A standalone OpenGL context: EGL without a display first, then the system's own way.

    Raises: MissingComponent where neither can be had.
    """
    try:
        import moderngl
    except ImportError as error:
        raise MissingComponent("Rendering needs moderngl; install it with pip.") from error
    ways: tuple[dict[str, Any], ...] = (
        {"backend": "egl", "libgl": "libGL.so.1", "libegl": "libEGL.so.1"},
        {"backend": "egl"},
        {},
    )
    for way in ways:
        try:
            return moderngl.create_context(standalone=True, require=330, **way)
        # moderngl's backends raise plain Exception for a missing library or display
        except Exception:
            continue
    raise MissingComponent(
        "No OpenGL 3.3 can be had for rendering; on Debian install libegl1 libgl1 and "
        "libgl1-mesa-dri, which draw without a screen or a graphics card."
    )


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
