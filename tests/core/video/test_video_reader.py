"""The reader gives exactly the frame that is asked for, at its true time, the right way up."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numbered_video import number_of, write_numbered_video

from core.video.reader import VideoReader

LONG_GROUPS = {"bf": "3", "g": "45"}
VFR_MS = [sum((17, 90, 33, 41, 8)[i % 5] for i in range(k)) for k in range(90)]

VIDEOS = {
    "h264-b-frames.mp4": {"options": LONG_GROUPS},
    "h264-one-group.mp4": {"options": {"bf": "2", "g": "9999"}},
    "h264-open-groups.mkv": {"options": {"bf": "3", "g": "20", "x264-params": "open-gop=1"}},
    "h264-intra-refresh.mp4": {"options": {"g": "20", "x264-params": "intra-refresh=1"}},
    "h264-stream.ts": {"options": LONG_GROUPS},
    "h264-without-times.h264": {"options": LONG_GROUPS, "container_format": "h264"},
    "h264-variable.mp4": {"options": LONG_GROUPS, "times_ms": VFR_MS},
    "mpeg4.avi": {"codec": "mpeg4", "options": {"bf": "2", "g": "30"}},
    "mpeg2.ts": {"codec": "mpeg2video", "options": {"bf": "2", "g": "15"}},
    "vp9.webm": {
        "codec": "libvpx-vp9",
        "options": {"g": "30", "cpu-used": "8", "deadline": "good"},
    },
}


@pytest.fixture(scope="module", params=sorted(VIDEOS))
def numbered_video(request, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("videos") / request.param
    return write_numbered_video(path, **VIDEOS[request.param])


def test_every_frame_is_right_forwards_backwards_and_at_random(numbered_video):
    with VideoReader(numbered_video) as reader:
        count = reader.frame_count
        assert count == 90
        assert [number_of(picture) for picture in reader.frames()] == list(range(count))
        order = [*range(count - 1, -1, -1), *random.Random(7).choices(range(count), k=80)]
        wrong = [k for k in order if number_of(reader.frame(k)) != k]
        assert wrong == []


def test_every_frame_is_right_where_the_cache_holds_only_a_few(numbered_video):
    with VideoReader(numbered_video, cache_bytes=8 * 320 * 96 * 3 // 2) as reader:
        order = [*range(70, 20, -1), *range(60, 90), 3, 88, 44, 45, 0]
        assert [number_of(reader.frame(k)) for k in order] == order


def test_iterating_in_the_middle_starts_and_stops_exactly(numbered_video):
    with VideoReader(numbered_video) as reader:
        assert [number_of(picture) for picture in reader.frames(37, 61)] == list(range(37, 61))
        assert list(reader.frames(20, 20)) == []


def test_times_of_a_variable_rate_are_those_that_were_written(tmp_path):
    path = write_numbered_video(tmp_path / "v.mp4", options=LONG_GROUPS, times_ms=VFR_MS)
    with VideoReader(path) as reader:
        np.testing.assert_allclose(reader.times, np.array(VFR_MS) / 1000.0, atol=1e-3)
        assert reader.variable_rate
        for k in (0, 1, 44, 89):
            assert reader.frame_at(reader.times[k]) == k
            assert reader.frame_at(reader.times[k] - 0.002) == max(k - 1, 0)
        assert reader.frame_at(1e6) == 89
        assert reader.frame_at(-1.0) == 0


def test_an_edit_list_hides_frames_without_moving_the_others(tmp_path):
    path = write_numbered_video(tmp_path / "t.mp4", options={"bf": "3", "g": "45"})
    written = bytearray(path.read_bytes())
    entry = written.find(b"elst") + 12
    media_start = int.from_bytes(written[entry + 4 : entry + 8], "big")
    ticks_a_frame = 15360 // 30
    written[entry : entry + 4] = (1500).to_bytes(4, "big")  # 1.5 s of the film
    written[entry + 4 : entry + 8] = (media_start + 20 * ticks_a_frame).to_bytes(4, "big")
    path.write_bytes(bytes(written))
    with VideoReader(path) as reader:
        shown = [number_of(picture) for picture in reader.frames()]
        assert shown == list(range(20, 65))
        assert reader.times[0] == 0.0
        assert reader.warnings == ()
        assert number_of(reader.frame(44)) == 64
        assert number_of(reader.frame(2)) == 22


def test_the_shared_variable_rate_video_has_its_true_times(videos_folder):
    folder = videos_folder / "derived_vfr"
    truth = json.loads((folder / "frame_times.json").read_text())["frames"]
    with VideoReader(folder / "juggle_vfr.mp4") as reader:
        assert reader.frame_count == len(truth)
        np.testing.assert_allclose(reader.times, [time for _, time in truth], atol=1e-5)
        with VideoReader(videos_folder / "sam2_juggle" / "juggle.mp4") as source:
            for k in (0, 57, 120, 178):
                ours = reader.frame(k).astype(float)
                errors = {
                    step: np.abs(source.frame(truth[k][0] + step)[::4, ::4][:135, :240].mean(2)
                    - ours[::3, ::3][:135, :240].mean(2)).mean()
                    for step in (-2, 0, 2) if 0 <= truth[k][0] + step < source.frame_count
                }  # fmt: skip
                assert min(errors, key=errors.__getitem__) == 0, (k, errors)


def test_a_phone_video_is_shown_upright(videos_folder):
    turned = VideoReader(videos_folder / "derived_rotated_phone" / "rotated90.mp4")
    upright = VideoReader(videos_folder / "p2s_balance_cam04" / "cam04.mp4")
    with turned, upright:
        assert turned.rotation == 90
        assert (turned.width, turned.height) == (upright.width, upright.height) == (1088, 1920)
        for k in (0, 41):
            ours, truth = turned.frame(k).astype(float), upright.frame(k).astype(float)
            assert ours.shape == truth.shape == (1920, 1088, 3)
            assert np.abs(ours - truth).mean() < 6.0
            assert np.abs(ours[::-1, ::-1] - truth).mean() > 20.0


def test_pictures_are_contiguous_rgb(tmp_path):
    with VideoReader(write_numbered_video(tmp_path / "a.mp4", frames=3)) as reader:
        picture = reader.frame(1)
        assert picture.dtype == np.uint8
        assert picture.flags.c_contiguous
        assert picture.shape == (96, 320, 3)
        assert reader.rate == 30.0
        with pytest.raises(IndexError):
            reader.frame(3)


def test_the_cache_keeps_its_bound_and_steps_back_without_decoding(tmp_path):
    path = write_numbered_video(tmp_path / "c.mp4", options={"bf": "0", "g": "9999"})
    bound = 30 * 320 * 96 * 2
    with VideoReader(path, cache_bytes=bound) as reader:
        reader.frame(80)
        assert 0 < reader._cache.bytes <= bound
        cursor = reader._cursor
        before = cursor.position
        assert [number_of(reader.frame(k)) for k in range(80, 65, -1)] == list(range(80, 65, -1))
        assert cursor.position == before


def test_importing_the_reader_does_not_import_the_decoder():
    code = "import sys, core.video.reader; sys.exit('av' in sys.modules or 'cv2' in sys.modules)"
    root = Path(__file__).resolve().parents[3]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
