"""The whole way of a question at the centre: a hall's line, a worker, the adapters, a dossier system, and back. Real
NATS and PostgreSQL, each program a process."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from central_gateway.engine.run import Node
from central_gateway.store.connection import Db
from demo.vendors.igate import CLIENT, SECRET, TOKEN, Igate
from demo.vendors.made import made
from hall_core.contract.centre.messages import Ask, Told
from hall_core.contract.centre.topics import up
from hall_core.contract.codec import decode
from hall_core.contract.ids import new_id
from tests.central_gateway.engine.mqtt_client import Bridge
from tests.central_gateway.made_records import said

ROOT = Path(__file__).parents[3]
PATIENCE = 60.0
AGAIN = 3.0
"""Seconds after which the person in the hall tries again: the programs may be starting still."""
NEW = made(1, "thu-site", seed=9)[0]


@pytest.fixture
def igate() -> Iterator[Igate]:
    with Igate(dossiers=[NEW]) as vendor:
        yield vendor


@pytest.fixture
def centre(tmp_path: Path, database: str, nats_node: Node, igate: Igate) -> Iterator[None]:
    """A worker and the adapters."""
    secret = tmp_path / "igate.secret"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    config = tmp_path / "central.toml"
    config.write_text(
        f"""
        [store]
        url = "{database}"
        [broker]
        kind = "nats"
        servers = ["{nats_node.server}"]
        replicas = 1
        [[adapters]]
        id = "igate-tinh"
        kind = "igate"
        [adapters.settings.line]
        url = "{igate.url}"
        [adapters.settings.line.auth]
        kind = "oauth"
        token_url = "{TOKEN}"
        client = "{CLIENT}"
        secret_file = "igate.secret"
        """
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "central_gateway", program, "--config", str(config)],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        for program in ("ingest", "adapters")
    ]
    yield
    for process in running:
        process.kill()
        process.wait()


def told(bridge: Bridge, code: str) -> Told:
    """What the hall is told, as often as it has to be asked."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        id = new_id()
        way, payload = said(Ask(code=code), id)
        bridge.say(up("thu", way), payload)
        again = time.monotonic() + AGAIN
        while (left := again - time.monotonic()) > 0:
            try:
                body = decode("centre-down", bridge.heard.get(timeout=left)[1]).body
            except queue.Empty:
                break
            if isinstance(body, Told) and body.to == id:
                return body
    pytest.fail("nobody answers")


@pytest.mark.timeout(150)
def test_a_dossier_that_only_its_system_knows_is_told_to_the_hall_that_asks(
    db: Db, centre: None, igate: Igate, bridge: Bridge
) -> None:
    found = told(bridge, NEW.code)
    assert found.dossier is not None
    assert (found.dossier.code, found.dossier.procedure.vi) == (NEW.code, NEW.name)
    assert told(bridge, "H41.16-261109-77777").dossier is None
    asked = [got.params["maHoSo"] for got in igate.got]
    assert set(asked) == {NEW.code, "H41.16-261109-77777"}
    assert db.execute("SELECT code, hall, source FROM dossier_source").fetchall() == [(NEW.code, "thu", "igate-tinh")]
