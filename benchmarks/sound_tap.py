"""Listens at the sound card: what SDL's disk driver would play goes into a FIFO, and each chunk is stamped as it comes.

SDL mixes a chunk of 1,024 frames (23 ms), hands it to its driver and waits until the next is due. So the stamp is the
moment a card would be given the chunk; a sample inside it sounds that much later. A real card has a buffer of its own
behind that, of which this knows nothing.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from queue import Empty, SimpleQueue

from benchmarks.now import now

FRAME = 4
"""Bytes: two channels of 16 bit."""
RATE = 44_100
CHUNK = 4_096
SILENCE = 0.05
"""Seconds without a sound after which the next one is a beginning: pauses within an announcement are longer, so each of
its words is one. Who waits for the first word clears the others away."""


class SoundTap:
    """``environment`` is what the program that is listened to is started with."""

    def __init__(self, folder: Path, name: str) -> None:
        fifo = folder / f"{name}.fifo"
        os.mkfifo(fifo)
        # Open for both, so that neither side waits for the other nor sees an end.
        self._fd = os.open(fifo, os.O_RDWR)
        self.environment = {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(fifo)}
        self._begun: SimpleQueue[float] = SimpleQueue()
        self.chunks = 0
        self._open = True
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def clear(self) -> None:
        """Forgets the beginnings heard so far."""
        while not self._begun.empty():
            self._begun.get_nowait()

    def next(self, seconds: float) -> float:
        """When the next sound began, in milliseconds of :func:`benchmarks.now.now`; TimeoutError when none does."""
        try:
            return self._begun.get(timeout=seconds)
        except Empty:
            raise TimeoutError("nothing was heard") from None

    def close(self) -> None:
        self._open = False
        os.write(self._fd, b"\0")
        self._thread.join()
        os.close(self._fd)

    def _listen(self) -> None:
        quiet = SILENCE
        while self._open:
            chunk = os.read(self._fd, CHUNK)
            stamp = now()
            self.chunks += 1
            heard = chunk.lstrip(b"\0")
            if not heard:
                quiet += len(chunk) / FRAME / RATE
                continue
            if quiet >= SILENCE:
                before = (len(chunk) - len(heard)) // FRAME
                self._begun.put(stamp + before * 1_000 / RATE)
            quiet = 0.0
