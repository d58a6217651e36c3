"""Camera files (docs/formats.md): lens, and where the camera stands if it is known."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import BadInput
from core.files.json_reading import Entry, read_json, write_json
from core.motion.camera import Camera
from core.motion.frozen import frozen_array

#: R may be written with few digits: it is made a rotation again if it is this near to one.
_NEAR_ROTATION = 0.02
_LARGEST_SIDE = 32768  # pixels


@dataclass(frozen=True, slots=True, eq=False)
class CameraFile:
    """A camera as a file says it; rotation and translation are None where only the lens is known.

    camera_point = rotation @ world_point + translation, OpenCV axes, for the displayed picture.
    """

    width: int
    height: int
    intrinsics: np.ndarray  # (3, 3) pixels
    distortion: np.ndarray  # (5,) k1, k2, p1, p2, k3
    rotation: np.ndarray | None = None  # (3, 3) camera from world
    translation: np.ndarray | None = None  # (3,) metres

    def __post_init__(self) -> None:
        for name, shape in (
            ("intrinsics", (3, 3)),
            ("distortion", (5,)),
            ("rotation", (3, 3)),
            ("translation", (3,)),
        ):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, frozen_array(value, shape, name=name))

    @property
    def is_placed(self) -> bool:
        """Whether the file says where the camera stands, not only its lens."""
        return self.rotation is not None

    def camera(
        self, rotation: np.ndarray | None = None, translation: np.ndarray | None = None
    ) -> Camera:
        """The camera at its own place, or at the one given (needed where the file has none).

        Raises: ValueError where neither says the place.
        """
        rotation = self.rotation if rotation is None else rotation
        translation = self.translation if translation is None else translation
        if rotation is None or translation is None:
            raise ValueError("The camera's file does not say where it stands.")
        return Camera(
            self.width, self.height, self.intrinsics, self.distortion, rotation, translation
        )


def read_camera(path: str | Path) -> CameraFile:
    """Read a camera file; `dist`, and `R` with `t`, may be absent.

    A file that holds one camera under "cameras" is read as that one. Raises: BadInput.
    """
    entry = _the_camera(read_json(path))
    if entry.has("up"):
        entry.at("up").one_of(("y",))
    intrinsics = _intrinsics(entry.at("K"))
    distortion = np.zeros(5)
    if entry.has("dist"):
        coefficients = entry.at("dist").numbers(4, 5)
        distortion[: len(coefficients)] = coefficients
    rotation, translation = None, None
    if entry.has("R") != entry.has("t"):
        missing, there = ("t", "R") if entry.has("R") else ("R", "t")
        raise BadInput(f"{entry.file}: {there} is there without {missing}; give both or neither.")
    if entry.has("R"):
        rotation = _rotation(entry.at("R"))
        translation = entry.at("t").numbers(3)
    return CameraFile(
        width=entry.at("width").whole(1, _LARGEST_SIDE),
        height=entry.at("height").whole(1, _LARGEST_SIDE),
        intrinsics=intrinsics,
        distortion=distortion,
        rotation=rotation,
        translation=translation,
    )


def write_camera(path: str | Path, camera: Camera | CameraFile) -> None:
    """Write a camera or a lens. Raises: BadInput where the place cannot be written to."""
    if isinstance(camera, Camera):
        rotation = camera.camera_from_world_rotation
        translation = camera.camera_from_world_translation
    else:
        rotation, translation = camera.rotation, camera.translation
    value = {
        "width": camera.width,
        "height": camera.height,
        "K": camera.intrinsics.tolist(),
        "dist": camera.distortion.tolist(),
        "up": "y",
    }
    if rotation is not None and translation is not None:
        value |= {"R": rotation.tolist(), "t": translation.tolist()}
    write_json(path, value)


def _the_camera(entry: Entry) -> Entry:
    if entry.has("K") or not entry.has("cameras"):
        return entry
    cameras = list(entry.at("cameras").items())
    if len(cameras) != 1:
        raise BadInput(
            f"{entry.file} holds {len(cameras)} cameras; give a file with the one that filmed."
        )
    return cameras[0][1].keyed()


def _intrinsics(entry: Entry) -> np.ndarray:
    matrix = entry.matrix(3, 3)
    if np.abs(matrix[2] - [0.0, 0.0, 1.0]).max() > 1e-9 or abs(matrix[1, 0]) > 1e-9:
        raise BadInput(
            f"{entry.file}: {entry.place} must be [[fx, s, cx], [0, fy, cy], [0, 0, 1]]."
        )
    if min(matrix[0, 0], matrix[1, 1]) < 1.0:
        raise BadInput(f"{entry.file}: {entry.place} has a focal length below one pixel.")
    return matrix


def _rotation(entry: Entry) -> np.ndarray:
    matrix = entry.matrix(3, 3)
    u, _, vt = np.linalg.svd(matrix)
    nearest = u @ vt
    if np.abs(nearest - matrix).max() > _NEAR_ROTATION or np.linalg.det(nearest) < 0.0:
        raise BadInput(
            f"{entry.file}: {entry.place} must be a rotation (orthonormal rows, determinant 1)."
        )
    return nearest if np.abs(nearest - matrix).max() > 1e-9 else matrix
