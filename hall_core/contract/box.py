"""What the programs of one box tell one another by files."""

from __future__ import annotations

from pathlib import Path

REFUSED_USB = Path("/run/motcua/usb/refused")
"""USB devices that are plugged in and were refused, a line for each; not there while there are none. Written by
``motcua usb seen``, read by the program of the box, which reports it as ``tamper``."""
