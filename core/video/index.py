"""Where every displayed frame of a video lies in time, and from where it can be decoded.

The presentation times come from the packets, without decoding. Where packets lie (no times, times
given twice, other frames at the start than the packets promise) everything is decoded once, and
frames are told apart by counting from the start.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.errors import BadInput
from core.video.opening import open_video
from core.video.orientation import Orientation, orientation_of

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

#: How many frames at the start are decoded to see whether the packets told the truth.
_FRAMES_CHECKED = 6
#: Bare streams of coded pictures: their times are the demuxer's guess of 25 a second.
_TIMELESS = {"h264", "hevc", "vvc", "m4v", "mpegvideo", "vc1", "cavsvideo", "obu"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A frame that decoding can start from."""

    frame: int  # which displayed frame
    stamp: int  # its presentation time, ticks
    decode_stamp: int  # its decoding time, ticks: what some formats seek by


@dataclass(frozen=True, slots=True)
class FrameIndex:
    """All displayed frames of one file."""

    stamps: tuple[int, ...]  # presentation times, ticks, rising
    time_base: Fraction  # seconds a tick
    entries: tuple[Entry, ...]  # rising; empty where decoding can only start at the beginning
    counted: bool  # frames are told apart by counting from the start, stamps are not to be trusted
    stored_width: int
    stored_height: int
    orientation: Orientation
    pixel_aspect: Fraction
    named_rate: Fraction | None  # what the file says, where it says anything
    warnings: tuple[str, ...] = ()
    _frame_of: dict[int, int] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._frame_of.update({stamp: k for k, stamp in enumerate(self.stamps)})

    @property
    def times(self) -> np.ndarray:
        """(frames,) seconds from the first displayed frame."""
        ticks = np.array([stamp - self.stamps[0] for stamp in self.stamps], dtype=float)
        return ticks * self.time_base.numerator / self.time_base.denominator

    def frame_of(self, stamp: int | None) -> int | None:
        """Which displayed frame has this presentation time."""
        return None if stamp is None else self._frame_of.get(stamp)

    def entry_before(self, frame: int, groups_back: int = 0) -> int:
        """Index into `entries` of the last one at or before `frame`; -1 where there is none."""
        return bisect_right(self.entries, frame, key=lambda entry: entry.frame) - 1 - groups_back

    def group_start(self, frame: int) -> int:
        """The frame from which decoding has to start to reach `frame`."""
        entry = self.entry_before(frame)
        return self.entries[entry].frame if entry >= 0 else 0


@dataclass(slots=True)
class _Packets:
    """What demuxing alone says."""

    stamps: list[int] = field(default_factory=list)
    keys: list[tuple[int, int]] = field(default_factory=list)  # presentation, decoding time
    whole: bool = True  # no error, no torn packet
    end: int = 0  # the latest end of a frame, ticks
    timed: bool = True  # every packet has its presentation time


def read_index(path: Path) -> FrameIndex:
    """The index of a video file.

    Raises: BadInput, as `open_video` does, and where not one frame can be decoded.
    """
    container, stream = open_video(path)
    with container:
        packets = _demuxed(container, stream)
        promised = _promised_seconds(container, stream)
        aspect = stream.sample_aspect_ratio or Fraction(1)
        timeless = bool(_TIMELESS & set(container.format.name.split(",")))
        named_rate = stream.average_rate or stream.guessed_rate
        if timeless:
            named_rate = stream.guessed_rate or named_rate  # the coded pictures' own word
        time_base = stream.time_base or Fraction(1, 1_000_000)
    first, first_stamps = _first_frames(path)
    warnings: list[str] = []
    stamps = sorted(set(packets.stamps))
    found = float((packets.end - stamps[0]) * time_base) if stamps else 0.0
    # a tenth of a second and two frames: how far honest files are off
    slack = 0.1 + 2.0 * found / max(len(stamps), 1)
    cut_short = not packets.whole or (bool(stamps) and found < promised - slack)
    honest = (
        packets.timed
        and not timeless
        and len(stamps) == len(packets.stamps)
        and first_stamps == stamps[: len(first_stamps)]
    )
    if not honest:
        stamps, counted = _stamps_by_decoding(path, time_base, named_rate, timeless)
    else:
        counted = False
        if cut_short:
            stamps = _without_lost_tail(path, stamps, packets.keys)
    if cut_short:
        length = float((stamps[-1] - stamps[0]) * time_base)
        warnings.append(
            f"{path.name} is cut short or damaged: "
            f"{len(stamps)} frames ({length:.2f} s) can be read."
        )
    if aspect != 1 and aspect > 0:
        warnings.append(f"{path.name} has pixels that are not square ({aspect}); shown as stored.")
    known = {stamp: k for k, stamp in enumerate(stamps)}
    entries = [Entry(known[s], s, d) for s, d in sorted(packets.keys) if s in known]
    return FrameIndex(
        stamps=tuple(stamps),
        time_base=time_base,
        entries=() if counted else tuple(entries),
        counted=counted,
        stored_width=first.width,
        stored_height=first.height,
        orientation=orientation_of(first),
        pixel_aspect=aspect,
        named_rate=named_rate,
        warnings=tuple(warnings),
    )


def _promised_seconds(container: InputContainer, stream: VideoStream) -> float:
    """The length that the file's header claims for the pictures; 0 where it claims none."""
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    if len(container.streams) != 1:
        return 0.0
    promised = container.duration or 0
    if "matroska" in container.format.name:  # counts from zero, wherever the pictures begin
        promised -= max(container.start_time or 0, 0)
    return promised / 1e6


def _demuxed(container: InputContainer, stream: VideoStream) -> _Packets:
    from av.error import FFmpegError

    packets = _Packets()
    torn: int | None = None  # presentation time of the last packet, where only a part is there
    try:
        for packet in container.demux(stream):
            if packet.size == 0:
                continue
            packets.whole = packets.whole and not packet.is_corrupt
            torn = packet.pts if packet.is_corrupt else None
            if packet.is_discard:  # cut away by the file's edit list: never displayed
                continue
            if packet.pts is None:
                packets.timed = False
                continue
            packets.stamps.append(packet.pts)
            packets.end = max(packets.end, packet.pts + (packet.duration or 0))
            if packet.is_keyframe:
                decode_stamp = packet.pts if packet.dts is None else packet.dts
                packets.keys.append((packet.pts, decode_stamp))
    except FFmpegError:
        packets.whole = False
    if torn is not None:  # what is displayed after the torn frame would follow a hole
        packets.stamps = [stamp for stamp in packets.stamps if stamp < torn] or packets.stamps
    return packets


def decoded(container: InputContainer, stream: VideoStream):
    """Every frame that the decoder gives, in display order; torn packets are passed over."""
    from av.error import FFmpegError

    try:
        for packet in container.demux(stream):
            try:
                yield from packet.decode()
            except FFmpegError:
                continue
    except FFmpegError:
        return


def _first_frames(path: Path) -> tuple[VideoFrame, list[int | None]]:
    container, stream = open_video(path)
    with container:
        first: VideoFrame | None = None
        stamps: list[int | None] = []
        for frame in decoded(container, stream):
            first = first or frame
            stamps.append(frame.pts)
            if len(stamps) == _FRAMES_CHECKED:
                break
    if first is None:
        raise BadInput(f"Not one picture of {path} can be decoded; copy it again or convert it.")
    return first, stamps


def _stamps_by_decoding(
    path: Path, time_base: Fraction, rate: Fraction | None, timeless: bool
) -> tuple[list[int], bool]:
    """Rising stamps of all frames in the order that the decoder gives them, and whether made up.

    They are made up where the file is `timeless`, and where the decoder gives no time or one that
    does not rise: then they step by one frame of the named rate.
    """
    step = max(1, round(1 / (time_base * (rate or Fraction(30)))))
    container, stream = open_video(path)
    stamps: list[int] = []
    with container:
        for frame in decoded(container, stream):
            stamp = None if timeless else frame.pts
            if stamp is None or (stamps and stamp <= stamps[-1]):
                stamp = stamps[-1] + step if stamps else 0
            stamps.append(stamp)
    return stamps, True


def _without_lost_tail(path: Path, stamps: list[int], keys: list[tuple[int, int]]) -> list[int]:
    """The stamps without those of the last group that the decoder cannot give."""
    last_key = max((stamp for stamp, _ in keys), default=None)
    if last_key is None:
        return stamps
    container, stream = open_video(path)
    with container:
        container.seek(last_key, stream=stream)
        given = {frame.pts for frame in decoded(container, stream)}
    kept = [stamp for stamp in stamps if stamp < last_key or stamp in given]
    return kept or stamps
