"""The bare thing beside a press: a program that lights a lamp for each press, and does nothing else.

python -m benchmarks.bare_lit key /dev/input/event7      a keypad of the kernel, and its lamp
python -m benchmarks.bare_lit line /tmp/line             a poll answered on a serial line, and the lamps' frame back
"""

from __future__ import annotations

import sys

from counter_caller.devices import box_frames as f
from counter_caller.patterns import LAMPS
from hall_core.device.line_frame import FrameReader, encode

BAUD = 115_200


def main(kind: str, path: str) -> None:
    if kind == "key":
        _key(path)
    else:
        _line(path)


def _key(path: str) -> None:
    from evdev import InputDevice, ecodes

    device = InputDevice(path)
    device.grab()
    print("ready", flush=True)
    lit = False
    for event in device.read_loop():
        if event.type == ecodes.EV_KEY and event.value == 1:
            lit = not lit
            device.set_led(ecodes.LED_CAPSL, lit)


def _line(path: str) -> None:
    import serial

    port = serial.Serial(path, BAUD, timeout=0.02)
    reader = FrameReader()
    print("ready", flush=True)
    presses = taken = 0
    while True:
        port.write(encode(f.lamps(1, presses % 127 + 1, LAMPS["asked" if presses % 2 else "done"])))
        presses += 1
        pressed = False
        while not pressed:
            port.write(encode(f.poll(1, taken)))
            frames = reader.feed(port.read(8))
            while not frames and (more := port.read(max(1, port.in_waiting))):
                frames = reader.feed(more)
            for frame in frames:
                if frame.kind == f.MOVED and frame.number != taken:
                    taken = frame.number
                    pressed |= frame.payload[1] == 1


if __name__ == "__main__":
    main(*sys.argv[1:])
