"""A motion to open, and documents that are closed again."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_takes import made_captured
from opened_document import OpenedDocument

from core.files.motion_file import write_motion


@pytest.fixture
def walk(tmp_path: Path) -> Path:
    """A motion file of 4 s in which the feet skate."""
    path = tmp_path / "walk.bvh"
    write_motion(path, made_captured(frames=120).motion, rate=30.0)
    return path


@pytest.fixture
def opened(qtbot):
    one = OpenedDocument(qtbot)
    yield one
    one.document.close()
    one.document.long.close()


@pytest.fixture
def another(qtbot):
    one = OpenedDocument(qtbot)
    yield one
    one.document.close()
    one.document.long.close()
