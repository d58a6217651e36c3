"""What can go wrong for a user, as one tree.

    FootingError          one sentence: what, where, what to do
      WrongUsage            exit 2: the command line itself is off
      BadInput              exit 3: a file, folder or picture cannot be used
      MissingComponent      exit 4: a library or system part is absent
    Cancelled             exit 130: the user stopped a long function

Everything else that is raised is our own fault: exit 1, with a log.
"""

from __future__ import annotations


class FootingError(Exception):
    """An error that a user meets: one sentence that says what, where, and what to do."""

    exit_code = 3


class WrongUsage(FootingError):
    exit_code = 2


class BadInput(FootingError):
    exit_code = 3


class MissingComponent(FootingError):
    exit_code = 4


class Cancelled(Exception):
    """Raised out of a long function whose `progress` callback asked it to stop."""

    exit_code = 130
