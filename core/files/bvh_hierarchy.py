"""The HIERARCHY part of a BVH file, from text to joints and back to text.

A name is the rest of its line (or up to a brace), so names may hold spaces and any letters.
Keywords and channel names are understood in any case and written in the usual one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.errors import BadInput

POSITION_CHANNELS = ("Xposition", "Yposition", "Zposition")
ROTATION_CHANNELS = ("Xrotation", "Yrotation", "Zrotation")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]*\.([0-9]*)")
_CHANNELS = {name.lower(): name for name in POSITION_CHANNELS + ROTATION_CHANNELS}

#: More than any rig needs; a file that goes beyond is refused before it costs memory.
MOST_JOINTS = 10_000
DEEPEST_NESTING = 1_000
#: Larger numbers are no positions and no angles in any unit.
LARGEST_NUMBER = 1e9


@dataclass
class Hierarchy:
    """What the HIERARCHY part says, in the file's order and units; grows while it is read."""

    names: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    offsets: list[tuple[float, float, float]] = field(default_factory=list)
    channels: list[tuple[str, ...]] = field(default_factory=list)
    end_sites: list[tuple[int, str, tuple[float, float, float]]] = field(default_factory=list)
    decimals: int = 0  # most digits after a point in the OFFSET lines


def finite_number(word: str, what: str) -> float:
    """A word as a finite number. Raises: BadInput, saying `what` was to be read."""
    try:
        number = float(word)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or "_" in word:
        raise BadInput(f"{what}: {shown(word)} is not a finite number.")
    if abs(number) > LARGEST_NUMBER:
        raise BadInput(f"{what}: {shown(word)} is too large for a position or an angle.")
    return number


def shown(word: str) -> str:
    """A word from a file, short and printable, in quotes."""
    return repr(word if len(word) <= 40 else word[:37] + "...")


def decimals_of(word: str) -> int:
    """Digits after the point that a plainly written number shows; 0 with an exponent."""
    match = _PLAIN_NUMBER.fullmatch(word)
    return len(match.group(1)) if match else 0


class _Reader:
    """A pushdown reader: the stack holds the open joints, an end site is -1."""

    def __init__(self) -> None:
        self.found = Hierarchy()
        self.stack: list[int] = []
        self.waiting: int | None = None  # declared, its brace not yet seen
        self.has_offset: set[int] = set()
        self.site_offset: tuple[float, float, float] | None = None
        self.line = 0

    def fail(self, text: str) -> BadInput:
        return BadInput(f"line {self.line}: {text}")

    def take(self, words: list[str], rest: str) -> None:
        """Everything that stands on one line between two braces."""
        while words:
            key = words[0].upper()
            if key == "HIERARCHY" and not self.found.names:
                words = words[1:]
                rest = rest.split(None, 1)[1] if words else ""
            elif key in ("ROOT", "JOINT"):
                self.declare(key, rest.split(None, 1)[1].strip() if len(words) > 1 else "")
                return
            elif key == "END":
                self.declare_end(" ".join(words[1:]))
                return
            elif key == "OFFSET":
                self.offset(words[1:4])
                words, rest = words[4:], " ".join(words[4:])
            elif key == "CHANNELS":
                used = self.channel_list(words[1:])
                words, rest = words[1 + used :], " ".join(words[1 + used :])
            else:
                raise self.fail(f"{shown(words[0])} is not a word of a BVH hierarchy.")

    def declare(self, key: str, name: str) -> None:
        found = self.found
        if self.waiting is not None:
            raise self.fail(f"an opening brace is missing before {key} {shown(name)}.")
        if not name:
            raise self.fail(f"a {key} has no name.")
        if key == "ROOT" and found.names:
            raise self.fail(
                f"a second ROOT {shown(name)}; a BVH with several roots cannot be read, so export "
                "one character per file."
            )
        if key == "JOINT" and (not self.stack or self.stack[-1] < 0):
            raise self.fail(f"JOINT {shown(name)} stands outside of a joint's braces.")
        if len(found.names) >= MOST_JOINTS:
            raise self.fail(f"more than {MOST_JOINTS} joints.")
        found.names.append(name)
        found.parents.append(self.stack[-1] if self.stack else -1)
        found.offsets.append((0.0, 0.0, 0.0))
        found.channels.append(())
        self.waiting = len(found.names) - 1

    def declare_end(self, name: str) -> None:
        if self.waiting is not None or not self.stack or self.stack[-1] < 0:
            raise self.fail("an End Site stands outside of a joint's braces.")
        if len(self.found.end_sites) >= MOST_JOINTS:
            raise self.fail(f"more than {MOST_JOINTS} end sites.")
        self.found.end_sites.append((self.stack[-1], name or "Site", (0.0, 0.0, 0.0)))
        self.waiting = -1

    def open(self) -> None:
        if self.waiting is None:
            raise self.fail("an opening brace without a joint.")
        if len(self.stack) >= DEEPEST_NESTING:
            raise self.fail(f"joints are nested deeper than {DEEPEST_NESTING}.")
        self.stack.append(self.waiting)
        self.waiting = None

    def close(self) -> None:
        if not self.stack or self.waiting is not None:
            raise self.fail("a closing brace without an opening one.")
        joint = self.stack.pop()
        if joint >= 0 and joint not in self.has_offset:
            raise self.fail(f"joint {shown(self.found.names[joint])} has no OFFSET.")

    def offset(self, words: list[str]) -> None:
        if not self.stack or self.waiting is not None:
            raise self.fail("an OFFSET stands outside of a joint's braces.")
        if len(words) < 3:
            raise self.fail("an OFFSET needs three numbers.")
        try:
            x, y, z = (finite_number(word, "OFFSET") for word in words)
        except BadInput as error:
            raise self.fail(str(error)) from None
        found, joint = self.found, self.stack[-1]
        found.decimals = max(found.decimals, *(decimals_of(word) for word in words))
        if joint < 0:
            owner, name, _ = found.end_sites[-1]
            found.end_sites[-1] = (owner, name, (x, y, z))
        else:
            found.offsets[joint] = (x, y, z)
            self.has_offset.add(joint)

    def channel_list(self, words: list[str]) -> int:
        """Returns how many words belonged to the CHANNELS line."""
        if not self.stack or self.waiting is not None or self.stack[-1] < 0:
            raise self.fail("CHANNELS stand outside of a joint's braces.")
        name = shown(self.found.names[self.stack[-1]])
        if not words or not words[0].isascii() or not words[0].isdigit() or int(words[0][:3]) > 6:
            raise self.fail(f"joint {name} must say how many CHANNELS it has, 0 to 6.")
        count = int(words[0])
        named = words[1 : 1 + count]
        channels = tuple(_CHANNELS.get(word.lower(), "") for word in named)
        if len(named) < count:
            raise self.fail(f"joint {name} declares {count} channels but names {len(named)}.")
        if "" in channels:
            raise self.fail(f"{shown(named[channels.index('')])} is not a channel of a BVH.")
        if len(set(channels)) < count:
            raise self.fail(f"joint {name} names a channel twice.")
        if self.found.channels[self.stack[-1]]:
            raise self.fail(f"joint {name} has CHANNELS twice.")
        self.found.channels[self.stack[-1]] = channels
        return 1 + count


def _says_motion(line: str) -> bool:
    """As the search for the MOTION line in bytes has it: ASCII letters between ASCII blanks."""
    word = line.strip(" \t\x0b\x0c")
    return word.isascii() and word.upper() == "MOTION"


def parse_hierarchy(lines: Iterator[str]) -> tuple[Hierarchy, int]:
    """Read lines until the one that says MOTION; returns what they say and how many were used.

    Raises: BadInput, beginning with the line's number, for anything that is not a hierarchy.
    """
    reader = _Reader()
    for reader.line, text in enumerate(lines, start=1):
        stripped = text.strip()
        if not stripped:
            continue
        if _says_motion(text) and not reader.stack:
            break
        for piece in re.split(r"([{}])", stripped):
            if piece == "{":
                reader.open()
            elif piece == "}":
                reader.close()
            elif piece.strip():
                reader.take(piece.split(), piece.strip())
    else:
        if reader.stack:
            raise reader.fail("the file ends inside the hierarchy; it was cut short.")
        raise reader.fail("the file has no MOTION part; it was cut short or holds a rig only.")
    if not reader.found.names:
        raise reader.fail("the hierarchy holds no ROOT.")
    return reader.found, reader.line


def hierarchy_text(found: Hierarchy) -> str:
    """The HIERARCHY part as text, up to and without MOTION."""
    count = len(found.names)
    children: list[list[int]] = [[] for _ in range(count)]
    sites: list[list[int]] = [[] for _ in range(count)]
    for joint in range(1, count):
        children[found.parents[joint]].append(joint)
    for site, (joint, _, _) in enumerate(found.end_sites):
        sites[joint].append(site)
    lines = ["HIERARCHY"]
    # (joint, depth) to open, or (-1, depth) to close a brace; a stack, so nesting costs nothing
    pending = [(0, 0)]
    while pending:
        joint, depth = pending.pop()
        tabs = "\t" * depth
        if joint < 0:
            lines.append(tabs + "}")
            continue
        channels = found.channels[joint]
        lines += [
            f"{tabs}{'JOINT' if depth else 'ROOT'} {found.names[joint]}",
            tabs + "{",
            f"{tabs}\tOFFSET {_offset_text(found.offsets[joint], found.decimals)}",
            f"{tabs}\tCHANNELS {' '.join([str(len(channels)), *channels])}",
        ]
        for site in sites[joint]:
            _, name, offset = found.end_sites[site]
            lines += [
                f"{tabs}\tEnd {name}",
                tabs + "\t{",
                f"{tabs}\t\tOFFSET {_offset_text(offset, found.decimals)}",
                tabs + "\t}",
            ]
        pending.append((-1, depth))
        pending += [(child, depth + 1) for child in reversed(children[joint])]
    return "\n".join(lines) + "\n"


def _offset_text(offset: tuple[float, float, float], decimals: int) -> str:
    return " ".join(exact_text(value, decimals) for value in offset)


def exact_text(value: float, decimals: int) -> str:
    """At least 6 decimals, and as many digits as bring the same number back."""
    text = f"{value:.{max(decimals, 6)}f}"
    return text if float(text) == value else repr(float(value))
