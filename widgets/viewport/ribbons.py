"""Lines and dots of a given pixel width, smooth at the edge without multisampling.

Each segment is a quad that the vertex shader lays around its projection; the fragment shader
measures the distance to the segment in pixels. So a line has round ends, a casing and dashes at
any width, which OpenGL's own lines have not, and a dot is a segment without length.
"""

from __future__ import annotations

import numpy as np
from vispy import gloo

from widgets.viewport.quads import Quads
from widgets.viewport.shading import OUTPUT, Frame, FrameUniforms

#: One corner of one segment's quad. A segment is four of them.
CORNER = np.dtype(
    [
        ("a_from", np.float32, 3),
        ("a_to", np.float32, 3),
        ("a_corner", np.float32, 2),
        ("a_width", np.float32),
        ("a_casing", np.float32),
        ("a_color", np.float32, 4),
        ("a_casing_color", np.float32, 4),
        ("a_dash", np.float32, 2),
    ]
)

VERTEX = """
uniform mat4 u_clip_from_world;
uniform vec2 u_size;        // pixels
uniform float u_ratio;      // device pixels in a logical one
uniform float u_flip;
uniform float u_lift;       // towards the eye, in depth
attribute vec3 a_from;
attribute vec3 a_to;
attribute vec2 a_corner;
attribute float a_width;
attribute float a_casing;
attribute vec4 a_color;
attribute vec4 a_casing_color;
attribute vec2 a_dash;
varying vec2 v_place;       // along and across, pixels
varying float v_length;
varying float v_inverse_depth;
varying float v_half;
varying float v_outer;
varying vec4 v_color;
varying vec4 v_casing_color;
varying vec2 v_dash;

const float NEAREST = 0.02;

void main() {
    vec4 from = u_clip_from_world * vec4(a_from, 1.0);
    vec4 to = u_clip_from_world * vec4(a_to, 1.0);
    if ((from.w < NEAREST && to.w < NEAREST) || a_width <= 0.0) {
        gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
        return;
    }
    if (from.w < NEAREST) from = mix(from, to, (NEAREST - from.w) / (to.w - from.w));
    if (to.w < NEAREST) to = mix(to, from, (NEAREST - to.w) / (from.w - to.w));
    vec2 half_size = 0.5 * u_size;
    vec2 start = from.xy / from.w * half_size;
    vec2 end = to.xy / to.w * half_size;
    vec2 way = end - start;
    v_length = length(way);
    vec2 along = v_length > 1e-4 ? way / v_length : vec2(1.0, 0.0);
    vec2 across = vec2(-along.y, along.x);
    v_half = 0.5 * a_width * u_ratio;
    v_outer = v_half + a_casing * u_ratio;
    float reach = v_outer + 1.0;
    float side = 2.0 * a_corner.x - 1.0;
    vec2 place = mix(start, end, a_corner.x) + along * side * reach
        + across * a_corner.y * reach;
    v_place = vec2(a_corner.x * v_length + side * reach, a_corner.y * reach);
    v_inverse_depth = mix(1.0 / from.w, 1.0 / to.w, a_corner.x);
    v_color = a_color;
    v_casing_color = a_casing_color;
    v_dash = a_dash * u_ratio;
    float depth = mix(from.z / from.w, to.z / to.w, a_corner.x) - u_lift;
    gl_Position = vec4(place / half_size * vec2(1.0, u_flip), depth, 1.0);
}
"""

FRAGMENT = (
    OUTPUT
    + """
uniform vec2 u_fade;        // metres from the eye: where lines begin to fade, where they end
varying vec2 v_place;
varying float v_length;
varying float v_inverse_depth;
varying float v_half;
varying float v_outer;
varying vec4 v_color;
varying vec4 v_casing_color;
varying vec2 v_dash;

void main() {
    float near = clamp(v_place.x, 0.0, v_length);
    float from_line = distance(v_place, vec2(near, 0.0));
    if (v_dash.x > 0.0) {
        float phase = mod(v_place.x, v_dash.x);
        float gap = v_dash.y - phase;
        from_line = max(from_line, phase > v_dash.y
            ? length(vec2(min(-gap, v_dash.x - phase), v_place.y)) : 0.0);
    }
    float core = clamp(0.5 + v_half - from_line, 0.0, 1.0);
    float outer = clamp(0.5 + v_outer - from_line, 0.0, 1.0);
    float depth = 1.0 / v_inverse_depth;
    float fade = 1.0 - smoothstep(u_fade.x, u_fade.y, depth);
    float casing = (v_outer > v_half ? outer : 0.0) * v_casing_color.a * (1.0 - core * v_color.a);
    float ink = core * v_color.a;
    float alpha = (casing + ink) * fade;
    if (alpha < 0.004) discard;
    vec3 color = (v_casing_color.rgb * casing + v_color.rgb * ink) / (casing + ink);
    gl_FragColor = shown(vec4(color, alpha));
}
"""
)


class Ribbons:
    """A buffer of segments with a fixed capacity; filling it again rebuilds nothing."""

    def __init__(self, capacity: int) -> None:
        quads = Quads(capacity, CORNER, along=(0.0, 1.0))
        self._corners, self._indices = quads.corners, quads.indices
        self._buffer = quads.buffer
        self._program = gloo.Program(VERTEX, FRAGMENT)
        self._program.bind(self._buffer)
        self._uniforms = FrameUniforms(self._program, whole=True)
        self._own: tuple[object, ...] = ()
        self._count = 0

    @property
    def capacity(self) -> int:
        return len(self._corners)

    def fill(
        self,
        starts: np.ndarray,
        ends: np.ndarray,
        colors: np.ndarray,
        widths: np.ndarray | float,
        *,
        casing: np.ndarray | float = 0.0,
        casing_color: np.ndarray | tuple[float, ...] = (0.0, 0.0, 0.0, 0.0),
        dash: np.ndarray | tuple[float, float] = (0.0, 0.0),
    ) -> None:
        """starts, ends (n, 3) metres; colors (n, 4) 0 to 1; widths, casing logical pixels;
        dash: period and drawn part in pixels. Segments beyond the capacity are left out.
        """
        count = min(len(starts), self.capacity)
        filled = self._corners[:count]
        filled["a_from"] = np.asarray(starts)[:count, None]
        filled["a_to"] = np.asarray(ends)[:count, None]
        filled["a_color"] = np.asarray(colors)[:count, None]
        filled["a_width"] = _per_segment(widths, count)
        filled["a_casing"] = _per_segment(casing, count)
        filled["a_casing_color"] = np.broadcast_to(casing_color, (count, 4))[:, None]
        filled["a_dash"] = np.broadcast_to(dash, (count, 2))[:, None]
        self._corners["a_width"][count : self._count] = 0.0  # what was drawn before and is gone
        touched = max(count, self._count)
        if touched:
            self._buffer.set_subdata(self._corners[:touched].reshape(-1), 0)
        self._count = count

    def draw(
        self,
        frame: Frame,
        *,
        lift: float = 0.0,
        fade: tuple[float, float] = (1e6, 2e6),
    ) -> None:
        """fade: metres from the eye between which lines go out; lift: depth towards the eye."""
        if not self._count:
            return
        program = self._program
        self._uniforms.send(frame)
        own = (frame.size, frame.ratio, lift, fade)
        if own != self._own:
            self._own = own
            names = ("u_size", "u_ratio", "u_lift", "u_fade")
            for name, value in zip(names, own, strict=True):
                program[name] = value
        program.draw("triangles", self._indices)


def _per_segment(value: np.ndarray | float, count: int) -> np.ndarray:
    return np.broadcast_to(np.asarray(value, dtype=np.float32), (count,))[:, None]
