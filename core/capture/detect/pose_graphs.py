"""MediaPipe's two pose networks, each in a graph of its own that remembers nothing.

The nodes and their options are those of its modules pose_landmark_by_roi_cpu,
tensors_to_pose_landmarks_and_segmentation and pose_detection_cpu (Apache-2.0). Left out is what
their owner adds: choosing one person, thresholds, the memory from picture to picture, and the
person's outline.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.capture.detect.cut_network import cut_to_outputs
from core.errors import MissingComponent

#: The landmark network at a place: landmarks 0 to 32 are the body's, 33 is the middle of the hips
#: and 34 a point as far from it as the body reaches, straight over the head.
_LANDMARKS = """
input_stream: "image"
input_stream: "place"
input_side_packet: "network"
output_stream: "landmarks"
output_stream: "world"
output_stream: "score"
node {
  calculator: "ImageToTensorCalculator"
  input_stream: "IMAGE:image"
  input_stream: "NORM_RECT:place"
  output_stream: "TENSORS:picture"
  output_stream: "MATRIX:matrix"
  options { [mediapipe.ImageToTensorCalculatorOptions.ext] {
    output_tensor_width: 256 output_tensor_height: 256 keep_aspect_ratio: true
    output_tensor_float_range { min: 0.0 max: 1.0 }
  } }
}
node {
  calculator: "TfLiteModelCalculator"
  input_side_packet: "MODEL_BLOB:network"
  output_side_packet: "MODEL:model"
}
node {
  calculator: "InferenceCalculator"
  input_side_packet: "MODEL:model"
  input_stream: "TENSORS:picture"
  output_stream: "TENSORS:answers"
  options { [mediapipe.InferenceCalculatorOptions.ext] { delegate { xnnpack { num_threads: 1 } } } }
}
node {
  calculator: "SplitTensorVectorCalculator"
  input_stream: "answers"
  output_stream: "points_answer"
  output_stream: "score_answer"
  output_stream: "heat_answer"
  output_stream: "world_answer"
  options { [mediapipe.SplitVectorCalculatorOptions.ext] {
    ranges { begin: 0 end: 1 }
    ranges { begin: 1 end: 2 }
    ranges { begin: 2 end: 3 }
    ranges { begin: 3 end: 4 }
  } }
}
node {
  calculator: "TensorsToFloatsCalculator"
  input_stream: "TENSORS:score_answer"
  output_stream: "FLOAT:score"
}
node {
  calculator: "TensorsToLandmarksCalculator"
  input_stream: "TENSORS:points_answer"
  output_stream: "NORM_LANDMARKS:coarse"
  options { [mediapipe.TensorsToLandmarksCalculatorOptions.ext] {
    num_landmarks: 39 input_image_width: 256 input_image_height: 256
    visibility_activation: SIGMOID presence_activation: SIGMOID
  } }
}
node {
  calculator: "RefineLandmarksFromHeatmapCalculator"
  input_stream: "NORM_LANDMARKS:coarse"
  input_stream: "TENSORS:heat_answer"
  output_stream: "NORM_LANDMARKS:fine"
  options { [mediapipe.RefineLandmarksFromHeatmapCalculatorOptions.ext] { kernel_size: 7 } }
}
node {
  calculator: "TensorsToLandmarksCalculator"
  input_stream: "TENSORS:world_answer"
  output_stream: "LANDMARKS:turned_world"
  options { [mediapipe.TensorsToLandmarksCalculatorOptions.ext] { num_landmarks: 39 } }
}
node {
  calculator: "LandmarkProjectionCalculator"
  input_stream: "NORM_LANDMARKS:fine"
  input_stream: "PROJECTION_MATRIX:matrix"
  output_stream: "NORM_LANDMARKS:landmarks"
}
node {
  calculator: "WorldLandmarkProjectionCalculator"
  input_stream: "LANDMARKS:turned_world"
  input_stream: "NORM_RECT:place"
  output_stream: "LANDMARKS:world"
}
"""

#: The detection network: all people, each with a score and with points 0 and 1 as 33 and 34 above.
_PEOPLE = """
input_stream: "image"
output_stream: "people"
node {
  calculator: "PoseDetectionCpu"
  input_stream: "IMAGE:image"
  output_stream: "DETECTIONS:people"
}
"""

#: Points, score, heat maps and points in metres: the network's outputs but for the outline.
_ASKED_FOR = (0, 1, 3, 4)
#: The module whose graphs are run.
_DOOR = "mediapipe.python.solution_base"
#: Modules that have to be imported before a graph may name what they define.
_NAMED = (
    "mediapipe.python.solutions.pose",
    "mediapipe.calculators.tensor.inference_calculator_pb2",
    "mediapipe.calculators.tensor.image_to_tensor_calculator_pb2",
    "mediapipe.calculators.tensor.tensors_to_landmarks_calculator_pb2",
    "mediapipe.calculators.util.refine_landmarks_from_heatmap_calculator_pb2",
    "mediapipe.calculators.core.split_vector_calculator_pb2",
)


def landmark_graph() -> tuple[Any, Any]:
    """The type of a place, and the running graph (image, place -> landmarks, world, score).

    Raises: MissingComponent where MediaPipe is not installed, or not with its network.
    """
    base = _mediapipe()
    kind = base.PacketDataType
    graph = _running(
        _LANDMARKS,
        outputs=["landmarks", "world", "score"],
        side_inputs={"network": _pose_network()},
        stream_type_hints={
            "image": kind.IMAGE_FRAME,
            "place": kind.PROTO,
            "landmarks": kind.PROTO,
            "world": kind.PROTO,
            "score": kind.FLOAT,
        },
    )
    rect = importlib.import_module("mediapipe.framework.formats.rect_pb2")
    return rect.NormalizedRect, graph


def _pose_network() -> bytes:
    """The landmark network (complexity 1), as MediaPipe is installed with it, without its outline.

    Raises: MissingComponent where its file is not there, cannot be read or is another one.
    """
    package = Path(importlib.import_module("mediapipe").__file__ or "").parent
    file = package / "modules" / "pose_landmark" / "pose_landmark_full.tflite"
    try:
        return cut_to_outputs(file.read_bytes(), _ASKED_FOR)
    except (OSError, ValueError) as error:
        raise MissingComponent(
            f"MediaPipe's pose network {file} is missing or damaged; install MediaPipe 0.10.21 "
            "anew, or give keypoints (--keypoints)."
        ) from error


def people_graph() -> Any:
    """The running graph image -> people. Raises: MissingComponent."""
    kind = _mediapipe().PacketDataType
    return _running(
        _PEOPLE,
        outputs=["people"],
        stream_type_hints={"image": kind.IMAGE_FRAME, "people": kind.PROTO_LIST},
    )


def _running(text: str, **how: Any) -> Any:
    forms = importlib.import_module("mediapipe.framework.calculator_pb2")
    text_format = importlib.import_module("google.protobuf.text_format")
    config = forms.CalculatorGraphConfig()
    text_format.Parse(text, config)
    return _mediapipe().SolutionBase(graph_config=config, **how)


def _mediapipe() -> Any:
    """MediaPipe's own door, loaded by a thread.

    What it loads keeps errors of optional imports for good, and these every frame that called it,
    with all that was in them: of a long clip tens of MB. A thread's frames end with it.
    """
    if all(name in sys.modules for name in (*_NAMED, _DOOR)):
        return _loaded()
    try:
        with ThreadPoolExecutor(1) as apart:
            return apart.submit(_loaded).result()
    except ImportError as error:
        raise MissingComponent(
            "The pose detector MediaPipe is not installed; run `make`, which installs 0.10.21 "
            "without its dependencies, or `pip install mediapipe==0.10.14`, or give keypoints "
            "(--keypoints)."
        ) from error


def _loaded() -> Any:
    for name in _NAMED:
        importlib.import_module(name)
    return importlib.import_module(_DOOR)


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
