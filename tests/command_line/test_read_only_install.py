"""A program that lies where its user may not write, and whose user has no home, still works."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: No legs: kernels are loaded, which is what failed, and none is compiled.
RIG = """HIERARCHY
ROOT a
{
OFFSET 0 0 0
CHANNELS 3 Xposition Yposition Zposition
End Site
{
OFFSET 0 1 0
}
}
MOTION
Frames: 3
Frame Time: 0.03
0 0 0
0 0 0
0 0 0
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A copy in which no kernel can be kept, whoever runs the tests: files stand in the way."""
    folder = tmp_path_factory.mktemp("installed")
    for part in ("app", "core", "resources"):
        without = shutil.ignore_patterns("__pycache__", "*.mp4")
        shutil.copytree(ROOT / part, folder / part, ignore=without)
    shutil.copy(ROOT / "main.py", folder)
    for inside in [path for path in folder.rglob("*") if path.is_dir()]:
        (inside / "__pycache__").write_text("")
    return folder


def _run(installed: Path, at: Path, **more: str) -> subprocess.CompletedProcess[str]:
    home = at / "home"
    home.write_text("no folder")
    (at / "rig.bvh").write_text(RIG)
    (at / "kept").mkdir()
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    environment.pop("XDG_CACHE_HOME", None)
    environment |= {"HOME": str(home), "TMPDIR": str(at / "kept"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, str(installed / "main.py"), "defects", "rig.bvh"],
        cwd=at, env=environment | more, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="homes lie elsewhere on Windows")
def test_a_verb_runs_where_neither_the_program_nor_the_home_can_be_written(installed, tmp_path):
    ran = _run(installed, tmp_path)
    assert (ran.returncode, ran.stdout) == (0, "No defects found.\n"), ran.stderr
    kept = list((tmp_path / "kept").iterdir())
    assert [folder.name for folder in kept] == [f"footing-kernels-{os.getuid()}"]
    assert kept[0].stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="homes lie elsewhere on Windows")
def test_kernels_are_not_taken_from_a_folder_that_others_may_write(installed, tmp_path):
    (tmp_path / "theirs").mkdir()
    theirs = tmp_path / "theirs" / f"footing-kernels-{os.getuid()}"
    theirs.mkdir()
    theirs.chmod(0o777)
    ran = _run(installed, tmp_path, TMPDIR=str(tmp_path / "theirs"))
    assert ran.returncode == 0, ran.stderr
    assert list(theirs.iterdir()) == [] and len(list(theirs.parent.iterdir())) == 2


def test_a_place_that_the_user_names_is_taken(installed, tmp_path):
    (tmp_path / "named").mkdir()
    ran = _run(installed, tmp_path, NUMBA_CACHE_DIR=str(tmp_path / "named"))
    assert ran.returncode == 0, ran.stderr
    assert list((tmp_path / "named").iterdir()) and not list((tmp_path / "kept").iterdir())
