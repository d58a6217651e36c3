"""The two ways onto the screen: the processor's picture in a plain widget, or the native widget.

With OpenGL on the processor Qt's composition of a GL widget costs several times the drawing, so
there the scene is drawn aside and its picture painted.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QImage,
    QOffscreenSurface,
    QOpenGLContext,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtOpenGL import QOpenGLFramebufferObject, QOpenGLPaintDevice
from PySide6.QtOpenGLWidgets import QOpenGLWidget
from PySide6.QtWidgets import QWidget

from widgets.theme import theme
from widgets.viewport.view_model import ViewModel

if TYPE_CHECKING:
    from widgets.viewport.scene import Scene

GL_RGBA, GL_UNSIGNED_BYTE = 0x1908, 0x1401


class SoftwareSurface(QWidget):
    """Draws the scene into memory and paints it. vispy is imported after the first paint."""

    failed = Signal(str)

    def __init__(self, view: ViewModel) -> None:
        super().__init__()
        self._view = view
        self._context: QOpenGLContext | None = None
        self._offscreen: QOffscreenSurface | None = None
        self._target: QOpenGLFramebufferObject | None = None
        self._still: QOpenGLFramebufferObject | None = None
        self._still_key: tuple[object, ...] = ()
        self._scene: Scene | None = None
        self._picture = QImage()
        self._read_pixels: Callable[..., None]
        self._stale = True
        self._begin = QTimer(self)
        self._begin.setSingleShot(True)
        self._begin.timeout.connect(self._make_scene)
        # a turn of its own: painted with lanes and tables in one, the window stood still for 50 ms
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.update)
        view.changed.connect(self._renew)

    def release(self) -> None:
        """Let go of OpenGL; nothing is drawn after this."""
        self._begin.stop()
        self._soon.stop()
        if self._context is not None and self._offscreen is not None:
            self._context.makeCurrent(self._offscreen)
            if self._scene is not None:
                self._scene.forget()
            self._target = self._still = None
            self._context.doneCurrent()
        self._scene = self._context = self._offscreen = None

    def paint_now(self) -> None:
        """Paint in this turn of the event loop."""
        self._soon.stop()
        self.repaint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._scene is None:
            painter.fillRect(self.rect(), theme.color("surface.viewport"))
            if self._context is None and not self._begin.isActive():
                self._begin.start(0)
            return
        if self._stale:
            self._draw()
        painter.drawImage(0, 0, self._picture)
        self._view.paint_overlay(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._view.set_size(self.size())
        self._stale = True

    def closeEvent(self, event: QCloseEvent) -> None:
        self.release()
        super().closeEvent(event)

    def _renew(self) -> None:
        self._stale = True
        self._soon.start(0)

    def _make_scene(self) -> None:
        context = QOpenGLContext(self)
        surface = QOffscreenSurface()
        surface.create()
        if not context.create() or not surface.isValid() or not context.makeCurrent(surface):
            self.failed.emit("OpenGL went away.")
            return
        from widgets.viewport.scene import Scene

        number, whole = ctypes.c_int, ctypes.c_uint
        kind = ctypes.CFUNCTYPE(None, *[number] * 4, whole, whole, ctypes.c_void_p)
        self._read_pixels = kind(context.getProcAddress(b"glReadPixels"))
        self._context, self._offscreen = context, surface
        self._scene = Scene(self._view.palette)
        self.update()

    def _draw(self) -> None:
        assert self._context and self._offscreen and self._scene
        self._context.makeCurrent(self._offscreen)
        ratio = self.devicePixelRatioF()
        size = QSize(max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio)))
        if self._target is None or self._still is None or self._target.size() != size:
            self._target = QOpenGLFramebufferObject(size, QOpenGLFramebufferObject.Attachment.Depth)
            self._still = QOpenGLFramebufferObject(size)
            self._still_key = ()
        look = self._view.look((size.width(), size.height()), ratio, True)
        if look.still_key != self._still_key:
            self._still_key = look.still_key
            self._scene.draw_still(look, self._still.handle())
        # half of the work is in what stands still while the clock runs: a copy is nearly free
        QOpenGLFramebufferObject.blitFramebuffer(self._target, self._still)
        self._scene.draw_take(look, self._target.handle())
        from widgets.viewport.gl_canvas import gl

        self._bytes = gl.glReadPixels(
            0, 0, size.width(), size.height(), gl.GL_RGBA, gl.GL_UNSIGNED_BYTE
        )
        # the shaders wrote blue first and the top row first, as this format has it
        self._picture = QImage(self._bytes, size.width(), size.height(), QImage.Format.Format_RGB32)
        self._picture.setDevicePixelRatio(ratio)
        self._stale = False


class HardwareSurface(QOpenGLWidget):
    """The native GL widget; its context changes when a dock floats, and the scene is made anew."""

    def __init__(self, view: ViewModel) -> None:
        super().__init__()
        self._view = view
        self._scene: Scene | None = None
        view.changed.connect(self._renew)  # ends with this widget

    def release(self) -> None:
        """Let go of OpenGL; nothing is drawn after this."""
        self._forget()

    def paint_now(self) -> None:
        """Paint in this turn of the event loop."""
        self.repaint()

    def initializeGL(self) -> None:
        from widgets.viewport.scene import Scene

        self.context().aboutToBeDestroyed.connect(self._forget)
        self._scene = Scene(self._view.palette)

    def resizeGL(self, width: int, height: int) -> None:
        self._view.set_size(self.size())

    def paintGL(self) -> None:
        if self._scene is None:
            return
        ratio = self.devicePixelRatioF()
        size = (max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio)))
        look = self._view.look(size, ratio, False)
        self._scene.draw_still(look, self.defaultFramebufferObject())
        self._scene.draw_take(look, self.defaultFramebufferObject())
        self._scene.hand_back()
        # not a painter on this widget: a grab of the window would lead it elsewhere
        device = QOpenGLPaintDevice(QSize(*size))
        device.setDevicePixelRatio(ratio)
        painter = QPainter(device)
        self._view.paint_overlay(painter)
        painter.end()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._forget()
        super().closeEvent(event)

    def _renew(self) -> None:
        self.update()

    def _forget(self) -> None:
        if self._scene is not None:
            self._scene.forget()
            self._scene = None
