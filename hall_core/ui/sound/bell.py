"""Rings the chime now and then, where there is a sound card: on a thread that ends with the sound."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hall_core.ui.sound.chime import chime
from hall_core.ui.sound.mixer import Mixer
from hall_core.ui.sound.samples import RATE, passing_folder, write_wav

log = logging.getLogger(__name__)

STOP_SECONDS = 4.0
"""How long stopping waits: longer than the chime."""


class Bell:
    """A box without a sound card stays silent, and that is no fault: it may be meant to be."""

    def __init__(self, on_screen_thread: Callable[[Callable[[], Any]], None]) -> None:
        """Starts nothing, and opens no card."""
        self._mixer = Mixer(on_screen_thread)
        self._thread: threading.Thread | None = None
        self._stopping = False

    def ring(self) -> None:
        """From one thread, returns at once; nothing when it rings already."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._ring, name="bell", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._mixer.hush()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)

    def _ring(self) -> None:
        try:
            if self._stopping or not self._mixer.ready():
                return
            samples = chime()
            with passing_folder() as folder:
                file = Path(folder) / "chime.wav"
                write_wav(file, samples)
                sound = self._mixer.load(file)
            if sound is not None:
                self._mixer.play(sound, len(samples) / RATE, lambda: not self._stopping)
        except OSError as error:
            log.warning("no chime: %s", error)
