"""contacts: say what touches the ground when, as a contact file."""

from __future__ import annotations

import argparse

from app.command_line.motion_input import read_captured, say_where_no_foot_is
from app.command_line.options import add_input, add_output, add_reading, checked_output
from core.contacts.contact import Contact
from core.contacts.contacts_json import (
    ContactsFile,
    StatedContact,
    points_as_written,
    write_contacts,
)
from core.errors import BadInput, WrongUsage
from core.motion.contact_point import CONTACT_POINT_NAMES, FOOT_POINT_NAMES
from core.take.captured import Captured
from core.take.decisions import Decision, Ground

EXAMPLES = (
    "contacts clip.bvh -o contacts.json",
    "contacts handstand.bvh -o contacts.json --points left_hand,right_hand",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_input(parser)
    add_output(parser, "C.json", "the contact file to write")
    parser.add_argument(
        "--points",
        metavar="NAMES",
        help="which points, by commas, or all (default: heels and toes); hands, knees and hips "
        "are found only where they are named",
    )
    parser.add_argument(
        "--estimate",
        action="store_true",
        help="estimate a take's contacts again instead of writing those that it has",
    )
    add_reading(parser)


def run(arguments: argparse.Namespace) -> None:
    """Raises: WrongUsage, BadInput."""
    names = _names(arguments.points)
    output = checked_output(arguments.output, [arguments.input])
    captured, decided = read_captured(arguments)
    decisions = decided or ()
    found = [point.name for point in captured.contact_points]
    missing = [name for name in names if name not in found]
    if arguments.points not in (None, "all") and missing:
        raise BadInput(
            f"{arguments.input} has no {missing[0]} (its points are {', '.join(found) or 'none'});"
            " ask for one of those."
        )
    if not any(name in found for name in names):
        say_where_no_foot_is(captured, arguments.input)
    ground = next((one.fact.height for one in decisions if isinstance(one.fact, Ground)), None)
    stated = [one for one in decisions if isinstance(one.fact, Contact)]
    if not stated or arguments.estimate:
        # deferred: it loads the estimator, which errors above need not wait for
        from core.take.exchange.refine_contacts import estimated_decisions

        stated = list(estimated_decisions(captured, ground, names=names))
    write_contacts(output, _file_of(captured, ground, stated, names))


def _names(asked: str | None) -> tuple[str, ...]:
    """Raises: WrongUsage."""
    if asked is None:
        return FOOT_POINT_NAMES
    if asked == "all":
        return CONTACT_POINT_NAMES
    names = tuple(name.strip() for name in asked.split(","))
    for name in names:
        if name not in CONTACT_POINT_NAMES:
            raise WrongUsage(
                f"--points takes {', '.join(CONTACT_POINT_NAMES)} or all, not {name!r}."
            )
    return names


def _file_of(
    captured: Captured,
    ground: float | None,
    stated: list[Decision],
    names: tuple[str, ...],
) -> ContactsFile:
    """The wanted points and their contacts; of a point that never touches the file says so."""
    from core.motion.ground import ground_height

    if ground is None:
        ground = ground_height(captured.motion, captured.contact_points)
    metres_per_unit = 1.0 if captured.layout is None else captured.layout.metres_per_unit
    points = [point for point in captured.contact_points if point.name in names]
    return ContactsFile(
        tuple(
            StatedContact(one.fact, one.probability, one.source)
            for one in stated
            if isinstance(one.fact, Contact) and one.fact.point in names
        ),
        ground,
        points_as_written(points, captured.motion.skeleton, metres_per_unit),
    )
