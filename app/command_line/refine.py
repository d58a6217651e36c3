"""refine: make a motion obey its contacts and pins."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from app.command_line.motion_input import read_captured, samples_rate, say_where_no_foot_is
from app.command_line.motion_output import bvh_output, write_answer
from app.command_line.options import (
    add_input,
    add_output,
    add_reading,
    asked_rate,
    checked_output,
    same_file,
)
from app.command_line.progress import progress_bar
from app.command_line.said import say, say_flights, say_ignored, say_infeasible
from core.contacts.contacts_json import ContactsFile, points_as_written, read_contacts
from core.errors import BadInput, WrongUsage
from core.files.camera_json import read_camera
from core.files.motion_file import read_motion
from core.files.pins_json import read_pins
from core.files.replace_file import written_beside
from core.motion.camera import Camera
from core.motion.motion import Motion
from core.motion.pin import Pin
from core.motion.point_paths import point_paths
from core.motion.rest_frame import rest_frames
from core.solve.pins.pin_report import pin_reports
from core.solve.problem import Problem
from core.solve.report import Report, contact_reports, penetration_mm
from core.solve.slide_lengths import with_slide_lengths
from core.solve.toes_below import toe_tips_below_mm
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

EXAMPLES = (
    "refine clip.bvh -o clean.bvh --rate 60 --report report.json",
    "refine clip.bvh -o clean.bvh --contacts contacts.json --pins pins.json",
    "refine clip.footing -o clean.bvh",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_input(parser)
    add_output(parser, "OUT.bvh", "the BVH file to write, in the input's unit and axes")
    parser.add_argument(
        "--contacts",
        metavar="C.json|none",
        help="what touches the ground when, or none to hold nothing (default: a take's own; a "
        "motion file's are estimated)",
    )
    parser.add_argument(
        "--pins",
        metavar="P.json",
        type=Path,
        help="where joints are demanded (default: a take's own pins, which stay beside these)",
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
        "--report",
        metavar="R.json",
        type=Path,
        help="write what contacts, pins and flights came to, in millimetres",
    )
    add_reading(parser)


@dataclass(frozen=True, slots=True)
class _Stated:
    """What files say beside the input; None where no file is given."""

    contacts: ContactsFile | None
    pins: tuple[Pin, ...] | None
    camera: Camera | None


def run(arguments: argparse.Namespace) -> None:
    """Raises: WrongUsage, BadInput, Cancelled."""
    rate = asked_rate(arguments)
    output, report_path = _outputs(arguments)
    stated = _read_stated(arguments)
    captured, decided = read_captured(arguments)
    cleaning = (Decision("clean", Cleaning()),) if arguments.clean else ()
    prepared = prepare(
        captured,
        [*(decided or ()), *cleaning],
        progress=progress_bar("Clean") if cleaning else None,
    )
    captured, decisions = _obey_contacts(arguments, captured, decided, prepared.motion, stated)
    captured, decisions = _obey_pins(arguments, captured, in_order([*decisions, *cleaning]), stated)
    if arguments.contacts != "none":
        say_where_no_foot_is(captured, arguments.input)
    settings = RefineSettings(samples_rate(captured) if rate is None else rate)
    refined = refine(
        captured, decisions, settings, before=prepared, progress=progress_bar("Refine")
    )
    _say_what_is_off(arguments, stated, refined)
    write_answer(
        output,
        refined.motion,
        given=arguments.input,
        read=captured.motion,
        layout=captured.layout,
        rate=settings.rate,
    )
    report = _measured(output, captured, decisions, settings, refined)
    say_infeasible(report.infeasible)
    say_flights(report.flights)
    if report_path is not None:
        _write_report(report_path, report, captured)


def _read_stated(arguments: argparse.Namespace) -> _Stated:
    """Raises: BadInput."""
    given = arguments.contacts not in (None, "none")
    return _Stated(
        read_contacts(arguments.contacts) if given else None,
        None if arguments.pins is None else read_pins(arguments.pins),
        None if arguments.camera is None else _placed_camera(arguments.camera),
    )


def _placed_camera(path: Path) -> Camera:
    """Raises: BadInput."""
    file = read_camera(path)
    if not file.is_placed:
        raise BadInput(f"{path} does not say where the camera stands; add R and t to it.")
    return file.camera()


def _say_what_is_off(arguments: argparse.Namespace, stated: _Stated, refined: Refined) -> None:
    """What of the files was left out, or cannot be as it is meant."""
    say_ignored(refined.report.ignored)
    if stated.contacts is not None:
        for sentence in moments(stated.contacts, refined.motion.times):
            say(f"{arguments.contacts}: {sentence}.")
    if stated.pins is not None and refined.report.ground is not None:
        for sentence in buried(stated.pins, refined.report.ground):
            say(f"{arguments.pins}: {sentence}.")


def _write_report(path: Path, report: Report, captured: Captured) -> None:
    """Raises: BadInput where the place cannot be written to."""
    told = report.as_json()
    if report.contacts:
        told["points"] = _points_as_json(captured)
    with written_beside(path) as beside:
        beside.write_text(json.dumps(told, indent=1) + "\n")


def _below_ground_mm(problem: Problem, paths: Mapping[str, np.ndarray]) -> float:
    """The deepest point of the written motion; of a rest pose that leads it nothing is asked."""
    if not problem.contacts:
        return 0.0
    begin = rest_frames(problem.motion)
    return penetration_mm(problem, {name: path[begin:] for name, path in paths.items()}, begin)


def _points_as_json(captured: Captured) -> dict[str, dict]:
    """The contact points that were used: with them the report is a contact file of its own."""
    metres_per_unit = 1.0 if captured.layout is None else captured.layout.metres_per_unit
    points = points_as_written(captured.contact_points, captured.motion.skeleton, metres_per_unit)
    return {one.name: {"joint": one.joint, "offset": one.offset.tolist()} for one in points}


def _outputs(arguments: argparse.Namespace) -> tuple[Path, Path | None]:
    """The motion's file and the report's. Raises: WrongUsage, BadInput."""
    contacts = arguments.contacts
    inputs = [arguments.input, Path(contacts) if contacts not in (None, "none") else None]
    inputs += [arguments.pins, arguments.camera]
    output = bvh_output(arguments, inputs)
    report = arguments.report
    if report is not None and same_file(report, output):
        raise WrongUsage(f"{report} is the output too; give the report another name.")
    return output, None if report is None else checked_output(report, inputs)


def _obey_contacts(
    arguments: argparse.Namespace,
    captured: Captured,
    decided: Decisions | None,
    prepared: Motion,
    stated: _Stated,
) -> tuple[Captured, Decisions]:
    """The captured motion with the contact points that a file gives, and what is decided then."""
    if arguments.contacts == "none":
        return captured, without_contacts(decided or ())
    # contacts are looked for in what is solved; what was captured stays what it is
    solved = replace(captured, motion=prepared)
    if stated.contacts is None:
        return captured, estimated_decisions(solved) if decided is None else decided
    pointed, decisions = with_contacts_file(
        solved, decided or (), stated.contacts, arguments.contacts
    )
    return replace(pointed, motion=captured.motion), decisions


def _obey_pins(
    arguments: argparse.Namespace, captured: Captured, decisions: Decisions, stated: _Stated
) -> tuple[Captured, Decisions]:
    if stated.camera is not None:
        captured = replace(captured, camera=stated.camera)
    if stated.pins is None:
        return captured, decisions
    return captured, with_pins_file(captured, decisions, stated.pins, str(arguments.pins))


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
    solved = problem
    problem = replace(problem, motion=replace(written, times=times[: written.frame_count]))
    paths = point_paths(problem.motion, problem.points)
    contacts = with_slide_lengths(contact_reports(problem, paths), solved, paths)
    return replace(
        report,
        contacts=contacts,
        penetration_mm=_below_ground_mm(problem, paths),
        toe_tips_below_mm=toe_tips_below_mm(problem, problem.motion),
        pins=pin_reports(problem, problem.motion),
    )
