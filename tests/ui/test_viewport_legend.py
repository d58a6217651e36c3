"""The legend of the viewport leaves the middle, where the head is, free in views of any width."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, QSize
from walking_take import JOINTS, walking_take

from widgets.theme import theme
from widgets.viewport.overlay import legend_boxes, legend_parts
from widgets.viewport.view_model import ViewModel


@pytest.mark.parametrize("height", [260, 600])
@pytest.mark.parametrize("width", [220, 320, 420, 640, 1200])
def test_the_legend_does_not_lie_over_the_head(qapp, width, height):
    theme.apply(qapp)
    view = ViewModel()
    view.set_size(QSize(width, height))
    view.set_take(walking_take())
    points = view.points_now()
    assert points is not None
    head = view.on_screen(points[JOINTS.index("Head")])
    radius = float(view.on_screen(points[JOINTS.index("Neck")])[1] - head[1])
    around = QRectF(head[0] - radius, head[1] - 2 * radius, 2 * radius, 3 * radius)
    boxes = legend_boxes(legend_parts(view), width)
    assert len(boxes) >= 4
    for _, box in boxes:
        assert not box.adjusted(-9, 0, 9, 0).intersects(around)
        assert box.bottom() < height


def test_a_wide_view_has_it_in_one_row(qapp):
    theme.apply(qapp)
    view = ViewModel()
    view.set_size(QSize(1200, 500))
    view.set_take(walking_take())
    assert len({box.top() for _, box in legend_boxes(legend_parts(view), 1200)}) == 1
