"""Sizes that are set once and must follow the UI scale."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QSize
from PySide6.QtWidgets import QAbstractButton, QBoxLayout

from widgets.theme import theme


def at_scale(owner: QObject, apply: Callable[[], object]) -> None:
    """Do this now, and again whenever the theme changes, as long as its owner lives."""
    _Follower(owner, apply)


def spaced(owner: QObject, layout: QBoxLayout, edges: tuple[int, ...], between: int) -> None:
    """A layout's margins (left, top, right, bottom) and spacing, pixels at 100 %."""

    def apply() -> None:
        layout.setContentsMargins(*(theme.px(edge) for edge in edges))
        layout.setSpacing(theme.px(between))

    at_scale(owner, apply)


def square(button: QAbstractButton, size: str) -> None:
    """A button that is an icon, as large as the tokens say under this name."""

    def apply() -> None:
        button.setFixedSize(theme.size(size), theme.size(size))
        button.setIconSize(QSize(theme.size("icon"), theme.size("icon")))

    at_scale(button, apply)


class _Follower(QObject):
    """Lives and dies with its parent, so that nothing is told to what is gone."""

    def __init__(self, parent: QObject, apply: Callable[[], object]) -> None:
        super().__init__(parent)
        self._apply = apply
        theme.changed.connect(self._renew)
        self._renew()

    def _renew(self) -> None:
        self._apply()
