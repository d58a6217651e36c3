"""The command line's door: a verb's module is imported only when it is asked for."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from app.command_line.progress import end_bar
from core.errors import BadInput, Cancelled, FootingError
from core.files.there import refusal_in_words

#: verb -> what it does, in one line. Each is a module of this folder with `EXAMPLES` (what may
#: stand behind main.py), `add_arguments(parser)` and `run(arguments)`.
VERBS = {
    "capture": "capture motion from a video",
    "refine": "make a motion obey its contacts and pins",
    "contacts": "find what touches the ground when",
    "clean": "take the noise out of a motion, keep its detail",
    "replay": "apply a journal of decisions to a motion",
    "defects": "list what is wrong with a motion, the worst first",
    "info": "say what a file holds",
    "export": "write a motion or a take as BVH or CSV, or a take's decisions",
    "render": "render a motion as a person on video, with its exact truth",
    "evaluate": "measure a motion against the truth",
}

INTERRUPTED = 130
_AFTER_VERBS = """\
main.py VERB --help says the rest of a verb. Without a verb the window opens:
  main.py [TAKE.footing | VIDEO | MOTION.bvh] [--video VIDEO] [--offset S]
  main.py --sample

Times are seconds from the first picture of the video (of a motion file: its
first frame), places metres. Exit status: 0 done, 2 wrong usage, 3 bad input,
4 a missing component, 130 interrupted, 1 our own fault.
"""


class OneLineParser(argparse.ArgumentParser):
    """A parser whose errors are one line, as all others are."""

    def error(self, message: str) -> NoReturn:
        """Print what is wrong and exit with status 2."""
        self.exit(2, f"footing: {message}; {self.prog} --help says what is possible.\n")


def is_for_us(arguments: Sequence[str]) -> bool:
    """Whether the arguments name a verb, or a word that can only be a mistaken one.

    What names a file, there or with an ending, is for the window.
    """
    if not arguments:
        return False
    first = arguments[0]
    if first in VERBS or first in ("-h", "--help"):
        return True
    return first.isidentifier() and not os.path.lexists(first)


def run(arguments: Sequence[str]) -> int:
    """Run one verb; returns the exit status (DESIGN 4: 0, 1, 2, 3, 4, 130)."""
    _open_closed_streams()
    try:
        _run_verb(arguments)
        sys.stdout.flush()
    except FootingError as error:
        end_bar()
        print(f"footing: {error}", file=sys.stderr)
        return error.exit_code
    except (Cancelled, KeyboardInterrupt):
        end_bar()
        print("footing: stopped; nothing half-written was left.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        _leave_standard_output()  # whoever read it has had enough
    except OSError as error:
        return _refused_by_the_system(error)
    except Exception:
        return _our_own_fault()
    return 0


def _run_verb(arguments: Sequence[str]) -> None:
    parser = OneLineParser(
        prog="main.py",
        description="Footing: review video mocap, export a clean BVH.",
        epilog=_AFTER_VERBS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    asked = arguments[0] if arguments else None
    for verb, summary in VERBS.items():
        description = f"{summary[0].upper()}{summary[1:]}."
        verb_parser = verbs.add_parser(verb, help=summary, description=description)
        if verb == asked:
            module = importlib.import_module(f"app.command_line.{verb}")
            module.add_arguments(verb_parser)
            verb_parser.formatter_class = argparse.RawDescriptionHelpFormatter
            examples = (f"  {parser.prog} {example}" for example in module.EXAMPLES)
            verb_parser.epilog = "\n".join(["examples:", *examples])
    parsed = parser.parse_args(arguments)
    importlib.import_module(f"app.command_line.{parsed.verb}").run(parsed)


def _open_closed_streams() -> None:
    """Put nothing where a standard stream was closed: a file opened next would take its number,
    and what a library prints would end up in that file."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdout = sys.stdout or Path(os.devnull).open("w")  # noqa: SIM115
    sys.stderr = sys.stderr or Path(os.devnull).open("w")  # noqa: SIM115


def _leave_standard_output() -> None:
    """What is still unwritten goes nowhere, or Python would complain about it at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):  # a stream without a number, as in a test
        pass
    finally:
        os.close(nowhere)


def _refused_by_the_system(error: OSError) -> int:
    if error.errno is None:
        return _our_own_fault()
    if error.filename is None:
        _leave_standard_output()
    end_bar()
    print(f"footing: {refusal_in_words(error)}", file=sys.stderr)
    return BadInput.exit_code


def _our_own_fault() -> int:
    """Keep the traceback of the exception that is being handled; returns the exit status."""
    details = traceback.format_exc()
    end_bar()
    for folder in (Path.cwd(), Path(tempfile.gettempdir())):
        log = folder / "footing-error.log"
        try:
            log.write_text(details, encoding="utf-8", errors="replace")
        except OSError:
            continue
        print(f"footing: a fault of our own; the details are in {log}.", file=sys.stderr)
        return 1
    print(f"footing: a fault of our own.\n{details}", file=sys.stderr)
    return 1
