"""The command line's door: a verb's module is imported only when it is asked for."""

from __future__ import annotations

import argparse
import importlib
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from core.errors import Cancelled, FootingError

#: verb -> what it does, in one line. Each is a module of this folder with
#: `add_arguments(parser)` and `run(arguments)`.
VERBS = {
    "capture": "capture motion from a video",
    "refine": "make a motion obey its contacts",
    "replay": "apply a journal of decisions to a motion",
    "info": "say what a file holds",
    "export": "write a motion or a take as BVH or CSV",
    "render": "render a motion as a person on video, with its exact truth",
    "evaluate": "measure a motion against the truth",
}

INTERRUPTED = 130


def run(arguments: Sequence[str]) -> int:
    """Run one verb; returns the exit status (DESIGN 4: 0, 1, 2, 3, 4, 130)."""
    parser = argparse.ArgumentParser(
        prog="main.py", description="Footing: review video mocap, export a clean BVH."
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    asked = arguments[0] if arguments else None
    for verb, summary in VERBS.items():
        verb_parser = verbs.add_parser(verb, help=summary, description=summary.capitalize() + ".")
        if verb == asked:
            importlib.import_module(f"app.command_line.{verb}").add_arguments(verb_parser)
    parsed = parser.parse_args(arguments)
    module = importlib.import_module(f"app.command_line.{parsed.verb}")
    try:
        module.run(parsed)
    except FootingError as error:
        print(f"footing: {error}", file=sys.stderr)
        return error.exit_code
    except (Cancelled, KeyboardInterrupt):
        print("footing: stopped; nothing half-written was left.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    except Exception:
        log = Path.cwd() / "footing-error.log"
        log.write_text(traceback.format_exc())
        print(f"footing: a fault of our own; the details are in {log}.", file=sys.stderr)
        return 1
    return 0
