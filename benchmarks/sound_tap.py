"""Listens at the sound card: what SDL's disk driver would play goes into a FIFO, and each chunk is stamped.

SDL mixes a chunk, hands it to its driver and waits until the next is due. So the stamp is the moment a card would be
given the chunk; a sample inside it sounds that much later. A real card has a buffer of its own behind that, of which
this knows nothing.

The C library writes by the block of 4,096 bytes, and one that is full when the next chunk comes. A board's chunk has
1,024: a block brings four, and comes with the fifth. So the moments of two blocks are those of two chunks, exactly, and
of the three between them it is known that they were mixed between; their stamps are spaced evenly, as SDL spaces the
chunks. Where the machine held SDL up in between, one of them may be some milliseconds early or late.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, SimpleQueue

from msgspec import Struct

from benchmarks.now import now
from hall_core.ui.sound import card
from hall_core.ui.sound.samples import RATE


class Format(Struct, frozen=True):
    """Of 16 bit samples."""

    rate: int
    channels: int
    frames: int
    """Mixed at once."""

    @property
    def chunk(self) -> int:
        """Bytes."""
        return 2 * self.channels * self.frames


OURS = Format(RATE, card.CHANNELS, card.CHUNK)
KIVYS = Format(44_100, 2, 4_096)
BLOCK = 4_096
SILENCE = 0.05
"""Seconds without a sound after which the next one is a beginning: pauses within an announcement are longer, so each of
its words is one. Who waits for the first word clears the others away."""


class SoundTap:
    """``environment`` is what the program that is listened to is started with."""

    def __init__(self, folder: Path, form: Format) -> None:
        self._form = form
        fifo = folder / f"card-{form.frames}.fifo"
        os.mkfifo(fifo)
        # Open for both, so that neither side waits for the other nor sees an end.
        self._fd = os.open(fifo, os.O_RDWR)
        self.environment = {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(fifo)}
        self._begun: SimpleQueue[float] = SimpleQueue()
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
        os.write(self._fd, bytes(max(BLOCK, self._form.chunk)))
        self._thread.join()
        os.close(self._fd)

    def _listen(self) -> None:
        quiet, bytes_a_second = SILENCE, 2 * self._form.channels * self._form.rate
        for chunk, stamp in self._chunks():
            heard = chunk.lstrip(b"\0")
            if not heard:
                quiet += len(chunk) / bytes_a_second
                continue
            if quiet >= SILENCE:
                self._begun.put(stamp + (len(chunk) - len(heard)) * 1_000 / bytes_a_second)
            quiet = 0.0

    def _chunks(self) -> Iterator[tuple[bytes, float]]:
        """What SDL mixed at once, and when."""
        before, size = now(), self._form.chunk
        while self._open:
            block, stamp = self._block()
            parts = [block[at : at + size] for at in range(0, len(block), size)]
            since, step = (stamp, 0.0) if len(parts) == 1 else (before, (stamp - before) / len(parts))
            yield from ((part, since + step * place) for place, part in enumerate(parts))
            before = stamp

    def _block(self) -> tuple[bytes, float]:
        """What came at once, and when the first of it came."""
        whole = max(BLOCK, self._form.chunk)
        block = os.read(self._fd, BLOCK)
        stamp = now()
        while len(block) < whole:
            block += os.read(self._fd, min(BLOCK, whole - len(block)))
        return block, stamp
