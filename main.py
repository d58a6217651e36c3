"""The one door: no verb opens the window, a verb runs the command line."""

from __future__ import annotations

import sys


def main() -> int:
    from app.algebra_threads import one_thread_for_algebra
    from app.kernel_cache import kernels_kept_somewhere

    one_thread_for_algebra()  # before numpy is loaded, which asks once
    kernels_kept_somewhere()  # before numba is
    from app.command_line.door import is_for_us, run

    arguments = sys.argv[1:]
    if is_for_us(arguments):
        return run(arguments)
    from app.start import open_window

    return open_window(arguments)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # before the door was open
        sys.exit(130)
