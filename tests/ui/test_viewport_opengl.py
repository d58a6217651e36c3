"""The viewport's ways onto the screen: with OpenGL in software or hardware, and without."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from viewport_window import has_near, joint_place, opened_viewport, picture
from walking_take import walking_take

from widgets.snapshot import ClockView, SelectionView
from widgets.theme import theme
from widgets.viewport import ViewportPanel
from widgets.viewport.gl_support import GlSupport, path_for, probe_gl
from widgets.viewport.panel import NO_OPENGL

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.ui


def test_both_ways_onto_the_screen_draw_the_same(qtbot):
    first = picture(opened_viewport(qtbot, "software"))
    second = picture(opened_viewport(qtbot, "hardware"))
    assert first.shape == second.shape
    assert np.abs(first - second).mean() < 2.0
    assert (np.abs(first - second).max(axis=-1) > 60).mean() < 0.01


def test_a_native_view_that_moves_to_another_window_draws_again(qtbot):
    panel = opened_viewport(qtbot, "hardware")
    before = picture(panel)
    window = QWidget()
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(panel)
    window.show()
    qtbot.waitExposed(window)
    panel.set_clock(ClockView(0.2))
    assert picture(panel).std() > 0.5 * before.std()
    assert has_near(picture(panel), joint_place(panel, "LeftLeg"), theme.color("side.left"))


def test_without_opengl_it_says_so_and_takes_everything(qtbot):
    panel = ViewportPanel(GlSupport("none"))
    qtbot.addWidget(panel)
    panel.resize(420, 280)
    panel.show()
    panel.set_take(walking_take())
    panel.set_clock(ClockView(0.5))
    panel.set_selection(SelectionView(joint=2))
    panel.show_captured(True)
    panel.frame_selection()
    assert panel._nothing.isVisible() and panel._nothing.text() == NO_OPENGL
    assert not any(switch.isEnabled() for switch in panel._switches.values())
    assert "OpenGL" in panel._switches["body"].toolTip()


def test_a_platform_without_opengl_neither_raises_nor_hangs():
    script = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication; app = QApplication([])\n"
        "from widgets.viewport import ViewportPanel\n"
        "panel = ViewportPanel(); panel.show(); app.processEvents()\n"
        "print(panel.support.path, panel._nothing.text())\n"
        "assert 'vispy' not in sys.modules\n"
        "panel.close()\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip() == f"none {NO_OPENGL}"


@pytest.mark.parametrize(
    ("renderer", "path"),
    [
        ("llvmpipe (LLVM 15.0.6, 256 bits)", "software"),
        ("softpipe", "software"),
        ("Mesa DRI swrast", "software"),
        ("NVIDIA GeForce RTX 3060/PCIe/SSE2", "hardware"),
        ("Mesa Intel(R) UHD Graphics 620", "hardware"),
        ("Apple M2", "hardware"),
    ],
)
def test_the_renderers_name_chooses_the_way_onto_the_screen(renderer, path):
    assert path_for(renderer) == path


def test_a_video_rendered_before_leaves_the_view_its_opengl(qapp):
    """Both may live in one process, on one thread."""
    from core.synth.graphics import open_context
    from core.synth.renderer import Renderer

    if probe_gl().path == "none":
        pytest.skip("needs OpenGL (a display with GLX)")
    renderer = Renderer.__new__(Renderer)
    renderer._context = open_context()
    renderer.close()
    assert probe_gl().path != "none"
