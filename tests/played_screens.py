"""The kernel's word on which screens are connected, as a test would have it."""

from __future__ import annotations

from pathlib import Path

from hall_core.ui.glass import SCREENS


class PlayedScreens:
    """A card with two sockets and, as many have, an output into memory; nothing is plugged in."""

    def __init__(self, folder: Path) -> None:
        self.sys = folder / "sys"
        self.environ = {SCREENS: str(self.sys)}
        """Of a program that is to believe it."""
        self._outputs = {name: self.sys / f"class/drm/card1-{name}" for name in ("HDMI-A-1", "HDMI-A-2")}
        for output in self._outputs.values():
            output.mkdir(parents=True)
        memory = self.sys / "class/drm/card1-Writeback-1"
        memory.mkdir()
        (memory / "status").write_text("unknown\n", encoding="ascii")
        (self.sys / "class/drm/card1").mkdir()
        self.plug("HDMI-A-1", there=False)
        self.plug("HDMI-A-2", there=False)

    def number(self, *, first: str, then: str) -> None:
        """In which order the kernel names them to programs."""
        for id, output in ((33, first), (41, then)):
            (self._outputs[output] / "connector_id").write_text(f"{id}\n", encoding="ascii")

    def plug(self, output: str = "HDMI-A-1", *, there: bool) -> None:
        (self._outputs[output] / "status").write_text("connected\n" if there else "disconnected\n", encoding="ascii")
