"""What ships as an example of each kind of broker is what the command makes, and says what it must."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from central_gateway.brokers import rabbitmq
from central_gateway.brokers.command import main
from central_gateway.brokers.rabbitmq import QUEUE, gone
from central_gateway.engine import rabbitmq as engine
from hall_core.line_users import LineUsers, read_users

SAMPLES = Path(__file__).parents[3] / "central_gateway" / "brokers" / "samples"
USERS = SAMPLES / "users.json"
"""Of no hall that there is; their password is "sample"."""
NODES = ["--node", "a=10.0.0.11", "--node", "b=10.0.0.12", "--node", "c=10.0.0.13"]
MADE = {
    "nats": [*NODES, "--keys", "/etc/nats/keys"],
    "rabbitmq": [*NODES, "--keys", "/etc/rabbitmq/keys"],
    "mosquitto": ["--node", "a=10.0.0.11", "--keys", "/etc/mosquitto/keys", "--revoked", "/etc/mosquitto/revoked.pem"],
}


def make(kind: str, out: Path, *words: str, users: Path = USERS) -> dict[str, str]:
    assert main([kind, "--users", str(users), "--out", str(out), *MADE[kind], *words]) == 0
    # Only a Mosquitto needs to be told where its lists are.
    return {file.name: file.read_text("utf-8").replace(str(out.resolve()), "/etc/mosquitto") for file in out.iterdir()}


@pytest.mark.parametrize("kind", MADE)
def test_the_sample_is_up_to_date(kind: str, tmp_path: Path) -> None:
    """Make it again with motcua central broker and the words above."""
    there = {file.name: file.read_text("utf-8") for file in (SAMPLES / kind).iterdir()}
    assert make(kind, tmp_path) == there


@pytest.mark.parametrize("kind", MADE)
def test_what_holds_hashed_passwords_is_not_for_everybody_to_read(kind: str, tmp_path: Path) -> None:
    make(kind, tmp_path)
    secrets = ("$2a$04$", "$7$101$", "password_hash")
    holding = [file for file in tmp_path.iterdir() if any(secret in file.read_text("utf-8") for secret in secrets)]
    assert holding
    assert {file.stat().st_mode & 0o777 for file in holding} == {0o640}


def test_another_node_of_a_cluster_differs_in_its_own_name_and_address_alone(tmp_path: Path) -> None:
    one, other = make("nats", tmp_path / "a"), make("nats", tmp_path / "b", "--own", "b")
    assert one["users.conf"] == other["users.conf"]
    assert 'routes: ["nats://10.0.0.11:6222", "nats://10.0.0.13:6222"]' in other["nats.conf"]
    assert "server_name: b" in other["nats.conf"]


def test_what_the_halls_send_waits_in_a_quorum_queue_that_the_engine_takes_from(tmp_path: Path) -> None:
    made = json.loads(make("rabbitmq", tmp_path)["definitions.json"])
    (queue,) = made["queues"]
    assert (queue["name"], queue["arguments"]["x-queue-type"]) == (QUEUE, "quorum")
    assert queue["arguments"]["x-quorum-initial-group-size"] == 3
    assert made["bindings"][0]["routing_key"] == "motcua.v1.*.up.*"
    assert (QUEUE, rabbitmq.EXCHANGE) == (engine.QUEUE, engine.EXCHANGE)


def test_who_is_in_no_list_any_more_is_to_be_deleted() -> None:
    users = read_users(USERS.read_bytes())
    assert list(gone(users, ["gateway", "phuong-sam-son", "guest", "xa-cu"])) == ["guest", "xa-cu"]


@pytest.mark.parametrize(
    ("kind", "words", "why"),
    [
        ("nats", ["--node", "b=10.0.0.12"], "two brokers have one name"),
        ("nats", ["--own", "z"], 'no --node is called "z"'),
        ("nats", ["--node", "x"], '"x" is not NAME=HOST'),
        ("mosquitto", ["--node", "b=10.0.0.12"], "a Mosquitto stands alone"),
    ],
)
def test_what_cannot_be_made_ends_with_the_reason(
    kind: str, words: list[str], why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        make(kind, tmp_path, *words)
    assert why in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["nats", "rabbitmq"])
def test_without_a_gateway_there_is_nothing_to_make(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    users = tmp_path / "users.json"
    users.write_text("{}")
    assert read_users(users.read_bytes()) == LineUsers()
    with pytest.raises(SystemExit):
        make(kind, tmp_path / "out", users=users)
    assert "motcua province gateway" in capsys.readouterr().err
