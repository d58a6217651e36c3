"""Writes H.264 video at an exact constant rate (PyAV, libx264), beside its place, then renames."""

from __future__ import annotations

import os
import tempfile
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from core.errors import BadInput, MissingComponent

_LARGEST_TERM = 100_000  # of the rate as a fraction: exact for n and n * 1000 / 1001


class VideoWriter:
    """Frame k is shown at k / rate seconds; the file appears when the block ends well.

    A context manager. Width and height are even (yuv420p halves the colour's resolution).
    Raises: BadInput for an odd or empty size, a rate that is not positive, or a place that cannot
    be written to; MissingComponent where PyAV or its H.264 encoder is absent.
    """

    def __init__(
        self, path: str | Path, width: int, height: int, rate: float, *, crf: float = 20.0
    ) -> None:
        """`crf`: the encoder's constant quality, 0 (lossless) to 51; `rate`: frames a second."""
        if width < 2 or height < 2 or width % 2 or height % 2:
            raise BadInput(f"A video of {width}x{height} cannot be written; use even numbers.")
        if not (np.isfinite(rate) and 0.0 < rate <= 1000.0):
            raise BadInput(f"A video of {rate} frames a second cannot be written; use 1 to 1000.")
        self._path = Path(path)
        self._width, self._height = width, height
        self._rate = Fraction(rate).limit_denominator(_LARGEST_TERM)
        ntsc = Fraction(round(rate * 1.001) * 1000, 1001)
        if abs(float(ntsc) - rate) < 0.005 and self._rate.denominator > 1:
            self._rate = ntsc
        self._crf = crf
        self._count = 0
        self._beside: Path | None = None
        self._container: Any = None
        self._stream: Any = None

    @property
    def rate(self) -> Fraction:
        """Frames a second as written; 29.97 and its kin are 30000/1001."""
        return self._rate

    def __enter__(self) -> VideoWriter:
        self._beside = self._empty_file_beside()
        try:
            self._open(self._beside)
        except BaseException:
            self._beside.unlink(missing_ok=True)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._beside is None:
            return
        try:
            if kind is None:
                for packet in self._stream.encode(None):
                    self._container.mux(packet)
            self._container.close()
            if kind is None:
                self._beside.replace(self._path)
        except OSError as failure:
            raise BadInput(
                f"{self._path} cannot be written ({failure.strerror or failure}); make room or "
                "choose another place."
            ) from failure
        finally:
            self._beside.unlink(missing_ok=True)

    def write(self, frame: np.ndarray) -> None:
        """Append a picture (height, width, 3) uint8 RGB. Raises: ValueError for another shape."""
        import av

        if frame.shape != (self._height, self._width, 3) or frame.dtype != np.uint8:
            raise ValueError(
                f"A frame of this video is ({self._height}, {self._width}, 3) uint8, "
                f"not {frame.shape} {frame.dtype}."
            )
        picture = av.VideoFrame.from_ndarray(frame, format="rgb24")
        picture = picture.reformat(format="yuv420p", dst_colorspace="ITU709")
        picture.pts = self._count
        picture.time_base = 1 / self._rate
        self._count += 1
        for packet in self._stream.encode(picture):
            self._container.mux(packet)

    def _empty_file_beside(self) -> Path:
        folder = self._path.absolute().parent
        if not folder.is_dir():
            raise BadInput(
                f"The folder {folder} for {self._path.name} does not exist; make it first or "
                "choose another."
            )
        if self._path.is_dir():
            raise BadInput(f"{self._path} is a folder; give the name of a file to write.")
        try:
            handle, name = tempfile.mkstemp(dir=folder, prefix=".video.", suffix=".part.mp4")
        except OSError as error:
            raise BadInput(
                f"{folder} cannot be written to ({error.strerror}); choose another folder."
            ) from error
        os.close(handle)
        beside = Path(name)
        beside.chmod(0o644)
        return beside

    def _open(self, beside: Path) -> None:
        try:
            import av
        except ImportError as error:
            raise MissingComponent(
                "Writing video needs PyAV; install it: pip install av."
            ) from error
        if "libx264" not in av.codecs_available:
            raise MissingComponent(
                "This PyAV has no H.264 encoder (libx264); install its wheel: pip install av."
            )
        self._container = av.open(f"file:{beside}", mode="w", format="mp4")
        stream: Any = self._container.add_stream("libx264", rate=self._rate)
        stream.width, stream.height, stream.pix_fmt = self._width, self._height, "yuv420p"
        stream.time_base = 1 / self._rate
        stream.codec_context.time_base = 1 / self._rate
        stream.codec_context.color_primaries = stream.codec_context.color_trc = 1  # BT.709
        stream.codec_context.colorspace, stream.codec_context.color_range = 1, 1
        # a keyframe each second keeps scrubbing quick
        interval = max(1, round(float(self._rate)))
        stream.options = {"crf": f"{self._crf:g}", "preset": "medium", "g": str(interval)}
        self._stream = stream
