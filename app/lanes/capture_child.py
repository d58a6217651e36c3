"""A capture in a child process, so that neither the detector's imports nor its work hold up the
window. The long lane's worker talks to it; the child ends with the worker, whatever happens."""

from __future__ import annotations

import multiprocessing
import os
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from core.capture.options.options import CaptureOptions
from core.capture.pipeline import CaptureResult
from core.capture.stage_store import StageStore
from core.errors import Cancelled, FootingError
from core.take.on_disk.packed import Packed

Progress = Callable[[float, str], None]

#: The detector takes every core that it finds: the window comes first (POSIX niceness).
BEHIND_THE_WINDOW = 8
#: How long the worker waits for a word before it looks whether it was cancelled (seconds).
PATIENCE = 0.2


def capture_in_child(
    video: Path, options: CaptureOptions, stages: StageStore | None, progress: Progress
) -> CaptureResult:
    """Capture as `core.capture.pipeline.capture` does, in another process.

    Args:
        stages: asked and told in this process, as the child's stages come.
        progress: called in this thread at least every PATIENCE seconds; may raise Cancelled,
            which ends the child at once. What it stored before stays.
    Raises: what the capture raises; RuntimeError, our own fault, where the child dies.
    """
    context = multiprocessing.get_context("spawn")  # a fork would share Qt's and numba's threads
    ours, theirs = context.Pipe()
    child = context.Process(
        target=_run, args=(theirs, video, options, stages is not None), daemon=True
    )
    child.start()
    theirs.close()
    try:
        return _listen(ours, stages, progress)
    except EOFError:
        child.join(1.0)
        raise RuntimeError(f"The capture's process ended by itself ({child.exitcode}).") from None
    finally:
        ours.close()
        child.terminate()
        child.join(5.0)


def _listen(ours: Connection, stages: StageStore | None, progress: Progress) -> CaptureResult:
    fraction, sentence = 0.0, "Loading model"
    while True:
        if not ours.poll(PATIENCE):
            progress(fraction, sentence)
            continue
        kind, *content = ours.recv()
        if kind == "progress":
            fraction, sentence = content
            progress(fraction, sentence)
        elif kind == "stage?":
            ours.send(None if stages is None else stages.stage(content[0]))
        elif kind == "store" and stages is not None:
            stages.store_stage(*content)
        elif kind == "done":
            return content[0]
        elif kind == "refused":
            raise content[0](content[1])
        elif kind == "broken":
            raise RuntimeError(content[0])


class _StagesOverThere:
    """The window's stages, seen from the child."""

    def __init__(self, line: Connection) -> None:
        self._line = line

    def stage(self, name: str) -> tuple[Packed, float] | None:
        self._line.send(("stage?", name))
        return self._line.recv()

    def store_stage(self, name: str, content: Packed, cost_seconds: float) -> None:
        self._line.send(("store", name, content, cost_seconds))


def _run(line: Connection, video: Path, options: CaptureOptions, keeps_stages: bool) -> None:
    """The child: a closed line means that the window is gone, and so the work is too."""
    if hasattr(os, "nice"):
        os.nice(BEHIND_THE_WINDOW)
    from core.capture.pipeline import capture

    stages = _StagesOverThere(line) if keeps_stages else None

    def progress(fraction: float, sentence: str) -> None:
        line.send(("progress", fraction, sentence))

    try:
        line.send(("done", capture(video, options, progress=progress, stages=stages)))
    except FootingError as error:
        line.send(("refused", type(error), str(error)))
    except (Cancelled, BrokenPipeError):
        return
    except Exception:  # the child's edge: the window says it and writes the log
        line.send(("broken", traceback.format_exc()))
