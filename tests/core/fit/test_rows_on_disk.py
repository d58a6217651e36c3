"""Results that wait in a file come back as they went."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from core.errors import BadInput, Cancelled
from core.fit import rows_on_disk
from core.fit.rows_on_disk import RowsOnDisk


@pytest.mark.parametrize("kind", [np.float64, np.float32, bool])
def test_rows_come_back_in_their_order_bit_for_bit(kind):
    random = np.random.default_rng(3)
    parts = [(random.standard_normal((count, 3, 2)) * 9.0).astype(kind) for count in (4, 0, 7, 1)]
    with RowsOnDisk() as rows:
        for part in parts:
            rows.add(part[:, ::-1])
        back = rows.read()
    assert back.dtype == kind
    assert np.array_equal(back, np.concatenate([part[:, ::-1] for part in parts]))


def test_without_rows_nothing_can_be_read():
    with RowsOnDisk() as rows, pytest.raises(ValueError):
        rows.read()


@pytest.mark.parametrize("rows_at_once", [1, 20, 1000], ids=["few", "some", "many"])
def test_a_full_temporary_folder_is_said_in_a_sentence(rows_at_once):
    with pytest.raises(BadInput, match="TMPDIR"), RowsOnDisk() as rows:
        rows._file = Path("/dev/full").open("w+b")  # noqa: SIM115
        for _ in range(4):
            rows.add(np.zeros((rows_at_once, 30)))
        rows.read()


def test_what_went_wrong_in_the_block_is_not_hidden_by_a_full_folder():
    with pytest.raises(Cancelled), RowsOnDisk() as rows:
        rows._file = Path("/dev/full").open("w+b")  # noqa: SIM115
        rows.add(np.zeros((1, 30)))
        raise Cancelled


def test_rows_that_the_folder_lost_are_missed():
    with RowsOnDisk() as rows:
        rows.add(np.zeros((1000, 30)))
        rows.read()
        os.truncate(rows._file.fileno(), 30 * 8 * 600)
        assert len(rows.read(0, 600)) == 600
        for start, stop in ((0, None), (599, 601), (700, 800)):
            with pytest.raises(BadInput, match="TMPDIR"):
                rows.read(start, stop)


def test_a_temporary_folder_that_is_not_there_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(rows_on_disk.tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(BadInput, match="make room there or name another folder"):
        RowsOnDisk()


def test_some_of_the_rows_are_read_alone_and_none_of_what_came_is_held():
    given = np.random.default_rng(4).standard_normal((40, 3, 2))
    with RowsOnDisk() as rows:
        rows.add(given)
        assert np.array_equal(rows.read(7, 19), given[7:19])
        assert np.array_equal(rows.read(39), given[39:])
        assert len(rows.read(5, 5)) == 0
        assert not np.shares_memory(rows._like, given) and rows._like.base is None
        rows.add(given[:2])
        assert np.array_equal(rows.read(40, 42), given[:2])
