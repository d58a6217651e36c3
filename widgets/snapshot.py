"""The frozen values that widgets draw. app fills them; a widget never changes one.

Times are take seconds. Arrays are read-only views of what core computed: nothing here turns,
projects or measures anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from core.motion.camera import Camera
from core.motion.pin import PinKind


@dataclass(frozen=True, slots=True)
class ClockView:
    """Where the one clock stands. All views show the same moment."""

    time: float = 0.0  # seconds
    playing: bool = False
    speed: float = 1.0  # negative plays backwards
    loop: tuple[float, float] | None = None  # seconds
    dropped: int = 0  # pictures left out since play began, to keep true time


@dataclass(frozen=True, slots=True)
class SelectionView:
    """What is selected, everywhere at once."""

    joint: int | None = None
    contact: str | None = None  # id of a contact decision
    contacts: tuple[str, ...] = ()  # ids of several, `contact` among them; () where it is one
    point: str | None = None  # contact point whose lane is the current one
    mark: str | None = None  # id of a pin, sharp mark or swap
    keys: tuple[str, ...] = ()  # ids of keys of the edit layer

    @property
    def chosen_contacts(self) -> tuple[str, ...]:
        """The ids of all contacts that the next key acts on."""
        if self.contact is None:
            return ()
        return self.contacts if self.contact in self.contacts else (self.contact,)


@dataclass(frozen=True, slots=True, eq=False)
class MotionView:
    """One motion, ready to draw."""

    times: np.ndarray  # (frames,) seconds
    world_positions: np.ndarray  # (frames, joints, 3) metres
    end_positions: np.ndarray  # (frames, end sites, 3) metres
    euler_degrees: np.ndarray  # (frames, joints, 3) continuous, in the rig's order
    turn_degrees: np.ndarray  # (frames, joints) angle from the rest pose
    image_positions: np.ndarray | None = None  # (frames, joints, 2) pixels, None without a camera


@dataclass(frozen=True, slots=True, eq=False)
class PointView:
    """One contact point: a lane of the timeline and a trail in the viewport."""

    name: str  # "left_heel"
    label: str  # "Heel"
    side: str  # "left", "right", "centre"
    joint: int
    captured_positions: np.ndarray  # (frames, 3) metres
    refined_positions: np.ndarray  # (frames, 3) metres


@dataclass(frozen=True, slots=True)
class ContactView:
    """One contact interval as the lanes and the list show it. Uncovered time is air."""

    id: str
    point: str
    state: str  # "plant", "pivot", "slide", "air"
    start: float
    end: float
    by_user: bool
    probability: float = 1.0
    pending: bool = False  # drawn at once, until its commit has returned
    captured_skate_mm: float | None = None
    skate_mm: float | None = None  # of the refined motion; None where it is not known yet
    anchor: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class PinView:
    """What a pin demands, as the views draw it and its fields show it."""

    kind: PinKind
    joint: int | None  # None for a pose, or where the rig has no such joint
    value: tuple[float, ...] = ()  # as `core.motion.pin.Pin` has it
    soft: bool = False
    sigma: float | None = None  # metres, radians or pixels; None: the solver's own
    axes: tuple[tuple[float, ...], ...] = ()  # of a turn: X, Y and Z of the joint in the world


@dataclass(frozen=True, slots=True)
class MarkView:
    """A fact about a moment or a stretch of the whole body: a row of the timeline shows them."""

    id: str
    kind: str  # "pin", "sharp", "swap"
    label: str  # "Left hand"
    start: float
    end: float
    by_user: bool = True
    pending: bool = False
    pin: PinView | None = None


@dataclass(frozen=True, slots=True)
class LayerKeyView:
    """A key of the edit layer: the curves show it at its moment."""

    id: str
    joint: int
    channel: str  # "rotation", "position"
    time: float
    tangent_in: str = "auto"
    tangent_out: str = "auto"
    pending: bool = False


@dataclass(frozen=True, slots=True)
class FigureView:
    """One line of the figures table, already worded and with its unit."""

    label: str
    captured: str
    refined: str
    status: str = ""  # "", "ok", "warn", "error"


@dataclass(frozen=True, slots=True, eq=False)
class VideoView:
    """The video beside the motion. Frame k is shown from times[k] on."""

    path: Path
    name: str
    width: int
    height: int
    times: np.ndarray  # (frames,) seconds from the first displayed frame
    rate: float
    missing: bool = False
    keypoints: np.ndarray | None = None  # (video frames, points, 3) x, y, confidence
    keypoint_names: tuple[str, ...] = ()
    replaced: bool = False  # missing, and another file has its place


@dataclass(frozen=True, slots=True, eq=False)
class TakeView:
    """A take at one revision: everything that the Review room draws."""

    revision: int
    name: str
    rate: float  # frames a second of the motion, for showing frame numbers
    joints: tuple[str, ...]
    parents: tuple[int, ...]
    sides: tuple[str, ...]  # per joint: "left", "right", "centre"
    end_parents: tuple[int, ...]  # per end site: its joint
    euler_orders: tuple[str, ...]  # per joint, such as "ZXY"
    captured: MotionView
    refined: MotionView
    settled: bool  # False while the refined motion is a preview
    points: tuple[PointView, ...] = ()
    contacts: tuple[ContactView, ...] = ()
    marks: tuple[MarkView, ...] = ()
    layer: tuple[LayerKeyView, ...] = ()  # in order of time
    figures: tuple[FigureView, ...] = ()
    ground_height: float = 0.0
    duration: float = 0.0
    unsolved: str = ""  # why nothing settles it; the refined motion is then what was found last
    tried: bool = False  # not settled, and nothing settles it: a drag shows what it would do
    video: VideoView | None = None
    video_offset: float = 0.0  # video time = take time + video_offset
    confidence: np.ndarray | None = field(default=None)  # (frames, joints) 0 to 1
    camera: Camera | None = None  # what the video was seen with, in the motion's world
    part_joints: Mapping[str, int] = field(default_factory=dict)  # part of the body -> joint
    cleaned: bool = False  # the captured motion's noise is taken out
    #: Degrees rms over the joints that had noise, which had most, its degrees; None: nobody says.
    cleaned_by: tuple[float, str, float] | None = None
    rest_frames: int = 0  # a rest pose that leads the motion is so long
    place: str = ""  # where the take lies: two takes may have one name

    def is_of(self, other: TakeView | None) -> bool:
        """Whether both are the same take, at whatever revision."""
        return other is not None and (self.name, self.place) == (other.name, other.place)
