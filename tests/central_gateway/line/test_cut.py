"""What the line costs when it fails in the middle: nothing that the hall has said. Each broker of a cluster killed in
turn while halls go on to tell: ``./run bench central-ingest``."""

from __future__ import annotations

import time

import pytest

from central_gateway.engine.face import Engine
from tests.central_gateway.line.conftest import Province

pytestmark = pytest.mark.timeout(120)  # the first one starts three brokers
LONG = 40.0
"""Seconds for what was said to come, on a busy machine."""
RECORD = b"x" * 4_000


def all_of(engine: Engine, hall: str, wanted: set[bytes]) -> set[bytes]:
    """What has come of it once nothing is missing, or nothing comes any more."""
    came = set[bytes]()
    deadline = time.monotonic() + LONG
    while wanted - came and time.monotonic() < deadline:
        heard = engine.take(100, 0.5)
        engine.done(heard)
        came |= {each.payload for each in heard if each.hall == hall}
    return came


def test_a_line_cut_in_the_middle_of_a_message_says_all_of_it_again(small_province: Province) -> None:
    engine, (proxy,) = small_province.engine(), small_province.proxies()
    hall = small_province.hall("thu", through=[proxy])
    hall.ear.expect_line(b"1")
    proxy.cut_after(30_000)
    said = {b"%d %s" % (n, RECORD) for n in range(30)}
    for payload in said:
        hall.up("records", payload)
    assert all_of(engine, "thu", said) == said


def test_a_slow_line_brings_all_of_it(nats_province: Province) -> None:
    engine, proxies = nats_province.engine(), nats_province.proxies()
    for proxy in proxies:
        proxy.slow(0.05)
    hall = nats_province.hall("giua", through=proxies)
    hall.ear.expect_line(b"1")
    said = {b"%d %s" % (n, RECORD) for n in range(20)}
    for payload in said:
        hall.up("records", payload)
    assert all_of(engine, "giua", said) == said


def test_a_hall_whose_own_broker_dies_is_on_the_line_again(small_province: Province) -> None:
    engine, hall = small_province.engine(), small_province.hall("mot")
    hall.ear.expect_line(b"1")
    hall.restart_broker()
    hall.ear.expect_line(b"1")
    hall.up("hello", b"back")
    assert all_of(engine, "mot", {b"back"}) >= {b"back"}


def test_the_line_that_was_up_when_the_broker_died_is_not_believed_to_be_up(small_province: Province) -> None:
    """Its "1" is kept, and would be there again after a power cut."""
    proxies = small_province.proxies()
    hall = small_province.hall("hai", through=proxies)
    hall.ear.expect_line(b"1")
    hall.broker.stop()
    for proxy in proxies:
        proxy.cut()
    hall.restart_broker()
    hall.ear.expect_line(b"0")
