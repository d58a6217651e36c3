"""What lies behind everything: a sky, or the video's picture in the view through its camera."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage
from vispy import gloo

from widgets.viewport.palette import Palette
from widgets.viewport.shading import OUTPUT, Frame
from widgets.viewport.take_eye import TakeEye

CORNERS = np.array([(-1, -1), (1, -1), (-1, 1), (1, 1)], dtype=np.float32)

SKY_VERTEX = """
uniform float u_flip;
attribute vec2 a_corner;
varying float v_height;
void main() {
    v_height = 0.5 + 0.5 * a_corner.y;
    gl_Position = vec4(a_corner.x, a_corner.y * u_flip, 0.999, 1.0);
}
"""
SKY_FRAGMENT = (
    OUTPUT
    + """
uniform vec3 u_near;
uniform vec3 u_far;
varying float v_height;
void main() {
    vec3 color = mix(u_near, u_far, smoothstep(0.35, 1.0, v_height));
    gl_FragColor = shown(vec4(color, 1.0));
}
"""
)

PICTURE_VERTEX = """
uniform float u_flip;
uniform vec4 u_pixels;      // picture pixels: left, top, across the view, down it
attribute vec2 a_corner;
varying vec2 v_pixel;
void main() {
    v_pixel = u_pixels.xy + u_pixels.zw * vec2(0.5 + 0.5 * a_corner.x, 0.5 - 0.5 * a_corner.y);
    gl_Position = vec4(a_corner.x, a_corner.y * u_flip, 0.999, 1.0);
}
"""
#: The lens's bend (OpenCV's model, as in core.motion.camera), so that what is straight is straight.
PICTURE_FRAGMENT = (
    OUTPUT
    + """
uniform sampler2D u_picture;
uniform vec2 u_picture_size;    // pixels of the video
uniform vec4 u_lens;            // focal lengths, principal point
uniform vec4 u_bend;            // k1, k2, p1, p2
uniform float u_bend_last;      // k3
uniform vec3 u_beside;
varying vec2 v_pixel;
void main() {
    vec2 p = (v_pixel - u_lens.zw) / u_lens.xy;
    float r2 = dot(p, p);
    float radial = 1.0 + r2 * (u_bend.x + r2 * (u_bend.y + r2 * u_bend_last));
    vec2 bent = p * radial + vec2(
        2.0 * u_bend.z * p.x * p.y + u_bend.w * (r2 + 2.0 * p.x * p.x),
        u_bend.z * (r2 + 2.0 * p.y * p.y) + 2.0 * u_bend.w * p.x * p.y);
    vec2 spot = (bent * u_lens.xy + u_lens.zw + 0.5) / u_picture_size;
    bool inside = all(greaterThanEqual(spot, vec2(0.0))) && all(lessThanEqual(spot, vec2(1.0)));
    // Qt's pictures lie in memory blue first
    vec3 color = inside ? texture2D(u_picture, spot).bgr : u_beside;
    gl_FragColor = shown(vec4(color, 1.0));
}
"""
)


class Sky:
    """A little light from above."""

    def __init__(self) -> None:
        self._program = gloo.Program(SKY_VERTEX, SKY_FRAGMENT)
        self._program["a_corner"] = gloo.VertexBuffer(CORNERS)

    def draw(self, frame: Frame, palette: Palette) -> None:
        program = self._program
        program["u_near"], program["u_far"] = palette.near[:3], palette.far[:3]
        program["u_flip"], program["u_swap"] = frame.flip, frame.swap
        program.draw("triangle_strip")


class PictureBehind:
    """The picture where the take's camera has it; sent to OpenGL once for each picture."""

    def __init__(self) -> None:
        self._program = gloo.Program(PICTURE_VERTEX, PICTURE_FRAGMENT)
        self._program["a_corner"] = gloo.VertexBuffer(CORNERS)
        self._texture: gloo.Texture2D | None = None
        self._sent: int | None = None  # the picture that OpenGL has

    def draw(self, frame: Frame, eye: TakeEye, image: QImage, palette: Palette) -> None:
        """image: of any size with the video's shape, as `app.frame_feed` makes them."""
        self._send(image)
        program, camera, placement = self._program, eye.camera, eye.placement
        rect, scale = placement.rect, placement.scale
        lens, bend = camera.intrinsics, camera.distortion
        program["u_flip"], program["u_swap"] = frame.flip, frame.swap
        program["u_pixels"] = (
            -rect.left() / scale - 0.5,
            -rect.top() / scale - 0.5,
            placement.view_width / scale,
            placement.view_height / scale,
        )
        program["u_picture_size"] = (float(camera.width), float(camera.height))
        program["u_lens"] = (lens[0, 0], lens[1, 1], lens[0, 2], lens[1, 2])
        program["u_bend"], program["u_bend_last"] = tuple(bend[:4]), float(bend[4])
        program["u_beside"] = palette.beside[:3]
        program.draw("triangle_strip")

    def _send(self, image: QImage) -> None:
        if image.cacheKey() == self._sent:
            return
        self._sent = image.cacheKey()
        height, width = image.height(), image.width()
        rows = np.frombuffer(image.constBits(), np.uint8)
        pixels = rows.reshape(height, image.bytesPerLine() // 4, 4)[:, :width]
        if self._texture is None or self._texture.shape[:2] != (height, width):
            self._texture = gloo.Texture2D(
                shape=(height, width, 4), format="rgba", interpolation="linear"
            )
            self._program["u_picture"] = self._texture
        self._texture.set_data(np.ascontiguousarray(pixels))
