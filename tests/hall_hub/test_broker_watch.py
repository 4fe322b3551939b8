"""A broker that answers nobody is started anew; one that says why it lets nobody in is not."""

from __future__ import annotations

import os
import signal
import time
from contextlib import closing
from pathlib import Path

import pytest

from hall_core.mqtt import link as linking
from hall_core.mqtt.link import Down, Link
from hall_hub.broker_watch import AGAIN, PATIENCE, BrokerWatch
from tests.certificates import Authority
from tests.mqtt.secured_broker import SecuredBroker


@pytest.fixture
def wish(tmp_path: Path) -> Path:
    (tmp_path / "run").mkdir()
    return tmp_path / "run/broker-silent"


def test_a_frozen_broker_is_started_anew_when_it_has_said_nothing_for_long(
    tmp_path: Path, wish: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linking, "CONNECT_TIMEOUT", 0.3)
    watch, broker = BrokerWatch(wish), SecuredBroker(Authority(), tmp_path / "broker")
    os.kill(broker.running.process.pid, signal.SIGSTOP)
    try:
        with closing(Link("hub", broker.address, [], broker.keys("hub"))) as link:
            items = []
            while not items:
                items = link.turn(0.1)
        [down] = items
        assert isinstance(down, Down)
        watch.down(down.reason)
    finally:
        os.kill(broker.running.process.pid, signal.SIGCONT)
        broker.running.stop()
    now = time.monotonic()
    watch.look(now + PATIENCE - 10)
    assert not wish.exists()
    watch.look(now + PATIENCE)
    assert wish.exists()


def test_where_that_did_not_help_it_is_not_tried_again_at_once(wish: Path) -> None:
    watch, now = BrokerWatch(wish), time.monotonic() + PATIENCE + 1
    watch.down("away")
    watch.look(now)
    wish.unlink()
    watch.look(now + AGAIN - 1)
    assert not wish.exists()
    watch.look(now + AGAIN)
    assert wish.exists()


def test_a_broker_that_came_back_or_says_why_not_is_left_alone(wish: Path) -> None:
    watch, late = BrokerWatch(wish), time.monotonic() + 10 * PATIENCE
    watch.look(late)
    watch.down("away")
    watch.up()
    watch.look(late)
    watch.down("away")
    watch.down("revoked")
    watch.look(late)
    assert not wish.exists()


def test_on_what_is_no_box_nobody_is_asked(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    watch = BrokerWatch(tmp_path / "no-box/broker-silent")
    watch.down("away")
    watch.look(time.monotonic() + PATIENCE + 1)
    assert (list(tmp_path.iterdir()), caplog.text) == ([], "")
