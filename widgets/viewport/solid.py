"""The body as round cones: each is one quad that the shader carves exactly.

Ray against a cone with round ends in closed form; the formula is Inigo Quilez's ("Rounded cone -
intersection", MIT licence, 2018). No mesh is made and nothing is turned: a bone is two points.
"""

from __future__ import annotations

import numpy as np
from vispy import gloo

from widgets.viewport.quads import Quads
from widgets.viewport.shading import OUTPUT, Frame, FrameUniforms

CORNER = np.dtype(
    [
        ("a_from", np.float32, 3),
        ("a_to", np.float32, 3),
        ("a_radii", np.float32, 2),
        ("a_corner", np.float32, 2),
    ]
)

#: Towards the light, in the eye's frame: from above, a little from the left.
LIGHT = np.array([-0.45, 0.75, 0.5])

VERTEX = """
uniform mat4 u_eye_from_world;
uniform mat4 u_clip_from_eye;
uniform float u_flip;
attribute vec3 a_from;
attribute vec3 a_to;
attribute vec2 a_radii;
attribute vec2 a_corner;
varying vec3 v_place;
varying vec3 v_from;
varying vec3 v_to;
varying vec2 v_radii;

void main() {
    v_from = (u_eye_from_world * vec4(a_from, 1.0)).xyz;
    v_to = (u_eye_from_world * vec4(a_to, 1.0)).xyz;
    v_radii = a_radii;
    vec3 middle = 0.5 * (v_from + v_to);
    vec3 axis = v_to - v_from;
    float radius = max(a_radii.x, a_radii.y);
    float reach = 0.5 * length(axis) + radius;
    vec3 view = normalize(middle);
    vec3 across = cross(axis, view);
    across = length(across) > 1e-5 ? normalize(across) : normalize(cross(view, vec3(0, 1, 0.01)));
    vec3 along = cross(view, across);
    // the near end is larger in the picture than the middle, by as much as it is closer
    float closer = clamp(length(middle) / max(length(middle) - reach, 0.05), 1.0, 4.0);
    float half_length = (0.5 * abs(dot(axis, along)) + radius) * closer;
    v_place = middle + along * a_corner.x * half_length + across * a_corner.y * radius * closer;
    gl_Position = u_clip_from_eye * vec4(v_place, 1.0);
    if (middle.z > -0.05 || radius <= 0.0) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    gl_Position.y *= u_flip;
}
"""

FRAGMENT = (
    OUTPUT
    + """
uniform mat4 u_clip_from_eye;
uniform vec3 u_dark;
uniform vec3 u_bright;
uniform vec3 u_edge;
uniform vec3 u_light;       // towards the light, in the eye's frame
varying vec3 v_place;
varying vec3 v_from;
varying vec3 v_to;
varying vec2 v_radii;

const float MISSED = 1e20;

// distance along a ray from the origin, and the outward normal
vec4 hit_round_cone(vec3 ray, vec3 from, vec3 to, float first, float last) {
    vec3 axis = to - from;
    float taper = first - last;
    float m0 = dot(axis, axis);
    float m1 = -dot(axis, from);
    float m2 = dot(axis, ray);
    float m3 = -dot(ray, from);
    float m5 = dot(from, from);
    float m6 = -dot(to, ray);
    float m7 = dot(to, to);
    float slant = m0 - taper * taper;
    float k2 = slant - m2 * m2;
    float k1 = slant * m3 - m1 * m2 + m2 * taper * first;
    float k0 = slant * m5 - m1 * m1 + 2.0 * m1 * taper * first - m0 * first * first;
    float h = k1 * k1 - k0 * k2;
    if (h >= 0.0 && slant > 0.0 && abs(k2) > 1e-9) {
        float t = (-sqrt(h) - k1) / k2;
        float y = m1 - first * taper + t * m2;
        if (y > 0.0 && y < slant)
            return vec4(t, normalize(slant * (t * ray - from) - axis * y));
    }
    float h1 = m3 * m3 - m5 + first * first;
    float h2 = m6 * m6 - m7 + last * last;
    vec4 best = vec4(MISSED, -ray.yxz);
    if (h1 > 0.0) {
        float t = -m3 - sqrt(h1);
        best = vec4(t, (t * ray - from) / first);
    }
    if (h2 > 0.0 && -m6 - sqrt(h2) < best.x) {
        float t = -m6 - sqrt(h2);
        best = vec4(t, (t * ray - to) / last);
    }
    return best;
}

void main() {
    vec3 ray = normalize(v_place);
    // from the quad, not from the eye: far away the squares would leave no digits
    vec4 hit = hit_round_cone(ray, v_from - v_place, v_to - v_place, v_radii.x, v_radii.y);
    if (hit.x >= MISSED || hit.x <= -length(v_place)) discard;
    float facing = clamp(-dot(hit.yzw, ray), 0.0, 1.0);
    // grows evenly from the outline inwards, so that one pixel of it is the smooth edge
    float inside = facing * facing;
    float cover = clamp(inside / max(fwidth(inside), 1e-4), 0.0, 1.0);
    float lit = 0.5 + 0.5 * dot(hit.yzw, u_light);
    vec3 color = mix(u_dark, u_bright, lit * lit * (0.35 + 0.65 * facing));
    color = mix(u_edge, color, smoothstep(0.0, 0.42, facing));
    vec4 clip = u_clip_from_eye * vec4(v_place + ray * hit.x, 1.0);
    gl_FragDepth = 0.5 * clip.z / clip.w + 0.5;
    gl_FragColor = shown(vec4(color, cover));
}
"""
)


class Solid:
    """Round cones, drawn from the farthest to the nearest."""

    def __init__(self, capacity: int) -> None:
        quads = Quads(capacity, CORNER)
        self._corners, self._indices = quads.corners, quads.indices
        self._buffer = quads.buffer
        self._program = gloo.Program(VERTEX, FRAGMENT)
        self._program.bind(self._buffer)
        self._program["u_light"] = LIGHT / np.linalg.norm(LIGHT)
        self._uniforms = FrameUniforms(self._program, whole=False)
        self._filled = False

    def fill(
        self, starts: np.ndarray, ends: np.ndarray, radii: np.ndarray, eye: np.ndarray
    ) -> None:
        """starts, ends (capacity, 3) world metres, radii (capacity, 2) metres, eye (3,)."""
        self._filled = len(starts) > 0
        if not self._filled:
            return
        far = np.argsort(-np.linalg.norm(0.5 * (starts + ends) - eye, axis=1))
        self._corners["a_from"] = starts[far, None]
        self._corners["a_to"] = ends[far, None]
        self._corners["a_radii"] = radii[far, None]
        self._buffer.set_subdata(self._corners.reshape(-1), 0)

    def set_colors(self, dark: np.ndarray, bright: np.ndarray, edge: np.ndarray) -> None:
        """(3,) each, 0 to 1: away from the light, towards it, at the outline."""
        self._program["u_dark"] = dark
        self._program["u_bright"] = bright
        self._program["u_edge"] = edge

    def draw(self, frame: Frame) -> None:
        if not self._filled:
            return
        self._uniforms.send(frame)
        self._program.draw("triangles", self._indices)
