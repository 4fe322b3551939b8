"""One readable line for each thing worth telling: time, program, level, message.

No personal data is ever logged: ids, numbers and codes, never a name, a phone or what a card's code held.
"""

from __future__ import annotations

import logging
import re
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hall_core.domain.business_day import local

if TYPE_CHECKING:
    from hall_core.device.log_file import LogFile

_FILE_BYTES = 2_000_000
"""With three old files 8 MB a program: weeks of a quiet box, and no burden for an SD card. The hall file says after how
many days a line is gone in any case."""
_OLD_FILES = 3

_files: list[LogFile] = []
"""Those that are written now."""
_MADE = "motcua_line"
"""Where a record keeps its line: stderr, the file and its size ask for it."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class _Line(logging.Formatter):
    def __init__(self, program: str) -> None:
        super().__init__()
        self._program = program

    def format(self, record: logging.LogRecord) -> str:
        """Made once for each record, however many ask for it."""
        line: str | None = record.__dict__.get(_MADE)
        if line is None:
            line = record.__dict__[_MADE] = self._line(record)
        return line

    def _line(self, record: logging.LogRecord) -> str:
        moment = local(int(record.created * 1000)).isoformat(sep=" ", timespec="milliseconds")[:23]
        # What came from outside must not be able to write lines of its own.
        message = _CONTROL.sub(lambda sign: repr(sign.group())[1:-1], record.getMessage())
        line = f"{moment} {self._program:<8} {record.levelname:<7} {message}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def setup(program: str, folder: Path | None = None, *, verbose: bool = False) -> Callable[[], None]:
    """Log to stderr, and into ``folder``/<program>.log when given. Returns what takes the log down again.

    A program that crashes leaves its lines, and no copy of its memory, in which a card's number may stand."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    trouble: OSError | None = None
    if folder is not None:
        try:
            handlers.append(_file(folder, program))
        except OSError as error:
            trouble = error
    root = logging.getLogger()
    before = root.level
    for handler in handlers:
        handler.setFormatter(_Line(program))
        root.addHandler(handler)
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    if trouble is not None:
        root.error("no log file, only stderr: %s", trouble)

    def stop() -> None:
        root.setLevel(before)
        for handler in handlers:
            root.removeHandler(handler)
            handler.close()
        _files[:] = [file for file in _files if file not in handlers]

    return stop


def keep(days: int) -> None:
    """From now on no line stays in a file for longer."""
    for file in _files:
        file.days = days
        file.forget()


def own_file() -> Path | None:
    """Of the program that runs here; None: it has none."""
    return Path(_files[0].baseFilename) if _files else None


def _file(folder: Path, program: str) -> LogFile:
    # Here, not above: it brings sockets and pickle, which a screen need not wait for.
    from hall_core.device.log_file import LogFile

    folder.mkdir(parents=True, exist_ok=True)
    file = LogFile(folder / f"{program}.log", _FILE_BYTES, _OLD_FILES)
    _files.append(file)
    return file
