"""Moments in words: frame numbers counted from 1, and timecode as editors count it."""

from __future__ import annotations

import math
import re

import numpy as np

#: A moment this little before a frame's time is that frame's (DESIGN 5: contacts and samples).
SLACK = 1e-6
#: Frames whose spacing differs by more than this (seconds) are uneven: files round to 1 ms.
UNEVEN = 5e-3
#: A rate this near to one that editors know is it (Hz), and a moment this little before a frame
#: (frames) is at it: files round rates to some digits, 29.97 to .02 frames in 10 minutes.
_NTSC_NEAR, _NEARLY = 5e-3, 0.02


def frame_at(times: np.ndarray, moment: float) -> int:
    """The frame shown at a moment: the last that has begun. Counted from 0.

    times: (frames,) seconds, rising. Before the first it is the first; -1 where there is none.
    """
    if len(times) == 0:
        return -1
    return max(0, int(np.searchsorted(times, moment + SLACK, side="right")) - 1)


def nearest_frame(times: np.ndarray, moment: float) -> int:
    """The frame whose time is nearest to a moment. Counted from 0; -1 where there is none."""
    before = frame_at(times, moment)
    if 0 <= before < len(times) - 1 and times[before + 1] - moment < moment - times[before]:
        return before + 1
    return before


def frames_held(times: np.ndarray, start: float, end: float) -> tuple[int, int]:
    """The first and the last frame within a stretch, counted from 0: what it binds, which is what
    undo and the solver's sentences name. Where no frame lies in it, the one nearest its middle."""
    first = int(np.searchsorted(times, start - SLACK, side="left"))
    last = int(np.searchsorted(times, end + SLACK, side="right")) - 1
    if first <= last:
        return first, last
    middle = nearest_frame(times, 0.5 * (start + end))
    return middle, middle


def snapped(times: np.ndarray, moment: float, parts: int = 1) -> float:
    """The nearest frame time, or the nearest of `parts` steps from frame to frame. Seconds.

    times: (frames,) seconds, rising; a moment outside them goes to the nearer end.
    """
    if len(times) == 0:
        return moment
    moment = min(max(moment, float(times[0])), float(times[-1]))
    if parts <= 1:
        return float(times[nearest_frame(times, moment)])
    before = min(frame_at(times, moment), max(len(times) - 2, 0))
    if before + 1 >= len(times):
        return float(times[before])
    gap = float(times[before + 1] - times[before])
    step = round((moment - float(times[before])) / gap * parts)
    return float(times[before]) + gap * step / parts


def timecode(moment: float, rate: float) -> str:
    """`HH:MM:SS:FF` as an editor shows it (SMPTE ST 12-1): frames are counted by the nominal rate,
    24 at 23.976; at 29.97 and its multiples frame numbers are dropped (`HH:MM:SS;FF`), so that
    it keeps to the clock. At a rate of no broadcast the frame inside the clock's second is told.
    """
    sign = "−" if moment < -SLACK else ""
    nominal = round(rate)
    if _is_counted(rate):
        frames = math.floor((abs(moment) + SLACK) * rate + _NEARLY)
        frames += _dropped_before(frames, rate)
        seconds, frame = divmod(frames, nominal)
    else:
        seconds = math.floor(abs(moment) + SLACK)
        inside = (abs(moment) + SLACK - seconds) * rate
        frame = min(math.floor(inside + 1e-3), max(math.ceil(rate) - 1, 0))
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    mark = ";" if _dropped_a_minute(rate) else ":"
    return f"{sign}{hours:02d}:{minutes:02d}:{seconds:02d}{mark}{frame:02d}"


def moment_of(seconds: float, rate: float) -> float:
    """When the timecode says so many of its own seconds: they are not the clock's at 23.976.

    Of a number that is dropped, when the one after it is told.
    """
    if not _is_counted(rate):
        return seconds
    frames = seconds * round(rate)
    minutes = math.floor(seconds / 60.0 + SLACK)
    dropped = _dropped_a_minute(rate) * (minutes - minutes // 10)
    if dropped and minutes % 10:  # the first numbers of this minute are not there
        frames = max(frames, minutes * 60 * round(rate) + _dropped_a_minute(rate))
    return (frames - dropped) / rate


def _is_counted(rate: float) -> bool:
    """Whether editors know it: whole frames a second, or 1000 of them in 1001 thousandths."""
    return (
        any(abs(rate - round(rate) / slower) < _NTSC_NEAR for slower in (1.0, 1.001)) and rate > 1
    )


def _dropped_a_minute(rate: float) -> int:
    """How many numbers each minute but every tenth leaves out: 2 at 29.97, 4 at 59.94."""
    nominal = round(rate)
    slower = _is_counted(rate) and abs(rate - nominal) >= _NTSC_NEAR
    return nominal // 15 if slower and nominal % 30 == 0 else 0


def _dropped_before(frames: int, rate: float) -> int:
    """How many numbers were left out before so many frames."""
    drop, nominal = _dropped_a_minute(rate), round(rate)
    tens, rest = divmod(frames, 600 * nominal - 9 * drop)
    return drop * (9 * tens + max(rest - drop, 0) // (60 * nominal - drop))


def is_uneven(times: np.ndarray) -> bool:
    """Whether frames, (frames,) seconds, are spaced unevenly, as phones and screens record."""
    return len(times) > 2 and float(np.ptp(np.diff(times))) > UNEVEN


def rate_words(times: np.ndarray, rate: float) -> str:
    """ "29.97 fps"; of uneven frames their mean, "≈17.4 fps"."""
    if is_uneven(times):
        return f"≈{(len(times) - 1) / float(times[-1] - times[0]):.1f} fps"
    return f"{rate:.5g} fps"


_TIMECODE = re.compile(r"(?:(?:(\d+)[:;])?(\d+)[:;])?(\d+)[:;](\d+)")


def parsed_timecode(text: str, rate: float) -> float | None:
    """Seconds from `SS:FF`, `MM:SS:FF`, `HH:MM:SS:FF` or plain seconds; None for anything else."""
    text = text.strip().removesuffix("s").strip().replace(",", ".")
    match = _TIMECODE.fullmatch(text)
    if match:
        hours, minutes, seconds, frame = (int(part or 0) for part in match.groups())
        whole = hours * 3600 + minutes * 60 + seconds
        if rate and _is_counted(rate):
            return moment_of(whole + frame / round(rate), rate)
        return whole + (frame / rate if rate else 0.0)
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) else None


def with_true_minus(text: str) -> str:
    """A number in words, with the minus of typesetting."""
    return text.replace("-", "−")
