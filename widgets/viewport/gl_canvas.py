"""What vispy's gloo asks of a canvas: a queue of commands, and the framebuffer they go to."""

from __future__ import annotations

from typing import Any

from vispy.gloo import gl as vispy_gl
from vispy.gloo.context import GLContext, forget_canvas, set_current_canvas

#: vispy makes these functions when it is imported, so no checker knows their names.
gl: Any = vispy_gl
#: No shader of the viewport has more.
MOST_ATTRIBUTES = 8


class GlCanvas:
    """Collects gloo's commands and runs them in the OpenGL context that is current.

    vispy's own canvases own a window; here Qt owns context and framebuffer.
    """

    def __init__(self) -> None:
        self.context = GLContext()
        self._framebuffer = 0
        self._backend = self

    def begin(self, framebuffer: int) -> None:
        """Make this the canvas that new gloo objects and commands belong to."""
        self._framebuffer = framebuffer
        set_current_canvas(self)

    def flush(self) -> None:
        """Run what was collected; the OpenGL context must be current."""
        self.context.flush_commands()

    def hand_back(self) -> None:
        """Leave OpenGL as Qt's painter expects it: it draws from memory, not from our buffers."""
        gl.glBindBuffer(gl.GL_ARRAY_BUFFER, 0)
        gl.glBindBuffer(gl.GL_ELEMENT_ARRAY_BUFFER, 0)
        gl.glUseProgram(0)
        for attribute in range(MOST_ATTRIBUTES):
            gl.glDisableVertexAttribArray(attribute)
        gl.glDisable(gl.GL_DEPTH_TEST)

    def forget(self) -> None:
        """No more gloo commands come here."""
        forget_canvas(self)

    def _vispy_get_fb_bind_location(self) -> int:
        """gloo's name for: which framebuffer is the screen."""
        return self._framebuffer
