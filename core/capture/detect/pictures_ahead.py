"""Pictures decoded by a thread of their own while the detector looks at the ones before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TypeVar

_Picture = TypeVar("_Picture")


#: Pictures that wait at most: enough to hide a keyframe, little memory.
_WAITING = 4


@contextmanager
def pictures_ahead(
    pictures: Iterable[_Picture], ready: Callable[[_Picture], None] = lambda picture: None
) -> Iterator[Iterator[_Picture]]:
    """Iterate `pictures` in a thread; the thread ends with the block, however that ends.

    `ready` is done to each of them there. What the thread raises is raised where the pictures are
    taken.
    """
    waiting: Queue[tuple[_Picture | None, BaseException | None]] = Queue(_WAITING)
    stop = Event()

    def hand_over(picture: _Picture | None, error: BaseException | None) -> bool:
        while not stop.is_set():
            try:
                waiting.put((picture, error), timeout=0.1)
                return True
            except Full:
                continue
        return False

    def decode() -> None:
        try:
            for picture in pictures:
                ready(picture)
                if not hand_over(picture, None):
                    return
            hand_over(None, None)
        except BaseException as error:
            hand_over(None, error)

    def taken() -> Iterator[_Picture]:
        while True:
            picture, error = waiting.get()
            if error is not None:
                raise error
            if picture is None:
                return
            yield picture

    thread = Thread(target=decode, name="decode ahead", daemon=True)
    thread.start()
    try:
        yield taken()
    finally:
        stop.set()
        try:
            while True:
                waiting.get_nowait()
        except Empty:
            pass
        thread.join()
