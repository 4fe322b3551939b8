"""Starts programs in no time, so that one can be killed some hundred times: ``python -m tests.faults.nursery M …``.

It loads the modules once and forks. Each child then runs ``python -m MODULE`` as if it had been started by itself: a
process of its own with its own files, which a SIGKILL takes away like any other. One line of JSON asks, one answers.
"""

from __future__ import annotations

import json
import os
import runpy
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from tests.faults.shim import begin, die_with_parent

ROOT = Path(__file__).resolve().parents[2]


class Child:
    """What :class:`subprocess.Popen` is for a process that the nursery has made."""

    def __init__(self, pid: int, ask: Callable[..., Any]) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._ask = ask
        self._reaping = threading.Lock()
        # Nobody else gets the number before the nursery is asked for what became of it.
        self._ended = os.pidfd_open(pid)

    def poll(self) -> int | None:
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """subprocess.TimeoutExpired."""
        status = self._look(None if timeout is None else timeout * 1000)
        if status is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return status

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            signal.pidfd_send_signal(self._ended, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _look(self, milliseconds: float | None) -> int | None:
        if self.returncode is None:
            over = select.poll()
            over.register(self._ended, select.POLLIN)
            if over.poll(milliseconds):
                self._reap()
        return self.returncode

    def _reap(self) -> None:
        """Once, however many threads have waited for it."""
        with self._reaping:
            if self.returncode is None:
                self.returncode = self._ask(reap=self.pid)
                os.close(self._ended)


class Nursery:
    """The near side. ``preload``: a library that all children have, and whatever they start."""

    def __init__(self, modules: Sequence[str], preload: Path | None = None) -> None:
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        if preload is not None:
            env["LD_PRELOAD"] = str(preload)
        self._asking = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, *modules],
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            process_group=0,
        )

    def popen(
        self, argv: Sequence[str], *, stdout: IO[bytes], env: Mapping[str, str] | None = None, **_: object
    ) -> Child:
        """``[python, "-m", module, …]``, in this project's folder; both outputs go to ``stdout``."""
        _python, flag, module, *arguments = argv
        assert flag == "-m", argv
        own = {name: value for name, value in (env or {}).items() if os.environ.get(name) != value}
        return Child(self._ask(run=module, arguments=arguments, log=_name(stdout), env=own), self._ask)

    def _ask(self, **wish: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._asking:
            print(json.dumps(wish), file=self._process.stdin, flush=True)
            return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """Whoever still runs is killed."""
        self._process.communicate()


def _name(file: IO[bytes]) -> str:
    return str(Path(f"/proc/self/fd/{file.fileno()}").readlink())


def main(*modules: str) -> None:
    for module in modules:
        import_module(module)
    for line in sys.stdin:
        wish: Any = json.loads(line)
        if "reap" in wish:
            _, status = os.waitpid(wish["reap"], 0)
            told = os.waitstatus_to_exitcode(status)
        else:
            told = os.fork()
            if told == 0:
                _live(**wish)
        print(json.dumps(told), flush=True)


def _live(run: str, arguments: list[str], log: str, env: dict[str, str]) -> None:
    """As the child, to its end."""
    os.setpgid(0, 0)
    die_with_parent()
    out = os.open(log, os.O_WRONLY | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, file in enumerate((nothing, out, out)):
        os.dup2(file, number)
    os.environ.update(env)
    begin()
    run_as_main(run, *arguments)
    raise SystemExit(0)


def run_as_main(module: str, *arguments: str) -> None:
    """What ``python -m`` does."""
    sys.argv = [module, *arguments]
    for loaded in (module, f"{module}.__main__"):
        sys.modules.pop(loaded, None)  # else runpy warns of two copies
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
