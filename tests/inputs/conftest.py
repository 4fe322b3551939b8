"""A bare X screen on which somebody has a keyboard and a mouse."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest


class Screen:
    """``strike`` and ``click`` are the X server's own keyboard and mouse."""

    def __init__(self, display: str) -> None:
        self.display = display

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DISPLAY": self.display,
            "SDL_VIDEODRIVER": "x11",
            "SDL_AUDIODRIVER": "dummy",
            "LIBGL_ALWAYS_SOFTWARE": "1",
        }

    def strike(self, *keys: str) -> None:
        for key in keys:
            self._do("key", key)

    def type(self, text: str) -> None:
        self._do("type", "--delay", "5", text)

    def click(self, x: float, y: float, button: int = 1) -> None:
        """0..1 of the glass."""
        self._do("mousemove", str(round(x * 1280)), str(round(y * 800)))
        self._do("click", str(button))

    def _do(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env={**os.environ, "DISPLAY": self.display}, check=True)


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    if shutil.which("Xvfb") is None or shutil.which("xdotool") is None:
        pytest.skip("needs Xvfb and xdotool (apt: xvfb xdotool)")
    said, says = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(says), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[says],
        stderr=subprocess.DEVNULL,
    )
    os.close(says)
    try:
        with os.fdopen(said) as line:
            yield Screen(f":{line.readline().strip()}")
    finally:
        server.terminate()
        server.wait()
