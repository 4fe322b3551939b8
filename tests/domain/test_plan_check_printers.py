"""A printer that cannot be read, or is too slow for a ticket, is refused with the hall file."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.mistaken_hall import Edits, assert_told, mistake, told

DESK = {"vi": "bàn hướng dẫn", "en": "the guidance desk"}
SLOW = "serial:/dev/ttyUSB0?baud=9600"
ANY = "write one of tcp://192.168.1.50:9100, serial:/dev/ttyUSB0?baud=115200, usb:04b8:0e15 or file:paper.bin"
HERE = 'devices[6] "kiosk-2"'


def kiosk(printer: str, spare: str | None = None) -> Edits:
    """The last of the hall's devices."""
    one: dict[str, Any] = {"role": "kiosk", "id": "kiosk-2", "printer": printer}
    return {"devices[6]": one | ({} if spare is None else {"spare": {"printer": spare, "at": DESK}})}


@pytest.mark.parametrize("printer", ["", "tcp://192.168.1.50", "usb:04b8:0e15", "file:paper.bin"])
def test_a_kiosk_with_a_good_printer_or_none_is_good(printer: str) -> None:
    assert told(kiosk(printer)) == []


def test_a_spare_may_be_any_other_printer() -> None:
    assert told(kiosk("tcp://192.168.1.50", spare="tcp://192.168.1.60")) == []


@pytest.mark.parametrize(
    ("edits", "line", "leans"),
    [
        mistake(kiosk("lpt:1"), f'{HERE}.printer: "lpt:1" is no printer; {ANY}', "devices[6].printer"),
        mistake(
            kiosk(SLOW),
            f'{HERE}.printer: "{SLOW}" is too slow: a ticket is a picture of about 66 kB, which takes 69 s at 9600 '
            "baud and 6 s at 115200; set the printer (switches or self-test menu) and this to 115200, at least 38400",
        ),
        mistake(
            kiosk("tcp://a", spare="lpt:1"),
            f'{HERE}.spare.printer: "lpt:1" is no printer; {ANY}',
            "devices[6].spare.printer",
        ),
        mistake(
            kiosk("tcp://a", spare="tcp://a "),
            f'{HERE}.spare.printer: "tcp://a " is already the printer of its own; must be another printer',
            "devices[6].spare.printer",
        ),
        mistake(
            kiosk("tcp://a ", spare="tcp://a"),
            f'{HERE}.spare.printer: "tcp://a" is already the printer of its own; must be another printer',
        ),
        mistake(
            kiosk("", spare="tcp://a"),
            f'{HERE}.printer: there is a spare printer and none of its own; add "printer"',
            "devices[6].printer",
        ),
    ],
)
def test_a_printer_of_which_no_ticket_would_come_is_told(edits: Edits, line: str, leans: tuple[str, ...]) -> None:
    assert_told(edits, line, *leans)
