"""A program as it is, but for what a test does to it: SIGUSR2 has its main thread stand still for good, SIGHUP ends the
thread of its line. All else of the program goes on."""

from __future__ import annotations

import ctypes
import signal
import sys
import threading
from importlib import import_module
from types import FrameType

STANDS, ENDED = "its main thread stands still", "its line has ended"
LINE = "station "
"""The beginning of that thread's name."""


def main(argv: list[str]) -> int:
    signal.signal(signal.SIGUSR2, _stand_still)
    signal.signal(signal.SIGHUP, lambda *_: threading.Thread(target=_end_the_line, daemon=True).start())
    return int(import_module(argv[0]).main(argv[1:]) or 0)


def _stand_still(_signal: int, _frame: FrameType | None) -> None:
    print(STANDS, flush=True)
    threading.Event().wait()


def _end_the_line() -> None:
    (line,) = [thread for thread in threading.enumerate() if thread.name.startswith(LINE)]
    assert line.ident is not None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(line.ident), ctypes.py_object(SystemExit))
    line.join()
    print(ENDED, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
