"""Exporting a take: the refined motion at the file's own samples, written, read back, measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core.contacts.contact import Contact
from core.errors import WrongUsage
from core.files.frame_rates import snapped_rate
from core.files.motion_file import MotionFile
from core.files.presets import Preset, export_motion
from core.motion.joint_names import shown_name
from core.motion.motion import Motion
from core.motion.output_times import output_times
from core.motion.rest_frame import resampled_beside_rest
from core.quality.figures import JUMP_DEGREES, jumps, take_figures
from core.quality.frame_words import with_frames
from core.quality.look import ground_of
from core.solve.report import worded
from core.take.captured import Captured
from core.take.decisions import Decision, Ground
from core.take.refine import Refined, RefineSettings, refine
from core.take.refining.prepared import PREPARING, prepare

Progress = Callable[[float, str], None]

#: Hz of files from captures, whose own times are the video's.
CAPTURE_RATE = 60.0
#: A plant that skates further than this in the written file is a warning (mm).
SKATE_HELD_MM = 0.05
#: A contact point, or the toes' tip, further below the ground than this is a warning (mm).
BELOW_GROUND_MM = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class ExportReport:
    """What was written, measured on the file as it was read back."""

    path: Path
    file: MotionFile
    size: int  # bytes
    captured_figures: Mapping[str, float]
    file_figures: Mapping[str, float]
    warnings: tuple[str, ...]


def default_rate(captured: Captured) -> float:
    """Hz that a take is written at where nobody says: a motion file's own, or 60 for captures."""
    if captured.layout is not None and captured.keypoints is None:
        return snapped_rate(captured.layout.frame_time)
    return CAPTURE_RATE


def output_motion(
    captured: Captured,
    decisions: Iterable[Decision],
    *,
    rate: float | None = None,
    start: float | None = None,
    end: float | None = None,
    settled: Refined | None = None,
    one_by_one: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Refined:
    """The refined motion at start + k / rate, its first frame at time 0, contacts enforced there.

    Args:
        rate: Hz; None is `default_rate`.
        start, end: seconds on the motion's clock; None is the first or the last frame.
        settled: the whole take's answer, taken as it is where its samples are those wanted.
        one_by_one: see `RefineSettings`.
    Raises: WrongUsage for a range without motion; Cancelled.
    """
    rate = default_rate(captured) if rate is None else rate
    motion, decisions = captured.motion, tuple(decisions)
    first, last = float(motion.times[0]), float(motion.times[-1])
    begin, stop = first if start is None else start, last if end is None else end
    if begin < first - 1e-6 or stop > last + 1e-6 or begin > stop:
        raise WrongUsage(
            f"The range must lie between {first:.6g} and {last:.6g} s, where there is motion."
        )
    begin, stop = max(begin, first), min(stop, last)
    wanted, how = output_times(begin, stop, rate), RefineSettings(one_by_one=one_by_one)
    if settled is not None and _holds(settled.motion.times, wanted):
        return _from_zero(settled, wanted, rate)
    if _holds(motion.times, wanted):
        return _from_zero(
            refine(captured, decisions, how, progress=progress, cancelled=cancelled), wanted, rate
        )
    # the whole take on the wanted grid, so that what lies outside the range still counts
    before = int(np.floor((begin - first) * rate + 1e-6))
    grid = np.clip(output_times(begin - before / rate, last, rate), first, last)
    ground = Decision("ground of the captured motion", Ground(ground_of(captured, decisions)))
    prepared = prepare(
        captured, decisions, None if settled is None else settled.prepared,
        progress=progress, cancelled=cancelled,
    )  # fmt: skip
    stated = [d for d in decisions if not isinstance(d.fact, (Ground, *PREPARING))]
    motion = resampled_beside_rest(prepared.motion, grid, smooth=True)
    sampled = replace(captured, motion=motion, confidence=None, keypoints=None)
    del captured, prepared, motion  # of a long take these go where the caller lets go too
    refined = refine(sampled, [*stated, ground], how, progress=progress, cancelled=cancelled)
    return _from_zero(refined, wanted, rate)


def export_take(
    captured: Captured,
    decisions: Iterable[Decision],
    path: str | Path,
    preset: Preset,
    *,
    rate: float | None = None,
    start: float | None = None,
    end: float | None = None,
    settled: Refined | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ExportReport:
    """Write a take for a program, read the file back and measure it. Arguments: `output_motion`.

    Raises: BadInput where the place cannot be written to; WrongUsage; Cancelled.
    """
    decisions = tuple(decisions)
    rate = default_rate(captured) if rate is None else rate
    refined = output_motion(
        captured, decisions, rate=rate, start=start, end=end, settled=settled,
        progress=progress, cancelled=cancelled,
    )  # fmt: skip
    if progress is not None:
        progress(0.8, "Writing and reading back")
    file = export_motion(path, refined.motion, captured.layout, preset, rate)
    begin = float(captured.motion.times[0]) if start is None else start
    contacts = [d.fact for d in decisions if isinstance(d.fact, Contact)]
    moved = [replace(c, start=c.start - begin, end=c.end - begin) for c in contacts]
    ground = ground_of(captured, decisions)
    figures = take_figures(file.motion, captured.contact_points, moved, ground)
    return ExportReport(
        path=Path(path),
        file=file,
        size=Path(path).stat().st_size,
        captured_figures=take_figures(captured.motion, captured.contact_points, contacts, ground),
        file_figures=figures,
        warnings=(
            *_warnings(figures),
            *(
                with_frames(sentence, captured.motion.times)
                for sentence in (*_jumped(file.motion, begin), *_unmet(refined))
            ),
        ),
    )


def _holds(times: np.ndarray, wanted: np.ndarray) -> bool:
    """Whether every wanted time is a sample."""
    if len(times) == 0:
        return False
    places = np.clip(np.searchsorted(times, wanted - 1e-7), 0, len(times) - 1)
    return bool(np.all(np.abs(times[places] - wanted) <= 1e-7))


def _from_zero(refined: Refined, wanted: np.ndarray, rate: float) -> Refined:
    """The frames at the wanted times, the first one at time 0; of what is missed, what is there."""
    motion, report = refined.motion, refined.report
    begin, stop = float(wanted[0]), float(wanted[-1])
    there = tuple(one for one in report.infeasible if one.concerns(begin, stop))
    first = int(np.searchsorted(motion.times, wanted[0] - 1e-7))
    frames: Motion = motion
    if len(motion.times) == len(wanted) and _is_run(motion.times, 0, wanted):
        pass  # all of them: the arrays are shared
    elif _is_run(motion.times, first, wanted):
        frames = motion.frames(first, first + len(wanted))
    else:
        places = np.searchsorted(motion.times, wanted - 1e-7)
        translations = motion.local_translations
        frames = replace(
            motion,
            local_rotations=motion.local_rotations[places],
            root_positions=motion.root_positions[places],
            times=motion.times[places],
            local_translations=None if translations is None else translations[places],
        )
    shifted = replace(frames, times=np.arange(len(wanted)) / rate)
    return replace(refined, motion=shifted, report=replace(report, infeasible=there))


def _is_run(times: np.ndarray, first: int, wanted: np.ndarray) -> bool:
    run = times[first : first + len(wanted)]
    return len(run) == len(wanted) and bool(np.all(np.abs(run - wanted) <= 1e-7))


def _warnings(figures: Mapping[str, float]) -> list[str]:
    found = []
    worst = figures.get("plant_skate_worst_mm", 0.0)
    if worst > SKATE_HELD_MM:
        found.append(f"A plant skates by {worst:.2f} mm in the file.")
    below = figures.get("penetration_worst_mm", 0.0)
    if below > BELOW_GROUND_MM:
        found.append(f"A foot is {below:.0f} mm below the ground at worst.")
    toes = figures.get("toe_tips_below_worst_mm", 0.0)
    if toes > BELOW_GROUND_MM:
        found.append(f"The tip of a foot's toes is {toes:.0f} mm below the ground at worst.")
    return found


def _jumped(motion: Motion, begin: float) -> list[str]:
    """The joint that turns farthest in one frame and when, and how often joints do so.

    begin: when the motion's time 0 is on the take's clock, seconds.
    """
    found = jumps(motion)
    if not found:
        return []
    first = found[0]
    joint = shown_name(first.joint)
    worst = f"{joint} turns by {first.degrees:.0f}° in one frame at {first.time + begin:.3f} s"
    if len(found) == 1:
        return [f"{worst}."]
    return [f"{worst}; so far, by more than {JUMP_DEGREES:.0f}°, joints turn {len(found)} times."]


def _unmet(refined: Refined) -> list[str]:
    unmet = [one.sentence for one in refined.report.infeasible]
    return [*unmet, *(f"Left out: {worded(one)}." for one in refined.report.ignored)]
