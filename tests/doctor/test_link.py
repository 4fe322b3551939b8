"""The check of the link: what stands between box and broker, tried where the program itself is not connected."""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from hall_core.doctor.box import Box
from hall_core.doctor.checks import link
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Kiosk
from hall_core.keys import Keys
from tests.certificates import Authority
from tests.doctor.fake_box import box, doing
from tests.mqtt.secured_broker import SecuredBroker

AWAY = doing(linked=False, why="away")


@pytest.fixture(scope="module")
def hall() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def broker(hall: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredBroker]:
    running = SecuredBroker(hall, tmp_path_factory.mktemp("broker") / "b")
    yield running
    running.running.stop()


@pytest.fixture
def bare(tmp_path: Path, plan: Plan, broker: SecuredBroker) -> Box:
    """A box that cannot connect, without keys."""
    its = box(tmp_path, replace(plan, devices=[Kiosk(id="kiosk-1")]), its=AWAY)
    return replace(its, broker=broker.address)


def with_keys(bare: Box, keys: Keys) -> Box:
    shutil.copytree(keys.folder, bare.keys.folder)
    return bare


def verdict(its: Box) -> tuple[str, str | None]:
    finding = link.look(its)
    assert finding is not None
    return finding.verdict, finding.case


def until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline, f"{what} never did"
        time.sleep(0.05)


def test_a_program_that_is_connected_is_believed(bare: Box) -> None:
    assert verdict(replace(bare, doing=doing(), broker=("127.0.0.1", 9))) == ("good", None)


def test_a_box_of_which_nobody_knows_which_device_it_is(bare: Box) -> None:
    assert verdict(replace(bare, device=None)) == ("unknown", "unnamed")


def test_nothing_listens_at_the_address(bare: Box) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = free.getsockname()[:2]
    assert verdict(replace(bare, broker=address)) == ("alarm", "nobody-there")


def test_a_box_without_its_keys(bare: Box) -> None:
    assert verdict(bare) == ("alarm", "keys")


def test_the_broker_is_there_and_takes_the_box_but_its_program_does_not_run(bare: Box, broker: SecuredBroker) -> None:
    its = with_keys(bare, broker.keys("kiosk-1"))
    assert verdict(replace(its, doing=None)) == ("alarm", "no-program")
    # It says that it is not connected, though it could be: it tries again by itself.
    assert verdict(its) == ("alarm", "away")


def test_a_certificate_of_another_device_or_one_that_was_taken_back(
    bare: Box, broker: SecuredBroker, hall: Authority
) -> None:
    lost = hall.device("kiosk-1")
    broker.revoke(lost)
    its = with_keys(bare, hall.keys(bare.root / "lost", lost))
    until(lambda: verdict(its) == ("alarm", "revoked"), "the broker, which reads its list anew,")
    shutil.rmtree(its.keys.folder)
    assert verdict(with_keys(bare, broker.keys("bang-1"))) == ("alarm", "others-keys")


def test_the_broker_of_another_hall(bare: Box, broker: SecuredBroker) -> None:
    stranger = Authority("Another hall")
    its = with_keys(bare, stranger.keys(bare.root / "other", stranger.device("kiosk-1")))
    assert verdict(its) == ("alarm", "foreign-broker")
