"""Opening a video file for decoding, with one clear line for everything that is none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import BadInput, MissingComponent

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

#: Demuxers that call a text or a list of other files a video.
_NO_VIDEOS = {"tty", "hls", "concat", "dash", "ffmetadata", "srt", "webvtt", "ass"}


def open_video(path: Path) -> tuple[InputContainer, VideoStream]:
    """The container and its first real picture stream, decoding on several threads.

    Raises: BadInput where nothing is there, the file is empty, is no video, or has no picture;
    MissingComponent without PyAV.
    """
    try:
        import av  # about 0.1 s: only where a video is opened
        from av.error import FFmpegError
    except ImportError as error:
        raise MissingComponent(
            "The video library PyAV is not installed; run `make install` or `pip install av`."
        ) from error

    if not path.exists():
        raise BadInput(f"There is no video at {path}; check the path.")
    if not path.is_file():
        raise BadInput(f"{path} is no file; name a video file.")
    if path.stat().st_size == 0:
        raise BadInput(f"{path} is empty (zero bytes); copy the video again.")
    try:
        # "file:" keeps a colon in a name from being read as a protocol
        container = av.open(f"file:{path}", mode="r")
    except (FFmpegError, OSError, ValueError) as error:
        raise BadInput(
            f"{path} cannot be opened as a video: it is another kind of file, or was cut short "
            "before its index; copy it again or convert it to MP4."
        ) from error
    if _NO_VIDEOS & set(container.format.name.split(",")):
        container.close()
        raise BadInput(f"{path} is no video; name an MP4, MOV, MKV, WebM or AVI file.")
    stream = _picture_stream(container)
    if stream is None:
        container.close()
        raise BadInput(f"{path} has no video stream, only other tracks; name a file with pictures.")
    stream.thread_type = "AUTO"
    return container, stream


def _picture_stream(container: InputContainer) -> VideoStream | None:
    """The first video stream that is no cover picture and has a decoder."""
    from av.stream import Disposition

    for stream in container.streams.video:
        if stream.disposition & Disposition.attached_pic or stream.codec_context is None:
            continue
        return stream
    return None
