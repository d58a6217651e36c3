"""The one door: no verb opens the window, a verb runs the command line."""

from __future__ import annotations

import sys


def main() -> int:
    from app.command_line.door import VERBS, run

    arguments = sys.argv[1:]
    if arguments and (arguments[0] in VERBS or arguments[0] in ("-h", "--help")):
        return run(arguments)
    from app.start import open_window

    return open_window(arguments)


if __name__ == "__main__":
    sys.exit(main())
