"""Plays a video, without its sound: the voice belongs to calls. Needs the extra ``video`` (PyAV).

Its own thread reads and scales one frame after another and gives each at its time. What comes too late is passed over,
so a box that is too slow shows fewer frames and never falls behind.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from av import VideoFrame

log = logging.getLogger(__name__)

CLOSEST = 1 / 31
"""Seconds between two frames at least: of sixty a second every other one is shown."""
LATE = 0.1
"""Seconds after which a frame is no more worth drawing."""
THREADS = 2
"""For decoding: the others are for calls."""


class Film:
    """``give(pixels, width, height)`` is called on a thread of its own (red, green and blue, from the upper left);
    ``fail`` once, when it cannot be played. Plays over and over until it is stopped."""

    def __init__(
        self,
        path: str,
        room: tuple[int, int],
        give: Callable[[bytes, int, int], None],
        ready: Callable[[], bool],
        fail: Callable[[], None],
    ) -> None:
        """``room``: pixels that it may fill; ``ready``: whether the last frame given has been taken."""
        self._path = path
        self._room = room
        self._give = give
        self._ready = ready
        self._fail = fail
        self._shown = -1.0
        """When the last frame given stands in the film."""
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="film", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Nothing is given any more, and within a frame's time nothing is read either. Does not wait."""
        self._stopped.set()

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._play()
        except Exception:
            # The library, or what is in the file: whatever it is, the words of the notice stand in its place.
            log.exception("%s cannot be played", self._path)
            self._fail()

    def _play(self) -> None:
        import av  # 0.1 s

        with av.open(self._path) as film:
            stream = film.streams.video[0]
            stream.thread_type = "AUTO"
            stream.codec_context.thread_count = THREADS
            size = _fitted(stream.codec_context.width, stream.codec_context.height, self._room)
            while not self._stopped.is_set():
                begun, self._shown, frame = time.monotonic(), -1.0, None
                for frame in film.decode(stream):
                    self._show(frame, frame.time or 0.0, begun, size)
                    if self._stopped.is_set():
                        return
                if frame is None:
                    raise ValueError("has no frame")
                film.seek(0)

    def _show(self, frame: VideoFrame, at: float, begun: float, size: tuple[int, int]) -> None:
        """Gives it at its time, unless that is over or the last one has only just been given."""
        wait = begun + at - time.monotonic()
        if wait < -LATE or at - self._shown < CLOSEST:
            return
        self._stopped.wait(max(0.0, wait))
        if self._stopped.is_set() or not self._ready():
            return
        width, height = size
        self._give(_pixels(frame.reformat(width=width, height=height, format="rgb24")), width, height)
        self._shown = at


def _fitted(width: int, height: int, room: tuple[int, int]) -> tuple[int, int]:
    scale = min(room[0] / width, room[1] / height)
    return max(2, int(width * scale)), max(2, int(height * scale))


def _pixels(frame: Any) -> bytes:
    """Without what some rows have at their ends."""
    plane = frame.planes[0]
    data, row = memoryview(plane), frame.width * 3
    if plane.line_size == row:
        return bytes(data)
    return b"".join(data[begin : begin + row] for begin in range(0, plane.line_size * frame.height, plane.line_size))
