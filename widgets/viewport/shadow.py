"""A soft shadow straight below the body: where it is, how high, and whether it touches.

The shares of all bones are gathered in a small picture of the ground first, so that a close view
costs no more than a far one.
"""

from __future__ import annotations

import numpy as np
from vispy import gloo
from vispy.gloo.context import GLContext

from widgets.viewport.quads import Quads
from widgets.viewport.shading import OUTPUT, Frame, FrameUniforms

CORNER = np.dtype(
    [
        ("a_from", np.float32, 4),  # x, height above the ground, z, radius
        ("a_to", np.float32, 4),
        ("a_corner", np.float32, 2),
    ]
)

#: Each bone darkens the ground by its own share; drawn one over the other the shares multiply.
SHARED = """
float spread_of(vec4 body) {
    float height = max(body.y, 0.0) + 0.02;
    return body.w * body.w + 0.045 * height * height;
}
float peak_of(vec4 body) {
    return 0.75 * body.w * body.w / spread_of(body);
}
"""

VERTEX = (
    SHARED
    + """
uniform vec3 u_square;      // x and z of its corner, its side; metres
attribute vec4 a_from;
attribute vec4 a_to;
attribute vec2 a_corner;
varying vec2 v_place;
varying vec4 v_from;
varying vec4 v_to;
void main() {
    vec2 way = a_to.xz - a_from.xz;
    float size = length(way);
    vec2 along = size > 1e-4 ? way / size : vec2(1.0, 0.0);
    // as far as a share of 2 % reaches: the rest cannot be seen and would cost most of the time
    float peak = max(max(peak_of(a_from), peak_of(a_to)), 0.02);
    float reach = sqrt(max(spread_of(a_from), spread_of(a_to)) * log(peak / 0.02));
    vec2 middle = 0.5 * (a_from.xz + a_to.xz);
    v_place = middle + along * a_corner.x * (0.5 * size + reach)
        + vec2(-along.y, along.x) * a_corner.y * reach;
    v_from = a_from;
    v_to = a_to;
    gl_Position = vec4(2.0 * (v_place - u_square.xy) / u_square.z - 1.0, 0.0, 1.0);
}
"""
)

FRAGMENT = (
    SHARED
    + """
varying vec2 v_place;
varying vec4 v_from;
varying vec4 v_to;
void main() {
    vec2 way = v_to.xz - v_from.xz;
    float part = clamp(dot(v_place - v_from.xz, way) / max(dot(way, way), 1e-6), 0.0, 1.0);
    vec4 body = mix(v_from, v_to, part);
    vec2 off = body.xz - v_place;
    float spread = spread_of(body);
    float share = peak_of(body) * exp(-dot(off, off) / spread) - 0.02;
    if (share < 0.002) discard;
    gl_FragColor = vec4(0.0, 0.0, 0.0, share);
}
"""
)

GROUND_VERTEX = """
uniform mat4 u_clip_from_world;
uniform vec3 u_square;
uniform float u_ground;
uniform float u_flip;
attribute vec2 a_corner;
varying vec2 v_place;
void main() {
    v_place = a_corner;
    vec2 spot = u_square.xy + a_corner * u_square.z;
    gl_Position = u_clip_from_world * vec4(spot.x, u_ground, spot.y, 1.0);
    gl_Position.y *= u_flip;
}
"""
GROUND_FRAGMENT = (
    OUTPUT
    + """
uniform sampler2D u_shares;
uniform vec4 u_color;
varying vec2 v_place;
void main() {
    float share = texture2D(u_shares, v_place).a;
    if (share < 0.004) discard;
    gl_FragColor = shown(vec4(u_color.rgb, u_color.a * share));
}
"""
)

TEXELS = 192
SIDE = 3.0  # metres that the picture covers, round the body


class Shadow:
    """One soft patch of ground for each bone."""

    def __init__(self, capacity: int) -> None:
        quads = Quads(capacity, CORNER)
        self._corners, self._indices = quads.corners, quads.indices
        self._buffer = quads.buffer
        self._program = gloo.Program(VERTEX, FRAGMENT)
        self._program.bind(self._buffer)
        self._shares = gloo.Texture2D((TEXELS, TEXELS, 4), interpolation="linear")
        self._picture = gloo.FrameBuffer(color=self._shares)
        self._ground = gloo.Program(GROUND_VERTEX, GROUND_FRAGMENT)
        corners = np.array([(0, 0), (1, 0), (0, 1), (1, 1)], dtype=np.float32)
        self._ground["a_corner"] = gloo.VertexBuffer(corners)
        self._ground["u_shares"] = self._shares
        self._uniforms = FrameUniforms(self._ground, whole=True)
        self._filled = False
        self._stale = False

    def fill(self, starts: np.ndarray, ends: np.ndarray, radii: np.ndarray, ground: float) -> None:
        """starts, ends (capacity, 3), radii (capacity, 2), ground: its height; all metres."""
        self._filled = len(starts) > 0
        if not self._filled:
            return
        for name, points, radius in (("a_from", starts, radii[:, 0]), ("a_to", ends, radii[:, 1])):
            bodies = np.concatenate([points, radius[:, None]], axis=1)
            bodies[:, 1] -= ground
            self._corners[name] = bodies[:, None]
        self._buffer.set_subdata(self._corners.reshape(-1), 0)
        middle = 0.5 * (starts.min(axis=0) + starts.max(axis=0))
        texel = SIDE / TEXELS  # whole texels: the picture stands still on the ground
        corner = np.floor((middle - 0.5 * SIDE) / texel) * texel
        for program in (self._program, self._ground):
            program["u_square"] = (corner[0], corner[2], SIDE)
        self._ground["u_ground"] = ground
        self._stale = True

    def gather(self, context: GLContext) -> None:
        """Draw the shares, where they changed, into their own picture. Blending is on."""
        if not (self._filled and self._stale):
            return
        self._stale = False
        with self._picture:
            context.set_viewport(0, 0, TEXELS, TEXELS)
            nothing = (0.0, 0.0, 0.0, 0.0)
            context.set_clear_color(nothing)  # pyright: ignore[reportArgumentType]
            context.clear(color=True, depth=False)
            self._program.draw("triangles", self._indices)

    def draw(self, frame: Frame, color: np.ndarray) -> None:
        """color (4,) 0 to 1."""
        if not self._filled:
            return
        self._uniforms.send(frame)
        self._ground["u_color"] = color
        self._ground.draw("triangle_strip")
