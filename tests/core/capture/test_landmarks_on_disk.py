"""What was seen of a long clip comes out of its files as it went in."""

from __future__ import annotations

import numpy as np
import pytest

from core.capture.detect import landmarks_on_disk
from core.capture.detect.detector import Landmarks
from core.capture.detect.landmarks_on_disk import LandmarksOnDisk, set_aside
from core.errors import BadInput
from core.fit import rows_on_disk


def seen(frames: int = 50) -> Landmarks:
    random = np.random.default_rng(5)
    image = random.standard_normal((frames, 33, 3))
    image[3] = np.nan
    camera = random.standard_normal((frames, 33, 3)).astype(np.float32)
    return Landmarks(np.arange(frames) / 30.0, image, camera)


def alike(one: Landmarks, other: Landmarks) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True)
        and getattr(one, name).dtype == getattr(other, name).dtype
        for name in ("times", "image_points", "camera_points")
    )


@pytest.mark.parametrize(
    "frames", [np.arange(50), np.arange(7, 20), np.r_[2:5, 30:34, 49], np.array([], dtype=int)]
)
def test_parts_are_those_of_the_landmarks_bit_for_bit(frames):
    with LandmarksOnDisk(seen()) as aside:
        assert alike(aside.part(frames), seen().part(frames))
        assert alike(aside.part(np.array([49])), seen().part(np.array([49])))
        assert alike(aside.whole(), seen())


def test_many_landmarks_are_not_held_in_memory_and_few_stay_as_they_are(monkeypatch):
    few = seen()
    with set_aside(few) as aside:
        assert aside is few
    monkeypatch.setattr(landmarks_on_disk, "_LONG", 49)
    with set_aside(few) as aside:
        held = [getattr(aside, name) for name in vars(aside)]
        arrays = [one for one in held if isinstance(one, np.ndarray)]
        arrays += [one._like for one in held if isinstance(one, rows_on_disk.RowsOnDisk)]
        assert all(array.nbytes <= few.times.nbytes and array.base is None for array in arrays)


def test_a_temporary_folder_that_is_not_there_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(rows_on_disk.tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(BadInput, match="make room there or name another folder"):
        LandmarksOnDisk(seen())
