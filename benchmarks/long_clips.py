"""Clips of any length out of the sample, for the benchmarks of the capture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from core.video.reader import VideoReader
from core.video.writer import VideoWriter

SAMPLE = Path(__file__).resolve().parents[1] / "resources" / "sample"
#: Pictures of the sample that are played, there and back.
_THERE = 151


def to_and_fro(count: int, length: int) -> Iterator[int]:
    """`count` numbers that go up to length - 1 and down to 0 again and again."""
    way = [*range(length), *range(length - 2, 0, -1)]
    for place in range(count):
        yield way[place % len(way)]


def made_clip(path: Path, seconds: float, size: tuple[int, int] = (1920, 1080)) -> Path:
    """The sample to and fro for so long, scaled to a size: encoded once, then repeated."""
    import av
    import cv2

    once = path.with_name(f"once {path.name}")
    with VideoReader(SAMPLE / "video.mp4") as sample:
        count = round(seconds * sample.rate)
        pictures = [cv2.resize(picture, size) for picture in sample.frames(0, _THERE)]
        round_trip = list(to_and_fro(2 * _THERE - 2, _THERE))
        with VideoWriter(once, *size, sample.rate, crf=23) as out:
            for number in round_trip[: min(count, len(round_trip))]:
                out.write(pictures[number])
    with av.open(str(path), "w", format="mp4") as out, av.open(str(once)) as source:
        picture = source.streams.video[0]
        copy = out.add_stream_from_template(picture)
        packets = [(packet.pts, packet.dts, bytes(packet), packet.is_keyframe)
                   for packet in source.demux(picture) if packet.size]  # fmt: skip
        step = int(1 / (picture.time_base * picture.average_rate))
        for number in range(-(-count // len(packets))):
            later = number * len(packets) * step
            for pts, dts, content, key in packets:
                packet = av.Packet(content)
                packet.pts, packet.dts, packet.time_base = (
                    pts + later,
                    dts + later,
                    picture.time_base,
                )
                packet.stream, packet.is_keyframe, packet.duration = copy, key, step
                out.mux(packet)
    once.unlink()
    return path
