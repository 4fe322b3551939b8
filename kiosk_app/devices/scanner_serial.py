"""A scanner on a serial port, or on USB calling itself one. Knows pyserial."""

from __future__ import annotations

import serial


class SerialScannerLine:
    """The scanner at ``path``, 8N1. OSError (pyserial's own errors are some) when it is not there."""

    def __init__(self, path: str, baud: int) -> None:
        self._port = serial.Serial(path, baud, timeout=0)
        self.name = f"{baud} baud"
        self.fd: int = self._port.fileno()

    def read(self) -> bytes:
        """What has come. OSError when the line hung up."""
        return self._port.read(4_096)

    def close(self) -> None:
        self._port.close()
