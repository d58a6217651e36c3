"""Where the data lies, and what is said where it does not."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

import pytest

from app.algebra_threads import one_thread_for_algebra

one_thread_for_algebra()  # as the program does, before numpy is loaded: its children do the same

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("FOOTING_DATA", ROOT.parent / "shared" / "data"))


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The shared data; tests that need it skip with a word where it is absent."""
    if not DATA.is_dir():
        pytest.skip(f"needs the shared data at {DATA} (set FOOTING_DATA)")
    return DATA


@pytest.fixture(scope="session")
def human_motion_folder(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The human motion archives, unpacked once a session."""
    folder = tmp_path_factory.mktemp("human")
    for archive in sorted((data_folder / "human").glob("*.tar.xz")):
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
    return folder


@pytest.fixture(scope="session")
def videos_folder(data_folder: Path) -> Path:
    return data_folder / "videos"


@pytest.fixture
def qtbot(qapp, request: pytest.FixtureRequest):
    """pytest-qt's bot without its short times to wait."""
    from patient_bot import PatientBot  # imports Qt, which most tests do without

    return PatientBot(request)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    for_data = sum("needs the shared data" in str(report.longrepr) for report in skipped)
    terminalreporter.write_line(f"{for_data} tests were skipped for want of the shared data.")


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whole takes cannot be solved while there is a reason in this list."""
    from app.document import solving
    from core.errors import BadInput

    reasons: list[str] = []
    there = solving.LiveChild.settle

    def settle(child, *asked):
        if reasons:
            raise BadInput(reasons[0])
        return there(child, *asked)

    monkeypatch.setattr(solving.LiveChild, "settle", settle)
    return reasons
