"""What an engineer looks at of one clip: errors over time, the way, the feet, the spectrum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.contacts.contact import Contact
from core.motion.contact_point import FOOT_POINT_NAMES, ContactPoint
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.facing import facing_yaw
from core.motion.motion import Motion
from core.motion.output_times import output_times
from core.motion.point_paths import point_paths
from core.quality.landmarks import Landmarks, landmarks_of_motion, shared_parts
from core.quality.measured import Measured
from core.quality.metrics import Truth
from core.quality.plot_page import STATE_COLOURS, TRUTH_COLOUR, Page, colour_of, line_of
from core.quality.position_metrics import joint_errors, mpjpe_mm, root_of, root_relative

_MM = 1000.0
_RATE = 60.0  # Hz at which paths and spectra are drawn
#: Feet above this (mm) are only in the air; what matters is near the ground.
_HIGHEST = 250.0
#: States of contacts are told apart without colours too.
_HATCHES = {"pivot": "////", "slide": "..."}


@dataclass(frozen=True, slots=True, eq=False)
class PlottedBody:
    """The estimate or a baseline of one clip."""

    name: str
    motion: Motion
    points: tuple[ContactPoint, ...]
    contacts: tuple[Contact, ...] | None
    found: Measured


def plot_clip(folder: Path, clip: str, truth: Truth, bodies: Sequence[PlottedBody]) -> list[Path]:
    """Draw CLIP_errors.png, CLIP_path.png, CLIP_feet.png and CLIP_spectrum.png, as the truth
    allows; the first body is the estimate. Returns the files. Raises: MissingComponent.
    """
    drawn = []
    if truth.landmarks is not None:
        both = [(body, *_side_by_side(body.motion, truth.landmarks)) for body in bodies]
        both = [one for one in both if len(one[1]) > 1 and len(one[2].parts) > 3]
        if both:
            drawn += [_errors(folder, clip, both), _way(folder, clip, both)]
            drawn.append(_spectrum(folder, clip, both))
    if truth.motion is not None or truth.contacts is not None:
        drawn.append(_feet(folder, clip, truth, bodies))
    return drawn


_Both = tuple[PlottedBody, np.ndarray, Landmarks, Landmarks]


def _side_by_side(motion: Motion, truth: Landmarks) -> tuple[np.ndarray, Landmarks, Landmarks]:
    """Times, the motion's and the truth's shared parts at 60 Hz over their common span."""
    start = max(float(motion.times[0]), float(truth.times[0]))
    end = min(float(motion.times[-1]), float(truth.times[-1]))
    times = output_times(start, end, _RATE) if end > start else np.zeros(0)
    if len(times) == 0:
        return times, truth.of(()), truth.of(())
    ours = landmarks_of_motion(motion, times)
    parts = shared_parts(ours, truth)
    return times, ours.of(parts), truth.of(parts).at(times)


def _errors(folder: Path, clip: str, both: Sequence[_Both]) -> Path:
    """Root-relative error by joint as a map over time; below it the means and the root's."""
    path = folder / f"{clip}_errors.png"
    maps = [
        mpjpe_mm(ours.world_positions, theirs.world_positions, ours.parts)
        for _, _, ours, theirs in both
    ]
    worst = max(float(np.nanpercentile(one, 98)) for one in maps)
    with Page(path, f"{clip}: error over time by joint", 13, 2.6 * len(both) + 4.2) as figure:
        axes = figure.subplots(
            len(both) + 2, 1, sharex=True, height_ratios=[2.6] * len(both) + [2, 2], squeeze=False
        )[:, 0]
        for axis, (body, times, ours, _), errors in zip(axes, both, maps, strict=False):
            picture = axis.imshow(
                errors.T, aspect="auto", cmap="magma", vmin=0.0, vmax=worst,
                interpolation="nearest", extent=(times[0], times[-1], len(ours.parts) - 0.5, -0.5),
            )  # fmt: skip
            axis.set_yticks(range(len(ours.parts)), [part.replace("_", " ") for part in ours.parts])
            axis.set_title(f"{body.name}: mean {np.nanmean(errors):.0f} mm", loc="left")
            axis.grid(visible=False)
            figure.colorbar(picture, ax=axis, label="mm from the truth, hips equal", pad=0.01)
        for place, ((body, times, ours, theirs), errors) in enumerate(zip(both, maps, strict=True)):
            colour = colour_of(place)
            axes[-2].plot(times, np.nanmean(errors, axis=1), color=colour, label=body.name)
            apart = np.linalg.norm(
                root_of(ours.world_positions, ours.parts)
                - root_of(theirs.world_positions, ours.parts), axis=-1,
            )  # fmt: skip
            axes[-1].plot(times, _MM * apart, color=colour, label=body.name)
        axes[-2].set_ylabel("mean of joints, mm\n(hips equal)")
        axes[-1].set_ylabel("root in the world, mm")
        axes[-1].set_xlabel("seconds")
        for axis in axes[-2:]:
            axis.set_ylim(bottom=0.0)
            axis.legend(loc="upper right", ncols=len(both))
    return path


def _way(folder: Path, clip: str, both: Sequence[_Both]) -> Path:
    """The root's path from above with the facing, heading over time, and the root's height."""
    path = folder / f"{clip}_path.png"
    with Page(path, f"{clip}: the root's way and the heading", 13, 6.5) as figure:
        grid = figure.add_gridspec(2, 2, width_ratios=[1.2, 1])
        top, turn, height = (
            figure.add_subplot(grid[place]) for place in ((slice(None), 0), (0, 1), (1, 1))
        )
        drawn = [("truth", TRUTH_COLOUR, both[0][1], both[0][3])]
        drawn += [
            (body.name, colour_of(place), times, ours)
            for place, (body, times, ours, _) in enumerate(both)
        ]
        for name, colour, times, paths in drawn:
            root = root_of(paths.world_positions, paths.parts)
            yaw = facing_yaw(paths.world_positions, {part: k for k, part in enumerate(paths.parts)})
            style = line_of(name)
            top.plot(root[:, 0], root[:, 2], color=colour, label=name, **style)
            top.plot(*root[0, [0, 2]], "o", color=colour, ms=6)
            some = slice(None, None, max(1, len(times) // 20))
            top.quiver(
                root[some, 0], root[some, 2], np.sin(yaw[some]), np.cos(yaw[some]), color=colour,
                angles="xy", scale=22.0, width=0.003, alpha=0.7,
            )  # fmt: skip
            turn.plot(times, np.degrees(yaw), color=colour, label=name, **style)
            height.plot(times, root[:, 1], color=colour, label=name, **style)
        top.set_aspect("equal", adjustable="datalim")
        top.invert_yaxis()
        top.set(xlabel="x, metres", ylabel="z, metres", title="from above; a dot is the start")
        turn.set(ylabel="heading, degrees")
        height.set(ylabel="hips above 0, metres", xlabel="seconds")
        top.legend(loc="best")
    return path


def _feet(folder: Path, clip: str, truth: Truth, bodies: Sequence[PlottedBody]) -> Path:
    """Heights of the foot points with the contacts of truth and estimate as bars below."""
    path = folder / f"{clip}_feet.png"
    lanes = [(body.name, body.contacts) for body in bodies if body.contacts is not None]
    if truth.contacts is not None:
        lanes.insert(0, ("truth", truth.contacts))
    curves = [
        (body.name, colour_of(place), body.motion.times, point_paths(body.motion, body.points))
        for place, body in enumerate(bodies)
    ]
    if truth.motion is not None:
        points = find_contact_points(truth.motion)
        paths = point_paths(truth.motion, points)
        curves.insert(0, ("truth", TRUTH_COLOUR, truth.motion.times, paths))
    with Page(path, f"{clip}: feet over the ground, and contacts", 13, 10) as figure:
        axes = figure.subplots(len(FOOT_POINT_NAMES), 1, sharex=True)
        for axis, point in zip(axes, FOOT_POINT_NAMES, strict=True):
            for name, colour, times, paths in curves:
                if point in paths:
                    height = _MM * (paths[point][:, 1] - truth.ground_height)
                    shown = np.minimum(height, _HIGHEST)
                    axis.plot(times, shown, color=colour, label=name, **line_of(name))
            axis.axhline(0.0, color=(0.53, 0.53, 0.53), lw=0.8)
            _bars(axis, point, lanes)
            axis.set_ylabel(f"{point.replace('_', ' ')}, mm")
        axes[0].legend(loc="upper right", ncols=len(curves))
        axes[-1].set_xlabel(
            "seconds; bars: green plant, yellow pivot (striped), purple slide (dotted); "
            f"what is above {_HIGHEST:.0f} mm is cut off"
        )
    return path


def _bars(axis: Any, point: str, lanes: Sequence[tuple[str, tuple[Contact, ...] | None]]) -> None:
    """One bar a lane under the curves, coloured by the contact's state."""
    for row, (name, contacts) in enumerate(lanes):
        level = -28.0 * (row + 1)
        for contact in contacts or ():
            if contact.point == point and contact.state != "air":
                length = max(contact.end - contact.start, 0.01)
                axis.broken_barh(
                    [(contact.start, length)], (level, 18.0), linewidth=0.0, edgecolor="white",
                    facecolor=STATE_COLOURS[contact.state], hatch=_HATCHES.get(contact.state),
                )  # fmt: skip
        axis.text(
            -0.005, level + 9.0, name, transform=axis.get_yaxis_transform(), fontsize=6.5,
            ha="right", va="center", color=(0.33, 0.33, 0.33),
        )  # fmt: skip
    axis.set_ylim(-28.0 * len(lanes) - 12.0, None)
    axis.set_yticks([tick for tick in axis.get_yticks() if 0.0 <= tick <= _HIGHEST])


def _spectrum(folder: Path, clip: str, both: Sequence[_Both]) -> Path:
    """How much the joints move at each frequency: what lies above the truth's line is tremble."""
    from scipy.signal import welch

    path = folder / f"{clip}_spectrum.png"
    with Page(path, f"{clip}: spectrum of the joints' velocity", 13, 5) as figure:
        whole, band = figure.subplots(1, 2, width_ratios=[1.5, 1])
        drawn = [("truth", TRUTH_COLOUR, both[0][3])]
        drawn += [(one[0].name, colour_of(place), one[2]) for place, one in enumerate(both)]
        for name, colour, paths in drawn:
            speed = np.diff(root_relative(paths.world_positions, paths.parts), axis=0) * _RATE
            speed = speed.reshape(len(speed), -1)
            speed = speed[:, np.all(np.isfinite(speed), axis=0)]
            if speed.shape[1] == 0:
                continue
            hertz, power = welch(speed, fs=_RATE, nperseg=min(128, len(speed)), axis=0)
            whole.semilogy(
                hertz[1:], power.sum(axis=1)[1:], color=colour, label=name, **line_of(name)
            )
        whole.axvspan(5.0, 15.0, color=(0.95, 0.94, 0.89), zorder=0)
        whole.set(xlabel="Hz (shaded: the band of detail)", ylabel="power of velocity, (m/s)²/Hz")
        whole.legend(loc="best")
        speeds = [
            joint_errors(one[2].world_positions[1:], one[2].world_positions[:-1]).mean(axis=1)
            for one in both
        ]
        true = both[0][3].world_positions
        band.plot(
            both[0][1][1:], joint_errors(true[1:], true[:-1]).mean(axis=1) * _RATE / _MM,
            color=TRUTH_COLOUR, **line_of("truth"),
        )  # fmt: skip
        for place, (one, speed) in enumerate(zip(both, speeds, strict=True)):
            band.plot(one[1][1:], speed * _RATE / _MM, color=colour_of(place))
        band.set(xlabel="seconds", ylabel="mean speed of the joints, m/s", ylim=(0.0, None))
    return path
