"""Which of a box's outputs a screen is connected to, as the kernel knows it.

A screen without power is mostly not connected, and one in standby mostly is: only the screen itself decides that.
"""

from __future__ import annotations

from pathlib import Path

SYS = Path("/sys")
INTO_MEMORY = "Writeback"
"""How the kernel calls an output that has no socket."""


def outputs(sys: Path = SYS) -> list[Path]:
    """The folders of all outputs, a card's in the order in which the kernel names them to programs: SDL draws on the
    first that is connected. None: there is no graphics card, or its driver is not loaded."""
    found = (file.parent for file in sys.glob("class/drm/card*-*/status"))
    return sorted((output for output in found if not name(output).startswith(INTO_MEMORY)), key=_place)


def connected(sys: Path = SYS) -> list[Path]:
    """Those with a screen. One that cannot tell (``unknown``) has none: SDL does not draw there either."""
    return [output for output in outputs(sys) if _status(output) == "connected"]


def name(output: Path) -> str:
    """As it is printed beside the socket: ``HDMI-A-1``."""
    return output.name.partition("-")[2]


def _place(output: Path) -> tuple[str, int, str]:
    """By its number, which kernels before 6.8 do not tell: then by its name."""
    card, _, _ = output.name.partition("-")
    number = _read(output / "connector_id")
    return card, int(number) if number.isdecimal() else 0, output.name


def _status(output: Path) -> str:
    return _read(output / "status")


def _read(file: Path) -> str:
    try:
        return file.read_text("ascii").strip()
    except OSError:
        return ""  # its card has just gone: drivers replace one another while a box starts
