"""From a BVH's channels to `Motion`: quaternions from angles, metres from units, +Y up.

Exact by what it is told; guesses are made elsewhere. Position channels replace OFFSET, axis by
axis: an axis without a channel keeps its part of OFFSET. Translations come before rotations
whatever the order of the channels.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.files.bvh import BvhFile
from core.files.layout import FileLayout, euler_order, position_axes
from core.motion import rotations
from core.motion.motion import Motion
from core.motion.skeleton import EndSite, Skeleton

#: Turns the world of a file with +Z up so that +Y is up: (x, y, z) becomes (x, z, -y).
Y_UP_FROM_Z_UP = np.array([np.sqrt(0.5), -np.sqrt(0.5), 0.0, 0.0])

#: Frames times joints from which compiled code is faster, numba's loading included.
LONG = 400_000


def layout_of(
    file: BvhFile, metres_per_unit: float, up: str, *, root_offset_added: bool
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
        offset_decimals=max(9, min(file.offset_decimals, 12)),
    )


def motion_in_file_units(file: BvhFile, rate: float, *, root_offset_added: bool) -> Motion:
    """The file's motion at k / rate, positions still in the file's units and axes."""
    offsets = file.offsets.copy()
    offsets[0] = 0.0
    skeleton = Skeleton(
        names=file.names,
        parents=np.array(file.parents),
        offsets=offsets,
        end_sites=tuple(EndSite(site.joint, np.array(site.offset)) for site in file.end_sites),
    )
    root, translations = _translations(file, root_offset_added)
    turns = _turns(file)
    turns.flags.writeable = False  # so that it is shared, not copied
    return Motion(
        skeleton=skeleton,
        local_rotations=turns,
        root_positions=root,
        times=np.arange(file.frame_count) / rate,
        local_translations=translations,
    )


def in_metres(motion: Motion, metres_per_unit: float, up: str) -> Motion:
    """A motion in file units and axes as one in metres with +Y up."""
    skeleton = motion.skeleton
    turns, root = motion.local_rotations, motion.root_positions
    if up == "z":
        turns = turns.copy()
        turns[:, 0] = rotations.multiply(Y_UP_FROM_Z_UP, turns[:, 0])
        root = root @ rotations.to_matrix(Y_UP_FROM_Z_UP).T
    translations = motion.local_translations
    return replace(
        motion,
        skeleton=replace(
            skeleton,
            offsets=skeleton.offsets * metres_per_unit,
            end_sites=tuple(
                EndSite(site.joint, site.offset * metres_per_unit) for site in skeleton.end_sites
            ),
        ),
        local_rotations=turns,
        root_positions=root * metres_per_unit,
        local_translations=None if translations is None else translations * metres_per_unit,
    )


def _turns(file: BvhFile) -> np.ndarray:
    """(frames, joints, 4) from the rotation channels, sign-continuous in time."""
    columns = np.full((len(file.names), 3), -1)
    axes = np.full((len(file.names), 3), -1)
    start = 0
    for joint, named in enumerate(file.channels):
        found = [start + k for k, name in enumerate(named) if name.endswith("rotation")]
        columns[joint, : len(found)] = found
        axes[joint, : len(found)] = ["XYZ".index(axis) for axis in euler_order(named)]
        start += len(named)
    turns = np.empty((file.frame_count, len(file.names), 4))
    if turns.size >= 4 * LONG:
        from core.motion.rotation_kernels import by_joints, turns_from_degrees

        by_joints(
            lambda first, stop: turns_from_degrees(file.values, columns, axes, first, stop, turns),
            len(file.names),
        )
        return turns
    for joint, named in enumerate(file.channels):
        order = euler_order(named)
        angles = np.radians(file.values[:, columns[joint, : len(order)]])
        turns[:, joint] = rotations.from_euler(angles, order)
    return rotations.continuous(turns)


def _translations(file: BvhFile, root_offset_added: bool) -> tuple[np.ndarray, np.ndarray | None]:
    """The root's path (frames, 3), and (frames, joints, 3) where other joints have positions."""
    moving: dict[int, np.ndarray] = {}
    start = 0
    for joint, named in enumerate(file.channels):
        axes = position_axes(named)
        if axes or joint == 0:
            columns = [start + k for k, name in enumerate(named) if name.endswith("position")]
            place = np.repeat(file.offsets[joint][None], file.frame_count, axis=0)
            place[:, axes] = file.values[:, columns]
            if joint == 0 and root_offset_added:
                place[:, axes] += file.offsets[0][axes]
            moving[joint] = place
        start += len(named)
    root = moving.pop(0)
    if not moving:
        return root, None
    translations = np.repeat(file.offsets[None], file.frame_count, axis=0)
    translations[:, 0] = 0.0
    for joint, place in moving.items():
        translations[:, joint] = place
    return root, translations
