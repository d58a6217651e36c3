"""refine: make a motion obey its contacts and pins."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.command_line.ignored import say_ignored
from app.command_line.motion_input import (
    is_take,
    read_captured,
    samples_rate,
    say_where_no_foot_is,
)
from app.command_line.options import (
    add_output,
    add_reading,
    asked_rate,
    checked_output,
    same_file,
)
from app.command_line.progress import progress_bar
from core.contacts.contacts_json import ContactsFile, points_as_written, read_contacts
from core.errors import BadInput, WrongUsage
from core.files.bvh import read_bvh, write_bvh
from core.files.camera_json import read_camera
from core.files.motion_file import read_motion, write_motion
from core.files.pins_json import read_pins
from core.files.replace_file import written_beside
from core.motion.point_paths import point_paths
from core.solve.pins.pin_report import pin_reports
from core.solve.report import FlightReport, Report, contact_reports, penetration_mm
from core.take.captured import Captured
from core.take.decisions import Cleaning, Decision
from core.take.editing.normal_form import Decisions, in_order
from core.take.exchange.refine_contacts import (
    estimated_decisions,
    moments,
    with_contacts_file,
    without_contacts,
)
from core.take.exchange.refine_pins import buried, with_pins_file
from core.take.refine import Refined, RefineSettings, problem_of, refine
from core.take.refining.prepared import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("input", metavar="IN", type=Path, help="a BVH file or a .footing take")
    add_output(parser, "OUT.bvh", "the BVH file to write, in the input's unit and axes")
    parser.add_argument(
        "--contacts",
        metavar="C.json",
        help="what touches the ground when, or none (default: a take's own; a motion file's are "
        "estimated)",
    )
    parser.add_argument(
        "--pins", metavar="P.json", type=Path, help="where joints are demanded, beside a take's own"
    )
    parser.add_argument(
        "--camera",
        metavar="CAM.json",
        type=Path,
        help="the camera of pins in the picture, with its place (default: the take's)",
    )
    parser.add_argument(
        "--clean",
        action="store_true",
        help="take the noise out first and keep the detail, as the verb clean does",
    )
    parser.add_argument(
        "--rate", metavar="HZ", help="frames per second of the output (default: the input's)"
    )
    parser.add_argument(
        "--report", metavar="R.json", type=Path, help="write what the contacts came to"
    )
    add_reading(parser)


def run(arguments: argparse.Namespace) -> None:
    """Raises: WrongUsage, BadInput, Cancelled."""
    rate = asked_rate(arguments)
    output, report_path = _outputs(arguments)
    captured, decisions = read_captured(arguments)
    cleaning = (Decision("clean", Cleaning()),) if arguments.clean else ()
    told = [*(decisions or ()), *cleaning]
    prepared = prepare(captured, told, progress=progress_bar("Clean") if cleaning else None)
    # contacts are looked for in what is solved; what was captured stays what it is
    stood = replace(captured, motion=prepared.motion)
    given = arguments.contacts not in (None, "none")
    file = read_contacts(arguments.contacts) if given else None
    stood, decisions = _obey_contacts(arguments, stood, decisions, file)
    captured = replace(stood, motion=captured.motion)
    decisions = in_order([*decisions, *cleaning])
    captured, decisions = _obey_pins(arguments, captured, decisions)
    if arguments.contacts != "none":
        say_where_no_foot_is(captured, arguments.input)
    if rate is None:
        rate = samples_rate(captured)
    settings = RefineSettings(rate)
    refined = refine(
        captured, decisions, settings, before=prepared, progress=progress_bar("Refine")
    )
    say_ignored(refined.report.ignored)
    if file is not None:
        for sentence in moments(file, refined.motion.times):
            print(f"footing: {arguments.contacts}: {sentence}.", file=sys.stderr)
    if arguments.pins is not None and refined.report.ground is not None:
        for sentence in buried(read_pins(arguments.pins), refined.report.ground):
            print(f"footing: {arguments.pins}: {sentence}.", file=sys.stderr)
    if refined.motion is captured.motion and not is_take(arguments.input):
        write_bvh(output, read_bvh(arguments.input))  # so that not a digit changes
    else:
        write_motion(output, refined.motion, captured.layout, rate=rate)
    report = _measured(output, captured, decisions, settings, refined)
    for one in report.infeasible:
        print(
            f"footing: {one.constraint} misses by {one.short_by_mm:.2f} mm: {one.limit}.",
            file=sys.stderr,
        )
    flights = flights_in_words(report.flights)
    if flights:
        print(f"footing: {flights}", file=sys.stderr)
    if report_path is not None:
        told = report.as_json()
        if report.contacts:
            told["points"] = _points_as_json(captured)
        with written_beside(report_path) as temporary:
            temporary.write_text(json.dumps(told, indent=1) + "\n")


def flights_in_words(flights: Sequence[FlightReport]) -> str:
    """The flight that is farthest from gravity's parabola, and how many more are odd."""
    odd = [one for one in flights if one.fault]
    if not odd:
        return ""
    worst = max(odd, key=lambda one: one.off_mm)
    more = f" (and {len(odd) - 1} more; --report lists them)" if len(odd) > 1 else ""
    return f"In the air at {worst.start:.2f}-{worst.end:.2f} s: {worst.fault}{more}."


def _points_as_json(captured: Captured) -> dict[str, dict]:
    """The contact points that were used: with them the report is a contact file of its own."""
    metres_per_unit = 1.0 if captured.layout is None else captured.layout.metres_per_unit
    points = points_as_written(captured.contact_points, captured.motion.skeleton, metres_per_unit)
    return {one.name: {"joint": one.joint, "offset": one.offset.tolist()} for one in points}


def _outputs(arguments: argparse.Namespace) -> tuple[Path, Path | None]:
    contacts = arguments.contacts
    inputs = [arguments.input, Path(contacts) if contacts not in (None, "none") else None]
    inputs += [arguments.pins, arguments.camera]
    if arguments.output.suffix.lower() != ".bvh":
        raise WrongUsage(f"refine writes .bvh, not {arguments.output.name!r}.")
    output = checked_output(arguments.output, inputs)
    report = arguments.report
    if report is not None and same_file(report, output):
        raise WrongUsage(f"{report} is the output too; give the report another name.")
    return output, None if report is None else checked_output(report, inputs)


def _obey_contacts(
    arguments: argparse.Namespace,
    captured: Captured,
    decisions: Decisions | None,
    file: ContactsFile | None,
) -> tuple[Captured, Decisions]:
    if arguments.contacts == "none":
        return captured, without_contacts(decisions or ())
    if file is None:
        return captured, estimated_decisions(captured) if decisions is None else decisions
    return with_contacts_file(captured, decisions or (), file, arguments.contacts)


def _obey_pins(
    arguments: argparse.Namespace, captured: Captured, decisions: Decisions
) -> tuple[Captured, Decisions]:
    if arguments.camera is not None:
        file = read_camera(arguments.camera)
        if not file.is_placed:
            raise BadInput(
                f"{arguments.camera} does not say where the camera stands; add R and t to it."
            )
        captured = replace(captured, camera=file.camera())
    if arguments.pins is None:
        return captured, decisions
    pins = read_pins(arguments.pins)
    return captured, with_pins_file(captured, decisions, pins, str(arguments.pins))


def _measured(
    output: Path,
    captured: Captured,
    decisions: Decisions,
    settings: RefineSettings,
    refined: Refined,
) -> Report:
    """The report with what is measured on the written file."""
    report = refined.report
    layout = captured.layout
    written = read_motion(
        output,
        unit=1.0 if layout is None else layout.metres_per_unit,
        root_offset="add" if layout is not None and layout.root_offset_added else "replace",
        up="y" if layout is None else layout.up,
    ).motion
    problem, _ = problem_of(captured, decisions, settings, refined.prepared)
    if not (problem.contacts or problem.pins):
        return report
    times = problem.motion.times  # the take's; the file's start at 0
    problem = replace(problem, motion=replace(written, times=times[: written.frame_count]))
    paths = point_paths(problem.motion, problem.points)
    return replace(
        report,
        contacts=contact_reports(problem, paths),
        penetration_mm=penetration_mm(problem, paths) if problem.contacts else 0.0,
        pins=pin_reports(problem, problem.motion),
    )
