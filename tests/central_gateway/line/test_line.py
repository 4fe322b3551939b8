"""The line between a hall's Mosquitto and each kind of broker that a province may run, as it ships for both ends."""

from __future__ import annotations

import pytest

from tests.central_gateway.line.conftest import Province, taken

pytestmark = pytest.mark.timeout(180)  # the first one starts the brokers


def test_what_the_hall_says_arrives_and_what_the_centre_says_too(province: Province) -> None:
    engine = province.engine()
    hall = province.hall("thu")
    hall.ear.expect_line(b"1")
    hall.up("hello", b"from the hall")
    heard = taken(engine, lambda each: each.payload == b"from the hall")
    assert (heard.hall, heard.way) == ("thu", "hello")
    assert hall.told(engine, b"from the centre") == ("stands", b"from the centre")


def test_what_was_said_while_the_line_was_away_arrives_when_it_is_there(province: Province) -> None:
    engine = province.engine()
    proxies = province.proxies()
    for proxy in proxies:
        proxy.cut()
    hall = province.hall("sau", through=proxies)
    assert hall.ear.expect_line(b"0")
    hall.up("records", b"before the line")
    for proxy in proxies:
        proxy.mend()
    assert not hall.ear.expect_line(b"1")
    assert taken(engine, lambda each: each.hall == "sau").payload == b"before the line"


def test_a_line_cut_in_the_middle_comes_back_and_says_so(province: Province) -> None:
    engine = province.engine()
    proxies = province.proxies()
    hall = province.hall("giua", through=proxies)
    hall.ear.expect_line(b"1")
    for proxy in proxies:
        proxy.cut()
    hall.ear.expect_line(b"0")
    hall.up("records", b"meanwhile")
    for proxy in proxies:
        proxy.mend()
    hall.ear.expect_line(b"1")
    assert taken(engine, lambda each: each.hall == "giua").payload == b"meanwhile"
    assert hall.told(engine, b"again") == ("stands", b"again")


def test_a_hall_hears_nothing_of_another_s(province: Province) -> None:
    engine = province.engine(hears=False)
    one, other = province.hall("mot"), province.hall("hai")
    for hall in (one, other):
        hall.ear.expect_line(b"1")
    for hall, payload in ((one, b"for the one"), (other, b"for the other")):
        assert hall.told(engine, payload) == ("stands", payload)
    assert one.told(engine, b"the last") in (("stands", b"for the one"), ("stands", b"the last"))
