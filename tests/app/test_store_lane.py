"""The store lane: edits first and in order, large values between, nothing lost on a full disk."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from app.lanes import store
from app.lanes.stages import LaneStages
from app.lanes.store import StoreLane
from core.contacts.contact import Contact
from core.errors import BadInput
from core.take.editing import edits
from core.take.journal import Journal
from core.take.on_disk.packed import Packed
from core.take.on_disk.take_opening import create_take, open_take


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "walk.footing"


def longer(journal: Journal) -> Journal:
    start = float(len(journal))
    contact = Contact("left_toe", "plant", start, start + 0.5)
    return journal.after(edits.put_contact(journal.decisions, contact))


def noise(count: int = 1 << 18) -> Packed:
    return Packed({}, {"n": np.random.default_rng(0).normal(size=count)})


def test_what_was_committed_is_there(path: Path, qtbot) -> None:
    lane = StoreLane(create_take(path))
    numbers: list[int] = []
    lane.committed.connect(numbers.append)
    journal = Journal()
    for _ in range(20):
        journal = longer(journal)
        lane.append(journal.entries[-1])
    qtbot.waitUntil(lambda: len(numbers) == 20)
    assert numbers == list(range(1, 21))
    assert lane.close()
    with open_take(path) as take:
        assert take.journal() == journal


def test_an_edit_does_not_wait_for_a_large_value(path: Path, qtbot) -> None:
    take = create_take(path)
    lane = StoreLane(take)
    order: list[str] = []
    in_third_slice, decided = threading.Event(), threading.Event()

    def steps():
        for number, _ in enumerate(take.storing("stage", "keypoints", noise())):
            if number == 3:
                in_third_slice.set()
                decided.wait(10)
            order.append("slice")
            yield

    lane.committed.connect(lambda _: order.append("edit"), type=direct())
    lane.store("keypoints", steps)
    assert in_third_slice.wait(10)
    lane.append(longer(Journal()).entries[-1])
    decided.set()
    assert lane.flush()
    assert order.index("edit") == 4
    assert len(order) > 8
    assert take.stage("keypoints") is not None
    lane.close()


def direct():
    from PySide6.QtCore import Qt

    return Qt.ConnectionType.DirectConnection


def test_what_cannot_be_written_is_said_once_and_tried_again(
    path: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "RETRY_SECONDS", 0.02)
    take = create_take(path)
    write, refused = take.append_edit, []

    def full_disk(entry):
        if len(refused) < 5:
            refused.append(entry)
            raise BadInput("The disk is full: walk.footing waits to be written; make room.")
        return write(entry)

    monkeypatch.setattr(take, "append_edit", full_disk)
    lane = StoreLane(take)
    said: list[object] = []
    lane.failed.connect(said.append)
    journal = longer(longer(Journal()))
    with qtbot.waitSignal(lane.recovered):
        for entry in journal.entries:
            lane.append(entry)
    assert lane.close()
    assert [str(fault) for fault in said] == [
        "The disk is full: walk.footing waits to be written; make room."
    ]
    with open_take(path) as again:
        assert again.journal() == journal


def test_a_large_value_that_failed_half_way_is_written_again(
    path: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "RETRY_SECONDS", 0.02)
    take = create_take(path)
    lane = StoreLane(take)
    attempts = []

    def steps():
        attempts.append(1)
        for number, _ in enumerate(take.storing("stage", "lift", noise(1 << 16))):
            if number == 2 and len(attempts) == 1:
                raise BadInput("The disk is full.")
            yield

    with qtbot.waitSignal(lane.stored):
        lane.store("lift", steps)
    assert len(attempts) == 2
    assert take.stage("lift") is not None
    lane.close()


def test_closing_says_what_could_not_be_written(
    path: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = create_take(path)

    def full_disk(entry):
        raise BadInput("The disk is full.")

    monkeypatch.setattr(take, "append_edit", full_disk)
    lane = StoreLane(take)
    lane.append(longer(Journal()).entries[-1])
    assert lane.waiting == 1
    assert not lane.close(seconds=0.2)


def test_a_newer_value_of_one_name_replaces_one_that_waits(path: Path, qtbot) -> None:
    take = create_take(path)
    lane = StoreLane(take)
    hold = threading.Event()
    lane.store_small("hold", lambda: hold.wait(10) and None)
    for time in (1.0, 2.0, 3.0):
        lane.store_small("view", lambda time=time: take.set_view_state("playhead", time))
    stored: list[str] = []
    lane.stored.connect(stored.append)
    hold.set()
    assert lane.flush()
    qtbot.waitUntil(lambda: stored.count("view") == 1)
    assert take.view_state("playhead") == 3.0
    lane.close()


def test_a_capture_keeps_its_stages_through_the_lane(path: Path, qtbot) -> None:
    take = create_take(path)
    lane = StoreLane(take)
    stages = LaneStages(take, lane)
    assert stages.stage("keypoints 0") is None
    stages.store_stage("keypoints 0", noise(100), 1.5)
    assert lane.flush()
    content, cost = stages.stage("keypoints 0")  # type: ignore[misc]
    assert cost == 1.5
    assert content.arrays["n"].shape == (100,)
    lane.close()


def test_a_fault_of_our_own_ends_neither_the_lane_nor_the_edit(
    path: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "RETRY_SECONDS", 0.02)
    take = create_take(path)
    write, faults = take.append_edit, [ZeroDivisionError("planted")]

    def broken_once(entry):
        if faults:
            raise faults.pop()
        return write(entry)

    monkeypatch.setattr(take, "append_edit", broken_once)
    lane = StoreLane(take)
    with qtbot.waitSignals([lane.failed, lane.committed]):
        lane.append(longer(Journal()).entries[-1])
    assert lane.close()
