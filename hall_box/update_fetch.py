"""Fetches a release from the hub's box over HTTPS: what is there already is not fetched again, and more than was named
is not taken."""

from __future__ import annotations

import errno
import hashlib
import http.client
import ipaddress
import shutil
import socket
import ssl
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from msgspec import Struct

from hall_core.contract.release import Wanted, Why
from hall_core.durable import sync
from hall_core.errors import MotcuaError

TIMEOUT = 30.0
"""Seconds without a byte after which the hub's box is not there."""
LEFT_FREE = 100_000_000
"""Bytes that the data partition must have left for the box's program."""
_CHUNK = 1 << 18


class FetchError(MotcuaError):
    key = "unreachable"

    def __init__(self, why: Why, words: str) -> None:
        super().__init__(words)
        self.why: Why = why


class Cancelled(MotcuaError):
    """Nobody wants it any more, or the hall opens."""

    key = "cancelled"


class Source(Struct, frozen=True):
    """Where the console of the hall gives releases."""

    host: str
    port: int
    name: str
    """To whom its certificate must be made out; empty: this is its own box."""
    ca: Path


def fetch(source: Source, wanted: Wanted, file: Path, told: Callable[[int], None], go_on: Callable[[], bool]) -> None:
    """``file`` is the release, whole. FetchError; what came so far stays for the next try. ``told`` hears of every
    percent, ``go_on`` is asked all the time."""
    file.parent.mkdir(parents=True, exist_ok=True)
    summed = hashlib.sha256()
    have = _had(file, wanted, summed)
    if have < wanted.size:
        free = shutil.disk_usage(file.parent).free
        if free < wanted.size - have + LEFT_FREE:
            raise FetchError("space", f"{free / 1e6:.0f} MB are free, {wanted.size / 1e6:.0f} MB are needed")
        with _Part(file) as part:
            try:
                _get(source, wanted, have, part.write, summed, told, go_on)
            except (OSError, http.client.HTTPException) as error:
                where = f"{source.host}:{source.port}"
                raise FetchError("unreachable", f"{where}: {error or type(error).__name__}") from error
    if summed.hexdigest() != wanted.digest:
        file.unlink()  # nothing of it can be believed
        raise FetchError("digest", f"{wanted.version} is another file than the hub named")


class _Part:
    """What has come of a file. FetchError when the box' own disk does not take it: that is not the hub's fault."""

    def __init__(self, file: Path) -> None:
        self._path = file

    def __enter__(self) -> Self:
        with self._told():
            self._file = self._path.open("ab", buffering=0)
        return self

    def __exit__(self, *_: object) -> None:
        with self._told():
            self._file.close()
            sync(self._path)

    def write(self, chunk: bytes) -> None:
        with self._told():
            left = memoryview(chunk)
            while left:
                left = left[self._file.write(left) :]

    @contextmanager
    def _told(self) -> Generator[None]:
        try:
            yield
        except OSError as error:
            raise FetchError("space" if error.errno == errno.ENOSPC else "install", f"{self._path}: {error}") from error


def _had(file: Path, wanted: Wanted, summed: hashlib._Hash) -> int:
    """How much of it a try before has left."""
    try:
        with file.open("rb") as part:
            while chunk := part.read(_CHUNK):
                summed.update(chunk)
            have = part.tell()
    except FileNotFoundError:
        return 0
    if have > wanted.size:
        raise FetchError("digest", f"{file.name} is longer than the hub said")
    return have


def _get(
    source: Source,
    wanted: Wanted,
    have: int,
    write: Callable[[bytes], object],
    summed: hashlib._Hash,
    told: Callable[[int], None],
    go_on: Callable[[], bool],
) -> None:
    connection = http.client.HTTPConnection(source.host, source.port, timeout=TIMEOUT)
    try:
        connection.sock = _connected(source)
        connection.putrequest("GET", f"/releases/{wanted.digest}", skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", _said(source.name or source.host))
        connection.putheader("Range", f"bytes={have}-")
        connection.endheaders()
        answer = connection.getresponse()
        if answer.status != http.HTTPStatus.PARTIAL_CONTENT:
            raise FetchError("unreachable", f"{source.host}:{source.port} answers {answer.status} {answer.reason}")
        if answer.getheader("Content-Range") != f"bytes {have}-{wanted.size - 1}/{wanted.size}":
            raise FetchError("digest", "the hub's box has another file")
        percent = -1
        while chunk := answer.read(min(_CHUNK, wanted.size - have)):
            if not go_on():
                raise Cancelled("it is wanted no more")
            summed.update(chunk)
            write(chunk)
            have += len(chunk)
            if have * 100 // wanted.size != percent:
                percent = have * 100 // wanted.size
                told(percent)
        if have < wanted.size:
            raise FetchError("unreachable", f"{source.host}:{source.port}: the connection broke")
    finally:
        connection.close()


def _connected(source: Source) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    # A site whose console has a certificate of its own provider is known by that one.
    context.load_verify_locations(source.ca)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = source.name != ""
    plain = socket.create_connection((source.host, source.port), TIMEOUT)
    try:
        return context.wrap_socket(plain, server_hostname=source.name or None)
    except BaseException:
        plain.close()
        raise


def _said(host: str) -> str:
    try:
        return f"[{host}]" if ipaddress.ip_address(host).version == 6 else host
    except ValueError:
        return host
