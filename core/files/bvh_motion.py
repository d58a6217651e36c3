"""Between a BVH's channels and `Motion`: metres for units, quaternions for angles, +Y for up.

Exact by the layout; guesses are made elsewhere. Position channels replace OFFSET, axis by axis:
an axis without a channel keeps its part of OFFSET. Translations come before rotations whatever
the order of the channels.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.files.bvh import BvhEndSite, BvhFile
from core.files.bvh_hierarchy import POSITION_CHANNELS
from core.files.layout import FileLayout, euler_order, position_axes
from core.motion import rotations
from core.motion.motion import Motion
from core.motion.skeleton import EndSite, Skeleton

#: Turns the world of a file with +Z up so that +Y is up: (x, y, z) becomes (x, z, -y).
_Y_UP_FROM_Z_UP = np.array([np.sqrt(0.5), -np.sqrt(0.5), 0.0, 0.0])


def layout_of(
    file: BvhFile, metres_per_unit: float, up: str, root_offset_added: bool
) -> FileLayout:
    """How a file was written, with what it does not say itself."""
    return FileLayout(
        channels=file.channels,
        metres_per_unit=metres_per_unit,
        up=up,
        root_offset=file.offsets[0],
        root_offset_added=root_offset_added,
        decimals=max(6, min(file.decimals, 9)),
        frame_time=float(file.frame_time),
        encoding=file.encoding,
    )


def motion_from_bvh(file: BvhFile, layout: FileLayout, rate: float) -> Motion:
    """The file's motion at k / rate, its joints in the file's order."""
    metres = layout.metres_per_unit
    offsets = file.offsets * metres
    offsets[0] = 0.0
    skeleton = Skeleton(
        names=file.names,
        parents=np.array(file.parents),
        offsets=offsets,
        end_sites=tuple(
            EndSite(site.joint, np.array(site.offset) * metres) for site in file.end_sites
        ),
    )
    turns = np.empty((file.frame_count, len(file.names), 4))
    for joint, columns, order in _rotation_columns(file.channels):
        turns[:, joint] = rotations.from_euler(np.radians(file.values[:, columns]), order)
    places = _translations(file, layout)
    root, moved = places.pop(0), places
    if layout.up == "z":
        root = root @ rotations.to_matrix(_Y_UP_FROM_Z_UP).T
        turns[:, 0] = rotations.multiply(_Y_UP_FROM_Z_UP, turns[:, 0])
    translations = None
    if moved:
        translations = np.repeat(offsets[None], file.frame_count, axis=0)
        for joint, place in moved.items():
            translations[:, joint] = place * metres
    return Motion(
        skeleton=skeleton,
        local_rotations=rotations.continuous(turns),
        root_positions=root * metres,
        times=np.arange(file.frame_count) / rate,
        local_translations=translations,
    )


def _rotation_columns(
    channels: tuple[tuple[str, ...], ...],
) -> Iterator[tuple[int, list[int], str]]:
    """Per joint: the columns of its rotation channels and their order."""
    start = 0
    for joint, named in enumerate(channels):
        columns = [start + k for k, name in enumerate(named) if name.endswith("rotation")]
        yield joint, columns, euler_order(named)
        start += len(named)


def _position_columns(
    channels: tuple[tuple[str, ...], ...],
) -> Iterator[tuple[int, list[int], list[int]]]:
    """Per joint that has any: the columns of its position channels and their axes."""
    start = 0
    for joint, named in enumerate(channels):
        columns = [start + k for k, name in enumerate(named) if name.endswith("position")]
        if columns:
            yield joint, columns, position_axes(named)
        start += len(named)


def _translations(file: BvhFile, layout: FileLayout) -> dict[int, np.ndarray]:
    """Root and moving joints -> (frames, 3) from their parent, file units."""
    places = {0: np.repeat(file.offsets[:1], file.frame_count, axis=0)}
    for joint, columns, axes in _position_columns(file.channels):
        place = np.repeat(file.offsets[joint][None], file.frame_count, axis=0)
        place[:, axes] = file.values[:, columns]
        if joint == 0 and layout.root_offset_added:
            place[:, axes] += file.offsets[0][axes]
        places[joint] = place
    return places


def bvh_from_motion(motion: Motion, layout: FileLayout, frame_time: str) -> BvhFile:
    """The channels that a layout asks for, rounded to its decimals, ready to be written.

    A joint gets the channels that it lacks where its motion cannot be said without them.
    Raises: ValueError where layout and motion do not have the same joints.
    """
    skeleton = motion.skeleton
    if len(layout.channels) != skeleton.joint_count:
        raise ValueError("The layout is of another rig: it has another number of joints.")
    turns, root = motion.local_rotations, motion.root_positions
    if layout.up == "z":
        back = rotations.inverse(_Y_UP_FROM_Z_UP)
        turns = turns.copy()
        turns[:, 0] = rotations.multiply(back, turns[:, 0])
        root = root @ rotations.to_matrix(back).T
    offsets = skeleton.offsets / layout.metres_per_unit
    offsets[0] = layout.root_offset
    columns: list[list[np.ndarray]] = []
    channels: list[tuple[str, ...]] = []
    for joint, named in enumerate(layout.channels):
        place = root if joint == 0 else _moving(motion, joint)
        place = None if place is None else place / layout.metres_per_unit
        if joint == 0 and layout.root_offset_added and place is not None:
            place = place - layout.root_offset * _has_axes(named)
        named = _enough_channels(named, place, offsets[joint], turns[:, joint])
        columns.append(_columns(named, place, offsets[joint], turns[:, joint]))
        channels.append(named)
    order = _depth_first_order(skeleton.parents)
    return BvhFile(
        names=tuple(skeleton.names[joint] for joint in order),
        parents=tuple(
            -1 if joint == 0 else order.index(int(skeleton.parents[joint])) for joint in order
        ),
        offsets=_rounded(offsets[order], layout.decimals),
        channels=tuple(channels[joint] for joint in order),
        end_sites=_end_sites(skeleton, order, layout),
        values=_rounded(
            np.stack([column for joint in order for column in columns[joint]], axis=1),
            layout.decimals,
        ),
        frame_time=frame_time,
        decimals=layout.decimals,
        offset_decimals=layout.decimals,
        encoding=layout.encoding,
    )


def _moving(motion: Motion, joint: int) -> np.ndarray | None:
    translations = motion.local_translations
    return None if translations is None else translations[:, joint]


def _has_axes(named: tuple[str, ...]) -> np.ndarray:
    """(3,) 1 for an axis with a position channel, else 0."""
    has = np.zeros(3)
    has[position_axes(named)] = 1.0
    return has


def _enough_channels(
    named: tuple[str, ...], place: np.ndarray | None, offset: np.ndarray, turns: np.ndarray
) -> tuple[str, ...]:
    """The joint's channels, and those that it lacks to say where it is and how it is turned."""
    if place is not None and len(position_axes(named)) < 3:
        missing = [axis for axis in range(3) if axis not in position_axes(named)]
        # 1e-6 of a unit: finer than what is written
        if np.max(np.abs(place[:, missing] - offset[missing])) > 1e-6:
            rest = tuple(name for name in named if name.endswith("rotation"))
            named = (*POSITION_CHANNELS, *rest)
    order = euler_order(named)
    if len(order) < 3:
        said = rotations.from_euler(_angles(turns, order), order)
        if np.max(rotations.angle_between(said, turns)) > 1e-7:
            added = (f"{axis}rotation" for axis in "ZXY" if axis not in order)
            named = (*named, *added)
    return named


def _angles(turns: np.ndarray, order: str) -> np.ndarray:
    """(frames, 4) -> (frames, len(order)) radians without jumps; what fewer axes cannot say is lost."""
    full = order + "".join(axis for axis in "ZXY" if axis not in order)
    return rotations.continuous_euler(rotations.to_euler(turns, full))[:, : len(order)]


def _columns(
    named: tuple[str, ...], place: np.ndarray | None, offset: np.ndarray, turns: np.ndarray
) -> list[np.ndarray]:
    """One array (frames,) per channel, file units and degrees."""
    order = euler_order(named)
    degrees = np.degrees(_angles(turns, order)) if order else None
    found = []
    for name in named:
        axis = "XYZ".index(name[0])
        if name.endswith("rotation") and degrees is not None:
            found.append(degrees[:, order.index(name[0])])
        else:
            found.append(np.full(len(turns), offset[axis]) if place is None else place[:, axis])
    return found


def _depth_first_order(parents: np.ndarray) -> list[int]:
    children: list[list[int]] = [[] for _ in parents]
    for joint in range(1, len(parents)):
        children[parents[joint]].append(joint)
    order, pending = [], [0]
    while pending:
        joint = pending.pop()
        order.append(joint)
        pending += reversed(children[joint])
    return order


def _end_sites(skeleton: Skeleton, order: list[int], layout: FileLayout) -> tuple[BvhEndSite, ...]:
    sites = []
    for site in skeleton.end_sites:
        x, y, z = _rounded(site.offset / layout.metres_per_unit, layout.decimals).tolist()
        sites.append(BvhEndSite(order.index(site.joint), "Site", (x, y, z)))
    return tuple(sorted(sites, key=lambda site: site.joint))


def _rounded(values: np.ndarray, decimals: int) -> np.ndarray:
    """Rounded to decimals, without negative zeros."""
    scale = 10.0**decimals
    return np.rint(values * scale) / scale + 0.0
