"""Runs a PostgreSQL of our own, for demo, tests and benchmarks: a private folder, a socket beside it, no port."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from central_gateway.store.connection import StoreAway, StoreError, open_

USER = "motcua"
_ACCOUNT = "postgres"
"""Whom root must become: PostgreSQL refuses to be root."""
_UP_WITHIN = 30.0
"""Seconds; it takes a tenth of one on an idle machine, and ten when it has to repair what a power cut has left."""
_DOWN_WITHIN = 20.0
_LOOK_EVERY = 0.05
_HASTY = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
"""For what is thrown away anyhow."""


class Postgres:
    """A running server. ``url`` of a database: :meth:`url`."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        """``durable`` False: a power cut may take all, which makes it fast. StoreError when it cannot be started."""
        self._folder = folder
        self._durable = durable
        # The name of a socket may have 107 characters; a folder of tests has more.
        self.socket = Path(tempfile.mkdtemp(prefix="motcua-pg-"))
        self._process: subprocess.Popen[bytes] | None = None
        for path in (folder, self.socket):
            path.mkdir(exist_ok=True)
            _give(path)
        if not (folder / "PG_VERSION").exists():
            self._make()
        self.start()

    def url(self, database: str = "postgres") -> str:
        return f"host={self.socket} user={USER} dbname={database}"

    def start(self) -> None:
        options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={self.socket}"]
        options += ["-c", "max_connections=60", *(() if self._durable else _HASTY)]
        command = [*_become(), str(_bin("postgres")), "-D", str(self._folder), *options]
        log = (self.socket / "log").open("ab")
        self._process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        log.close()
        deadline = time.monotonic() + _UP_WITHIN
        while True:
            try:
                open_(self.url(), "start").close()
                return
            except StoreAway as error:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    said = (self.socket / "log").read_text("utf-8", "replace")
                    raise StoreError(f"PostgreSQL does not start: {said[-2000:]}") from error
            time.sleep(_LOOK_EVERY)

    def create(self, database: str, template: str = "template0") -> str:
        """Its url. Nobody may be connected with ``template``."""
        with open_(self.url(), "create") as db:
            db.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}" STRATEGY file_copy'.encode())
        return self.url(database)

    def drop(self, database: str) -> None:
        """Whoever is connected with it is thrown out."""
        with open_(self.url(), "drop") as db:
            db.execute(f'DROP DATABASE "{database}" WITH (FORCE)'.encode())

    def kill(self) -> None:
        """Ends it as a power cut would."""
        process = self._process
        if process is not None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            (self._folder / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        """Ends it in order; again is harmless."""
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(_DOWN_WITHIN)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        shutil.rmtree(self.socket, ignore_errors=True)

    def _make(self) -> None:
        command = [str(_bin("initdb")), "-D", str(self._folder), "-U", USER, "--auth=trust", "-E", "UTF8"]
        done = subprocess.run(
            [*_become(), *command, "--locale=C", "--no-sync", "--no-instructions"], capture_output=True, check=False
        )
        if done.returncode:
            raise StoreError(f"initdb: {done.stderr.decode('utf-8', 'replace')}")


def _bin(name: str) -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    if not found:
        raise StoreError("there is no PostgreSQL on this machine: apt install postgresql")
    return found[-1]


def _become() -> list[str]:
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={_ACCOUNT}", f"--regid={_ACCOUNT}", "--clear-groups", "--"]


def _give(folder: Path) -> None:
    if os.geteuid() == 0:
        account = pwd.getpwnam(_ACCOUNT)
        os.chown(folder, account.pw_uid, account.pw_gid)
    folder.chmod(0o700)
