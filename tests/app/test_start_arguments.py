"""What is wrong behind `main.py` is said in one line, before a window opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.start import open_window
from app.start_arguments import window_arguments


@pytest.mark.parametrize(
    "wrong",
    [
        ["w.bvh", "--size", "abc"],
        ["w.bvh", "--size", "10"],
        ["w.bvh", "--size", "10x10"],
        ["w.bvh", "--size", "90000x90000"],
        ["w.bvh", "--at", "nan"],
        ["w.bvh", "--at", "soon"],
        ["w.bvh", "--offset", "inf"],
        ["w.bvh", "--room", "Bogus"],
        ["w.bvh", "--screenshot", "picture"],
        ["w.bvh", "w.bvh"],
    ],
)
def test_a_wrong_argument_is_one_line_and_status_2(wrong, capsys):
    with pytest.raises(SystemExit) as ended:
        window_arguments(wrong)
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert said.startswith("footing: ") and said.count("\n") == 1, said


def test_what_is_right_is_read():
    wishes = window_arguments(["w.bvh", "--size", "1600x900", "--at", "2.5", "--joint", "Hips"])
    assert (wishes.file, wishes.size, wishes.at) == (Path("w.bvh"), (1600, 900), 2.5)


def test_a_picture_is_as_large_as_a_screen_where_nobody_says():
    assert window_arguments(["--screenshot", "a.png"]).size == (1920, 1080)
    assert window_arguments([]).size is None


def test_a_picture_in_a_folder_that_is_not_there_is_refused_before_the_window(tmp_path, capsys):
    status = open_window(["--screenshot", str(tmp_path / "nowhere" / "a.png")])
    said = capsys.readouterr().err
    assert status == 3
    assert "nowhere" in said and said.count("\n") == 1
