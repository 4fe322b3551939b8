"""A printer that cannot be read, or is too slow for a ticket, is refused with the hall file."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from hall_core.domain.names import Name
from hall_core.domain.plan import Plan
from hall_core.domain.plan_check import Fault
from hall_core.domain.plan_check_printers import printer_faults
from hall_core.domain.plan_devices import Kiosk, Spare

DESK = Name(vi="bàn hướng dẫn", en="the guidance desk")
SLOW = "serial:/dev/ttyUSB0?baud=9600"


def faults(plan: Plan, kiosk: Kiosk) -> list[Fault]:
    return list(printer_faults(replace(plan, devices=[kiosk])))


@pytest.mark.parametrize("printer", ["", "tcp://192.168.1.50", "usb:04b8:0e15", "file:paper.bin"])
def test_a_kiosk_with_a_good_printer_or_none_is_good(plan: Plan, printer: str) -> None:
    assert faults(plan, Kiosk(id="kiosk-1", printer=printer)) == []


def test_a_slow_serial_printer_is_refused_with_the_seconds_of_a_ticket(plan: Plan) -> None:
    (fault,) = faults(plan, Kiosk(id="kiosk-1", printer=SLOW))
    assert fault.where == ("devices", 0, "printer")
    assert fault.wrong.startswith(f'"{SLOW}" is too slow')
    assert "69 s at 9600 baud" in fault.wrong
    assert "115200" in fault.right


def test_a_spare_is_read_like_the_printer_itself(plan: Plan) -> None:
    kiosk = Kiosk(id="kiosk-1", printer="tcp://a", spare=Spare(printer="lpt:1", at=DESK))
    (fault,) = faults(plan, kiosk)
    assert (fault.where, fault.wrong) == (("devices", 0, "spare", "printer"), '"lpt:1" is no printer')


def test_a_spare_is_another_printer(plan: Plan) -> None:
    (fault,) = faults(plan, Kiosk(id="kiosk-1", printer="tcp://a", spare=Spare(printer="tcp://a ", at=DESK)))
    assert fault.right == "must be another printer"


def test_a_spare_alone_is_no_spare(plan: Plan) -> None:
    (fault,) = faults(plan, Kiosk(id="kiosk-1", spare=Spare(printer="tcp://a", at=DESK)))
    assert fault.where == ("devices", 0, "printer")
