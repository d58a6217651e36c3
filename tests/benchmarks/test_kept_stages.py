"""A long fit's parts on disk: made once, found by what they were made of, never half written."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.takes.kept_stages import KeptStages, digest_of_files


def test_a_part_is_made_once_and_anew_where_what_it_is_made_of_changes(tmp_path: Path) -> None:
    made: list[str] = []

    def make(what: str) -> list[str]:
        made.append(what)
        return [what]

    kept = KeptStages(tmp_path)
    first = kept.part("truths/one", ("walk", 0.4), lambda: make("walk"))
    assert kept.part("truths/one", ("walk", 0.4), lambda: make("again")) == first == ["walk"]
    assert kept.part("truths/one", ("walk", 0.5), lambda: make("later")) == ["later"]
    assert made == ["walk", "later"]


def test_a_part_that_was_stopped_is_made_again(tmp_path: Path) -> None:
    kept = KeptStages(tmp_path)

    def stopped() -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept.part("rows", 1, stopped)
    assert kept.part("rows", 1, lambda: 7) == 7
    with pytest.raises(AttributeError):  # what cannot be written is not kept either
        kept.part("lambda", 1, lambda: lambda: 0)
    assert kept.part("lambda", 1, lambda: 8) == 8


def test_code_that_changes_is_another_digest(tmp_path: Path) -> None:
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text(name)
    before = digest_of_files(tmp_path.glob("*.py"))
    assert digest_of_files([tmp_path / "b.py", tmp_path / "a.py"]) == before
    (tmp_path / "b.py").write_text("other")
    assert digest_of_files(tmp_path.glob("*.py")) != before
