"""What the programs of one box tell one another by files."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from msgspec import Struct

RUN = Path("/run/motcua")
"""Where they stand: gone when the box is switched off. Not there on what is no box."""
STANDING = RUN / "box/standing.json"
"""How a box of our image stands since its start: what :mod:`hall_box.standing` says, for whoever looks. Written by
root."""
DOCTOR = "box/doctor.json"
"""Below: what the box's doctor found (:class:`hall_core.contract.doctor.Report`). Written by root, read by the program
of the box, which tells it to the hall."""
PROGRAM, LOOK = "program.json", "look"
"""In a program's own folder below, which is called as its role is: what it knows of itself
(:class:`hall_core.contract.doctor.Doing`), for the doctor; and what it writes to have the box looked at now."""
UPDATE = "box/update.json"
"""Below: which release the box runs and what it does about another one
(:class:`hall_core.contract.release.BoxStanding`). Written by root, told to the hall by the program."""
RELEASE = "release.json"
"""In a program's own folder, for root: what the hub wants the box to run
(:class:`hall_core.contract.release.Asked`)."""
BROKER_SILENT = "hub/broker-silent"
"""Below: written by the hub when the broker on its box has said nothing for long. Root then has it started anew."""
REFUSED_USB = Path("/run/motcua/usb/refused")
"""USB devices that are plugged in and were refused, a line for each; not there while there are none. Written by
``motcua usb seen``, read by the program of the box, which reports it as ``tamper``."""
CLOCK_WISH = RUN / "console/clock.json"
"""What time it is, by the head at the console (:class:`ClockWish`). Read by root, who believes it within
bounds (:class:`ClockStanding`) while no time server is heard."""
CLOCK_STANDING = RUN / "clock.json"
"""On what the clock of a box of our image stands (:class:`ClockStanding`). Written by root."""
CLOCK_UNSURE = RUN / "clock-unsure"
"""There while the box's clock is not to be believed, with the reason in words. The image makes it at each start, before
any program; root takes it away once something that knows the time has set the clock (:mod:`hall_box.clock`)."""

ClockBy = Literal["nobody", "battery", "server", "person"]


class ClockStanding(Struct, frozen=True, kw_only=True):
    by: ClockBy
    """Who has set it since the start. A battery clock and a person may be wrong, and are put right by a person."""
    earliest: int
    """Milliseconds since 1970 UTC: from then …"""
    latest: int
    """… until then a person may say that it is."""


class ClockWish(Struct, frozen=True, kw_only=True):
    """Milliseconds: since 1970 UTC, and since the box started when that was said."""

    at: int
    since_start: int
