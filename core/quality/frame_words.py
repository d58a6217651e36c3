"""Frames beside seconds in sentences that a solver says, which knows seconds only."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from core.contacts.contact import TIME_SLACK

#: "1.483-2.050 s" or "1.500 s", as constraints are named, and a frame that is told already.
_SECONDS = re.compile(r"(?<![\d.])(-?\d+\.\d{3})(?:-(-?\d+\.\d{3}))? s\b(?: \(frame \d+\))?")


def with_frames(sentence: str, times: Sequence[float] | np.ndarray) -> str:
    """The sentence with the frames of a motion beside its seconds: "1.483-2.050 s (frames 90–124)".

    Args:
        times: (frames,) seconds; what lies outside them stays as it is. Frames count from 1.
    """
    samples = np.asarray(times, dtype=float)

    def told(match: re.Match[str]) -> str:
        start, end = match[1], match[2] or match[1]
        # written to the millisecond
        inside = samples[:1] - 1e-3, samples[-1:] + 1e-3
        if not (np.all(float(start) >= inside[0]) and np.all(float(end) <= inside[1])):
            return match[0]
        first, last = _frames(samples, float(start), float(end))
        words = f"frame {first}" if first == last else f"frames {first}–{last}"
        return f"{start}{f'-{end}' if match[2] else ''} s ({words})"

    return _SECONDS.sub(told, sentence) if len(samples) else sentence


def _frames(times: np.ndarray, start: float, end: float) -> tuple[int, int]:
    """The first and the last frame of a stretch, from 1; the nearest one where none lies in it."""
    slack = 5e-4 + TIME_SLACK  # half of the last digit
    held = np.flatnonzero((times >= start - slack) & (times <= end + slack))
    if not len(held):
        held = np.array([np.argmin(np.abs(times - 0.5 * (start + end)))])
    return int(held[0]) + 1, int(held[-1]) + 1
