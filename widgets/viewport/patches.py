"""Contact marks on the ground: one patch for each contact, hatched as its lane is."""

from __future__ import annotations

import numpy as np
from vispy import gloo

from widgets.viewport.quads import Quads
from widgets.viewport.shading import OUTPUT, Frame, FrameUniforms

#: How the shader names the hatches: stripes, dots, level lines (tokens.json, "contact").
HATCHES = {"plant": 1.0, "pivot": 2.0, "slide": 3.0, "air": 0.0}

CORNER = np.dtype(
    [
        ("a_from", np.float32, 3),
        ("a_to", np.float32, 3),
        ("a_radii", np.float32, 2),
        ("a_corner", np.float32, 2),
        ("a_color", np.float32, 4),
        ("a_look", np.float32, 3),  # hatch, opacity of the fill, opacity of the lines
    ]
)

VERTEX = """
uniform mat4 u_clip_from_world;
uniform float u_flip;
attribute vec3 a_from;
attribute vec3 a_to;
attribute vec2 a_radii;
attribute vec2 a_corner;
attribute vec4 a_color;
attribute vec3 a_look;
varying vec2 v_place;       // along and across, metres
varying vec3 v_shape;       // length, first radius, last radius
varying vec4 v_color;
varying vec3 v_look;
void main() {
    vec2 way = a_to.xz - a_from.xz;
    float size = length(way);
    vec2 along = size > 1e-4 ? way / size : vec2(1.0, 0.0);
    float reach = max(a_radii.x, a_radii.y) + 0.015;
    v_place = vec2(mix(-reach, size + reach, 0.5 + 0.5 * a_corner.x), a_corner.y * reach);
    vec2 spot = a_from.xz + along * v_place.x + vec2(-along.y, along.x) * v_place.y;
    v_shape = vec3(size, a_radii);
    v_color = a_color;
    v_look = a_look;
    gl_Position = u_clip_from_world * vec4(spot.x, a_from.y, spot.y, 1.0);
    gl_Position.y *= u_flip;
    if (a_color.a <= 0.0) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}
"""

FRAGMENT = (
    OUTPUT
    + """
varying vec2 v_place;
varying vec3 v_shape;
varying vec4 v_color;
varying vec3 v_look;

float stripe(float place, float period, float drawn) {
    float phase = abs(mod(place, period) - 0.5 * period);
    float soft = max(fwidth(place), 1e-5);
    float far = clamp(soft / period * 2.0 - 0.6, 0.0, 1.0);  // too fine to show: its mean
    return mix(clamp(0.5 + (0.5 * drawn - phase) / soft, 0.0, 1.0), drawn / period, far);
}

void main() {
    float part = clamp(v_place.x / max(v_shape.x, 1e-5), 0.0, 1.0);
    float radius = mix(v_shape.y, v_shape.z, part);
    float outside = distance(v_place, vec2(part * v_shape.x, 0.0)) - radius;
    float pixel = max(fwidth(outside), 1e-5);
    float cover = clamp(0.5 - outside / pixel, 0.0, 1.0);
    float rim = clamp(1.2 - abs(outside + 0.7 * pixel) / pixel, 0.0, 1.0);
    float hatch = 0.0;
    if (v_look.x > 2.5) hatch = stripe(v_place.y, 0.016, 0.005);
    else if (v_look.x > 1.5) hatch = min(1.0, 2.2 * stripe(v_place.x, 0.016, 0.007)
        * stripe(v_place.y, 0.016, 0.007));
    else if (v_look.x > 0.5) hatch = stripe(v_place.x + v_place.y, 0.020, 0.0065);
    float alpha = cover * mix(v_look.y, 1.0, hatch * v_look.z);
    alpha = max(alpha, rim) * v_color.a;
    if (alpha < 0.004) discard;
    gl_FragColor = shown(vec4(v_color.rgb, alpha));
}
"""
)


class Patches:
    """Round-ended patches on the ground, at most `capacity`; filling again rebuilds nothing."""

    def __init__(self, capacity: int) -> None:
        quads = Quads(capacity, CORNER)
        self._corners, self._indices = quads.corners, quads.indices
        self._buffer = quads.buffer
        self._program = gloo.Program(VERTEX, FRAGMENT)
        self._program.bind(self._buffer)
        self._uniforms = FrameUniforms(self._program, whole=True)
        self._count = 0

    def fill(
        self,
        starts: np.ndarray,
        ends: np.ndarray,
        radii: np.ndarray,
        colors: np.ndarray,
        looks: np.ndarray,
    ) -> None:
        """starts, ends (n, 3) and radii (n, 2) metres; colors (n, 4); looks (n, 3)."""
        count = min(len(starts), len(self._corners))
        filled = self._corners[:count]
        filled["a_from"] = starts[:count, None]
        filled["a_to"] = ends[:count, None]
        filled["a_radii"] = radii[:count, None]
        filled["a_color"] = colors[:count, None]
        filled["a_look"] = looks[:count, None]
        self._corners["a_color"][count : self._count] = 0.0
        touched = max(count, self._count)
        if touched:
            self._buffer.set_subdata(self._corners[:touched].reshape(-1), 0)
        self._count = count

    def draw(self, frame: Frame) -> None:
        if not self._count:
            return
        self._uniforms.send(frame)
        self._program.draw("triangles", self._indices)
