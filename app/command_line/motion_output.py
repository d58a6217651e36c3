"""The BVH file that a verb writes: its place is checked first, the motion is put there last."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from app.command_line.motion_input import is_take
from app.command_line.options import checked_output
from core.errors import WrongUsage
from core.files.bvh import read_bvh, write_bvh
from core.files.layout import FileLayout
from core.files.motion_file import write_motion
from core.motion.motion import Motion


def bvh_output(arguments: argparse.Namespace, inputs: Iterable[Path | None]) -> Path:
    """-o of a verb that writes BVH alone; `inputs` are what it must not replace.

    Raises: WrongUsage where it does not end in .bvh, and as `checked_output`.
    """
    if arguments.output.suffix.lower() != ".bvh":
        raise WrongUsage(
            f"{arguments.verb} writes .bvh, not {arguments.output.name!r}; give -o NAME.bvh."
        )
    return checked_output(arguments.output, inputs)


def write_answer(
    output: Path,
    motion: Motion,
    *,
    given: Path,
    read: Motion,
    layout: FileLayout | None,
    rate: float | None = None,
) -> None:
    """Write what became of the motion `read` that the file or take `given` holds.

    A motion file of which nothing changed comes back digit for digit. rate: Hz; None is the
    motion's own. Raises: BadInput where the place cannot be written to.
    """
    if motion is read and not is_take(given):
        write_bvh(output, read_bvh(given))
    else:
        write_motion(output, motion, layout, rate=rate)
