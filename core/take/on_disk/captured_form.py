"""`Captured` as a header and arrays, and back, bit for bit."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

import numpy as np

from core.files.layout import FileLayout
from core.motion.camera import Camera
from core.motion.camera_estimate import CameraEstimate
from core.motion.contact_point import ContactPoint
from core.motion.keypoints import Keypoints
from core.motion.motion import Motion
from core.motion.skeleton import EndSite, Skeleton
from core.take.captured import Captured
from core.take.on_disk.packed import NotPacked, Packed

_CAMERA_ARRAYS = (
    "intrinsics",
    "distortion",
    "camera_from_world_rotation",
    "camera_from_world_translation",
)


def captured_as_packed(captured: Captured) -> Packed:
    """Everything that a `Captured` holds."""
    motion, skeleton = captured.motion, captured.motion.skeleton
    points = captured.contact_points
    header: dict[str, Any] = {
        "source": captured.source,
        "joints": list(skeleton.names),
        "end_joints": [site.joint for site in skeleton.end_sites],
        "points": [[point.name, point.joint] for point in points],
    }
    arrays = {
        "parents": skeleton.parents,
        "offsets": skeleton.offsets,
        "end_offsets": _rows([site.offset for site in skeleton.end_sites]),
        "point_offsets": _rows([point.offset for point in points]),
        "times": motion.times,
        "local_rotations": motion.local_rotations,
        "root_positions": motion.root_positions,
    }
    if motion.local_translations is not None:
        arrays["local_translations"] = motion.local_translations
    if captured.confidence is not None:
        arrays["confidence"] = captured.confidence
    _add_layout(captured.layout, header, arrays)
    _add_seen(captured, header, arrays)
    return Packed(header, arrays)


def captured_from_packed(packed: Packed) -> Captured:
    """The `Captured` that `captured_as_packed` was given. Raises: NotPacked."""
    header, arrays = packed.header, packed.arrays
    try:
        ends = zip(header["end_joints"], arrays["end_offsets"], strict=True)
        skeleton = Skeleton(
            tuple(header["joints"]),
            arrays["parents"],
            arrays["offsets"],
            tuple(EndSite(joint, offset) for joint, offset in ends),
        )
        motion = Motion(
            skeleton,
            arrays["local_rotations"],
            arrays["root_positions"],
            arrays["times"],
            arrays.get("local_translations"),
        )
        points = zip(header["points"], arrays["point_offsets"], strict=True)
        return Captured(
            motion=motion,
            contact_points=tuple(
                ContactPoint(name, joint, offset) for (name, joint), offset in points
            ),
            layout=_layout(packed),
            confidence=arrays.get("confidence"),
            keypoints=_keypoints(packed),
            camera=_camera(packed),
            source=header["source"],
            camera_estimate=_camera_estimate(packed),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise NotPacked(f"A captured motion lacks a part: {fault}") from fault


def _add_layout(
    layout: FileLayout | None, header: dict[str, Any], arrays: dict[str, np.ndarray]
) -> None:
    if layout is None:
        return
    header["layout"] = {}
    for field in fields(layout):
        value = getattr(layout, field.name)
        if isinstance(value, np.ndarray):
            arrays[f"layout_{field.name}"] = value
        else:
            header["layout"][field.name] = value


def _add_seen(captured: Captured, header: dict[str, Any], arrays: dict[str, np.ndarray]) -> None:
    keypoints, camera = captured.keypoints, captured.camera
    if keypoints is not None:
        header["keypoints"] = [list(keypoints.names), keypoints.width, keypoints.height]
        arrays["keypoint_times"] = keypoints.times
        arrays["image_points"] = keypoints.image_points
    if camera is not None:
        header["camera"] = [camera.width, camera.height]
        arrays.update({name: getattr(camera, name) for name in _CAMERA_ARRAYS})
    if captured.camera_estimate is not None:
        header["camera_estimate"] = asdict(captured.camera_estimate)


def _layout(packed: Packed) -> FileLayout | None:
    written = packed.header.get("layout")
    if written is None:
        return None
    known = [field.name for field in fields(FileLayout)]
    values = {name: _as_tuples(written[name]) for name in known if name in written}
    for name in known:
        if f"layout_{name}" in packed.arrays:
            values[name] = packed.arrays[f"layout_{name}"]
    return FileLayout(**values)


def _as_tuples(value: Any) -> Any:
    """JSON knows lists only; a frozen value holds tuples."""
    return tuple(_as_tuples(part) for part in value) if isinstance(value, list) else value


def _keypoints(packed: Packed) -> Keypoints | None:
    written = packed.header.get("keypoints")
    if written is None:
        return None
    names, width, height = written
    arrays = packed.arrays
    return Keypoints(tuple(names), arrays["keypoint_times"], arrays["image_points"], width, height)


def _camera(packed: Packed) -> Camera | None:
    written = packed.header.get("camera")
    if written is None:
        return None
    return Camera(*written, *(packed.arrays[name] for name in _CAMERA_ARRAYS))


def _camera_estimate(packed: Packed) -> CameraEstimate | None:
    """None of a take that an older version wrote; what a newer one says besides is left."""
    written = packed.header.get("camera_estimate")
    if written is None:
        return None
    known = {field.name for field in fields(CameraEstimate)}
    return CameraEstimate(**{name: value for name, value in written.items() if name in known})


def _rows(offsets: list[np.ndarray]) -> np.ndarray:
    return np.array(offsets, dtype=float).reshape(-1, 3)
