"""Who gets in at the broker, under which name, and who does not."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.broker_config.bare import ASK, OK, WITH_WILL, Bare, connect_packet, publish_packet
from tests.broker_config.guarded import MOUTH, WITNESS, Guarded, door
from tests.broker_config.rights import ROOT, TOPICS
from tests.certificates import LONG_AGO, Authority, Certificate, self_signed, signed_by

HIS, HUBS = ROOT + "dev/kiosk-1/up/fact", ROOT + "state/hall"


@pytest.fixture
def witness(guarded: Guarded) -> Bare:
    witness = guarded.enter(WITNESS)
    witness.subscribe("#")
    witness.take()
    return witness


def knock(guarded: Guarded, certificate: Certificate | None, folder: Path) -> int:
    """As kiosk-1; the answer to the CONNECT, OSError when there is none."""
    if certificate is None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(guarded.guard.keys.ca)
    else:
        context = door(guarded.authority.keys(folder / "stranger", certificate))
    return guarded.knock(context).enter("kiosk-1")


Made = Callable[[Guarded], Certificate | None]
STRANGERS: dict[str, Made] = {
    "no certificate": lambda _: None,
    "self-signed": lambda _: self_signed("kiosk-1"),
    "of another hall": lambda _: Authority().device("kiosk-1"),
    "another hall's hub": lambda _: Authority("Khac hall").device("hub"),
    "expired": lambda guarded: guarded.authority.device("kiosk-1", LONG_AGO),
    "the broker's own": lambda guarded: guarded.authority.broker(),
    "signed with a stolen device's key": lambda guarded: signed_by(guarded.certificate("kiosk-1"), "hub"),
}


@pytest.mark.parametrize("secured", [True, False])
def test_without_a_certificate_nothing_is_said_kept_or_left_behind(
    guarded: Guarded, witness: Bare, secured: bool
) -> None:
    """Not even by somebody who says it all before he has been refused."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(guarded.guard.keys.ca)
    for topic in TOPICS[::10]:
        client = guarded.knock(context if secured else None)
        with suppress(OSError):
            client.send(connect_packet("hub", will=(topic, b"gone", True), user="hub", password="hub"))
            client.send(b"".join(publish_packet(each, b"1", qos, 1, retain=True) for each in TOPICS for qos in (0, 1)))
            client.send(WITH_WILL)
        client.wait_for_the_end()
    witness.subscribe("#")
    assert witness.take() == []


@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_does_not_get_in(guarded: Guarded, tmp_path: Path, who: str) -> None:
    with pytest.raises(OSError, match=r"alert|EOF|ended|reset"):
        knock(guarded, STRANGERS[who](guarded), tmp_path)


def test_the_same_door_opens_for_a_device_of_this_hall(guarded: Guarded, tmp_path: Path) -> None:
    """So that the strangers were refused for what they are."""
    assert knock(guarded, guarded.certificate("kiosk-1"), tmp_path) == OK


def test_nothing_older_than_tls_1_3_is_spoken(guarded: Guarded) -> None:
    old = door(guarded.authority.keys(guarded.folder / "old", guarded.certificate("kiosk-1")))
    old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"):
        guarded.knock(old)


def test_the_broker_shows_the_certificate_of_a_broker(guarded: Guarded) -> None:
    """No device's would do: clients ask for this name."""
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        guarded.knock(guarded.door("kiosk-1"), of="hub")


@pytest.mark.parametrize("version", [3, 4, 5])
@pytest.mark.parametrize("forged", ["kiosk-2", "hub", "authority", "+", "#", "", "kiosk-1/x"])
def test_whoever_says_to_be_somebody_else_is_taken_for_what_the_certificate_says(
    guarded: Guarded, witness: Bare, version: int, forged: str
) -> None:
    """And throws nobody out whose name he says, in each version of MQTT."""
    other = guarded.enter("kiosk-2")
    client = guarded.knock(guarded.door("kiosk-1"))
    if client.enter(forged, version=version, user=forged, password="x") == OK:
        for topic in (HUBS, ROOT + "dev/kiosk-2/up/fact", HIS):
            client.publish(topic, b"")
        client.settle()
        assert {came.topic for came in witness.take()} == {HIS}
    other.settle()
    assert other.ended is None


NAMES = ["", "+", "#", "+/x", "kiosk-1/x", "%u", "%c", "KIOSK-1", " kiosk-1", "kiosk-1 ", "hub\n", "kiosk-1\0", "$SYS"]
NAMES += ["k" * 300, "authority/../hub", "ki-ốt-1"]


@pytest.mark.parametrize("name", NAMES)
def test_a_strange_name_in_a_certificate_of_this_hall_opens_no_topic(
    guarded: Guarded, witness: Bare, tmp_path: Path, name: str
) -> None:
    """The authority signs none of these. At most such a one asks for a certificate under its own name."""
    mouth = guarded.enter(MOUTH)
    own, answer = (ROOT + f"enrol/{name}/{what}" for what in ("csr", "crt"))
    with suppress(OSError):  # it may not get in, or be thrown out
        client = guarded.knock(door(guarded.authority.keys(tmp_path, guarded.authority.device(name))))
        client.enter("kiosk-1")
        client.subscribe("#")
        for topic in TOPICS:
            client.publish(topic, b"", qos=0, retain=True)
        client.settle()
        assert {came.topic for came in witness.take()} <= {own}
        for topic in TOPICS:
            mouth.publish(topic, b"")
        mouth.settle()
        assert {came.topic for came in client.take()} <= {answer}


def test_of_two_with_one_certificate_the_newer_stays_and_the_log_tells_of_it(guarded: Guarded) -> None:
    """So two boxes with one certificate are seen: they throw one another out all the time."""
    older, newer = guarded.enter("kiosk-1"), guarded.enter("kiosk-1")
    older.wait_for_the_end()
    newer.settle()
    assert "Client kiosk-1 already connected, closing old connection." in guarded.broker.log.read_text("utf-8")


HUGE: dict[str, bytes] = {
    "a CONNECT that says to be of 256 MB": b"\x10\xff\xff\xff\x7f" + b"x" * 100_000,
    "a CONNECT longer than any message": connect_packet("x" * 20_000),
    "a CONNECT full of properties": connect_packet("x", properties=b"\x26\0\1a\0\1b" * 1_500),
    "a message before the CONNECT": publish_packet(HIS, b"1", 1, 1),
    "a question before the CONNECT": ASK,
    "a second CONNECT": connect_packet("kiosk-1") * 2,
    "no MQTT at all": b"GET / HTTP/1.1\r\nHost: hall\r\n\r\n",
}


@pytest.mark.parametrize("what", HUGE)
def test_what_no_client_says_first_ends_its_connection_and_costs_nobody_else(
    guarded: Guarded, witness: Bare, what: str
) -> None:
    client = guarded.knock(guarded.door("kiosk-1"))
    with suppress(OSError):  # it may be ended while this is still being said
        client.send(HUGE[what])
        client.send(ASK)
    if what == "a CONNECT full of properties":
        client.settle()  # it is allowed, within the size of a packet, and soon read
    else:
        client.wait_for_the_end()
    assert witness.take() == []
