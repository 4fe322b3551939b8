"""Which devices the rules let in, by the text of the rules."""

from __future__ import annotations

import pytest

from hall_core.device.usb.device import UsbDevice, interfaces_in
from hall_core.device.usb.rules import inputs_of, rules
from hall_core.device.usb.tree import plugged_in
from hall_core.domain.plan_devices import Board, Caller, Desk, Kiosk, Pad
from tests.device.usb.conftest import Computer


def test_the_tree_is_read_by_port(computer: Computer) -> None:
    computer.fitted()
    assert [device.port for device in plugged_in(computer.sys)] == ["1-1", "1-1.1", "1-1.2", "1-1.3", "1-1.4"]
    printer = plugged_in(computer.sys)[2]
    assert (printer.vendor, printer.product, printer.serial) == ("04b8", "0e15", "J7Y 001")
    assert (printer.kinds, printer.let_in) == (("printer",), True)


def test_a_serial_number_is_read_whole_and_a_name_no_further_than_a_line(computer: Computer) -> None:
    computer.plug("1-2", "1234", "5678", "070102", serial="7" * 126, name="x" * 126)
    (device,) = plugged_in(computer.sys)
    assert (len(device.serial), len(device.name)) == (126, 60)


def test_a_kind_of_interface_stands_once_in_the_order_of_its_descriptors(computer: Computer) -> None:
    computer.plug("1-2", "1234", "5678", "030101", "080650", "030101")
    (device,) = plugged_in(computer.sys)
    assert device.interfaces == ("030101", "080650")
    assert device.kinds == ("keyboard", "storage")


@pytest.mark.parametrize("cut", range(0, 40))
def test_descriptors_that_are_cut_off_or_garbled_are_read_as_far_as_they_go(cut: int) -> None:
    whole = (
        bytes([18, 1, *bytes(16)]) + bytes([9, 4, 0, 0, 1, 3, 1, 1, 0]) + bytes([7, 5, *bytes(5)]) + bytes([0, 4, 9])
    )
    assert set(interfaces_in(whole[:cut])) <= {"030101"}


def test_what_hangs_on_the_box_decides_and_not_what_a_device_calls_itself(computer: Computer) -> None:
    place = computer.plug("1-2", "1234", "5678", "ff0000", name="Printer\n* evil \x1b[2J")
    (place / "1-2:1.0/net/eth1").mkdir(parents=True)
    (device,) = plugged_in(computer.sys)
    assert device.name == "Printer?* evil ?[2J"
    assert device.kinds == ("of its maker's own kind", "network")
    assert device.only_by_name


def test_storage_and_network_are_let_in_only_by_name_but_the_boards_own_line_is_not() -> None:
    def device(interface: str, vendor: str = "1234", product: str = "0001") -> UsbDevice:
        return UsbDevice(port="1-1", vendor=vendor, product=product, interfaces=(interface,), net=vendor == "0424")

    by_name = {kind: device(kind).only_by_name for kind in ("080650", "020600", "e00101", "060101", "070102", "030101")}
    assert by_name == {
        "080650": True, "020600": True, "e00101": True, "060101": True, "070102": False, "030101": False
    }  # fmt: skip
    assert not device("ff00ff", "0424", "ec00").only_by_name


def test_no_serial_number_can_write_a_rule_of_its_own() -> None:
    evil = UsbDevice(port="1-1.2", vendor="04b8", product="0e15", serial='*", RUN+="/bin/sh', interfaces=("070102",))
    text = rules([evil], (), "kiosk-1")
    assert 'ATTR{serial}=="????RUN+??/bin/sh"' not in text
    assert 'RUN+="/bin/sh' not in text
    (line,) = [line for line in text.splitlines() if "1-1.2" in line]
    assert line.count('"') == 12
    assert "*" not in line


def test_the_input_devices_of_the_hall_file_and_no_others_are_readable() -> None:
    kiosk = Kiosk(id="k", touch="/dev/input/by-path/platform-x-event", scanner="evdev:/dev/input/event5")
    lines = [line for line in rules((), inputs_of(kiosk), "k").splitlines() if line.startswith('SUBSYSTEM=="input"')]
    assert lines == [
        'SUBSYSTEM=="input", KERNEL=="event*|mouse*|mice|js*", GROUP="root", MODE="0600"',
        'SUBSYSTEM=="input", SYMLINK=="input/by-path/platform-x-event", GROUP="input", MODE="0660"',
        'SUBSYSTEM=="input", KERNEL=="event5", GROUP="input", MODE="0660"',
    ]


def test_each_role_has_the_input_devices_it_names() -> None:
    keypad = "/dev/input/by-path/k-event-kbd"
    assert inputs_of(Kiosk(id="k", scanner="serial:/dev/ttyACM0")) == ()
    assert inputs_of(Pad(id="p", counter="q", touch="/dev/input/event1")) == ("/dev/input/event1",)
    assert inputs_of(Board(id="b", zone="z")) == ()
    desks = [Desk(counter="q1", officer="o", keypad=keypad), Desk(counter="q2", officer="o", keypad="gpio:")]
    assert inputs_of(Caller(id="c", desks=desks)) == (keypad,)


@pytest.mark.parametrize("path", ["/dev/input/../mem", 'event"', "/etc/passwd", "/dev/a b"])
def test_a_path_that_is_no_device_makes_no_rule(path: str) -> None:
    with pytest.raises(ValueError, match="no device of this box"):
        rules((), (path,), "k")
