"""The door: whatever goes wrong is one line and an exit status, and nothing is left behind."""

from __future__ import annotations

import errno
import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from made_bvh import body_motion

from app.command_line import door, info
from app.command_line.door import is_for_us, run
from app.command_line.progress import progress_bar
from core.files.layout import footing_layout
from core.files.motion_file import write_motion

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def body_file(tmp_path: Path) -> Path:
    motion = body_motion()
    write_motion(tmp_path / "body.bvh", motion, footing_layout(motion.skeleton, rate=30.0))
    return tmp_path / "body.bvh"


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("footing: ") and printed.err.count("\n") == 1
    return printed.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["info"],
        ["info", "--nothing", "x.bvh"],
        ["export", "x.bvh"],
        ["export", "x.bvh", "-o", "y.bvh", "--range", "-1:1"],
        ["export", "x.bvh", "-o", "y.bvh", "--preset", "nothing"],
        ["invent", "x.bvh", "-o", "y.json"],
    ],
)
def test_wrong_usage_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        run(arguments)
    assert end.value.code == 2
    assert "--help" in one_line(capsys)


def test_a_mistaken_verb_does_not_open_the_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert is_for_us(["info"]) and is_for_us(["--help"]) and is_for_us(["refin", "x.bvh"])
    assert not is_for_us([]) and not is_for_us(["walk.bvh"]) and not is_for_us(["--sample"])
    (tmp_path / "walk").touch()
    assert not is_for_us(["walk"])


@pytest.mark.parametrize("verb", door.VERBS)
def test_the_examples_of_a_verb_are_shown_and_understood(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run([verb, "--help"])
    shown = capsys.readouterr().out
    examples = importlib.import_module(f"app.command_line.{verb}").EXAMPLES
    assert examples
    for example in examples:
        assert f"main.py {example}\n" in shown
        understood(example.split())


def test_the_readmes_commands_are_understood(capsys: pytest.CaptureFixture[str]) -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    commands = [line.partition("/python main.py ")[2].split() for line in lines]
    written = [words for words in commands if words and words[0] in door.VERBS]
    assert {words[0] for words in written} == set(door.VERBS)
    for words in written:
        understood(words)
    with pytest.raises(SystemExit):
        understood(["refine", "clip.bvh", "-o", "out.bvh", "--invented"])
    assert "--invented" in one_line(capsys)


def understood(words: list[str]) -> None:
    """Read a verb's arguments as the door does; what is wrong ends the test."""
    parser = door.OneLineParser()
    importlib.import_module(f"app.command_line.{words[0]}").add_arguments(parser)
    parser.parse_args(words[1:])


def test_verbs_are_described_as_they_are_written(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["export", "--help"])
    assert "as BVH or CSV" in capsys.readouterr().out


@pytest.mark.parametrize("rate", ["1e-12", "0", "1e9", "nan"])
def test_rates_that_no_file_can_have_are_wrong_usage(
    rate: str, body_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out.bvh"
    assert run(["export", str(body_file), "-o", str(output), "--rate", rate]) == 2
    assert "--rate" in one_line(capsys)
    assert not output.exists()


def test_names_that_are_too_long_are_bad_input(
    body_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long = tmp_path / f"{'n' * 300}.bvh"
    assert run(["export", str(body_file), "-o", str(long)]) == 3
    one_line(capsys)
    assert run(["info", str(long)]) == 3
    one_line(capsys)


def test_an_output_that_is_a_folder_is_said_at_once(
    body_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder.bvh").mkdir()
    for verb in (["export"], ["refine"], ["capture"]):
        assert run([*verb, str(body_file), "-o", str(tmp_path / "folder.bvh")]) == 3
        assert "is a folder" in one_line(capsys)


def test_a_folder_that_may_not_be_written_to_is_said_at_once(
    body_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(os, "access", lambda place, mode: False)
    assert run(["capture", str(body_file), "-o", str(tmp_path / "out.bvh")]) == 3
    assert "cannot be written to" in one_line(capsys)


def test_what_the_system_refuses_is_bad_input(
    body_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refused(arguments: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), "closed/body.bvh")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(info, "run", refused)
    assert run(["info", str(body_file)]) == 3
    assert "closed/body.bvh" in one_line(capsys)
    assert not (tmp_path / "footing-error.log").exists()


def test_a_fault_of_our_own_is_logged_where_it_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def faulty(arguments: object) -> None:
        raise RuntimeError("planted")

    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(info, "run", faulty)
    monkeypatch.setattr(door.Path, "cwd", lambda: tmp_path / "missing")
    monkeypatch.setattr(door.tempfile, "gettempdir", lambda: str(tmp_path / "temporary"))
    assert run(["info", "x.bvh"]) == 1
    log = tmp_path / "temporary" / "footing-error.log"
    assert str(log) in one_line(capsys)
    assert "planted" in log.read_text(encoding="utf-8")


def test_an_interruption_while_a_verb_is_loaded_is_an_interruption(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(door.importlib, "import_module", interrupted)
    assert run(["info", "x.bvh"]) == 130
    one_line(capsys)


@pytest.mark.skipif(sys.platform == "win32", reason="the shell of a POSIX system")
@pytest.mark.parametrize(
    ("redirection", "status"),
    [("2>&-", 0), (">&-", 0), ("<&- >&- 2>&-", 0), ("| true", 0), (">/dev/full", 3)],
)
def test_streams_that_are_closed_or_full(body_file: Path, redirection: str, status: int) -> None:
    if "full" in redirection and not Path("/dev/full").exists():
        pytest.skip("this system has no full device")
    shell = f'set -o pipefail; "$0" main.py info --json "$1" {redirection}'
    done = subprocess.run(
        ["bash", "-c", shell, sys.executable, str(body_file)],
        cwd=ROOT, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == status, done.stderr
    assert done.stderr.count("\n") == (0 if status == 0 else 1)
    assert "Traceback" not in done.stderr
    if done.stdout:
        assert json.loads(done.stdout)["kind"] == "bvh"


def test_a_message_does_not_stand_behind_a_bar_that_was_cut_off(
    body_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(arguments: object) -> None:
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        progress_bar("Work")(0.4, "half way")
        raise KeyboardInterrupt

    monkeypatch.setattr(info, "run", stopped)
    assert run(["info", str(body_file)]) == 130
    lines = capsys.readouterr().err.splitlines()
    assert "half way" in lines[-2] and lines[-1].startswith("footing: stopped")


#: Runs a verb, then multiplies what OpenBLAS divides among threads, and counts all there are.
_MULTIPLIED = """
import os, sys
import main
main.main()
import numpy
large = numpy.ones((800, 800))
large @ large
print(len(os.listdir("/proc/self/task")))
"""


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one core has one thread anyway")
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="no list of a process's threads")
def test_a_verb_multiplies_on_one_thread_where_nobody_says_otherwise(body_file):
    threads = {}
    for said in (None, "2"):
        bare = {name: value for name, value in os.environ.items() if "NUM_THREADS" not in name}
        around = {**bare, "OPENBLAS_NUM_THREADS": said} if said else bare
        done = subprocess.run(
            [sys.executable, "-c", _MULTIPLIED, "info", str(body_file)],
            cwd=ROOT, env=around, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        threads[said] = int(done.stdout.split()[-1])
    assert threads["2"] == threads[None] + 1
