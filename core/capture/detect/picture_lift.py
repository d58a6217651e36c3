"""A third dimension for keypoints that have none: foreshortening with known proportions.

Under a scaled orthographic camera a bone of length L that is seen with length l leaves the picture
plane by sqrt(L^2 - (l / s)^2); s, pixels a metre, is the least for which no bone is too short for
what is seen (Taylor, "Reconstruction of articulated objects from point correspondences in a single
uncalibrated image", 2000). The sign of each way in depth comes from how bodies bend: knees go
forwards, shanks and elbows back, forearms and toes forwards; which way forwards is, from the order
of left and right and from where toes, nose and knees point. Rough, and told as such.
"""

from __future__ import annotations

import numpy as np

from core.capture.detect.pose_points import POSE_POINTS
from core.capture.rig_map import SIDES
from core.motion.default_rig import default_rig_at_rest
from core.motion.kinematics import world_positions

#: Shorter than a bone by this part counts as noise of the keypoints, not as depth.
_SLACK = 0.03
#: Half of the window (seconds) in which a person's distance hardly changes.
_STEADY = 0.5
_LEAST_CONFIDENCE = 0.05

#: bone: start, end, and which way its end goes in depth (1 forwards, -1 back)
_BONES = (("hip", "knee", 1.0), ("knee", "ankle", -1.0), ("shoulder", "elbow", -1.0),
          ("elbow", "wrist", 1.0))  # fmt: skip


def lifted(times: np.ndarray, image_points: np.ndarray) -> np.ndarray:
    """Landmarks (frames, 33, 3) as a detector with depth would give them, metres for 1.75 m.

    Args:
        times: (frames,) seconds.
        image_points: (frames, 33, 3) x, y, confidence in the order of POSE_POINTS; hips, knees,
            ankles and shoulders are seen at least once, NaN where a point is not.
    Returns: NaN in frames without hips and shoulders, and for points that are never seen, except
    that arms which are never seen hang.
    """
    picture = {name: _steady(times, image_points[:, k]) for k, name in enumerate(POSE_POINTS)}
    lengths = _lengths()
    scale = _pixels_a_metre(times, picture, lengths)
    flat = {name: path / scale[:, None] for name, path in picture.items()}
    ahead_x = _forward_in_picture(times, flat)
    across = _across(flat, lengths, ahead_x)
    ahead_z = -np.sign(across["shoulder"][:, 0] + across["hip"][:, 0])
    hips, shoulders = _middle(flat, "hip"), _middle(flat, "shoulder")
    trunk = _way(hips, shoulders, lengths["trunk"], ahead_z)
    points = {name: np.full((len(times), 3), np.nan) for name in POSE_POINTS}
    for part, start in (("hip", np.zeros((len(times), 3))), ("shoulder", trunk)):
        points[f"left_{part}"] = start + 0.5 * across[part]
        points[f"right_{part}"] = start - 0.5 * across[part]
    for side in SIDES:
        for start, end, way in _BONES:
            bone = _way(flat[f"{side}_{start}"], flat[f"{side}_{end}"], lengths[end], way * ahead_z)
            unseen = ~np.isfinite(bone).all(axis=1)
            bone[unseen] = [0.0, lengths[end], 0.0]  # hangs
            points[f"{side}_{end}"] = points[f"{side}_{start}"] + bone
        heel, toe = flat[f"{side}_heel"], flat[f"{side}_foot_index"]
        ankle = points[f"{side}_ankle"]
        points[f"{side}_heel"] = ankle + np.c_[heel - flat[f"{side}_ankle"], np.zeros(len(times))]
        foot = _way(heel, toe, lengths["foot"], ahead_z)
        points[f"{side}_foot_index"] = points[f"{side}_heel"] + foot
    result = np.stack([points[name] for name in POSE_POINTS], axis=1)
    trunk_seen = np.nan_to_num(image_points[:, _columns("hip", "shoulder"), 2]).min(axis=1)
    result[trunk_seen < _LEAST_CONFIDENCE] = np.nan
    return result


def _lengths() -> dict[str, float]:
    """Metres of the bones that end at a part, of the trunk, the foot, hips and shoulders."""
    rest = default_rig_at_rest()
    at = dict(zip(rest.skeleton.names, world_positions(rest)[0], strict=True))

    def between(start: str, end: str) -> float:
        return float(np.linalg.norm(at[end] - at[start]))

    hips, shoulders = at["LeftUpLeg"] * [0, 1, 1], at["LeftArm"] * [0, 1, 1]
    return {
        "knee": between("LeftUpLeg", "LeftLeg"),
        "ankle": between("LeftLeg", "LeftFoot"),
        "elbow": between("LeftArm", "LeftForeArm"),
        "wrist": between("LeftForeArm", "LeftHand"),
        "trunk": float(np.linalg.norm(shoulders - hips)),
        "hip": between("LeftUpLeg", "RightUpLeg"),
        "shoulder": between("LeftArm", "RightArm"),
        "foot": 1.4 * between("LeftFoot", "LeftToe"),
    }


def _steady(times: np.ndarray, path: np.ndarray) -> np.ndarray:
    """(frames, 2): a point's path with its gaps bridged in straight lines; NaN if never seen."""
    seen = np.isfinite(path[:, :2]).all(axis=1) & (path[:, 2] >= _LEAST_CONFIDENCE)
    if not seen.any():
        return np.full((len(path), 2), np.nan)
    return np.stack([np.interp(times, times[seen], path[seen, k]) for k in (0, 1)], axis=1)


def _pixels_a_metre(
    times: np.ndarray, picture: dict[str, np.ndarray], lengths: dict[str, float]
) -> np.ndarray:
    """(frames,): the largest that trunk or legs need, among the frames around."""
    ratios = [
        np.linalg.norm(_middle(picture, "shoulder") - _middle(picture, "hip"), axis=1)
        / lengths["trunk"]
    ]
    for side in SIDES:
        for start, end, _ in _BONES[:2]:
            bone = picture[f"{side}_{end}"] - picture[f"{side}_{start}"]
            ratios.append(np.linalg.norm(bone, axis=1) / lengths[end])
    # the second largest: one keypoint that has jumped does not push the person away
    needed = np.sort(np.stack(ratios), axis=0)[-2]
    first = np.searchsorted(times, times - _STEADY)
    last = np.searchsorted(times, times + _STEADY, side="right")
    around = [np.quantile(needed[a:b], 0.9) for a, b in zip(first, last, strict=True)]
    return np.maximum(np.array(around), 1e-6)


def _forward_in_picture(times: np.ndarray, flat: dict[str, np.ndarray]) -> np.ndarray:
    """(frames,) above 0 where the body faces the right of the picture, metres of evidence."""
    evidence = np.zeros(len(times))
    for side in SIDES:
        toes = flat[f"{side}_foot_index"] - flat[f"{side}_ankle"]
        legs = flat[f"{side}_knee"] - 0.5 * (flat[f"{side}_hip"] + flat[f"{side}_ankle"])
        evidence += np.nan_to_num(toes[:, 0]) + np.nan_to_num(legs[:, 0])
    evidence += 2.0 * np.nan_to_num(flat["nose"][:, 0] - _middle(flat, "shoulder")[:, 0])
    first = np.searchsorted(times, times - 0.5 * _STEADY)
    last = np.searchsorted(times, times + 0.5 * _STEADY, side="right")
    return np.array([evidence[a:b].mean() for a, b in zip(first, last, strict=True)])


def _across(
    flat: dict[str, np.ndarray], lengths: dict[str, float], ahead_x: np.ndarray
) -> dict[str, np.ndarray]:
    """Right to left of hips and shoulders (frames, 3): facing right, the left side is far."""
    found = {}
    for part in ("hip", "shoulder"):
        line = flat[f"left_{part}"] - flat[f"right_{part}"]
        depth = np.sqrt(np.maximum(lengths[part] ** 2 - np.sum(line**2, axis=1), 0.0))
        found[part] = np.c_[line, np.where(ahead_x >= 0.0, depth, -depth)]
    return found


def _way(start: np.ndarray, end: np.ndarray, length: float, sign: np.ndarray) -> np.ndarray:
    """(frames, 3) from start to end (frames, 2) with the depth that the length asks for."""
    line = end - start
    depth = np.sqrt(np.maximum(((1.0 - _SLACK) * length) ** 2 - np.sum(line**2, axis=1), 0.0))
    return np.c_[line, sign * depth]


def _middle(points: dict[str, np.ndarray], part: str) -> np.ndarray:
    return 0.5 * (points[f"left_{part}"] + points[f"right_{part}"])


def _columns(*parts: str) -> list[int]:
    return [POSE_POINTS.index(f"{side}_{part}") for part in parts for side in SIDES]
