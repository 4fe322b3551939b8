"""What every command of the gateway has in common on its command line, and how it ends when something is missing."""

from __future__ import annotations

import argparse
import logging
import threading
from collections.abc import Callable
from pathlib import Path

from central_gateway.config import DEFAULT, Config, ConfigError, load
from central_gateway.engine.face import EngineError
from central_gateway.store.connection import StoreAway
from hall_core import __version__
from hall_core.device import log as logs
from hall_core.device.program import stop_on_signals, the_end
from hall_core.errors import MotcuaError

log = logging.getLogger(__name__)

FIRST, LONGEST = 1.0, 15.0
"""Seconds between two tries to reach PostgreSQL: doubled each time."""
AWAY_STATUS = 1
"""Exit status: starting again may help."""


def options(command: str, what: str) -> argparse.ArgumentParser:
    """The common options; add your own before you parse."""
    parser = argparse.ArgumentParser(prog=f"motcua central {command}", description=what, allow_abbrev=False)
    parser.add_argument(
        "--config", metavar="FILE", type=Path, default=DEFAULT, help="central.toml (default: %(default)s)"
    )
    parser.add_argument("--verbose", action="store_true", help="log every detail")
    parser.add_argument("--version", action="version", version=f"motcua {__version__}")
    return parser


def load_or_exit(file: Path) -> Config:
    """The configuration; or every mistake in it on stderr, and the end of the program."""
    try:
        return load(file)
    except ConfigError as error:
        raise the_end("\n".join(error.lines)) from error


def at_the_broker(
    argv: list[str] | None, command: str, what: str, work: Callable[[Config, threading.Event], None]
) -> int:
    """The whole command: its options, ``work`` until somebody ends it, and what became of that. Exit status."""
    given = options(command, what).parse_args(argv)
    config = load_or_exit(given.config)
    logs.setup(command, verbose=given.verbose)
    try:
        work(config, stop_on_signals())
    except EngineError as error:
        log.critical("%s", error)
        return AWAY_STATUS
    except MotcuaError as error:
        raise the_end(str(error)) from error
    return 0


def while_it_comes_and_goes(stop: threading.Event, work: Callable[[Callable[[], None]], None]) -> None:
    """Does ``work``, which returns when it is to end, and once more whenever PostgreSQL is away. It is given what it
    calls when it has begun: then the waits are short again."""
    wait = FIRST

    def begun() -> None:
        nonlocal wait
        wait = FIRST

    while not stop.is_set():
        try:
            work(begun)
        except StoreAway as error:
            log.warning("%s; tries again in %.0f s", error, wait)
            stop.wait(wait)
            wait = min(LONGEST, wait * 2)
