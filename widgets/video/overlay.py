"""What is painted over the picture: skeleton, keypoints, plates with words."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from widgets.snapshot import TakeView, VideoView
from widgets.theme import theme
from widgets.timecode import is_uneven, rate_words

CASING = 0.45  # opacity of the dark edge that keeps lines readable on any picture
DOT = 3.0  # logical pixels


def paint_skeleton(
    painter: QPainter,
    take: TakeView,
    places: np.ndarray,
    confidence: np.ndarray | None,
    selected: int | None,
) -> None:
    """places (joints, 2) logical pixels, NaN where unseen; confidence (joints,) or None."""
    seen = np.isfinite(places[:, 0]) & np.isfinite(places[:, 1])
    sure = np.ones(len(places)) if confidence is None else np.clip(confidence, 0.0, 1.0)
    bones = [
        (QLineF(*places[parent], *places[joint]), take.sides[joint], float(sure[joint]))
        for joint, parent in enumerate(take.parents)
        if parent >= 0 and seen[joint] and seen[parent]
    ]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    cap = Qt.PenCapStyle.RoundCap
    casing = theme.color_over_video("surface.scrim", CASING)
    painter.setPen(QPen(casing, theme.line("bone_casing"), Qt.PenStyle.SolidLine, cap))
    painter.drawLines([line for line, _, _ in bones])
    for line, side, certain in bones:
        color = theme.color_over_video(f"side.{side}", 0.35 + 0.65 * certain)
        painter.setPen(QPen(color, theme.line("bone"), Qt.PenStyle.SolidLine, cap))
        painter.drawLine(line)
    radius = DOT * theme.scale
    painter.setPen(QPen(theme.color_over_video("surface.scrim", 0.7), 1.0))
    for joint in np.flatnonzero(seen):
        painter.setBrush(theme.color_over_video(f"side.{take.sides[joint]}"))
        painter.drawEllipse(QPointF(*places[joint]), radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if selected is not None and selected < len(places) and seen[selected]:
        ring = QPointF(*places[selected])
        for color, width in (
            (theme.color_over_video("surface.scrim", 0.6), 4.5),
            (theme.color_over_video("accent.base"), 2.5),
        ):
            painter.setPen(QPen(color, width * theme.scale))
            painter.drawEllipse(ring, 7.0 * theme.scale, 7.0 * theme.scale)


def paint_keypoints(
    painter: QPainter, names: tuple[str, ...], points: np.ndarray, confidence: np.ndarray
) -> None:
    """points (n, 2) logical pixels; confidence (n,) 0 to 1 is the dot's opacity and size."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for name, (x, y), sure in zip(names, points, confidence, strict=True):
        if not np.isfinite(x) or not np.isfinite(y):
            continue
        sure = float(np.clip(sure, 0.0, 1.0)) if np.isfinite(sure) else 0.0
        side = _side_of(name)
        radius = (2.0 + 2.0 * sure) * theme.scale
        painter.setPen(QPen(theme.color_over_video("surface.scrim", 0.25 + 0.5 * sure), 1.2))
        painter.setBrush(theme.color_over_video(f"side.{side}", 0.2 + 0.8 * sure))
        painter.drawEllipse(QPointF(x, y), radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _side_of(name: str) -> str:
    """ "left_knee", "LKnee", "l_knee": left."""
    for side in ("left", "right"):
        first = side[0]
        short = name[:2].lower() == f"{first}_" or (
            name[:1] == first.upper() and name[1:2].isupper()
        )
        if name.lower().startswith(side) or short:
            return side
    return "centre"


def spoken(keypoint: str) -> str:
    """ "Left wrist" for "left_wrist"."""
    return keypoint.replace("_", " ").capitalize()


def plate(painter: QPainter, corner: QPointF, text: str, *, right: bool = False) -> QRectF:
    """Words on a dark plate with a top corner at `corner`; text over a picture never goes bare."""
    painter.setFont(theme.font("small"))
    metrics = QFontMetricsF(painter.font())
    box = QRectF(corner.x(), corner.y(), metrics.horizontalAdvance(text) + 14, theme.px(19))
    if right:
        box.moveRight(corner.x())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color_over_video("surface.scrim", 0.8))
    painter.drawRoundedRect(box, theme.size("key"), theme.size("key"))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(theme.color_over_video("text.primary"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    return box


def described(video: VideoView) -> str:
    """ "1920×1080 · 29.97 fps"."""
    uneven = ", uneven" * is_uneven(video.times)
    return f"{video.width}×{video.height} · {rate_words(video.times, video.rate)}{uneven}"
