"""The ways to a printer, on a real socket, a real pseudo terminal, a real full disk, and pyusb without a bus."""

from __future__ import annotations

import os
import socket
import threading
from array import array
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import usb.backend
import usb.core

from hall_core.domain.printer_url import FilePrinter, SerialPrinter, TcpPrinter, UsbPrinter
from kiosk_app.devices import printer_line
from kiosk_app.devices.printer_line import LINE_ERRORS, PrinterMissingError, open_line

MUCH = 8_000_000  # bytes, more than socket and terminal buffers hold


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printer_line, "WRITE_SECONDS", 0.2)
    monkeypatch.setattr(printer_line, "BYTES_A_SECOND", 1e9)


@pytest.fixture
def door() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield door


def at(door: socket.socket) -> TcpPrinter:
    return TcpPrinter("127.0.0.1", door.getsockname()[1])


def test_tcp_gives_what_it_takes_and_hears_what_comes(door: socket.socket, tmp_path: Path) -> None:
    line = open_line(at(door), tmp_path)
    printer, _ = door.accept()
    with printer:
        line.send(b"\x10\x04\x01")
        assert printer.recv(16) == b"\x10\x04\x01"
        assert line.hear(0.01) == b""
        printer.sendall(b"\x12")
        assert line.hear(5) == b"\x12"
    with pytest.raises(LINE_ERRORS):
        line.hear(5)
    line.close()


@pytest.mark.usefixtures("impatient")
def test_a_tcp_printer_that_takes_nothing_is_given_up(door: socket.socket, tmp_path: Path) -> None:
    line = open_line(at(door), tmp_path)
    with pytest.raises(TimeoutError):
        line.send(bytes(MUCH))
    line.close()


def test_a_tcp_port_on_which_nobody_listens_is_a_missing_printer(door: socket.socket, tmp_path: Path) -> None:
    nobody = at(door)
    door.close()
    with pytest.raises(PrinterMissingError, match="refused"):
        open_line(nobody, tmp_path)


@pytest.fixture
def terminal() -> Iterator[tuple[int, str]]:
    """(our side, the path of the other side) of a pseudo terminal."""
    ours, theirs = os.openpty()
    yield ours, os.ttyname(theirs)
    for side in (ours, theirs):
        try:
            os.close(side)
        except OSError:
            continue  # a test unplugged it


def test_serial_gives_what_it_takes_and_hears_what_comes(terminal: tuple[int, str], tmp_path: Path) -> None:
    ours, path = terminal
    line = open_line(SerialPrinter(path, 115_200), tmp_path)
    sent = threading.Thread(target=line.send, args=(b"\x10\x04\x01\x0d\x0a",))
    sent.start()
    assert os.read(ours, 16) == b"\x10\x04\x01\x0d\x0a"
    sent.join()
    assert line.hear(0.01) == b""
    os.write(ours, b"\x12\x13")
    assert line.hear(5) == b"\x12\x13"
    line.close()


@pytest.mark.usefixtures("impatient")
def test_a_serial_printer_that_holds_the_line_is_given_up_and_closing_does_not_hang(
    terminal: tuple[int, str], tmp_path: Path
) -> None:
    line = open_line(SerialPrinter(terminal[1], 921_600), tmp_path)
    with pytest.raises(LINE_ERRORS):
        line.send(bytes(20_000))
    line.close()


def test_an_unplugged_serial_printer_is_an_error_and_not_silence(terminal: tuple[int, str], tmp_path: Path) -> None:
    line = open_line(SerialPrinter(terminal[1], 115_200), tmp_path)
    os.close(terminal[0])
    with pytest.raises(LINE_ERRORS):
        line.hear(5)
    line.close()


def test_a_serial_device_that_is_not_there_is_a_missing_printer(tmp_path: Path) -> None:
    with pytest.raises(PrinterMissingError, match="ttyNone"):
        open_line(SerialPrinter(str(tmp_path / "ttyNone"), 115_200), tmp_path)


def test_a_file_keeps_all_tickets_one_behind_the_other(tmp_path: Path) -> None:
    for ticket in (b"one", b"two"):
        line = open_line(FilePrinter("paper.bin"), tmp_path)
        line.send(ticket)
        assert line.hear(0) == b""
        line.close()
    assert (tmp_path / "paper.bin").read_bytes() == b"onetwo"


def test_a_full_disk_is_an_error(tmp_path: Path) -> None:
    line = open_line(FilePrinter("/dev/full"), tmp_path)
    with pytest.raises(OSError, match="No space left"):
        line.send(b"ticket")
    line.close()


def test_a_file_in_no_directory_is_a_missing_printer(tmp_path: Path) -> None:
    with pytest.raises(PrinterMissingError, match="No such file"):
        open_line(FilePrinter("nowhere/paper.bin"), tmp_path)


def test_without_its_usb_device_a_printer_is_missing(tmp_path: Path) -> None:
    with pytest.raises(PrinterMissingError):
        open_line(UsbPrinter(0x04B8, 0xFFFE), tmp_path)


class OneUsbPrinter(usb.backend.IBackend):
    """A bus with one printer, below pyusb: 0x03 goes out, 0x81 comes back, unlike python-escpos expects."""

    def __init__(self, room: int = MUCH) -> None:
        self.taken = b""
        self.answers: list[bytes] = []
        self._room = room

    def enumerate_devices(self) -> list[str]:
        return ["printer"]

    def get_device_descriptor(self, dev: Any) -> Any:
        return SimpleNamespace(
            bLength=18,
            bDescriptorType=1,
            bcdUSB=0x200,
            bDeviceClass=0,
            bDeviceSubClass=0,
            bDeviceProtocol=0,
            bMaxPacketSize0=64,
            idVendor=0x04B8,
            idProduct=0x0E15,
            bcdDevice=0x100,
            iManufacturer=0,
            iProduct=0,
            iSerialNumber=0,
            bNumConfigurations=1,
            address=1,
            bus=1,
            port_number=1,
            port_numbers=(1,),
            speed=3,
        )

    def get_configuration_descriptor(self, dev: Any, config: int) -> Any:
        if config:
            raise IndexError(config)
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=2,
            wTotalLength=32,
            bNumInterfaces=1,
            bConfigurationValue=1,
            iConfiguration=0,
            bmAttributes=0xC0,
            bMaxPower=1,
            extra_descriptors=[],
        )

    def get_interface_descriptor(self, dev: Any, intf: int, alt: int, config: int) -> Any:
        if intf or alt:
            raise IndexError(intf)
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=4,
            bInterfaceNumber=0,
            bAlternateSetting=0,
            bNumEndpoints=2,
            bInterfaceClass=7,
            bInterfaceSubClass=1,
            bInterfaceProtocol=2,
            iInterface=0,
            extra_descriptors=[],
        )

    def get_endpoint_descriptor(self, dev: Any, ep: int, intf: int, alt: int, config: int) -> Any:
        return SimpleNamespace(
            bLength=7,
            bDescriptorType=5,
            bEndpointAddress=(0x03, 0x81)[ep],
            bmAttributes=2,
            wMaxPacketSize=64,
            bInterval=0,
            bRefresh=0,
            bSynchAddress=0,
            extra_descriptors=[],
        )

    def open_device(self, dev: Any) -> str:
        return "handle"

    def close_device(self, dev_handle: Any) -> None: ...
    def set_configuration(self, dev_handle: Any, config_value: int) -> None: ...
    def get_configuration(self, dev_handle: Any) -> int:
        return 1

    def claim_interface(self, dev_handle: Any, intf: int) -> None: ...
    def release_interface(self, dev_handle: Any, intf: int) -> None: ...
    def reset_device(self, dev_handle: Any) -> None: ...
    def is_kernel_driver_active(self, dev_handle: Any, intf: int) -> bool:
        return False

    def detach_kernel_driver(self, dev_handle: Any, intf: int) -> None: ...

    def bulk_write(self, dev_handle: Any, ep: int, intf: int, data: Any, timeout: int) -> int:
        assert ep == 0x03
        self.taken += bytes(data)[: self._room]
        return min(len(data), self._room)

    def bulk_read(self, dev_handle: Any, ep: int, intf: int, buff: array[int], timeout: int) -> int:
        assert ep == 0x81
        if not self.answers:
            raise usb.core.USBTimeoutError("nothing came", 110, 110)
        answer = self.answers.pop(0)
        buff[: len(answer)] = array("B", answer)
        return len(answer)


def on_bus(bus: OneUsbPrinter, monkeypatch: pytest.MonkeyPatch) -> None:
    find = usb.core.find
    monkeypatch.setattr(usb.core, "find", lambda **wanted: find(backend=bus, **wanted))


def test_usb_uses_the_ways_that_the_device_itself_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bus = OneUsbPrinter()
    on_bus(bus, monkeypatch)
    line = open_line(UsbPrinter(0x04B8, 0x0E15), tmp_path)
    line.send(b"\x10\x04\x01")
    assert bus.taken == b"\x10\x04\x01"
    bus.answers = [b"", b"\x12"]  # many printers answer "nothing" first
    assert line.hear(5) == b"\x12"
    assert line.hear(0.01) == b""
    line.close()


def test_usb_that_takes_only_a_part_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    on_bus(OneUsbPrinter(room=4), monkeypatch)
    line = open_line(UsbPrinter(0x04B8, 0x0E15), tmp_path)
    with pytest.raises(TimeoutError, match="took 4 of 6 bytes"):
        line.send(b"ticket")
    line.close()
