"""The pose network without its outline says to the last bit what the whole one says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.capture.detect import pose_graphs
from core.capture.detect.cut_network import cut_to_outputs
from core.capture.detect.pose_model import Look, PoseModel, followed
from core.errors import MissingComponent
from core.video.picture import Picture
from core.video.reader import VideoReader

SAMPLE = Path(__file__).resolve().parents[3] / "resources" / "sample" / "video.mp4"
mediapipe = pytest.importorskip("mediapipe")
flatbuffers = pytest.importorskip("flatbuffers")

NETWORK = Path(mediapipe.__file__).parent / "modules/pose_landmark/pose_landmark_full.tflite"
POINTS, SCORE, OUTLINE, HEAT, METRES = range(5)


def lists(network: bytes) -> tuple[list[int], int]:
    """The tensors that a network gives out and how many operations it has, read independently."""
    from flatbuffers import encode, number_types
    from flatbuffers.table import Table

    model = Table(network, encode.Get(number_types.UOffsetTFlags.packer_type, network, 0))
    graph = Table(network, model.Indirect(model.Vector(model.Offset(4 + 2 * 2))))
    first, count = graph.Vector(graph.Offset(4 + 2 * 2)), graph.VectorLen(graph.Offset(4 + 2 * 2))
    outputs = np.frombuffer(network, "<i4", count, first).tolist()
    return outputs, graph.VectorLen(graph.Offset(4 + 2 * 3))


def looks(pictures: list[Picture]) -> list[Look]:
    """The person of the sample, followed by a network of its own."""
    found = []
    with PoseModel() as model:
        size = np.array([pictures[0].width, pictures[0].height], float)
        place = model.people(pictures[0], 0.0 * size, size)[0]
        for picture in pictures:
            found.append(model.look(picture, place))
            place = followed(place, found[-1].place)
    return found


def test_the_network_without_its_outline_sees_the_same_to_the_last_bit(monkeypatch):
    with VideoReader(SAMPLE) as video:
        pictures = list(video.pictures(0, 12))
    cut = looks(pictures)
    # with the outline behind what is asked for, nothing is left out
    monkeypatch.setattr(pose_graphs, "_ASKED_FOR", (POINTS, SCORE, HEAT, METRES, OUTLINE))
    for one, other in zip(cut, looks(pictures), strict=True):
        np.testing.assert_array_equal(one.image_points, other.image_points)
        np.testing.assert_array_equal(one.camera_points, other.camera_points)
        assert one.score == other.score


def test_only_what_is_asked_for_is_computed():
    network = NETWORK.read_bytes()
    outputs, operations = lists(network)
    assert lists(cut_to_outputs(network, range(5))) == (outputs, operations)
    left, fewer = lists(cut_to_outputs(network, (SCORE, POINTS)))
    assert left == [outputs[SCORE], outputs[POINTS]]
    without, some = lists(cut_to_outputs(network, (POINTS, SCORE, HEAT, METRES)))
    assert without == [outputs[k] for k in (POINTS, SCORE, HEAT, METRES)]
    assert fewer < some < operations - 40


def test_what_is_no_network_or_has_no_such_output_is_refused():
    with pytest.raises(ValueError, match="no network"):
        cut_to_outputs(b"not a network at all", (0,))
    with pytest.raises(ValueError, match="5 outputs"):
        cut_to_outputs(NETWORK.read_bytes(), (0, 5))


def test_a_network_that_was_cut_short_is_refused_wherever_it_ends():
    network = NETWORK.read_bytes()
    for kept in (8, 64, 100_000, len(network) - 100_000):
        with pytest.raises(ValueError, match="cut short"):
            cut_to_outputs(network[:kept], (POINTS, SCORE))


@pytest.mark.parametrize("content", [None, b"", b"hello, no network", b"....TFL3", "half", "other"])
def test_mediapipe_without_its_network_is_a_missing_component(content, tmp_path, monkeypatch):
    file = tmp_path / "modules" / "pose_landmark" / "pose_landmark_full.tflite"
    file.parent.mkdir(parents=True)
    if content == "half":
        content = NETWORK.read_bytes()[:3_000_000]
    elif content == "other":  # a network of another kind, with fewer outputs
        content = (NETWORK.parents[1] / "pose_detection" / "pose_detection.tflite").read_bytes()
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setattr(mediapipe, "__file__", str(tmp_path / "__init__.py"))
    with pytest.raises(MissingComponent, match=r"network .* is missing or damaged; install"):
        pose_graphs.landmark_graph()
