"""Mutual TLS with a real broker: who gets in, and what a program says that does not."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from broker_config.run import start
from hall_core.domain.plan import Plan
from hall_core.keys import Keys
from hall_core.mqtt import link as links
from hall_core.mqtt import secure
from hall_core.mqtt.link import Arrived, Down, Link, Publication
from hall_core.mqtt.outage import WORDS, Reason
from tests.certificates import LONG_AGO, Authority, Certificate, self_signed
from tests.conftest import HandClock
from tests.mqtt.secured_broker import SecuredBroker
from tests.mqtt.turning import Came, downs, is_up, topics, turn_until

FILTERS = [("a/#", 1)]
MakeLink = Callable[..., Link]
MakeBroker = Callable[..., SecuredBroker]


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is no reason for which there is no link."""
    monkeypatch.setattr(links, "CONNECT_TIMEOUT", 8.0)


@pytest.fixture(scope="module")
def hall() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def broker(hall: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredBroker]:
    """Of all tests here that do it no harm."""
    made = SecuredBroker(hall, tmp_path_factory.mktemp("secured") / "broker")
    yield made
    made.running.stop()


@pytest.fixture
def own_broker(hall: Authority, tmp_path: Path) -> Iterator[MakeBroker]:
    made: list[SecuredBroker] = []

    def make(own: Certificate | None = None) -> SecuredBroker:
        made.append(SecuredBroker(hall, tmp_path / "broker", own))
        return made[-1]

    yield make
    for each in made:
        each.running.stop()


@pytest.fixture
def plain(plan: Plan, tmp_path: Path) -> Iterator[tuple[str, int]]:
    """A broker without certificates."""
    broker = start(plan, None, tmp_path / "plain")
    yield broker.address
    broker.stop()


@pytest.fixture
def linked() -> Iterator[MakeLink]:
    made: list[Link] = []

    def make(broker: tuple[str, int], keys: Keys | None, name: str = "kiosk-1", clock: HandClock | None = None) -> Link:
        made.append(Link(name, broker, FILTERS, keys, clock))
        return made[-1]

    yield make
    for each in made:
        each.close()


def down(link: Link) -> Down:
    return downs(turn_until(link, lambda came: bool(downs(came))))[0]


def test_devices_of_the_hall_hear_one_another(broker: SecuredBroker, linked: MakeLink) -> None:
    one, other = (linked(broker.address, broker.keys(name), name) for name in ("kiosk-1", "kiosk-2"))
    turn_until(one, is_up)
    turn_until(other, is_up)
    one.send([Publication("a/x", b"1" * 8_000, qos=1)])
    came = turn_until(other, lambda came: "a/x" in topics(came))
    assert [item.payload for item in came if isinstance(item, Arrived)] == [b"1" * 8_000]


STRANGERS: dict[str, tuple[Callable[[Authority], Certificate], Reason]] = {
    "ended": (lambda hall: hall.device("kiosk-1", LONG_AGO), "expired"),
    "another hall's": (lambda _: Authority().device("kiosk-1"), "stranger"),
    "an unknown authority's": (lambda _: Authority("another").device("kiosk-1"), "stranger"),
    "self-signed": (lambda _: self_signed("kiosk-1"), "stranger"),
    "the broker's": (lambda hall: hall.broker(), "unfit"),
}


@pytest.mark.parametrize("which", STRANGERS)
def test_who_is_not_let_in_is_told_why(hall: Authority, broker: SecuredBroker, linked: MakeLink, which: str) -> None:
    make, reason = STRANGERS[which]
    told = down(linked(broker.address, broker.keys("stranger", make(hall))))
    assert (told.reason, WORDS[reason] in told.why) == (reason, True)
    assert f"127.0.0.1:{broker.address[1]}" in told.why


def test_who_is_shut_out_while_it_is_linked_is_told_when_it_comes_again(
    hall: Authority, own_broker: MakeBroker, linked: MakeLink
) -> None:
    """In one outage both: that the line broke, and what keeps it down."""
    broker, certificate = own_broker(), hall.device("kiosk-1")
    link = linked(broker.address, broker.keys("kiosk-1", certificate))
    turn_until(link, is_up)
    broker.revoke(certificate)
    broker.restart()
    came = turn_until(link, lambda came: len(downs(came)) == 2)
    assert [told.reason for told in downs(came)] == ["away", "revoked"]


def test_each_outage_is_told_and_its_tries_are_not(own_broker: MakeBroker, linked: MakeLink) -> None:
    broker = own_broker()
    link = linked(broker.address, broker.keys("kiosk-1"))
    told: list[Down] = []
    for _ in range(2):
        told += downs(turn_until(link, is_up))
        broker.restart()
        told += downs(turn_until(link, lambda came: bool(downs(came))))
    assert [each.reason for each in told] == ["away", "away"]


def test_the_list_counts_at_once_for_who_comes_anew(hall: Authority, own_broker: MakeBroker, linked: MakeLink) -> None:
    broker, certificate = own_broker(), hall.device("kiosk-1")
    broker.revoke(certificate)
    keys = broker.keys("kiosk-1", certificate)

    def knock() -> Came:
        link = Link("kiosk-1", broker.address, FILTERS, keys)
        try:
            return turn_until(link, bool)
        finally:
            link.close()

    # The broker takes the list up at a signal, and nobody hears when it has.
    came = knock()
    while is_up(came):
        came = knock()
    assert [told.reason for told in downs(came)] == ["revoked"]


BROKERS: dict[str, tuple[Callable[[Authority], Certificate], Reason]] = {
    "another hall's": (lambda _: Authority().broker(), "foreign-broker"),
    "an unknown authority's": (lambda _: Authority("another").broker(), "foreign-broker"),
    "self-signed": (lambda _: self_signed("hall-broker"), "foreign-broker"),
    "a device of the hall": (lambda hall: hall.device("kiosk-2"), "false-broker"),
    "a device by the broker's name": (lambda hall: hall.device("hall-broker"), "false-broker"),
    "another server of the hall": (lambda hall: hall.broker(called="console"), "false-broker"),
    "the address and not the name": (lambda hall: hall.broker(called="127.0.0.1"), "false-broker"),
    "ended": (lambda hall: hall.broker(LONG_AGO), "broker-expired"),
}


@pytest.mark.parametrize("which", BROKERS)
def test_what_is_not_the_halls_broker_gets_no_word(
    hall: Authority, own_broker: MakeBroker, linked: MakeLink, which: str
) -> None:
    make, reason = BROKERS[which]
    broker = own_broker(make(hall))
    told = down(linked(broker.address, broker.keys("kiosk-1")))
    assert (told.reason, WORDS[reason] in told.why) == (reason, True)


def test_a_box_that_does_not_know_the_time_takes_a_broker_whose_certificate_has_ended(
    hall: Authority, own_broker: MakeBroker, linked: MakeLink, clock: HandClock
) -> None:
    broker = own_broker(hall.broker(LONG_AGO))
    link = linked(broker.address, broker.keys("kiosk-1"), clock=clock)
    assert down(link).reason == "broker-expired"
    clock.trusted = False
    turn_until(link, is_up)


def test_a_box_that_does_not_know_the_time_still_takes_no_other_broker(
    own_broker: MakeBroker, linked: MakeLink, clock: HandClock
) -> None:
    broker = own_broker(Authority().broker())
    clock.trusted = False
    assert down(linked(broker.address, broker.keys("kiosk-1"), clock=clock)).reason == "foreign-broker"


def test_a_renewed_certificate_is_used_without_a_restart(
    hall: Authority, broker: SecuredBroker, linked: MakeLink
) -> None:
    keys = broker.keys("renewed", hall.device("kiosk-1", LONG_AGO))
    link = linked(broker.address, keys)
    assert down(link).reason == "expired"
    broker.keys("renewed", hall.device("kiosk-1"))
    turn_until(link, is_up)


def _password(hall: Authority, keys: Keys) -> Path:
    keys.own.write_bytes(hall.device("kiosk-1").pem(b"secret"))
    return keys.own


def _of_two(hall: Authority, keys: Keys) -> Path:
    key, certificate = (hall.device("kiosk-1").pem().split(b"-----BEGIN CERT") for _ in range(2))
    keys.own.write_bytes(key[0] + b"-----BEGIN CERT" + certificate[1])
    return keys.own


def _garbled_own(_: Authority, keys: Keys) -> Path:
    keys.own.write_bytes(keys.own.read_bytes()[:100])
    return keys.own


def _no_own(_: Authority, keys: Keys) -> Path:
    keys.own.unlink()
    return keys.own


def _garbled_ca(_: Authority, keys: Keys) -> Path:
    keys.ca.write_text("nothing\n")
    return keys.ca


def _empty_ca(_: Authority, keys: Keys) -> Path:
    keys.ca.write_text("")
    return keys.ca


@pytest.mark.parametrize("spoil", [_password, _of_two, _garbled_own, _no_own, _garbled_ca, _empty_ca])
def test_keys_that_cannot_be_used_are_told_by_their_file(
    hall: Authority, tmp_path: Path, linked: MakeLink, spoil: Callable[[Authority, Keys], Path]
) -> None:
    file = spoil(hall, keys := hall.keys(tmp_path, hall.device("kiosk-1")))
    told = down(linked(("127.0.0.1", 9), keys))
    assert told.reason == "keys"
    assert f"({file}: " in told.why
    assert "-----" not in told.why


def test_a_broker_without_tls_is_told_as_such(
    hall: Authority, tmp_path: Path, plain: tuple[str, int], linked: MakeLink
) -> None:
    assert down(linked(plain, hall.keys(tmp_path, hall.device("kiosk-1")))).reason == "no-tls"


def test_a_server_of_something_else_is_told_as_such(hall: Authority, tmp_path: Path, linked: MakeLink) -> None:
    """It answers before it is asked, as many do."""
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor() as pool:
        server.settimeout(8)
        link = linked(server.getsockname(), hall.keys(tmp_path, hall.device("kiosk-1")))

        def greet() -> None:
            peer, _ = server.accept()
            with peer:
                peer.sendall(b"220 ready\r\n")
                peer.recv(4_096)

        greeted = pool.submit(greet)
        assert down(link).reason == "no-tls"
        greeted.result()


def test_a_broker_that_wants_certificates_is_told_to_who_has_none(broker: SecuredBroker, linked: MakeLink) -> None:
    assert down(linked(broker.address, None)).reason == "tls"


def test_an_older_tls_is_not_spoken(hall: Authority, tmp_path: Path, linked: MakeLink) -> None:
    certificate = tmp_path / "broker.pem"
    certificate.write_bytes(hall.broker().pem())
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    old.load_cert_chain(certificate)
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor() as pool:
        server.settimeout(8)
        link = linked(server.getsockname(), hall.keys(tmp_path, hall.device("kiosk-1")))

        def answer() -> None:
            peer, _ = server.accept()
            with peer, pytest.raises(ssl.SSLError):
                old.wrap_socket(peer, server_side=True)

        answered = pool.submit(answer)
        assert down(link).reason == "no-agreement"
        answered.result()


def test_a_handshake_that_is_not_answered_is_given_up(
    hall: Authority, tmp_path: Path, linked: MakeLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long before the keep-alive would notice."""
    monkeypatch.setattr(links, "CONNECT_TIMEOUT", 0.2)
    monkeypatch.setattr(links, "KEEPALIVE", 3_600)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        told = down(linked(deaf.getsockname(), hall.keys(tmp_path, hall.device("kiosk-1"))))
    assert (told.reason, "does not answer" in told.why) == ("away", True)


def test_nobody_but_the_halls_authority_is_trusted(hall: Authority, tmp_path: Path) -> None:
    made = secure.context(hall.keys(tmp_path, hall.device("kiosk-1")), "kiosk-1", check_ends=True, handshake_timeout=1)
    assert made.cert_store_stats() == {"x509": 1, "crl": 0, "x509_ca": 1}
    assert (made.verify_mode, made.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert made.minimum_version is ssl.TLSVersion.TLSv1_3


def test_a_program_that_was_given_anothers_keys_says_whose_they_are(broker: SecuredBroker, linked: MakeLink) -> None:
    """The broker would let it in, and take nothing of what it says."""
    told = down(linked(broker.address, broker.keys("kiosk-2")))
    assert told.reason == "others-keys"
    assert 'is of "kiosk-2", and this is "kiosk-1"' in told.why
