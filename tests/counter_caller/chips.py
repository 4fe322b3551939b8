"""A kernel with chips of pins: what lies under gpiod, in place of its one compiled part. All the rest of it is real."""

from __future__ import annotations

import errno
import os
import threading
import time
from pathlib import Path

import gpiod
import pytest
from gpiod import _ext as kernel
from gpiod.line import Value

from counter_caller.devices import pins

RASPBERRY_PI = "pinctrl-bcm2835"
NAMES = ["ID_SDA", "ID_SCL", "SDA1", "SCL1", "GPIO_GCLK", *(f"GPIO{number}" for number in range(5, 54))]
"""As Linux has them on a Raspberry Pi 3, where some more are called after their other use."""


class Pin:
    """One line of a chip, and the wire at it, which a finger may have held low from before (``held_low``)."""

    chip_name = "gpiochip0"

    def __init__(self, offset: int, name: str) -> None:
        self.offset, self.name, self.consumer = offset, name, ""
        self.held_low = False
        self.high, self.was_high_when_released = False, False
        self.settings: dict[str, int] = {}
        self._lock = threading.Lock()
        self._events: list[gpiod.EdgeEvent] = []
        self._reader = self._writer = -1

    def goes(self, *, high: bool, age: int = 0) -> None:
        """The wire goes high or low, ``age`` milliseconds ago."""
        assert self.settings.get("direction") != kernel.DIRECTION_OUTPUT, "two would drive one wire"
        before, self.high = self.high, high
        if self.settings.get("edge_detection") == kernel.EDGE_BOTH and before != high:
            active = high != bool(self.settings["active_low"])
            kind = kernel.EDGE_EVENT_TYPE_RISING if active else kernel.EDGE_EVENT_TYPE_FALLING
            self._events.append(gpiod.EdgeEvent(kind, time.monotonic_ns() - age * 1_000_000, self.offset, 0, 0))
            os.write(self._writer, b"\0")

    def gone(self) -> None:
        with self._lock:  # both the test and the program come here
            if self._writer != -1:
                os.close(self._writer)
                self._writer = -1

    # --- what gpiod asks of a line that it was given ---

    def taken(self, settings: dict[str, int], consumer: str) -> Pin:
        if self.consumer:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        self.settings, self.consumer = settings, consumer
        if settings["direction"] == kernel.DIRECTION_OUTPUT:
            self.high = settings["output_value"] == kernel.VALUE_ACTIVE
        elif settings["bias"] == kernel.BIAS_PULL_UP and not self.held_low:
            self.high = True
        self._reader, self._writer = os.pipe()
        return self

    @property
    def fd(self) -> int:
        return self._reader

    @property
    def offsets(self) -> list[int]:
        return [self.offset]

    def set_values(self, values: dict[int, Value]) -> None:
        assert self.settings["direction"] == kernel.DIRECTION_OUTPUT and list(values) == [self.offset]
        if self._writer == -1:
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
        self.high = values[self.offset] is Value.ACTIVE

    def read_edge_events(self, max_events: int | None) -> list[gpiod.EdgeEvent]:
        count = len(os.read(self._reader, max_events or 64))
        if not count:
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
        events, self._events = self._events[:count], self._events[count:]
        return events

    def release(self) -> None:
        self.gone()
        os.close(self._reader)
        self.settings, self.consumer, self.was_high_when_released = {}, "", self.high


class Computer:
    """Its chips, each at a file of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, devices: Path) -> None:
        self._devices, self._chips = devices, dict[str, tuple[str, list[Pin]]]()
        monkeypatch.setattr(pins, "DEVICES", devices)
        monkeypatch.setattr(pins, "LOOK_AGAIN", 0.01)
        monkeypatch.setattr(kernel, "Chip", self._open)
        monkeypatch.setattr(kernel, "LineConfig", _Config)
        monkeypatch.setattr(kernel, "LineSettings", dict)
        monkeypatch.delattr(gpiod.LineRequest, "fileno", raising=False)  # Debian 13's has none

    def has(self, label: str, names: list[str] = NAMES) -> None:
        """One chip more."""
        path = self._devices / f"gpiochip{len(self._chips)}"
        path.touch()
        self._chips[str(path)] = label, [Pin(offset, name) for offset, name in enumerate(names)]

    def pin(self, offset: int, chip: int = 0) -> Pin:
        return list(self._chips.values())[chip][1][offset]

    def lose_all(self) -> None:
        for path, (_, lines) in self._chips.items():
            Path(path).unlink()
            for line in lines:
                line.gone()

    def get_all_back(self) -> None:
        for path in self._chips:
            Path(path).touch()

    def forbid(self) -> None:
        """To open them."""
        self._chips = {path: ("", []) for path in self._chips}

    def _open(self, path: str) -> _Chip:
        label, lines = self._chips[path]
        if not lines:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return _Chip(Path(path).name, label, lines)


class _Chip:
    def __init__(self, name: str, label: str, lines: list[Pin]) -> None:
        self._name, self._label, self._lines = name, label, lines

    def get_info(self) -> gpiod.ChipInfo:
        return gpiod.ChipInfo(self._name, self._label, len(self._lines))

    def line_offset_from_id(self, id: str) -> int:
        for line in self._lines:
            if line.name == id:
                return line.offset
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))

    def get_line_name(self, offset: int) -> str | None:
        return self._lines[offset].name or None

    def get_line_info(self, offset: int, watch: bool) -> gpiod.LineInfo:
        line = self._lines[offset]
        assert not watch
        return gpiod.LineInfo(offset, line.name, bool(line.consumer), line.consumer, 2, False, 1, 1, 1, 1, False, 0)

    def request_lines(self, line_cfg: _Config, consumer: str | None, event_buffer_size: int | None) -> Pin:
        assert consumer and len(consumer) < 32, "the kernel would cut it"
        return self._lines[line_cfg.offset].taken(line_cfg.settings, consumer)

    def close(self) -> None: ...


class _Config:
    """One line, as this program asks for them."""

    def add_line_settings(self, offsets: list[int], settings: dict[str, int]) -> None:
        (self.offset,), self.settings = offsets, settings
