"""An authority of a small hall, in memory and on disk, and OpenSSL's own opinion of what it makes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from hall_core.domain.names import Millis
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Console
from hall_trust.ca import Authority, Certificate, new_authority
from hall_trust.commands import here
from hall_trust.key import new_key, public_of
from hall_trust.register import Register, Waiting
from tests.hall_trust.desk import Desk

DAY = 24 * 60 * 60 * 1000


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    """The box's programs change theirs for good; here they run in the tests' own process."""
    before = os.umask(0o022)
    yield
    os.umask(before)


class OpenSsl:
    """``openssl`` in a folder with the authority's ``ca.pem``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: str, fails: bool = False) -> str:
        """What it said; that it failed when that is what it should do."""
        done = subprocess.run(["openssl", *words], cwd=self.folder, capture_output=True, text=True, check=False)
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def verify(self, certificate: str, at: Millis, *words: str, fails: bool = False) -> str:
        (self.folder / "own.pem").write_text(certificate)
        when = ["-attime", str(at // 1000)]
        return self.run("verify", "-x509_strict", "-CAfile", "ca.pem", *when, *words, "own.pem", fails=fails)

    def text(self, certificate: str) -> str:
        (self.folder / "own.pem").write_text(certificate)
        return self.run("x509", "-in", "own.pem", "-noout", "-text")


class Made:
    """An authority and its two files."""

    def __init__(self, hall: str, at: Millis) -> None:
        self.key, self.pem = new_authority(hall, "Trung tâm Thử", at)
        self.authority = Authority(self.key, self.pem)

    def device(self, name: str, at: Millis) -> Certificate:
        return self.authority.for_device(name, public_of(new_key()), at)

    def claim(self, name: str, at: Millis, until: Millis | None = None) -> Certificate:
        key = public_of(new_key())
        return self.authority.for_claim(name, key, at, at + DAY if until is None else until)


@pytest.fixture
def at(clock: Callable[[], tuple[int, int, bool]]) -> Millis:
    """Now, the same in every test."""
    return clock()[0]


@pytest.fixture
def made(at: Millis) -> Made:
    return Made("thu", at)


@pytest.fixture
def made_for(at: Millis) -> Callable[[str], Made]:
    return lambda hall: Made(hall, at)


@pytest.fixture
def openssl(tmp_path: Path, made: Made) -> OpenSsl:
    folder = tmp_path / "openssl"
    folder.mkdir()
    (folder / "ca.pem").write_bytes(made.pem)
    return OpenSsl(folder)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    register = Register(tmp_path / "register.sqlite")
    yield register
    register.close()


@pytest.fixture
def asks(register: Register, made: Made, at: Millis) -> Callable[..., Waiting]:
    """A box that waits to be ``device``, with a key and a claim of its own."""

    def box(device: str = "kiosk-1", claim: str = "claim-1", key: bytes | None = None) -> Waiting:
        register.open_claim(made.claim(claim, at), device, "ky-thuat")
        found = register.ask(claim, device, public_of(new_key()) if key is None else key, at)
        assert isinstance(found, Waiting)
        return found

    return box


@pytest.fixture
def passable(tmp_path: Path) -> Iterator[None]:
    """Other users get as far as ``tmp_path``, while the test runs."""
    shut = [(above, mode) for above in (tmp_path, *tmp_path.parents) if not (mode := above.stat().st_mode) & 0o001]
    for above, mode in shut:
        above.chmod(mode & 0o7777 | 0o001)
    yield
    for above, mode in shut:
        above.chmod(mode & 0o7777)


@pytest.fixture
def plan_with_console(plan: Plan) -> Plan:
    return replace(plan, devices=[*plan.devices, Console(id="console-1", names=["xep-hang.lan", "192.168.1.20"])])


@pytest.fixture
def desk(tmp_path, at, capsys, monkeypatch) -> Desk:
    desk = Desk(tmp_path, at, capsys)
    monkeypatch.setattr(here, "now", lambda: desk.at)
    monkeypatch.setattr("hall_trust.commands.hall.now", lambda: desk.at)
    # What a disk does is not what these tests are about, and a busy one takes its time.
    monkeypatch.setattr("hall_core.durable.sync", lambda _path: None)
    monkeypatch.setattr("hall_trust.owned.sync", lambda _path: None)
    return desk


@pytest.fixture
def hall(desk, openssl) -> Desk:
    desk.init()
    (openssl.folder / "ca.pem").write_bytes(desk.trust.ca.read_bytes())
    return desk
