"""What the line does to the hall's own broker, and to what stands beside it: nothing, however it fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from demo.centre.authority import Authority, at
from demo.centre.brokers import Centre
from tests.central_gateway.line.centres import MosquittoCentre
from tests.central_gateway.line.conftest import Province, taken

pytestmark = pytest.mark.timeout(60)  # the first one starts the brokers


@pytest.fixture(scope="module")
def mosquitto(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """One that no test has told to read its lists again: Mosquitto 2.0.11 may end some seconds after that."""
    centre = MosquittoCentre(authority, tmp_path_factory.mktemp("mosquitto"), 1)
    yield centre
    centre.close()


def test_a_line_that_is_refused_some_times_then_up_then_dropped_leaves_the_hall_s_broker_alone(
    small_province: Province,
) -> None:
    """With TLS of its own Mosquitto 2.0.11 stood still for ever after that: docs/centre/line.md."""
    (proxy,) = small_province.proxies()
    proxy.cut()
    hall = small_province.hall("thu", through=[proxy])
    for _ in range(3):
        hall.ear.expect_line(b"0")
    proxy.mend()
    hall.ear.expect_line(b"1")
    for _ in range(2):
        proxy.drop()
        hall.ear.expect_line(b"0")
        hall.answers()
        hall.ear.expect_line(b"1")
    hall.answers()


def test_without_a_stunnel_the_hall_s_broker_goes_on_and_has_its_line_when_there_is_one(
    small_province: Province,
) -> None:
    engine, hall = small_province.engine(), small_province.hall("giua")
    hall.ear.expect_line(b"1")
    hall.tunnel.kill()
    hall.ear.expect_line(b"0")
    hall.answers()
    hall.restart_tunnel()
    hall.ear.expect_line(b"1")
    hall.up("hello", b"again")
    assert taken(engine, lambda each: each.payload == b"again").hall == "giua"


def test_a_line_that_swallows_everything_is_given_up_and_said_to_stand_once_more(small_province: Province) -> None:
    engine, proxies = small_province.engine(), [*small_province.proxies(), *small_province.proxies()]
    hall = small_province.hall("mot", through=proxies)
    hall.ear.expect_line(b"1")
    proxies[0].swallow()
    hall.up("records", b"swallowed")
    hall.answers()
    hall.ear.expect_line(b"1")
    assert taken(engine, lambda each: each.hall == "mot").payload == b"swallowed"


def test_who_finds_the_entrance_of_the_line_is_not_the_hall(small_province: Province) -> None:
    """It is open to every program of the hub's box; the password stands in a file of the broker's."""
    hall = small_province.hall("hai")
    hall.ear.expect_line(b"1")
    entrance = at(hall.line.folder, [("127.0.0.1", hall.tunnel.ports[0])])
    for password in ("", "a-guessed-password"):
        assert not small_province.knock(entrance, password=password, plain=True).is_in
    assert hall.ear.states.empty()
