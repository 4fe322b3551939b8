"""Who should not be on a line, at each kind of broker that a province may run."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from broker_config.line import LineFolder
from central_gateway.engine.face import Heard
from demo.centre.authority import Authority, at, enrol
from hall_core.contract.centre.topics import down, up
from tests.central_gateway.line.conftest import Province, taken
from tests.central_gateway.line.halls import WAIT, stolen_by

pytestmark = pytest.mark.timeout(180)  # the first one starts the brokers


def of(hall: str, payload: bytes) -> Callable[[Heard], bool]:
    return lambda heard: (heard.hall, heard.payload) == (hall, payload)


def test_a_hall_says_nothing_in_another_s_name(province: Province) -> None:
    engine = province.engine()
    thief = province.knock(province.line("mot"))
    assert thief.is_in
    for topic in (up("hai", "hello"), down("hai", "stands"), "motcua/v1/mot/up", "motcua/v1/hai/up/x/y", "x"):
        thief.say(topic, b"forged")
    # A broker may end his connection for that; he comes again by himself.
    honest = province.knock(province.line("mot"), client_id="another")
    honest.say(up("mot", "hello"), b"own")
    seen: list[Heard] = []

    def own(heard: Heard) -> bool:
        seen.append(heard)
        return of("mot", b"own")(heard)

    taken(engine, own)
    assert not [heard for heard in seen if heard.payload == b"forged"]


def test_a_hall_listens_to_nobody_else(province: Province) -> None:
    engine = province.engine(hears=False)
    other = province.hall("hai")
    other.ear.expect_line(b"1")
    thieves = []
    for n, filter in enumerate(("#", down("+", "+"), down("hai", "#"), down("hai", "stands"), up("hai", "#"))):
        thieves.append(province.knock(province.line("mot"), client_id=f"thief-{n}"))
        thieves[-1].listen(filter)
    honest = province.knock(province.line("mot"), client_id="honest")
    assert honest.listen(down("mot", "#"))
    assert other.told(engine, b"secret") == ("stands", b"secret")
    deadline = time.monotonic() + WAIT
    while honest.heard.empty():
        assert time.monotonic() < deadline
        engine.send("mot", "stands", b"for itself")
        time.sleep(0.05)
    heard = {topic for thief in [*thieves, honest] for topic in list(thief.heard.queue)}
    assert heard <= {down("mot", "stands")}


def test_who_has_stolen_everything_but_the_client_id_throws_nobody_off(province: Province) -> None:
    engine = province.engine()
    hall = province.hall("thu")
    hall.ear.expect_line(b"1")
    assert province.knock(province.line("thu"), client_id="guessed").is_in
    hall.up("hello", b"still here")
    taken(engine, of("thu", b"still here"))
    assert hall.ear.states.empty()


@pytest.mark.parametrize(
    "how",
    [{"password": "another-password-of-that-length"}, {"password": ""}, {"user": "gateway"}, {"user": "hai"}],
    ids=["another password", "none", "as the gateway", "as another hall"],
)
def test_a_certificate_alone_opens_nothing(province: Province, how: dict[str, str]) -> None:
    assert not province.knock(province.line("mot"), **how).is_in


def test_a_password_alone_opens_nothing(province: Province, foreign: LineFolder, tmp_path: Path) -> None:
    line = province.line("mot")
    thief = LineFolder(tmp_path)
    thief.own.write_bytes(foreign.own.read_bytes())
    thief.ca.write_bytes(line.folder.ca.read_bytes())
    assert not province.knock(stolen_by(thief, line)).is_in


def test_a_hall_tells_nothing_to_a_centre_of_another_province(province: Province, foreign: LineFolder) -> None:
    hall = province.hall("thu", line=at(foreign, province.centre.addresses))
    assert hall.ear.expect_line(b"0")
    hall.expect_of_tunnel("certificate verify failed")
    assert {told for told, _ in list(hall.ear.states.queue)} <= {b"0"}


def test_a_broker_under_another_name_than_the_line_s_hears_nothing(province: Province) -> None:
    """It is of the province, but what was asked for is another, whose name leads there."""
    [(_, port), *_] = province.centre.addresses
    line = at(province.line("thu").folder, [("127.1", port)])
    hall = province.hall("thu", line=line)
    assert hall.ear.expect_line(b"0")
    hall.expect_of_tunnel("Subject checks failed")
    assert {told for told, _ in list(hall.ear.states.queue)} <= {b"0"}


def test_a_hall_that_is_revoked_is_thrown_off_and_does_not_come_back(province: Province) -> None:
    line = province.enrol("bo")
    hall = province.hall("bo")
    hall.ear.expect_line(b"1")
    province.centre.authority.do(lambda opened: opened.revoke("bo", "bị lấy cắp"))
    province.centre.learn()
    hall.ear.expect_line(b"0")
    assert not province.knock(line).is_in


def test_a_hall_that_is_enrolled_anew_comes_with_its_new_line_and_not_with_the_old_one(province: Province) -> None:
    old = province.enrol("moi")
    assert province.knock(old).is_in
    new = province.enrol("moi")
    assert not province.knock(old, client_id="old").is_in
    assert province.knock(new, client_id="new").is_in


@pytest.fixture(scope="session")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> LineFolder:
    """The line of a hall of the same name in another province."""
    folder = tmp_path_factory.mktemp("foreign")
    return enrol(Authority(folder / "authority", time.time_ns() // 1_000_000), "thu", folder / "thu")
