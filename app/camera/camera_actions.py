"""The camera in the Review room: what the fields show, and what is said of it there."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from app.actions import Actions
from app.camera.camera_fits import CameraFits, Fitting
from app.document.take_state import TakeState
from app.rooms.review_room import ReviewRoom
from app.wording import time_left
from core.capture.camera.focal_length import equivalent_of_pixels, pixels_of_equivalent
from core.errors import FootingError
from core.motion.camera import Camera
from core.motion.camera_estimate import CameraEstimate
from core.take.decisions import CameraFact, Ground
from core.take.editing.camera_edits import camera_fact
from widgets.camera_view import CameraNumber, CameraView, ImageLine
from widgets.video.line_tool import DrawnLine

NO_VIDEO = "The camera is known of a motion that was captured from a video."
NO_PICTURES = "The take's video is not where it was; show where it lies to fit the camera again."
READ_ONLY = "This take is shown read-only; save a copy to change it."


class CameraActions:
    """Connects the camera's fields and drawing tools to the document."""

    def __init__(self, room: ReviewRoom, fits: CameraFits, actions: Actions) -> None:
        self._room = room
        self._fits = fits
        self._document = room.document
        self._panel = room.panel.camera
        self._tool = room.video.line_tool
        room.video.offer_camera_tools()
        self._panel.number_said.connect(self._say)
        self._panel.number_forgotten.connect(self._forget)
        self._panel.draw_requested.connect(self.draw)
        self._panel.cancel_requested.connect(fits.cancel)
        self._panel.retry_requested.connect(fits.retry)
        self._panel.unfolded.connect(lambda _: self.refresh())
        room.video.draw_requested.connect(self.draw)
        self._tool.drawn.connect(self._drawn)
        self._tool.left.connect(self.refresh)
        fits.changed.connect(self.refresh)
        fits.said.connect(room.said)
        self._document.changed.connect(self.refresh)
        self._actions = actions
        for name, then in (
            ("camera.horizon", lambda: self.draw("horizon")),
            ("camera.length", lambda: self.draw("known_length")),
            ("camera.fields", self.show_fields),
        ):
            actions[name].triggered.connect(lambda _=False, then=then: then())
        self.refresh()

    def refresh(self) -> None:
        """Show the camera as it is known now."""
        state = self._document.state
        view = None if state is None else camera_view(state, self._fits)
        self._panel.set_camera(view)
        editable = view is not None and view.editable
        for button in self._room.video.camera_tools.values():
            button.setEnabled(editable)
        shown = view is not None and (self._panel.is_unfolded or self._tool.kind is not None)
        drawing = self._tool.kind
        self._tool.set_lines(_lines(view, drawing) if view is not None and shown else ())

    def show_fields(self) -> None:
        """Unfold the section and go to its first field."""
        self._panel.unfold()
        self._panel.fields["focal_mm"].setFocus()
        self._panel.fields["focal_mm"].selectAll()

    def draw(self, kind: str) -> None:
        """Begin to draw the horizon or a known length, from where it is believed to lie."""
        state = self._document.state
        view = None if state is None else camera_view(state, self._fits)
        if state is None or view is None or not view.editable:
            self._room.said.emit(NO_VIDEO if view is None else view.why_not)
            return
        camera = state.captured and state.captured.camera
        assert camera is not None
        self._panel.unfold()
        if kind == "horizon":
            self._tool.start(kind, _inside(view.horizon or _across(camera, 0.4)))
        else:
            self._tool.start(kind, view.known_length or _across(camera, 0.9), view.metres or 1.0)
        self.refresh()

    # ---- what is said ----------------------------------------------------------------------

    def _say(self, name: str, value: float) -> None:
        state = self._document.state
        camera = None if state is None or state.captured is None else state.captured.camera
        if name == "ground":
            self._document.set_ground(value / 1000.0)
        elif camera is not None:
            said = {
                "focal_px": lambda: {"focal": value},
                "focal_mm": lambda: {
                    "focal": pixels_of_equivalent(value, camera.width, camera.height)
                },
                # a decision's pitch is positive above the horizon
                "pitch": lambda: {"pitch": -math.radians(value)},
                "roll": lambda: {"roll": math.radians(value)},
                "height": lambda: {"height": value},
            }[name]()
            self._state(said)

    def _forget(self, name: str) -> None:
        if name == "ground":
            return
        fields = {"focal_mm": "focal", "focal_px": "focal"}
        fact = camera_fact(self._document.state.decisions) if self._document.state else CameraFact()
        said = {fields.get(name, name): None}
        if name in ("pitch", "roll") and fact.horizon is not None:
            said = {"horizon": None}
        elif name == "height" and fact.known_length is not None:
            said = {"known_length": None}
        self._state(said)

    def _drawn(self, kind: str, ends: ImageLine, metres: float | None) -> None:
        state = self._document.state
        camera = None if state is None or state.captured is None else state.captured.camera
        if state is None or camera is None:
            return
        said = {"horizon": ends} if kind == "horizon" else {"known_length": (*ends, metres)}
        try:
            _check(said, camera)
        except FootingError as fault:
            self._room.said.emit(str(fault))
            return
        self._state(said)

    def _state(self, said: dict) -> None:
        try:
            self._document.state_camera(**said)
        except ValueError as fault:
            self._room.said.emit(str(fault))
            self.refresh()


def camera_view(state: TakeState, fits: CameraFits) -> CameraView | None:
    """The camera of a take in words and numbers; None where nothing was captured."""
    captured = state.captured
    if captured is None:
        return None
    ground = _ground(state)
    camera, estimate = captured.camera, captured.camera_estimate
    if camera is None or captured.keypoints is None:
        return CameraView(ground=ground, why_not=NO_VIDEO)
    why_not = READ_ONLY if state.read_only else "" if fits.can_fit() else NO_PICTURES
    fact = camera_fact(state.decisions)
    estimate = _of_camera(camera) if estimate is None else estimate
    length = fact.known_length
    view = CameraView(
        ground=ground,
        horizon=fact.horizon or horizon_of(camera),
        horizon_by_user=fact.horizon is not None,
        known_length=None if length is None else (length[0], length[1]),
        metres=None if length is None else length[2],
        editable=not why_not,
        why_not=why_not,
        fitting="" if fits.fitting is None else _fitting_words(fits.fitting),
        waits=fits.waits,
    )
    return replace(view, **_numbers(camera, estimate, fact))


def _numbers(camera: Camera, estimate: CameraEstimate, fact: CameraFact) -> dict:
    focal = estimate.focal if fact.focal is None else fact.focal
    by_user = fact.focal is not None
    source = "yours" if by_user else estimate.focal_source
    spread = "" if by_user else _percent(estimate.focal_sigma)
    millimetres = equivalent_of_pixels(focal, camera.width, camera.height)
    pitch = estimate.pitch if fact.pitch is None else -fact.pitch
    drawn = fact.horizon is not None
    roll = estimate.roll if fact.roll is None else fact.roll
    height = estimate.height if fact.height is None else fact.height
    said = fact.height is not None or fact.known_length is not None
    return {
        "focal_mm": CameraNumber(millimetres, spread, source, by_user),
        "focal_px": CameraNumber(focal, spread, source, by_user),
        "pitch": CameraNumber(
            math.degrees(pitch),
            "" if fact.pitch is not None else _degrees(estimate.pitch_sigma),
            "yours" if drawn or fact.pitch is not None else estimate.pitch_source,
            drawn or fact.pitch is not None,
        ),
        "roll": CameraNumber(
            math.degrees(roll),
            "" if fact.roll is not None else _degrees(estimate.roll_sigma),
            "yours" if drawn or fact.roll is not None else _source_of_roll(estimate, fact),
            drawn or fact.roll is not None,
        ),
        "height": CameraNumber(
            height,
            "" if fact.height is not None else _metres(estimate.height_sigma),
            "yours" if said else estimate.height_source,
            said,
        ),
    }


def _source_of_roll(estimate: CameraEstimate, fact: CameraFact) -> str:
    """Who tells the roll where the user does not: who tells the pitch, if that is not the user."""
    return "found" if fact.pitch is not None else estimate.pitch_source


def _ground(state: TakeState) -> CameraNumber:
    decided = [one for one in state.decisions if isinstance(one.fact, Ground)]
    look = state.refined_look
    height = 0.0 if look is None else look.ground_height
    if decided and isinstance(decided[0].fact, Ground):
        height = decided[0].fact.height
    yours = bool(decided) and decided[0].source == "user"
    return CameraNumber(1000.0 * height, "", "yours" if yours else "found")


def horizon_of(camera: Camera) -> ImageLine | None:
    """Where the horizon lies in the picture, from side to side; None where it is not ahead."""
    up = camera.camera_from_world_rotation[:, 1]
    lens = camera.intrinsics
    # the picture of all level directions: lens^-T up, without distortion
    a, b, c = np.linalg.solve(lens.T, up)
    if abs(b) < 1e-9:
        return None
    right = float(camera.width - 1)
    return ((0.0, float(-c / b)), (right, float(-(a * right + c) / b)))


def _of_camera(camera: Camera) -> CameraEstimate:
    """Of a take that an older version captured: the numbers without their spread."""
    up = camera.camera_from_world_rotation[:, 1]
    pitch, roll = math.asin(max(-1.0, min(1.0, -up[2]))), math.atan2(up[0], -up[1])
    focal, stands = float(camera.intrinsics[0, 0]), float(camera.world_centre[1])
    return CameraEstimate(focal, 0.0, pitch, 0.0, roll, 0.0, stands, 0.0)


def _lines(view: CameraView, drawing: str | None) -> tuple[DrawnLine, ...]:
    """Those that hold, without the one that is being drawn anew."""
    lines = []
    if view.horizon is not None and drawing != "horizon":
        words = "Horizon" if view.horizon_by_user else "Horizon, estimated"
        lines.append(DrawnLine(view.horizon, words, view.horizon_by_user, endless=True))
    if view.known_length and view.metres is not None and drawing != "known_length":
        lines.append(DrawnLine(view.known_length, f"{view.metres:.2f} m"))
    return tuple(lines)


def _across(camera: Camera, share: float) -> ImageLine:
    """A level line over the middle half of the picture, at a share of its height."""
    y = share * (camera.height - 1)
    return ((0.25 * camera.width, y), (0.75 * camera.width, y))


def _inside(line: ImageLine) -> ImageLine:
    """A part of a line that leaves its ends in reach."""
    (x1, y1), (x2, y2) = line
    first, second = ((x1 + share * (x2 - x1), y1 + share * (y2 - y1)) for share in (0.15, 0.85))
    return (first, second)


def _check(said: dict, camera: Camera) -> None:
    """Raises: WrongUsage for what cannot be a horizon or a length on the floor."""
    from core.capture.camera.drawn_camera import camera_height_of_length, pitch_and_roll_of_horizon

    if "horizon" in said:
        first, second = said["horizon"]
        pitch_and_roll_of_horizon(first, second, camera)
    else:
        first, second, metres = said["known_length"]
        level = camera.camera_from_world_rotation
        camera_height_of_length(first, second, metres, camera, level)


def _fitting_words(fitting: Fitting) -> str:
    left = "" if fitting.left is None else f", {time_left(fitting.left)}"
    return f"Fitting, {100.0 * fitting.fraction:.0f} %{left.lower()}"


def _percent(sigma: float) -> str:
    return f"± {100.0 * sigma:.0f} %" if sigma > 0.0 else ""


def _degrees(sigma: float) -> str:
    return f"± {math.degrees(sigma):.1f}°" if sigma > 0.0 else ""


def _metres(sigma: float) -> str:
    return f"± {sigma:.2f} m" if sigma > 0.0 else ""
