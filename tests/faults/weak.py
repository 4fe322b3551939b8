"""Runs a program as it would be if somebody had saved the flushes: ``python -m tests.faults.weak LEVEL MODULE …``.

With it a test shows that it would notice. LEVEL is SQLite's ``synchronous``; ``unflushed`` leaves SQLite as it is, and
flushes no other file.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable
from typing import Any

from tests.faults.nursery import run_as_main

UNFLUSHED = "unflushed"


def weakened(level: str) -> Callable[[list[str]], list[str]]:
    """For a program that is to be started so."""

    def wrap(argv: list[str]) -> list[str]:
        python, flag, *rest = argv
        return [python, flag, __name__, level, *rest]

    return wrap


def main(level: str, module: str, *arguments: str) -> None:
    connect = sqlite3.connect

    class Connection(sqlite3.Connection):
        def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:
            return super().execute(sql.replace("synchronous=FULL", f"synchronous={level}"), *given)

    if level == UNFLUSHED:
        os.fsync = lambda file: None
    else:
        sqlite3.connect = lambda *given, **more: connect(*given, factory=Connection, **more)
    run_as_main(module, *arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
