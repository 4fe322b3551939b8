"""Programs that have ended though nobody has killed them, and tracebacks in what all of them have said."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

from broker_config.run import Broker
from demo.programs import Program

TAIL = 1_500
"""Characters of a log that a fault shows."""
TRACEBACK = "Traceback (most recent call last)"


class Ends:
    """Is told of every start. Safe to use from several threads."""

    def __init__(self) -> None:
        self._found: list[str] = []
        self._running: list[tuple[str, Program | Broker]] = []
        self._logs: dict[str, Path] = {}
        self._lock = threading.Lock()

    def began(self, name: str, program: Program | Broker) -> None:
        with self._lock:
            self._running.append((name, program))
            self._logs[name] = program.log

    def look(self) -> None:
        """Before anybody of that name is started again, so that the last words in its log are its own. What SIGKILL has
        ended was killed, by a test or by its own fail point: nothing in this hall ends so of itself."""
        with self._lock:
            for name, program in self._running[:]:
                status = program.process.poll()
                if status is not None:
                    self._running.remove((name, program))
                    if status != -signal.SIGKILL:
                        self._found.append(f"{name} ended by itself, with {status}:\n{_text(program.log)[-TAIL:]}")

    def strike(self, name: str, program: Program | Broker) -> bool:
        """Kills it. False, and a fault: it was dead already."""
        self.look()
        lived = program.process.poll() is None
        program.kill()
        if not lived:
            self._found.append(f"{name} was dead before it was struck")
        return lived

    def faults(self) -> list[str]:
        """One text for each such end, and for each log with a traceback, the first one in it."""
        self.look()
        texts = {name: _text(log) for name, log in self._logs.items()}
        return [*self._found, *(f"{name}: {_first(text)}" for name, text in texts.items() if TRACEBACK in text)]


def _first(text: str) -> str:
    return text[text.index(TRACEBACK) :][:TAIL]


def _text(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")
