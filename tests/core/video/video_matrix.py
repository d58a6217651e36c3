"""Videos of every kind that reaches a user, each picture with its number drawn into it."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numbered_video import numbered_picture

WIDE = (320, 96)
#: 16.16 display matrices, clockwise: a b c d of x' = a x + c y, y' = b x + d y.
TURNS = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}


@dataclass(frozen=True)
class Kind:
    """How one video of the matrix is made."""

    codec: str = "libx264"
    suffix: str = "mp4"
    options: dict[str, str] = field(default_factory=dict)
    pixels: str = "yuv420p"
    size: tuple[int, int] = WIDE
    rate: Fraction = Fraction(30)
    frames: int = 60
    #: ticks of 1 ms at which the pictures are shown; None: evenly by the rate.
    times_ms: tuple[int, ...] | None = None
    first_tick: int = 0  # of the first picture, in frames (in ms with `times_ms`)
    container: dict[str, str] = field(default_factory=dict)
    container_format: str | None = None
    turn: int = 0  # degrees clockwise that the display matrix asks for
    aspect: Fraction | None = None  # of a pixel
    full_range: bool = False
    sound: bool = False
    spoil: Callable[[bytes], bytes] | None = None  # the file's bytes, after writing
    shown: tuple[int, int] | None = None  # first and last + 1 of the pictures that are shown
    reads_all: bool = True  # otherwise it was cut short: any number of the first ones
    promises: bool = True  # its header says how long it is


def write(kind: Kind, path: Path) -> Path:
    """Write a video of this kind; the path gets its suffix."""
    path = path.with_suffix("." + kind.suffix)
    opened = av.open(str(path), "w", format=kind.container_format, options=dict(kind.container))
    with usual_priority(), opened as file:
        stream = file.add_stream(kind.codec, rate=kind.rate, options=dict(kind.options))
        across = kind.turn in (90, 270)
        width, height = kind.size[::-1] if across else kind.size
        stream.width, stream.height, stream.pix_fmt = width, height, kind.pixels
        tick = Fraction(1, 1000) if kind.times_ms else 1 / kind.rate
        stream.codec_context.time_base = tick
        if kind.aspect is not None:
            stream.codec_context.sample_aspect_ratio = kind.aspect
        if kind.full_range:
            stream.codec_context.color_range = 2
        sound = file.add_stream("aac", rate=8000) if kind.sound else None
        for number in range(kind.frames):
            picture = stored(numbered_picture(number, kind.size), kind.turn)
            frame = av.VideoFrame.from_ndarray(picture, "rgb24").reformat(
                format=kind.pixels, dst_color_range="JPEG" if kind.full_range else None
            )
            frame.pts = kind.first_tick + (kind.times_ms[number] if kind.times_ms else number)
            frame.time_base = tick
            file.mux(stream.encode(frame))
            if sound is not None and number % 3 == 0:
                quiet = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), layout="mono")
                quiet.rate, quiet.pts = 8000, number // 3 * 800
                file.mux(sound.encode(quiet))
        file.mux(stream.encode())
        if sound is not None:
            file.mux(sound.encode())
    content = path.read_bytes()
    if kind.turn:
        content = with_turn(content, kind.turn)
    if kind.spoil is not None:
        content = kind.spoil(content)
    path.write_bytes(content)
    return path


@contextmanager
def usual_priority() -> Iterator[None]:
    """Give this thread its priority back.

    Where it may, the AV1 encoder makes the thread that opens it a real-time one, and with it all
    that the thread starts later: the rest of a test run would push everything else aside.
    """
    if not hasattr(os, "sched_setscheduler"):  # macOS, Windows
        yield
        return
    policy, parameters = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        os.sched_setscheduler(0, policy, parameters)


def stored(picture: np.ndarray, turn: int) -> np.ndarray:
    """What a camera held on its side stores of an upright picture."""
    return np.ascontiguousarray(np.rot90(picture, turn // 90))


def with_turn(content: bytes, turn: int) -> bytes:
    """The MP4 or MOV with this display matrix in its first track header (version 0)."""
    at = content.index(b"tkhd") + 44
    a, b, c, d = (value << 16 for value in TURNS[turn])
    matrix = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    return content[:at] + matrix + content[at + 36 :]


def with_edit(start_frame: int, frames: int, ticks: int, rate: int) -> Callable[[bytes], bytes]:
    """An MP4 whose edit list shows `frames` pictures from `start_frame` on (`ticks` a frame)."""

    def edited(content: bytes) -> bytes:
        at = content.index(b"elst") + 12
        start = struct.unpack(">i", content[at + 4 : at + 8])[0]
        length = round(1000 * frames / rate)
        entry = struct.pack(">Ii", length, start + start_frame * ticks)
        return content[:at] + entry + content[at + 8 :]

    return edited


def cut_to(part: float) -> Callable[[bytes], bytes]:
    return lambda content: content[: int(len(content) * part)]


def without(tag: bytes) -> Callable[[bytes], bytes]:
    """The container's index renamed, so that nobody finds it."""

    def renamed(content: bytes) -> bytes:
        at = content.rindex(tag)
        return content[:at] + b"JUNK"[: len(tag)] + content[at + len(tag) :]

    return renamed


B = {"bf": "3", "g": "20"}
X265 = {"x265-params": "log-level=none:bframes=3:keyint=20"}
AV1 = {"preset": "12", "g": "20"}
VP9 = {"g": "20", "cpu-used": "8", "deadline": "realtime", "b": "2M"}
UNEVEN = tuple(sum((17, 90, 33, 41, 8)[i % 5] for i in range(k)) for k in range(60))
MPEG_INTERLACED = {"flags": "+ildct+ilme", "bf": "2", "g": "15", "b": "4M"}

#: What most people's videos are.
USUAL: dict[str, Kind] = {
    "h264": Kind(options=B),
    "h264 of a phone, on its side, with sound": Kind(options=B, turn=90, sound=True),
    "h264 upside down": Kind(options=B, turn=180),
    "h264 on its other side, mov": Kind(suffix="mov", options=B, turn=270),
    "h264 at a variable rate": Kind(options=B, times_ms=UNEVEN),
    "h264 at 240 fps": Kind(options=B, rate=Fraction(240)),
    "h264 of one picture": Kind(frames=1),
    "h264 with open groups, mkv": Kind(
        suffix="mkv", options={**B, "x264-params": "open-gop=1:b-pyramid=normal"}
    ),
    "h264 after an edit": Kind(options=B, spoil=with_edit(7, 40, 512, 30), shown=(7, 47)),
    "hevc with open groups": Kind("libx265", options=X265),
    "vp9 of an odd size, webm": Kind("libvpx-vp9", "webm", VP9, size=(321, 97)),
    "av1": Kind("libsvtav1", options=AV1),
    "mjpeg, avi": Kind("mjpeg", "avi", pixels="yuvj420p"),
    "mpeg4 without its index, avi": Kind("mpeg4", "avi", {"g": "12"}, spoil=without(b"idx1")),
    "h264 cut short, mkv": Kind(suffix="mkv", options=B, spoil=cut_to(0.6), reads_all=False),
}

#: And what else there is.
RARE: dict[str, Kind] = {
    "h264 at 10 fps": Kind(options=B, rate=Fraction(10)),
    "h264 at 23.976 fps": Kind(options=B, rate=Fraction(24000, 1001)),
    "h264 at 59.94 fps, mov": Kind(suffix="mov", options=B, rate=Fraction(60000, 1001)),
    "h264 every second": Kind(options=B, rate=Fraction(1)),
    "h264 begun late": Kind(options=B, first_tick=77),
    "h264 begun late, mkv": Kind(suffix="mkv", options=B, first_tick=77),
    "h264 begun before zero": Kind(
        options=B, first_tick=-20, container={"avoid_negative_ts": "disabled"}, shown=(20, 60)
    ),
    "h264 with negative decoding times": Kind(options=B, container={"use_editlist": "0"}),
    "h264 at a variable rate, mkv": Kind(suffix="mkv", options=B, times_ms=UNEVEN),
    "h264 in fragments": Kind(
        options=B, container={"movflags": "frag_keyframe+empty_moov+default_base_moof"}
    ),
    "h264 in fragments cut short": Kind(
        options=B,
        container={"movflags": "frag_keyframe+empty_moov"},
        spoil=cut_to(0.7),
        reads_all=False,
    ),
    "h264 with its index first": Kind(options=B, container={"movflags": "faststart"}),
    "h264 with its index first, cut short": Kind(
        options=B, container={"movflags": "faststart"}, spoil=cut_to(0.7), reads_all=False
    ),
    "h264 without cues, mkv": Kind(
        suffix="mkv", options=B, spoil=without(bytes.fromhex("1c53bb6b"))
    ),
    "h264 of a live stream, mkv": Kind(suffix="mkv", options=B, container={"live": "1"}),
    "h264, ts": Kind(suffix="ts", options=B),
    "h264 cut short, ts": Kind(
        suffix="ts", options=B, spoil=cut_to(0.7), reads_all=False, promises=False
    ),
    "h264 begun in the middle, ts": Kind(suffix="ts", options=B, first_tick=300_000),
    "h264, flv": Kind(suffix="flv", options=B),
    "h264, avi": Kind(suffix="avi", options={"bf": "0", "g": "20"}),
    "h264 without times": Kind(suffix="h264", options=B, container_format="h264"),
    "hevc without times": Kind("libx265", "hevc", X265, container_format="hevc"),
    "h264 in one group": Kind(options={"bf": "2", "g": "9999"}),
    "h264 of keyframes only": Kind(options={"bf": "0", "g": "1"}),
    "h264 refreshed bit by bit": Kind(options={"g": "20", "x264-params": "intra-refresh=1"}),
    "h264 interlaced": Kind(options={**B, "x264-params": "tff=1"}, size=(320, 128)),
    "h264 of a cropped size": Kind(options=B, size=(318, 90)),
    "h264 in 10 bits": Kind(options=B, pixels="yuv420p10le"),
    "h264 with all colours, odd": Kind(options=B, pixels="yuv444p", size=(321, 97)),
    "h264 in full range": Kind(options=B, pixels="yuvj420p", full_range=True),
    "h264 with wide pixels": Kind(options=B, aspect=Fraction(4, 3)),
    "h264 with wide pixels on its side": Kind(options=B, aspect=Fraction(4, 3), turn=90),
    "h264 grey": Kind(options=B, pixels="gray"),
    "h264 of two pictures": Kind(options=B, frames=2),
    "h264 after an edit at a keyframe": Kind(
        options=B, spoil=with_edit(20, 40, 512, 30), shown=(20, 60)
    ),
    "hevc in 10 bits on its side, mov": Kind(
        "libx265", "mov", X265, pixels="yuv420p10le", turn=90, sound=True
    ),
    "hevc, mkv": Kind("libx265", "mkv", X265),
    "hevc, ts": Kind("libx265", "ts", X265),
    "hevc after an edit": Kind(
        "libx265", options=X265, spoil=with_edit(7, 40, 512, 30), shown=(7, 47)
    ),
    "hevc at a variable rate": Kind("libx265", options=X265, times_ms=UNEVEN),
    "vp8, webm": Kind("libvpx", "webm", {"g": "20", "cpu-used": "8", "b": "2M"}),
    "vp9 with hidden pictures, webm": Kind(
        "libvpx-vp9",
        "webm",
        {
            "g": "30",
            "cpu-used": "8",
            "deadline": "good",
            "lag-in-frames": "16",
            "auto-alt-ref": "1",
            "b": "2M",
        },
    ),
    "vp9, mp4": Kind("libvpx-vp9", "mp4", VP9),
    "vp9 at a variable rate, webm": Kind("libvpx-vp9", "webm", VP9, times_ms=UNEVEN),
    "av1, webm": Kind("libsvtav1", "webm", AV1),
    "av1 in 10 bits, mkv": Kind("libsvtav1", "mkv", AV1, pixels="yuv420p10le"),
    "av1 at a variable rate": Kind("libsvtav1", options=AV1, times_ms=UNEVEN),
    "mjpeg of an odd size, mov": Kind("mjpeg", "mov", pixels="yuvj420p", size=(321, 97)),
    "mjpeg with half colours on its side, mov": Kind("mjpeg", "mov", pixels="yuvj422p", turn=90),
    "mpeg4 with B frames, mp4": Kind("mpeg4", options={"bf": "2", "g": "20", "b": "2M"}),
    "mpeg4 with B frames, avi": Kind("mpeg4", "avi", {"bf": "2", "g": "20", "b": "2M"}),
    "mpeg4 cut short, avi": Kind(
        "mpeg4", "avi", {"g": "12", "b": "2M"}, spoil=cut_to(0.7), reads_all=False
    ),
    "mpeg2 interlaced, ts": Kind("mpeg2video", "ts", MPEG_INTERLACED),
    "mpeg2, mpg": Kind("mpeg2video", "mpg", {"bf": "2", "g": "15", "b": "4M"}),
    "prores, mov": Kind("prores_ks", "mov", pixels="yuv422p10le"),
    "prores with all colours on its side, mov": Kind(
        "prores_ks", "mov", pixels="yuv444p10le", turn=270
    ),
    "dnxhd, mov": Kind("dnxhd", "mov", {"profile": "dnxhr_sq"}, pixels="yuv422p", size=(320, 128)),
    "ffv1 of an odd size, mkv": Kind("ffv1", "mkv", {"g": "5"}, size=(321, 97)),
    "huffyuv, avi": Kind("huffyuv", "avi", pixels="yuv422p"),
    "raw, avi": Kind("rawvideo", "avi"),
    "h263, 3gp": Kind("h263", "3gp", {"g": "12"}, size=(352, 288), aspect=Fraction(12, 11)),
    "wmv, wmv": Kind("wmv2", "wmv", {"g": "12", "b": "2M"}),
    "sorenson, flv": Kind("flv", "flv", {"g": "12", "b": "2M"}),
    "gif": Kind("gif", "gif", pixels="rgb8", rate=Fraction(25)),
}
