"""All doors by their names."""

from __future__ import annotations

from tests.fuzz.door import Opened
from tests.fuzz.doors.boxes import BoardDoor, CallerDoor, KioskDoor, LedDoor, SignDoor
from tests.fuzz.doors.centre import CourierDoor, intake
from tests.fuzz.doors.console import ConsoleDoor
from tests.fuzz.doors.files import FILES_READ
from tests.fuzz.doors.hub import HubDoor
from tests.fuzz.doors.lines import LINES_READ
from tests.fuzz.doors.trust import AuthorityDoor

DOORS: dict[str, Opened] = {
    "hub": HubDoor,
    "kiosk": KioskDoor,
    "board": BoardDoor,
    "led": LedDoor,
    "sign": SignDoor,
    "caller": CallerDoor,
    "console": ConsoleDoor,
    "courier": CourierDoor,
    "intake": intake,
    "authority": AuthorityDoor,
    **LINES_READ,
    **FILES_READ,
}
