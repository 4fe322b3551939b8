"""RabbitMQ as the gateway's broker: shared among workers, and what nobody has acknowledged comes again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from central_gateway.engine.face import Engine, Heard
from demo.centre.brokers import Centre
from tests.central_gateway.line.conftest import Province, taken
from tests.central_gateway.line.halls import WAIT

pytestmark = [pytest.mark.rabbitmq, pytest.mark.timeout(180)]


@pytest.fixture
def province(rabbitmq: Centre, tmp_path: Path) -> Iterator[Province]:
    province = Province(rabbitmq, tmp_path)
    yield province
    province.close()


def said(province: Province, *payloads: bytes) -> None:
    hall = province.hall("thu")
    hall.ear.expect_line(b"1")
    for payload in payloads:
        hall.up("records", payload)


def all_of(engine: Engine, count: int) -> list[Heard]:
    came: list[Heard] = []
    deadline = time.monotonic() + WAIT
    while len(came) < count and time.monotonic() < deadline:
        came += engine.take(100, 0.2)
    return came


def test_what_a_worker_had_when_it_ended_another_one_gets(province: Province) -> None:
    first = province.engine()
    said(province, b"1", b"2")
    assert len(all_of(first, 2)) == 2
    first.close()
    second = province.engine()
    came = all_of(second, 2)
    assert sorted(each.payload for each in came) == [b"1", b"2"]
    second.done(came)


def test_what_is_put_off_comes_again_and_not_before(province: Province) -> None:
    engine = province.engine()
    said(province, b"later")
    heard = taken_not_done(engine)
    engine.later(heard, 0.5)
    assert engine.take(10, 0.0) == []
    again = taken(engine, lambda each: each.payload == b"later")
    assert (again.hall, again.way) == ("thu", "records")


def test_what_is_done_does_not_come_to_the_next_worker(province: Province) -> None:
    first = province.engine()
    said(province, b"done", b"not done")
    came = all_of(first, 2)
    first.done([each for each in came if each.payload == b"done"])
    first.close()
    second = province.engine()
    assert [each.payload for each in all_of(second, 1)] == [b"not done"]
    second.done(all_of(second, 0))


def taken_not_done(engine: Engine) -> Heard:
    (heard,) = all_of(engine, 1)
    return heard
