"""Counting how estimated contacts agree with the truth, over many takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from benchmarks.takes.labels import runs
from core.contacts.contact import Contact
from core.contacts.intervals import held_samples, states_of

#: Wanted slides and pivots count as found where this part of their samples is called so.
_FOUND = 0.5


@dataclass(slots=True)
class Counts:
    """Frames, onsets and wanted contacts, added up."""

    right: dict[str, int] = field(default_factory=dict)
    ours: dict[str, int] = field(default_factory=dict)
    theirs: dict[str, int] = field(default_factory=dict)
    onsets: list[float] = field(default_factory=list)  # ms
    wanted: dict[str, list[int]] = field(default_factory=dict)  # state -> [found, all]
    told: dict[str, list[int]] = field(default_factory=dict)  # state -> [false, dragging, all]
    judged: list[tuple[float, bool]] = field(default_factory=list)  # probability, came true

    def add(
        self,
        found: Sequence[tuple[Contact, float]],
        truth: Sequence[Contact],
        points: Sequence[str],
        times: np.ndarray,
        drags: Mapping[str, np.ndarray] | None = None,
    ) -> None:
        """Count one take at its frame times (frames,).

        drags: per point (frames,) where it touches the floor though nothing is stated there: what
        is told there is neither right nor false.
        """
        contacts = [contact for contact, _ in found]
        for point in points:
            mine, true = (states_of(some, point, times) for some in (contacts, truth))
            self._frames(mine, true)
            self._onsets(mine, true, times)
            for state in ("slide", "pivot"):
                for a, b in runs(true == state):
                    entry = self.wanted.setdefault(state, [0, 0])
                    entry[1] += 1
                    entry[0] += bool(np.mean(mine[a : b + 1] == state) >= _FOUND)
            for contact, sure in found:
                held = held_samples(times, contact)
                if contact.point != point or held.stop <= held.start:
                    continue
                right = true[held] == contact.state
                self.judged.append((sure, bool(np.mean(right) > 0.5)))
                entry = self.told.setdefault(contact.state, [0, 0, 0])
                entry[2] += 1
                if np.mean(right) <= 0.5:
                    near = right | drags[point][held] if drags and point in drags else right
                    entry[int(np.mean(near) > 0.5)] += 1

    def join(self, other: Counts) -> None:
        for name in ("right", "ours", "theirs"):
            mine, theirs = getattr(self, name), getattr(other, name)
            for key, number in theirs.items():
                mine[key] = mine.get(key, 0) + number
        for state, counts in other.told.items():
            mine = self.told.setdefault(state, [0, 0, 0])
            mine[:] = [a + b for a, b in zip(mine, counts, strict=True)]
        for state, (found, number) in other.wanted.items():
            entry = self.wanted.setdefault(state, [0, 0])
            entry[0] += found
            entry[1] += number
        self.onsets += other.onsets
        self.judged += other.judged

    def f1(self, what: str) -> float:
        together = self.ours.get(what, 0) + self.theirs.get(what, 0)
        return 2.0 * self.right.get(what, 0) / together if together else float("nan")

    @staticmethod
    def header() -> str:
        return (
            "F1 held ground plant pivot slide   onset ms median mean   slides found    pivots found"
            "   false of told slides (dragging), pivots"
        )

    def row(self) -> str:
        states = "  ".join(
            f"{self.f1(what):.3f}" for what in ("held", "ground", "plant", "pivot", "slide")
        )
        onsets = np.array(self.onsets or [np.nan])
        wanted = "   ".join(
            f"{found:4d} of {number:4d}"
            for found, number in (self.wanted.get(s, [0, 0]) for s in ("slide", "pivot"))
        )
        (false, drag, all_slides), (false_pivots, _, pivots) = (
            self.told.get(state, [0, 0, 0]) for state in ("slide", "pivot")
        )
        told = f"{false:4d} of {all_slides:4d} ({drag:3d})   {false_pivots:4d} of {pivots:4d}"
        return f"{states}   {np.median(onsets):8.1f} {np.mean(onsets):8.1f}   {wanted}   {told}"

    def reliability(self) -> Iterator[tuple[float, float, float, float, int]]:
        """From, to, mean said, part that came true, number: for every bin that holds some."""
        edges = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
        said = np.array([sure for sure, _ in self.judged])
        true = np.array([came for _, came in self.judged], dtype=float)
        for low, high in pairwise(edges):
            inside = (said >= low) & ((said < high) | (high == edges[-1]))
            if inside.any():
                yield low, high, said[inside].mean(), true[inside].mean(), int(inside.sum())

    def _frames(self, mine: np.ndarray, true: np.ndarray) -> None:
        groups = {
            "plant": ("plant",), "pivot": ("pivot",), "slide": ("slide",),
            "held": ("plant", "pivot"), "ground": ("plant", "pivot", "slide"),
        }  # fmt: skip
        for name, states in groups.items():
            ours, theirs = np.isin(mine, states), np.isin(true, states)
            for store, mask in ((self.right, ours & theirs), (self.ours, ours),
                                (self.theirs, theirs)):  # fmt: skip
                store[name] = store.get(name, 0) + int(np.count_nonzero(mask))

    def _onsets(self, mine: np.ndarray, true: np.ndarray, times: np.ndarray) -> None:
        ours = runs(mine != "air")
        for first, last in runs(true != "air"):
            shared = [min(last, b) - max(first, a) + 1 for a, b in ours]
            if first > 0 and shared and max(shared) > 0:
                a = ours[int(np.argmax(shared))][0]
                self.onsets.append(1000.0 * abs(float(times[a] - times[first])))
