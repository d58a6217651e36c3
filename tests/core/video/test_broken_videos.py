"""What cannot be read is told in one line; what can be read of a damaged file is read."""

from __future__ import annotations

import wave

import pytest
from numbered_video import number_of, write_numbered_video

from core.errors import BadInput
from core.video.reader import VideoReader


def refusal(path) -> str:
    with pytest.raises(BadInput) as caught:
        VideoReader(path)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_missing_empty_and_foreign_files_are_refused(tmp_path):
    assert "no video at" in refusal(tmp_path / "nothing.mp4")
    (tmp_path / "empty.mp4").write_bytes(b"")
    assert "zero bytes" in refusal(tmp_path / "empty.mp4")
    (tmp_path / "noise.mp4").write_bytes(bytes(range(256)) * 40)
    assert "cannot be opened as a video" in refusal(tmp_path / "noise.mp4")
    (tmp_path / "words.txt").write_text("not a film\n" * 50)
    assert "video" in refusal(tmp_path / "words.txt")
    (tmp_path / "walk.bvh").write_text("HIERARCHY\nROOT Hips\n")
    assert "video" in refusal(tmp_path / "walk.bvh")
    assert "no file" in refusal(tmp_path)


def test_sound_alone_is_refused(tmp_path):
    with wave.open(str(tmp_path / "sound.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\0" * 8000)
    assert "no video stream" in refusal(tmp_path / "sound.wav")


@pytest.mark.parametrize("name", ["cut.mp4", "cut.mkv", "cut.avi"])
def test_a_file_that_was_cut_short_gives_what_it_holds_and_says_so(tmp_path, name):
    options = {"movflags": "faststart"} if name.endswith("mp4") else {}
    codec = "mpeg4" if name.endswith("avi") else "libx264"
    path = write_numbered_video(
        tmp_path / name, codec=codec, options={"bf": "2", "g": "25"}, container_options=options
    )
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])
    with VideoReader(path) as reader:
        count = reader.frame_count
        assert 20 < count < 88
        assert [number_of(picture) for picture in reader.frames()] == list(range(count))
        assert [number_of(reader.frame(k)) for k in (count - 1, 0)] == [count - 1, 0]
        assert len(reader.warnings) == 1
        assert "cut short" in reader.warnings[0]


def test_a_file_without_its_index_is_refused(tmp_path):
    path = write_numbered_video(tmp_path / "phone.mp4")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])  # the index of this kind stands at the end
    assert "cut short" in refusal(path)


def test_a_hole_in_the_middle_repeats_the_last_good_picture(tmp_path):
    path = write_numbered_video(tmp_path / "hole.mp4", options={"bf": "0", "g": "30"})
    torn = bytearray(path.read_bytes())
    middle = torn.find(b"mdat") + (torn.find(b"moov") - torn.find(b"mdat")) // 2
    torn[middle : middle + 400] = b"\xff" * 400
    path.write_bytes(bytes(torn))
    with VideoReader(path) as reader:
        count = reader.frame_count
        assert count == 90
        forwards = [number_of(picture) for picture in reader.frames()]
        assert len(forwards) == 90
        assert forwards[:20] == list(range(20))
        assert forwards[-20:] == list(range(70, 90))
        for k in (5, 50, 85):
            reader.frame(k)
