"""Which OpenGL there is, asked of Qt in a way that neither raises nor hangs.

vispy's own canvases raise and then hang where there is no OpenGL, so Qt's context is asked first
and vispy is imported only where one was made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QOffscreenSurface, QOpenGLContext

Path = Literal["none", "software", "hardware"]

#: What Mesa calls the renderers that run on the processor.
SOFTWARE_RENDERERS = ("llvmpipe", "softpipe", "swrast", "software rasterizer")
GL_RENDERER, GL_VERSION = 0x1F01, 0x1F02
OLDEST = (2, 1)


@dataclass(frozen=True, slots=True)
class GlSupport:
    """path: how the 3D view is drawn; renderer: OpenGL's own name for itself, or ""."""

    path: Path
    renderer: str = ""


def probe_gl() -> GlSupport:
    """Make a context, ask its name, let it go. Needs a QGuiApplication."""
    context = QOpenGLContext()
    if not context.create():
        return GlSupport("none")
    surface = QOffscreenSurface()
    surface.setFormat(context.format())
    surface.create()
    if not surface.isValid() or not context.makeCurrent(surface):
        return GlSupport("none")
    try:
        version = (context.format().majorVersion(), context.format().minorVersion())
        renderer = str(context.functions().glGetString(GL_RENDERER) or "")
    finally:
        context.doneCurrent()
    if version < OLDEST or context.isOpenGLES():
        return GlSupport("none", renderer)
    return GlSupport(path_for(renderer), renderer)


def path_for(renderer: str) -> Path:
    """Drawing on the processor goes another way: Qt's composition costs more than the drawing."""
    named = renderer.lower()
    return "software" if any(name in named for name in SOFTWARE_RENDERERS) else "hardware"
