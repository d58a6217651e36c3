"""What the tests of the digital actor share: its body on the default rig, and OpenGL."""

from __future__ import annotations

import pytest

from core.errors import MissingComponent
from core.motion.default_rig import default_rig_at_rest
from core.synth.anatomy import find_anatomy
from core.synth.body import BodyMesh, make_body
from core.synth.graphics import open_context
from core.synth.sample_motion import SampleMotion, sample_motion


@pytest.fixture(scope="session")
def default_body() -> BodyMesh:
    return make_body(find_anatomy(default_rig_at_rest()))


@pytest.fixture(scope="session")
def sample() -> SampleMotion:
    return sample_motion()


@pytest.fixture(scope="session")
def graphics() -> None:
    """Skips with a word where OpenGL cannot be had."""
    try:
        open_context().release()
    except MissingComponent as error:
        pytest.skip(str(error))
