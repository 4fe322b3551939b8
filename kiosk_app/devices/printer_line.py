"""The way to a printer: TCP, serial, USB or a file, all with the same face. The only place that opens a printer.

python-escpos finds and opens serial and USB devices; what goes over them is ours, because it neither bounds every
write nor tells a silent printer from one with plenty of paper.
"""

from __future__ import annotations

import logging
import os
import select
import socket
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from hall_core.domain.printer_url import (
    FilePrinter,
    PrinterSettings,
    SerialPrinter,
    TcpPrinter,
    UsbPrinter,
    serial_seconds,
)
from hall_core.errors import MotcuaError

log = logging.getLogger(__name__)

CONNECT_SECONDS = 1.5
"""A printer in the same box or hall answers in milliseconds, and after a second once a packet was lost; after this it
is not there, and the citizen at the glass is waiting for the spare."""
WRITE_SECONDS = 5.0
"""A printer that takes nothing for so long is stuck."""
ROWS_A_SECOND = 480
"""60 mm a second at 8 dots to the mm: the slowest printer we allow for."""
BYTES_A_SECOND = ROWS_A_SECOND * 384 // 8
"""How fast such a printer takes a picture once its memory is full."""
DRAIN_STEP = 0.02
"""Seconds between two looks at how much the serial port still holds."""
USB_PRINTER_CLASS = 7
USB_BULK, USB_IN = 2, 0x80
"""Endpoint attribute and direction bit of the USB standard."""


class PrinterMissingError(MotcuaError):
    """The printer cannot be reached at all."""

    key = "printer-missing"


LINE_ERRORS = (OSError, termios.error)
"""What a line raises when the printer is gone or takes nothing; pyserial's and pyusb's errors are OSErrors too."""


class Line(Protocol):
    answers: bool
    """Whether anything can ever be heard on it."""

    def send(self, data: bytes) -> None:
        """Returns when all of ``data`` is taken; raises one of LINE_ERRORS when that does not happen in time."""
        ...

    def hear(self, within: float) -> bytes:
        """What has come, at once when there is something; ``b""`` after ``within`` seconds of nothing."""
        ...

    def close(self) -> None: ...


def open_line(settings: PrinterSettings, data: Path) -> Line:
    """Open the way to the printer. Raises PrinterMissingError with the operating system's words."""
    try:
        match settings:
            case TcpPrinter():
                return TcpLine(settings)
            case SerialPrinter():
                return _through_escpos(lambda: SerialLine(settings))
            case UsbPrinter():
                return _through_escpos(lambda: UsbLine(settings))
            case FilePrinter():
                return FileLine(data / settings.path)
    except (ValueError, *LINE_ERRORS) as error:  # ValueError: pyusb without libusb
        raise PrinterMissingError(" ".join(str(error).split())) from error


def _through_escpos(opened: Callable[[], Line]) -> Line:
    """Its errors as ours. Loaded only here: it takes 0.3 s and 15 MB, and a network printer has no need of it."""
    _quieten_escpos()
    from escpos.exceptions import Error

    try:
        return opened()
    except Error as error:
        raise OSError(str(error)) from error


class TcpLine:
    answers = True

    def __init__(self, settings: TcpPrinter) -> None:
        # Not python-escpos' Network: it knows no IPv6 and leaves the socket open when nobody answers.
        self._socket = socket.create_connection((settings.host, settings.port), CONNECT_SECONDS)
        # Or the kernel keeps the end of a slip back until the printer has confirmed what came before.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, data: bytes) -> None:
        self._socket.settimeout(_send_seconds(data))  # for the whole of it, not for each piece
        self._socket.sendall(data)

    def hear(self, within: float) -> bytes:
        self._socket.settimeout(max(within, 0.001))
        try:
            heard = self._socket.recv(256)
        except TimeoutError:
            return b""
        if not heard:
            raise ConnectionResetError("the printer closed the connection")
        return heard

    def close(self) -> None:
        self._socket.close()


class SerialLine:
    answers = True

    def __init__(self, settings: SerialPrinter) -> None:
        from escpos.printer import Serial

        self._printer = Serial(settings.path, baudrate=settings.baud, timeout=0)
        self._printer.open()
        self._port: Any = self._printer.device
        self._baud = settings.baud

    def send(self, data: bytes) -> None:
        limit = serial_seconds(len(data), self._baud) + _send_seconds(data)
        until = time.monotonic() + limit
        self._port.write_timeout = limit
        self._port.write(data)
        while self._port.out_waiting:  # and not flush(): that waits for ever when the printer holds the line
            if time.monotonic() > until:
                raise TimeoutError(f"the printer left {self._port.out_waiting} bytes untaken")
            time.sleep(DRAIN_STEP)

    def hear(self, within: float) -> bytes:
        if not select.select([self._port.fileno()], [], [], within)[0]:
            return b""
        return self._port.read(256)  # raises when the port has hung up

    def close(self) -> None:
        try:
            self._port.reset_output_buffer()  # or the kernel waits for a stuck printer to take the rest
        except LINE_ERRORS as error:
            log.debug("the serial port is already gone: %s", error)
        self._port.close()  # before python-escpos, which would flush, and that may wait for ever
        self._printer.close()


class UsbLine:
    answers = True

    def __init__(self, settings: UsbPrinter) -> None:
        from escpos.printer import Usb

        self._printer = Usb(settings.vendor, settings.product)
        self._printer.open()
        self._device: Any = self._printer.device
        self._out, self._in = _bulk_endpoints(self._device)

    def send(self, data: bytes) -> None:
        taken = self._device.write(self._out, data, int(_send_seconds(data) * 1000))
        if taken != len(data):
            raise TimeoutError(f"the printer took {taken} of {len(data)} bytes")

    def hear(self, within: float) -> bytes:
        from usb.core import USBTimeoutError

        until = time.monotonic() + within
        while (left := until - time.monotonic()) > 0:
            try:
                heard = bytes(self._device.read(self._in, 64, max(1, int(left * 1000))))
            except USBTimeoutError:
                return b""
            if heard:
                return heard
            time.sleep(DRAIN_STEP)  # many printers answer "nothing" at once instead of waiting
        return b""

    def close(self) -> None:
        self._printer.close()


class FileLine:
    """No printer: the bytes are kept, one slip behind the other. There is no status to ask; a slip counts as
    printed when all its bytes are on the disk (fsync)."""

    answers = False

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab", buffering=0)

    def send(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]
        os.fsync(self._file.fileno())

    def hear(self, within: float) -> bytes:
        return b""

    def close(self) -> None:
        self._file.close()


def _send_seconds(data: bytes) -> float:
    """How long a printer may take to take ``data``: as long as the paper, for those with little memory."""
    return WRITE_SECONDS + len(data) / BYTES_A_SECOND


def _bulk_endpoints(device: Any) -> tuple[int, int]:
    """Addresses (out, in) of the printer interface: they differ from model to model."""
    for interface in device.get_active_configuration():
        if interface.bInterfaceClass == USB_PRINTER_CLASS:
            bulk = [end.bEndpointAddress for end in interface if end.bmAttributes & 3 == USB_BULK]
            out = [address for address in bulk if not address & USB_IN]
            back = [address for address in bulk if address & USB_IN]
            if out and back:
                return out[0], back[0]
    raise OSError("the USB device has no printer interface with a way in and a way back")


def _quieten_escpos() -> None:
    """python-escpos tells the root logger of every opening and closing, which we do every few seconds when a
    printer is away; our own log says once what changed."""
    root = logging.getLogger()
    if _not_escpos not in root.filters:
        root.addFilter(_not_escpos)


def _not_escpos(record: logging.LogRecord) -> bool:
    return f"{os.sep}escpos{os.sep}printer{os.sep}" not in record.pathname
