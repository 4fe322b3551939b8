"""The hub's side of work that must not be felt: one order at a time, each in a process of its own.

Reading a hundred thousand dossiers takes ten seconds of a core and tens of megabytes. On a thread of the hub, where one
thread at a time runs Python, every command would wait for it, and what was used would stay with the hub for good.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import msgspec

from hall_hub.feeds.orders import Answer, Failed, Order, Stopped

AGAIN = 60.0
"""Seconds until work that failed is tried once more: on a full disk, or when its process was killed. Long enough that a
box which has too little memory for it does something else as well."""
_WORK = [sys.executable, "-m", "hall_hub.feeds.work"]
_decode = msgspec.json.Decoder(Answer).decode


class Worker:
    """``folder`` is where unfinished work lies, in files that only this user can read and that go with the process."""

    def __init__(self, folder: Path) -> None:
        self._environment = {**os.environ, "SQLITE_TMPDIR": str(folder)}
        self._thread = ThreadPoolExecutor(1, "feeds")
        """Waits for the processes, and does nothing else."""
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def do(self, order: Order) -> Future[Answer]:
        """Begins once what was ordered before is done. Never waits."""
        return self._thread.submit(self._done, order)

    def close(self) -> None:
        """Ends what is under way: nothing of it is kept, and the next start begins it anew."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.kill()
        self._thread.shutdown(wait=True)

    def _done(self, order: Order) -> Answer:
        asked, told = os.memfd_create("order"), os.memfd_create("answer")
        try:
            os.pwrite(asked, msgspec.json.encode(order), 0)
            with self._lock:
                if self._closed:
                    return Stopped()
                self._process = subprocess.Popen(_WORK, stdin=asked, stdout=told, env=self._environment)
            status = self._process.wait()
            with self._lock:
                self._process = None
                if self._closed:
                    return Stopped()
            said = os.pread(told, os.fstat(told).st_size, 0)
            # Nothing was said by one that was killed; half of it by one for which no memory was left.
            return _decode(said) if status == 0 else Failed(f"its process ended without a word (status {status})")
        except OSError as error:
            return Failed(f"no process can be started: {error.strerror or error}")
        finally:
            os.close(asked)
            os.close(told)
