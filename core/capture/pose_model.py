"""MediaPipe's pose model (complexity 1), with where it looks next held outside of it.

Its graph is the one of `mediapipe.solutions.pose` but for one thing: the place of the person,
which the original smooths and hands to itself from picture to picture, goes in and comes out. So a
run that was cut off goes on exactly where it stopped, and a person is followed from one crop into
another.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from core.capture.pose_points import POSE_POINTS
from core.errors import MissingComponent

_GRAPH = Path("modules", "pose_landmark", "pose_landmark_cpu.binarypb")
_HANDED_ON = "prev_pose_rect_from_landmarks"  # the name of the place in the original graph
_FIELDS = ("x_center", "y_center", "width", "height", "rotation")
#: The place follows at once by more than this part of its size (or radians), by less gradually:
#: looked at from a place that trembles the person trembles.
_AT_ONCE, _AT_LEAST = 0.05, 0.1
_NOWHERE = np.full(5, np.nan)


class PoseModel:
    """One person in one picture after the other; it remembers nothing itself.

    Raises: MissingComponent where MediaPipe is not installed.
    """

    def __init__(self) -> None:
        with notices_dropped():
            self._place_type, self._graph = _graph()
            self.look(np.full((64, 64, 3), 127, np.uint8), np.zeros(2), _NOWHERE)

    def look(
        self, picture: np.ndarray, corner: np.ndarray, place: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Find the person.

        Args:
            picture: (height, width, 3) uint8, the part to look at.
            corner: (2,) pixels, where its corner lies in the whole picture.
            place: (5,) of the person as this returned it for the picture before: middle x, y,
                width, height in pixels of the whole picture, turn in radians; NaN to search.
        Returns: image points (33, 3) x, y in pixels of the whole picture and confidence, camera
        points (33, 3) metres, both NaN with confidence 0 where nobody is, and the next place.
        """
        height, width = picture.shape[:2]
        size = np.array([width, height], dtype=float)
        known = bool(np.isfinite(place).all())
        here = self._place_type()
        inside = place if known else np.zeros(5)
        values = [*((inside[:2] - corner) / size), *(inside[2:4] / size), inside[4]]
        for name, value in zip(_FIELDS, values, strict=True):
            setattr(here, name, float(value))
        with notices_dropped():
            found = self._graph.process({"image": picture, "place": here, "placed": known})
        image_points = np.full((len(POSE_POINTS), 3), np.nan)
        image_points[:, 2] = 0.0
        camera_points = np.full((len(POSE_POINTS), 3), np.nan)
        after = _NOWHERE
        if found.pose_landmarks is not None:
            image_points = np.array(
                [(p.x * width, p.y * height, p.visibility) for p in found.pose_landmarks.landmark]
            )
            # MediaPipe counts from the picture's corner, we from the middle of the first pixel
            image_points[:, :2] += corner - 0.5
            camera_points = np.array([(p.x, p.y, p.z) for p in found.pose_world_landmarks.landmark])
        if found.pose_rect_from_landmarks is not None:
            values = np.array([getattr(found.pose_rect_from_landmarks, name) for name in _FIELDS])
            after = np.r_[values[:2] * size + corner, values[2:4] * size, values[4]]
            after = _followed(place, after) if known else after
        return image_points, camera_points, after

    def close(self) -> None:
        self._graph.close()

    def __enter__(self) -> PoseModel:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _followed(place: np.ndarray, found: np.ndarray) -> np.ndarray:
    """The place (5,) to look at next, steadier than the one just found."""
    size = np.array([place[2]] * 4 + [1.0])
    move = (found - place) / size
    move[4] = np.arctan2(np.sin(move[4]), np.cos(move[4]))
    share = np.clip(np.max(np.abs(move)) / _AT_ONCE, _AT_LEAST, 1.0)
    return place + share * move * size


def _graph() -> tuple[Any, Any]:
    """The type of a place, and the running graph. Raises: MissingComponent."""
    try:
        package = importlib.import_module("mediapipe")
        base = importlib.import_module("mediapipe.python.solution_base")
        # the graph names calculators whose options are known only once this has been imported
        importlib.import_module("mediapipe.python.solutions.pose")
        forms = importlib.import_module("mediapipe.framework.calculator_pb2")
        rect = importlib.import_module("mediapipe.framework.formats.rect_pb2")
    except ImportError as error:
        raise MissingComponent(
            "The pose detector MediaPipe is not installed; run `make`, which installs 0.10.21 "
            "without its dependencies, or `pip install mediapipe==0.10.14`, or give keypoints "
            "with --keypoints."
        ) from error
    config = forms.CalculatorGraphConfig()
    config.ParseFromString((Path(str(package.__file__)).parent / _GRAPH).read_bytes())
    loop = next(node for node in config.node if node.calculator == "PreviousLoopbackCalculator")
    loop.Clear()
    loop.calculator = "GateCalculator"
    loop.input_stream.extend(["place", "ALLOW:placed"])
    loop.output_stream.append(_HANDED_ON)
    # of all that the graph smooths, this alone cannot be switched off: it would be a second memory
    to_place = next(node for node in config.node if node.calculator == "PoseLandmarksToRoi")
    to_place.input_stream[0] = "LANDMARKS:unfiltered_auxiliary_landmarks"
    config.input_stream.extend(["place", "placed"])
    config.ClearField("type")
    kind = base.PacketDataType
    graph = base.SolutionBase(
        graph_config=config,
        side_inputs={
            "model_complexity": 1,
            "smooth_landmarks": False,
            "enable_segmentation": False,
            "smooth_segmentation": False,
            "use_prev_landmarks": True,
        },
        outputs=["pose_landmarks", "pose_world_landmarks", "pose_rect_from_landmarks"],
        stream_type_hints={
            "place": kind.PROTO,
            "placed": kind.BOOL,
            "image": kind.IMAGE_FRAME,
        },
    )
    return rect.NormalizedRect, graph


@contextmanager
def notices_dropped() -> Iterator[None]:
    """Keep the model's own logging, written past Python, off standard error."""
    os.environ.setdefault("GLOG_minloglevel", "2")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        kept = os.dup(2)
    except OSError:  # no standard error: nothing to keep clean
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
