"""How many threads matrices are multiplied with: one, but as the user says where they do."""

from __future__ import annotations

import os

import pytest

from app.algebra_threads import one_thread_for_algebra

NAMES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ({}, ("1", "1", "1")),
        # OpenBLAS and MKL hear what is said for all only where nothing is said for them
        ({"OMP_NUM_THREADS": "4"}, ("4", None, None)),
        ({"OPENBLAS_NUM_THREADS": "2"}, ("1", "2", "1")),
    ],
    ids=["nothing said", "said for all", "said for one library"],
)
def test_it_is_one_where_the_user_has_not_said_otherwise(said, left, monkeypatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, "")  # so that it is put back
        monkeypatch.delenv(name)
    for name, count in said.items():
        monkeypatch.setenv(name, count)
    one_thread_for_algebra()
    assert tuple(os.environ.get(name) for name in NAMES) == left
