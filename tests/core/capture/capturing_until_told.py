"""Run by test_capture_kill.py in a process of its own, which kills itself.

capturing_until_told.py VIDEO OUT.bvh TAKE.footing SENTENCE [AFTER]: captures, and dies by SIGKILL
when a stage says SENTENCE, from the fraction AFTER on; with no sentence it lives to the end.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))


def main() -> None:
    from core.capture.capture_to_file import capture_to_file
    from core.capture.options.options import CaptureOptions

    video, output, take, sentence, *after = sys.argv[1:]
    begin = float(after[0]) if after else 0.0

    def progress(fraction: float, said: str) -> None:
        if sentence and said.startswith(sentence) and fraction >= begin:
            os.kill(os.getpid(), signal.SIGKILL)

    capture_to_file(
        Path(video),
        CaptureOptions(height=1.75),
        Path(output),
        rate=60.0,
        take_path=Path(take),
        progress=progress,
    )


if __name__ == "__main__":
    main()
