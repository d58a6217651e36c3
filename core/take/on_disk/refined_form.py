"""`Refined` as a header and arrays, and back, bit for bit: how a take keeps its settled results."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import Any

from core.contacts.contact import Contact
from core.motion.pin import Pin
from core.solve.report import (
    CleanedReport,
    ContactReport,
    FlightReport,
    Infeasible,
    PinReport,
    Report,
)
from core.take.captured import Captured
from core.take.exchange.facts_json import fact_as_json, fact_from_json
from core.take.on_disk.packed import NotPacked, Packed
from core.take.refine import Refined


def refined_as_packed(refined: Refined) -> Packed:
    """A settled result; its skeleton, and what it shares with the captured motion, stay out."""
    motion = refined.motion
    header = {"key": refined.key, "report": _report_as_json(refined.report)}
    arrays = {
        "local_rotations": motion.local_rotations,
        "root_positions": motion.root_positions,
        "times": motion.times,
    }
    if motion.local_translations is not None:
        arrays["local_translations"] = motion.local_translations
    return Packed(header, arrays)


def refined_from_packed(packed: Packed, captured: Captured) -> Refined:
    """The settled result that `refined_as_packed` was given, on the rig of `captured`.

    Raises: NotPacked where it is not one of that rig.
    """
    arrays = packed.arrays
    try:
        motion = replace(
            captured.motion,
            local_rotations=arrays["local_rotations"],
            root_positions=arrays["root_positions"],
            times=arrays["times"],
            local_translations=arrays.get("local_translations"),
        )
        report = _report_from_json(packed.header["report"])
        return Refined(motion, report, True, packed.header["key"])
    except (KeyError, TypeError, ValueError) as fault:
        raise NotPacked(f"A settled result lacks a part: {fault}") from fault


def _report_as_json(report: Report) -> dict[str, Any]:
    written = {field.name: getattr(report, field.name) for field in fields(report)}
    written["contacts"] = [[fact_as_json(one.contact), one.skate_mm] for one in report.contacts]
    written["pins"] = [[fact_as_json(one.pin), one.error_mm, one.joint] for one in report.pins]
    written["flights"] = [asdict(one) for one in report.flights]
    written["infeasible"] = [asdict(one) for one in report.infeasible]
    written["cleaned"] = None if report.cleaned is None else asdict(report.cleaned)
    return written


def _report_from_json(written: dict[str, Any]) -> Report:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in written.items()
    }
    values["contacts"] = tuple(
        ContactReport(_contact(fact), skate) for fact, skate in written["contacts"]
    )
    pins = written.get("pins", ())
    values["pins"] = tuple(PinReport(_pin(fact), *missed) for fact, *missed in pins)
    values["flights"] = tuple(FlightReport(**one) for one in written.get("flights", ()))
    values["infeasible"] = tuple(Infeasible(**one) for one in written["infeasible"])
    if values.get("cleaned") is not None:
        values["cleaned"] = CleanedReport(**values["cleaned"])
    return Report(**values)


def _contact(written: dict[str, Any]) -> Contact:
    fact = fact_from_json(written)
    if not isinstance(fact, Contact):
        raise ValueError("a report speaks of contacts")
    return fact


def _pin(written: dict[str, Any]) -> Pin:
    fact = fact_from_json(written)
    if not isinstance(fact, Pin):
        raise ValueError("a report speaks of pins")
    return fact
