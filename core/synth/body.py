"""One skinned mesh of a body, made from capsules under a smooth minimum.

Source: exponential smooth minimum (Quilez, "smooth minimum"), round cone distance (Quilez),
marching cubes (Lewiner et al. 2003, through scikit-image), linear blend skinning.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.motion import rotations
from core.synth.anatomy import SEGMENTS, SIDES, Anatomy
from core.synth.capsules import REFERENCE_HEIGHT, Capsule, body_capsules, head_origin

_SHARPNESS = 60.0  # 1/m at the reference height: how fast neighbours blend
_GROUP_SHARPNESS = 170.0
_SKIN_SHARPNESS = 45.0  # 1/m: how wide a joint's skin bends
_REACH = 0.16  # metres beyond which a capsule no longer matters
_VOXEL = 0.0075
_OUTSIDE = 0.05


@dataclass(frozen=True, slots=True)
class Build:
    """How stout a body is, and how long its clothes; the defaults are the sample clip's."""

    girth: float = 1.0  # factor on the thickness of trunk and limbs
    sleeves: float = 0.72  # 1 ends at the elbow, 2 at the wrist
    trousers: float = 1.0  # of the leg: 1 ends at the ankle


@dataclass(frozen=True, slots=True, eq=False)
class BodyMesh:
    """Vertices in the neutral pose with all that skinning and colouring need."""

    anatomy: Anatomy
    vertices: np.ndarray  # (vertices, 3) metres
    normals: np.ndarray  # (vertices, 3)
    triangles: np.ndarray  # (triangles, 3) int32, anticlockwise from outside
    weights: np.ndarray  # (vertices, segments), rows sum to 1
    cloth: np.ndarray  # (vertices, 4) metres inside shirt, trousers, shoes, hair; negative outside
    face: np.ndarray  # (vertices, 4) place on the head at the reference height, and share of head
    _weighted_vertices: np.ndarray = field(init=False)  # (vertices, segments * 4)
    _weighted_normals: np.ndarray = field(init=False)  # (vertices, segments * 4)

    def skinned(
        self, segment_turns: np.ndarray, segment_places: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """World vertices and unit normals, each (vertices, 3) float32, of one frame's segments.

        `segment_turns` (segments, 4) and `segment_places` (segments, 3) metres.
        """
        neutral = self.anatomy.neutral_turns
        turns = rotations.to_matrix(rotations.multiply(segment_turns, rotations.inverse(neutral)))
        moves = segment_places - np.einsum("sij,sj->si", turns, self.anatomy.neutral_places)
        # one row per (segment, x y z 1): all vertices are one matrix product
        rows = np.concatenate([np.swapaxes(turns, 1, 2), moves[:, None]], axis=1)
        rows = rows.reshape(-1, 3).astype(np.float32)
        vertices = self._weighted_vertices @ rows
        normals = self._weighted_normals @ rows
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
        return vertices, normals

    def __post_init__(self) -> None:
        ones = np.ones((len(self.vertices), 1))
        for name, values in (
            ("_weighted_vertices", np.concatenate([self.vertices, ones], axis=1)),
            ("_weighted_normals", np.concatenate([self.normals, 0.0 * ones], axis=1)),
        ):
            weighted = self.weights[:, :, None] * values[:, None, :]
            weighted = weighted.reshape(len(values), -1).astype(np.float32)
            object.__setattr__(self, name, weighted)


def make_body(anatomy: Anatomy, build: Build | None = None) -> BodyMesh:
    """The mesh of a person of the rig's size, in the neutral pose."""
    from skimage.measure import marching_cubes

    build = build or Build()

    scale = anatomy.height / REFERENCE_HEIGHT
    capsules = body_capsules(anatomy, build.girth)
    ends = np.array([[capsule.start, capsule.end] for capsule in capsules]).reshape(-1, 3)
    margin = 0.13 * scale
    low, high = ends.min(axis=0) - margin, ends.max(axis=0) + margin
    voxel = _VOXEL * scale
    counts = np.ceil((high - low) / voxel).astype(int) + 1
    axes = [low[axis] + voxel * np.arange(counts[axis]) for axis in range(3)]
    field = _field(capsules, axes, scale)
    # the sole is flat; a band of the floor's thickness keeps the cut inside the grid
    field = np.maximum(field, (anatomy.sole_height - axes[1]).astype(np.float32)[None, :, None])
    vertices, triangles, _, _ = marching_cubes(field, 0.0, spacing=(voxel,) * 3)
    vertices = vertices + low
    normals = _vertex_normals(vertices, triangles)
    if np.mean(np.sum(normals * _gradient(field, vertices, low, voxel), axis=1)) < 0.0:
        triangles, normals = triangles[:, ::-1], -normals
    distances = np.stack([_distance(capsule, vertices) for capsule in capsules], axis=1)
    weights = _skin_weights(capsules, distances, scale)
    return BodyMesh(
        anatomy,
        vertices.astype(np.float32),
        normals.astype(np.float32),
        np.ascontiguousarray(triangles, dtype=np.int32),
        weights.astype(np.float32),
        _cloth(anatomy, build, capsules, vertices, weights, distances).astype(np.float32),
        _face(anatomy, vertices, weights).astype(np.float32),
    )


def _field(capsules: tuple[Capsule, ...], axes: list[np.ndarray], scale: float) -> np.ndarray:
    """Smooth minimum of all capsules on the grid, (nx, ny, nz) float32, metres."""
    shape = tuple(len(axis) for axis in axes)
    body = np.zeros(shape, dtype=np.float32)
    for group in dict.fromkeys(capsule.group for capsule in capsules):
        members = [capsule for capsule in capsules if capsule.group == group]
        single = group == "body"
        sharpness = (_SHARPNESS if single else _GROUP_SHARPNESS) / scale
        window = _window(members, axes, _REACH * scale)
        local = [axis[part] for axis, part in zip(axes, window, strict=True)]
        total = np.zeros(tuple(len(axis) for axis in local), dtype=np.float32)
        for capsule in members:
            inner = _window([capsule], local, _REACH * scale)
            grid = np.meshgrid(
                *(axis[part] for axis, part in zip(local, inner, strict=True)), indexing="ij"
            )
            points = np.stack(grid, axis=-1).astype(np.float32)
            total[inner] += np.exp(-sharpness * _distance(capsule, points))
        if single:
            body[window] += total
        else:
            # the group's own distance, then blended into the body like one capsule
            body[window] += np.exp(np.log(total + 1e-30) * (_SHARPNESS / scale / sharpness))
    outside = np.float32(np.exp(-_SHARPNESS * _OUTSIDE))
    return -np.log(np.maximum(body, outside * 0.1)) * np.float32(scale / _SHARPNESS)


def _window(
    capsules: list[Capsule], axes: list[np.ndarray], reach: float
) -> tuple[slice, slice, slice]:
    """The part of the grid that lies within reach of these capsules."""
    parts = []
    for axis in range(3):
        low = min(min(c.start[axis] - c.start_radius, c.end[axis] - c.end_radius) for c in capsules)
        high = max(
            max(c.start[axis] + c.start_radius, c.end[axis] + c.end_radius) for c in capsules
        )
        start, stop = np.searchsorted(axes[axis], [low - reach, high + reach])
        parts.append(slice(int(start), int(stop)))
    return parts[0], parts[1], parts[2]


def _distance(capsule: Capsule, points: np.ndarray) -> np.ndarray:
    """Signed distance (...) of points (..., 3) to a tapered capsule, metres."""
    start = np.array(capsule.start, dtype=points.dtype)
    along = np.array(capsule.end, dtype=points.dtype) - start
    square = max(float(along @ along), 1e-12)
    away = points - start
    share = np.clip((away @ along) / square, 0.0, 1.0)
    away -= share[..., None] * along
    radius = capsule.start_radius + share * (capsule.end_radius - capsule.start_radius)
    return np.sqrt(np.einsum("...i,...i->...", away, away)) - radius


def _vertex_normals(vertices: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    corners = vertices[triangles]
    faces = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = np.zeros_like(vertices)
    for corner in range(3):
        for axis in range(3):
            normals[:, axis] += np.bincount(
                triangles[:, corner], weights=faces[:, axis], minlength=len(vertices)
            )
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)


def _gradient(field: np.ndarray, vertices: np.ndarray, low: np.ndarray, voxel: float) -> np.ndarray:
    """The field's slope at the grid points nearest to vertices, (vertices, 3): it points out."""
    index = np.clip(np.round((vertices - low) / voxel).astype(int), 1, np.array(field.shape) - 2)
    x, y, z = index.T
    return np.stack(
        [
            field[x + 1, y, z] - field[x - 1, y, z],
            field[x, y + 1, z] - field[x, y - 1, z],
            field[x, y, z + 1] - field[x, y, z - 1],
        ],
        axis=1,
    )


def _skin_weights(capsules: tuple[Capsule, ...], distances: np.ndarray, scale: float) -> np.ndarray:
    """(vertices, segments): how near each segment's capsules are, soft by a few centimetres."""
    nearness = np.exp(-(distances - distances.min(axis=1, keepdims=True)) * _SKIN_SHARPNESS / scale)
    weights = np.zeros((len(distances), len(SEGMENTS)))
    for column, capsule in enumerate(capsules):
        weights[:, capsule.segment] = np.maximum(weights[:, capsule.segment], nearness[:, column])
    weights[weights < 0.02] = 0.0
    return weights / weights.sum(axis=1, keepdims=True)


def _cloth(
    anatomy: Anatomy,
    build: Build,
    capsules: tuple[Capsule, ...],
    vertices: np.ndarray,
    weights: np.ndarray,
    distances: np.ndarray,
) -> np.ndarray:
    """Metres inside shirt, trousers, shoes and hair, (vertices, 4); zero is the seam."""
    s = anatomy.height / REFERENCE_HEIGHT
    place = {name: anatomy.neutral_places[index] for index, name in enumerate(SEGMENTS)}
    ankle = 0.5 * (place["left_foot"][1] + place["right_foot"][1])
    hips = 0.5 * (place["left_thigh"][1] + place["right_thigh"][1])
    height = vertices[:, 1]
    arm = np.zeros(len(vertices))
    sleeve = np.full(len(vertices), np.inf)
    for side in SIDES:
        columns = [SEGMENTS.index(f"{side}_{part}") for part in ("upper_arm", "forearm", "hand")]
        share = weights[:, columns].sum(axis=1)
        arm += share
        shoulder, elbow, wrist = (
            place[f"{side}_{part}"] for part in ("upper_arm", "forearm", "hand")
        )
        bone = (elbow - shoulder) / np.linalg.norm(elbow - shoulder)
        along = (vertices - shoulder) @ bone
        upper, lower = np.linalg.norm(elbow - shoulder), np.linalg.norm(wrist - elbow)
        limit = min(build.sleeves, 1.0) * upper + max(build.sleeves - 1.0, 0.0) * lower
        sleeve = np.where(share > 0.5, limit - along, sleeve)
    # rigs put the neck's joint high or low: the collar lies by the shoulders
    shoulders = 0.5 * (place["left_upper_arm"][1] + place["right_upper_arm"][1])
    beside = vertices - [place["neck"][0], shoulders + 0.047 * s, place["neck"][2]]
    around = np.hypot(beside[:, 0], 1.1 * (beside[:, 2] - 0.012 * s)) - 0.070 * s
    # lower at the throat than at the nape, and never up to the chin
    drop = s * (0.010 + 0.022 * np.tanh(beside[:, 2] / (0.03 * s)))
    collar = np.minimum(np.maximum(around, -beside[:, 1] - drop), 0.034 * s - beside[:, 1])
    chin = 0.04 * s * (0.4 - weights[:, SEGMENTS.index("head")])
    collar = np.minimum(collar, chin)
    waist = hips + 0.085 * s
    on_arm = arm > 0.5
    shirt = np.where(on_arm, sleeve, np.minimum(collar, height - waist))
    hem = hips - build.trousers * (hips - (ankle + 0.012 * s))
    trousers = np.where(on_arm, -1.0, np.minimum(waist - height, height - hem))
    shoes = np.where(on_arm, -1.0, ankle + 0.022 * s - height)
    hair_columns = [index for index, c in enumerate(capsules) if c.group == "hair"]
    face_columns = [index for index, c in enumerate(capsules) if c.group == "face"]
    hair = distances[:, face_columns].min(axis=1) - distances[:, hair_columns].min(axis=1)
    on_head = weights[:, SEGMENTS.index("head")] > 0.5
    hair = np.where(on_head, hair, -0.01)
    return np.stack([shirt, trousers, shoes, hair], axis=1)


def _face(anatomy: Anatomy, vertices: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Place from the crown (x left, y up, z forward) in metres at the reference height."""
    head = SEGMENTS.index("head")
    s = anatomy.height / REFERENCE_HEIGHT
    local = (vertices - anatomy.neutral_places[head] - head_origin(anatomy)) / s
    return np.concatenate([local, weights[:, head : head + 1]], axis=1)
