"""The video writer: exact rate, right pixels, all or nothing on the disk."""

from pathlib import Path

import av
import numpy as np
import pytest

from core.errors import BadInput
from core.video.writer import VideoWriter


def _picture(k: int, width: int = 64, height: int = 48) -> np.ndarray:
    frame = np.zeros((height, width, 3), dtype=np.uint8)
    frame[..., 0], frame[..., 1] = 8 * k, 200 - 5 * k
    return frame


@pytest.mark.parametrize(
    ("asked", "written"),
    [(30, (30, 1)), (29.97, (30000, 1001)), (23.976, (24000, 1001)), (60, (60, 1))],
)
def test_frame_k_is_shown_at_k_over_the_rate(
    tmp_path: Path, asked: float, written: tuple[int, int]
):
    path = tmp_path / "clip.mp4"
    with VideoWriter(path, 64, 48, asked) as video:
        for k in range(25):
            video.write(_picture(k))
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.average_rate.numerator, stream.average_rate.denominator) == written
        assert stream.codec_context.pix_fmt == "yuv420p"
        frames = list(container.decode(stream))
    assert [float(f.pts * f.time_base) for f in frames] == pytest.approx(
        [k * written[1] / written[0] for k in range(25)], abs=1e-9
    )
    for k in (0, 11, 24):
        shown = frames[k].to_ndarray(format="rgb24").mean(axis=(0, 1))
        assert np.abs(shown - _picture(k).mean(axis=(0, 1))).max() < 4.0


def test_an_interrupted_video_leaves_nothing_and_keeps_what_was_there(tmp_path: Path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"before")
    with pytest.raises(RuntimeError), VideoWriter(path, 64, 48, 30) as video:
        video.write(_picture(0))
        raise RuntimeError("stopped")
    assert path.read_bytes() == b"before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["clip.mp4"]


@pytest.mark.parametrize(
    ("width", "height", "rate"), [(63, 48, 30), (64, 0, 30), (64, 48, 0), (64, 48, float("nan"))]
)
def test_sizes_and_rates_that_no_video_has_are_refused(
    tmp_path: Path, width: int, height: int, rate: float
):
    with pytest.raises(BadInput):
        VideoWriter(tmp_path / "clip.mp4", width, height, rate)


def test_a_missing_folder_is_bad_input(tmp_path: Path):
    with (
        pytest.raises(BadInput, match="does not exist"),
        VideoWriter(tmp_path / "nowhere" / "clip.mp4", 64, 48, 30),
    ):
        pass
