"""The two ways onto the screen: the processor's picture in a plain widget, or the native widget.

With OpenGL on the processor Qt's composition of a GL widget costs several times the drawing, so
there the scene is drawn aside and its picture painted.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer, Signal
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
from widgets.viewport.overlay import Overlay
from widgets.viewport.view_model import ViewModel

if TYPE_CHECKING:
    from widgets.viewport.scene import Look, Scene

#: The event that has the scene drawn.
_DRAW = QEvent.Type(QEvent.registerEventType())
GL_RGBA, GL_UNSIGNED_BYTE = 0x1908, 0x1401
#: Between two turns (ms) of what comes before the first picture: compiled in one, the shaders held
#: the window up for a tenth of a second.
APART_MS = 8


class SoftwareSurface(QWidget):
    """Draws the scene into memory and paints it. vispy is imported after the first paint."""

    failed = Signal(str)

    def __init__(self, view: ViewModel) -> None:
        super().__init__()
        self._view = view
        self._overlay = Overlay(view)
        self._context: QOpenGLContext | None = None
        self._offscreen: QOffscreenSurface | None = None
        self._target: QOpenGLFramebufferObject | None = None
        self._still: QOpenGLFramebufferObject | None = None
        self._still_key: tuple[object, ...] = ()  # what the copy shows
        self._last_key: tuple[object, ...] = ()  # what stood still in the last picture
        self._made: Scene | None = None  # from its first turn on
        self._scene: Scene | None = None  # from its first picture on
        self._picture = QImage()
        self._read_pixels: Callable[..., None]
        self._stale = True  # something changed since the scene was drawn
        self._unread = False  # it was drawn, and its picture not fetched
        self._is_asked = False  # a turn is coming that draws it
        self._put_off = 0  # by so much (ms), then
        self._beginning: Iterator[None] | None = None
        self._begin = QTimer(self)
        self._begin.setInterval(APART_MS)
        self._begin.timeout.connect(self._go_on)
        # a turn of its own: painted with lanes and tables in one, the window stood still for 50 ms
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.update)
        view.changed.connect(self._renew)
        view.overlay_changed.connect(self.update)

    def release(self) -> None:
        """Let go of OpenGL; nothing is drawn after this."""
        self._begin.stop()
        self._soon.stop()
        if self._context is not None and self._offscreen is not None:
            self._context.makeCurrent(self._offscreen)
            if self._made is not None:
                self._made.forget()
            self._target = self._still = None
            self._context.doneCurrent()
        self._made = self._scene = self._context = self._offscreen = None

    def paint_now(self) -> None:
        """Paint in this turn of the event loop."""
        self._soon.stop()
        self.repaint()

    def put_off(self, milliseconds: int) -> None:
        """What changed in this turn is drawn later, or with what changes until then."""
        if self._is_asked:
            self._put_off = max(self._put_off, milliseconds)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._scene is None:
            painter.fillRect(self.rect(), theme.color("surface.viewport"))
            if self._context is None and not self._begin.isActive():
                self._beginning = self._make_scene()
                self._begin.start()
            return
        if self._stale and not self._can_wait:
            self._draw()
        if self._unread:
            self._fetch()
        painter.drawImage(0, 0, self._picture)
        self._overlay.paint(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._view.set_size(self.size())
        self._stale = True

    def closeEvent(self, event: QCloseEvent) -> None:
        self.release()
        super().closeEvent(event)

    def _renew(self) -> None:
        """Draw before anything is painted, once for all that changes in this turn: OpenGL's own
        threads are at it while the other panels are painted."""
        self._stale = True
        if not self._is_asked:
            self._is_asked = True
            high = Qt.EventPriority.HighEventPriority.value
            QCoreApplication.postEvent(self, QEvent(_DRAW), high)

    def event(self, event: QEvent) -> bool:
        if event.type() != _DRAW:
            return super().event(event)
        self._is_asked, wait = False, self._put_off
        self._put_off = 0
        if wait:
            self._soon.start(wait)
        elif self._stale and self._scene is not None and self.isVisible():
            self._draw()
            self._soon.start(0)
        elif self._stale:
            self.update()
        return True

    @property
    def _can_wait(self) -> bool:
        """Whether what was drawn last may stand a moment longer: it was put off, and what is
        painted now is something else, such as the fields of a pin above it."""
        size = self.size() * self.devicePixelRatioF()
        return self._soon.isActive() and self._picture.size() == size

    def _go_on(self) -> None:
        """One more turn of what comes before the first picture."""
        if self._beginning is not None and next(self._beginning, self) is self:
            self._begin.stop()
            self._beginning = None

    def _make_scene(self) -> Iterator[None]:
        """In turns, the last of which asks for the first picture."""
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
        self._made = Scene(self._view.palette)
        yield
        yield from self._drawing(self._made)
        self._scene, self._stale = self._made, True  # something may have changed meanwhile
        self.update()

    def _draw(self) -> None:
        assert self._scene
        for _ in self._drawing(self._scene):
            pass

    def _drawing(self, scene: Scene) -> Iterator[None]:
        """Draw the scene into memory; with a rest between what compiles shaders at first."""
        assert self._context and self._offscreen
        self._context.makeCurrent(self._offscreen)
        ratio = self.devicePixelRatioF()
        size = QSize(max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio)))
        if self._target is None or self._still is None or self._target.size() != size:
            self._target = QOpenGLFramebufferObject(size, QOpenGLFramebufferObject.Attachment.Depth)
            self._still = QOpenGLFramebufferObject(size)
            self._still_key = ()
        look = self._view.look((size.width(), size.height()), ratio, True)
        from widgets.viewport.gl_canvas import gl

        scene.prepare(look, self._target.handle())
        # the shadow reads its picture: not complete by then, it would wait for sky and grid (6 ms)
        gl.glFinish()
        yield
        self._context.makeCurrent(self._offscreen)
        self._draw_still(scene, look, self._target, self._still)
        yield
        self._context.makeCurrent(self._offscreen)
        scene.draw_take(look, self._target.handle())
        gl.glFlush()
        self._stale, self._unread = False, True

    def _draw_still(
        self, scene: Scene, look: Look, target: QOpenGLFramebufferObject,
        still: QOpenGLFramebufferObject,
    ) -> None:  # fmt: skip
        """Half of the work is in what stands still while the clock runs: a copy is nearly free.
        While the eye goes along nothing does, and a copy would wait for the drawing."""
        key, before = look.still_key, self._last_key
        self._last_key = key
        if key not in (before, self._still_key):
            scene.draw_still(look, target.handle())
            return
        if key != self._still_key:
            self._still_key = key
            scene.draw_still(look, still.handle())
        QOpenGLFramebufferObject.blitFramebuffer(target, still)

    def _fetch(self) -> None:
        """The picture of what was drawn; waits until it is complete."""
        assert self._context and self._offscreen and self._target
        self._context.makeCurrent(self._offscreen)
        self._target.bind()
        size = self._target.size()
        if self._picture.size() != size:
            # the shaders wrote blue first and the top row first, as this format has it
            self._picture = QImage(size, QImage.Format.Format_RGB32)
        pixels = ctypes.addressof(ctypes.c_ubyte.from_buffer(self._picture.bits()))
        self._read_pixels(0, 0, size.width(), size.height(), GL_RGBA, GL_UNSIGNED_BYTE, pixels)
        self._picture.setDevicePixelRatio(self.devicePixelRatioF())
        self._unread = False


class HardwareSurface(QOpenGLWidget):
    """The native GL widget; its context changes when a dock floats, and the scene is made anew."""

    def __init__(self, view: ViewModel) -> None:
        super().__init__()
        self._view = view
        self._overlay = Overlay(view)
        self._scene: Scene | None = None
        view.changed.connect(self._renew)  # ends with this widget
        view.overlay_changed.connect(self.update)

    def release(self) -> None:
        """Let go of OpenGL; nothing is drawn after this."""
        self._forget()

    def paint_now(self) -> None:
        """Paint in this turn of the event loop."""
        self.repaint()

    def put_off(self, milliseconds: int) -> None:
        """Nothing: the graphics card draws, and holds nobody up."""

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
        self._scene.prepare(look, self.defaultFramebufferObject())
        self._scene.draw_still(look, self.defaultFramebufferObject())
        self._scene.draw_take(look, self.defaultFramebufferObject())
        self._scene.hand_back()
        # not a painter on this widget: a grab of the window would lead it elsewhere
        device = QOpenGLPaintDevice(QSize(*size))
        device.setDevicePixelRatio(ratio)
        painter = QPainter(device)
        self._overlay.paint(painter)
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
