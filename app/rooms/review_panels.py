"""The panels of the Review room, each made when it is asked for first."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from PySide6.QtWidgets import QWidget

from widgets.curves import Curves
from widgets.queue_panel import QueuePanel
from widgets.right_column import RightColumn
from widgets.take_panel import TakePanel
from widgets.timeline.timeline import Timeline
from widgets.video_view import VideoPanel
from widgets.viewport.panel import ViewportPanel


class ReviewPanels:
    """Each takes 10 to 65 ms to make."""

    @cached_property
    def video(self) -> VideoPanel:
        return VideoPanel()

    @cached_property
    def viewport(self) -> ViewportPanel:
        return ViewportPanel()

    @cached_property
    def curves(self) -> Curves:
        return Curves()

    @cached_property
    def timeline(self) -> Timeline:
        return Timeline(self.curves)

    @cached_property
    def panel(self) -> TakePanel:
        return TakePanel()

    @cached_property
    def queue(self) -> QueuePanel:
        return QueuePanel()

    @cached_property
    def right(self) -> RightColumn:
        return RightColumn(self.panel, self.queue)

    @property
    def made(self) -> tuple[QWidget, ...]:
        """Those that were made."""
        return tuple(vars(self).values())

    @property
    def steps(self) -> tuple[Callable[[], object], ...]:
        """Makes one panel each; those that hold others come after them."""
        return (
            lambda: self.video,
            lambda: self.viewport,
            lambda: self.curves,
            lambda: self.timeline,
            lambda: self.panel,
            lambda: self.queue,
            lambda: self.right,
        )
