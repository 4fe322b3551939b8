"""The real broker and the real TLS of Python with what the authority makes."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from broker_config.guard import Guard
from broker_config.run import Broker, start
from hall_core.domain.plan import Plan
from hall_core.keys import BROKER_NAME, SECRET, SHARED, Keys
from hall_trust import own_box, owned
from hall_trust.ca import Certificate
from hall_trust.folder import TrustFolder, publish
from hall_trust.key import new_key, public_of
from tests.broker_config.bare import OK, Bare


class Hall:
    """An authority, its broker, and boxes with certificates."""

    def __init__(self, folder: Path, made, plan: Plan, at: int) -> None:
        self._folder, self._plan, self._at = folder, plan, at
        self.trust = TrustFolder(folder / "trust")
        self.trust.make(made.key, made.pem)
        self.authority, self.register = self.trust.open()
        for part in own_box.parts(plan, folder / "keys", ["192.168.1.20"]):
            own_box.make(part, self.authority, made.pem, self.register, "ky-thuat", at)
        publish(self.trust, self.register, self.authority, plan)
        self.broker: Broker = start(plan, None, folder, Guard(Keys(folder / "keys" / "broker"), self.trust.public))

    def box(self, name: str, claim: bool = False) -> Keys:
        keys = Keys(self._folder / name)
        keys.folder.mkdir()
        key = new_key()
        made: Certificate = self.authority.for_device(name, public_of(key), self._at)
        if claim:
            self.register.open_claim(made, "kiosk-1", "ky-thuat")
        else:
            self.register.record(made, "enrolled", "ky-thuat")
        owned.write(keys.own, key + made.pem.encode(), SECRET)
        owned.write(keys.ca, self.trust.ca.read_bytes(), SHARED)
        return keys

    def knock(self, keys: Keys) -> int:
        secure = ssl.create_default_context(cafile=str(keys.ca))
        secure.load_cert_chain(keys.own)
        box = Bare(self.broker.address, secure, of=BROKER_NAME)
        try:
            return box.enter(keys.folder.name)
        finally:
            box.close()


@pytest.fixture
def at() -> int:
    """The real time: it is not we who look at these certificates."""
    return time.time_ns() // 1_000_000


@pytest.fixture
def hall(tmp_path: Path, made, plan_with_console: Plan, at: int) -> Iterator[Hall]:
    hall = Hall(tmp_path, made, plan_with_console, at)
    yield hall
    hall.broker.stop()
    hall.register.close()


def test_a_box_gets_in_and_so_does_one_with_a_claim(hall) -> None:
    assert hall.knock(hall.box("kiosk-1")) == OK
    assert hall.knock(hall.box("claim-1", claim=True)) == OK


def test_a_box_that_is_shut_out_stays_out_once_the_broker_has_read_the_list(hall, plan_with_console, at) -> None:
    stolen, good = hall.box("kiosk-1"), hall.box("bang-1")
    assert hall.knock(stolen) == OK
    hall.register.shut("kiosk-1", "bị lấy cắp", "ky-thuat", at)
    assert publish(hall.trust, hall.register, hall.authority, plan_with_console)
    hall.broker.reload()
    assert [hall.knock(good), hall.knock(good)] == [OK, OK]
    with pytest.raises(OSError):
        hall.knock(stolen)
    assert hall.knock(good) == OK


def test_a_box_s_certificate_does_not_start_a_broker_that_boxes_believe(hall, plan, tmp_path) -> None:
    stolen = hall.box("kiosk-1")
    (tmp_path / "false").mkdir()
    false = start(plan, None, tmp_path / "false", Guard(stolen, hall.trust.public))
    secure = ssl.create_default_context(cafile=str(stolen.ca))
    try:
        with pytest.raises(ssl.SSLCertVerificationError):
            Bare(false.address, secure, of=BROKER_NAME)
    finally:
        false.stop()


def test_browsers_believe_the_console_s_certificate(hall) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(hall._folder / "keys" / own_box.CONSOLE / own_box.WEB)
    browser = ssl.create_default_context(cafile=str(hall.trust.public_ca))
    assert shaken(browser, server, "192.168.1.20")
    with pytest.raises(ssl.SSLCertVerificationError):
        shaken(browser, server, BROKER_NAME)


def shaken(browser: ssl.SSLContext, server: ssl.SSLContext, name: str) -> bool:
    """Whether the two come to terms, in memory; the browser's error when it does not."""
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    near = browser.wrap_bio(back, there, server_hostname=name)
    far = server.wrap_bio(there, back, server_side=True)
    for _ in range(10):
        done = 0
        for end in (near, far):
            try:
                end.do_handshake()
                done += 1
            except ssl.SSLWantReadError:
                continue
        if done == 2:
            return True
    return False
