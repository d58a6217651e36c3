"""Where a notice lies: over the views, so that nothing moves under the mouse when it comes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtWidgets import QWidget

from widgets.notice_bar import NoticeBar
from widgets.theme import theme

#: Of the views' width a notice takes no more: beside it is what else stands at their top.
_WIDEST = 0.7


class NoticePlace(QObject):
    """Keeps a notice in the middle, below the headings of the views, whose tools stay free."""

    def __init__(self, notice: NoticeBar, views: QWidget) -> None:
        """Both are children of one widget."""
        super().__init__(notice)
        self._notice, self._views = notice, views
        views.installEventFilter(self)
        notice.said.connect(self._lay)
        theme.changed.connect(self._lay)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._lay()
        return super().eventFilter(watched, event)

    def _lay(self) -> None:
        if self._notice.isHidden():
            return
        views = self._views.geometry()
        width = min(self._notice.natural_width(), round(_WIDEST * views.width()))
        left = views.left() + (views.width() - width) // 2
        top = views.top() + theme.size("panel_header") + theme.size("s")
        self._notice.setGeometry(QRect(left, top, width, self._notice.heightForWidth(width)))
        self._notice.raise_()
