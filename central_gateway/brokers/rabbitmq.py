"""A node of a RabbitMQ cluster with its MQTT plugin: ``rabbitmq.conf``, ``rabbitmq-env.conf``, ``enabled_plugins``, and
``definitions.json`` with users, rights and the quorum queue that takes what halls send. For 3.10 and later. Pure.

A quorum queue alone: MQTT sessions of RabbitMQ lie on one node and are lost with it (741 of 6,000 messages in a trial,
none through the queue).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from central_gateway.brokers.node import Node, Place, check_gateway, subject
from hall_core.line_users import GATEWAY, Hashed, LineUsers

VHOST, EXCHANGE, QUEUE = "/", "amq.topic", "halls"
QUEUE_BYTES = 8 << 30
"""Of what waits while no gateway takes it; then halls get no acknowledgement, and send it again later."""
REPLICAS = 3
DELIVERIES = 1_000_000_000
"""So often a message may go back to the queue, which it does every few seconds while PostgreSQL is away. Not said,
RabbitMQ 4 drops it after 20 times."""
SESSION = r"^mqtt-subscription-[0-9A-Za-z_-]+qos0$"
"""What a hall listens on: named by the client id, which nobody else can guess."""
NOTHING = "^$"


def rabbitmq_conf(node: Node) -> str:
    keys, own = node.keys, node.own
    nodes = "".join(
        f"cluster_formation.classic_config.nodes.{n} = {name(place)}\n" for n, place in enumerate(node.all, 1)
    )
    peers = (
        f"""\
cluster_formation.peer_discovery_backend = classic_config
{nodes}# Not before all of them stand the queue is made: one that is made earlier lies on those that stood, for good.
cluster_formation.target_cluster_size_hint = {len(node.all)}
"""
        if len(node.all) > 1
        else ""
    )
    return f"""\
# RabbitMQ node "{own.name}" of {len(node.all)}. Made by motcua central broker rabbitmq; do not edit.
# Nobody without a certificate of the province.
ssl_options.cacertfile = {keys.ca}
ssl_options.certfile = {keys.own}
ssl_options.keyfile = {keys.own}
ssl_options.verify = verify_peer
ssl_options.fail_if_no_peer_cert = true
ssl_options.versions.1 = tlsv1.3
listeners.tcp = none
listeners.ssl.1 = {node.listen}:{own.gateway}

# The halls' lines, MQTT 3.1.1.
mqtt.listeners.tcp = none
mqtt.listeners.ssl.1 = {node.listen}:{own.halls}
mqtt.allow_anonymous = false
mqtt.vhost = {VHOST}
mqtt.exchange = {EXCHANGE}
mqtt.tcp_listen_options.nodelay = true

# Said again at each start; what is not in it any more stays until somebody deletes it (docs/centre/line.md).
load_definitions = {node.data}/definitions.json
# A node that sees fewer than half of the others stops, and starts again when they are back.
cluster_partition_handling = pause_minority
{peers}"""


def rabbitmq_env_conf(node: Node) -> str:
    """Under which name the others find it; they must also have one Erlang cookie."""
    long = "USE_LONGNAME=true\n" if "." in node.own.host else ""
    return f"# Made by motcua central broker rabbitmq; do not edit.\nNODENAME={name(node.own)}\n{long}"


def name(place: Place) -> str:
    return f"rabbit@{place.host}"


def enabled_plugins() -> str:
    return "[rabbitmq_mqtt].\n"


def definitions(users: LineUsers, nodes: int) -> str:
    """BrokersError without a gateway."""
    check_gateway(users)
    assert users.gateway is not None
    replicas = REPLICAS if nodes >= REPLICAS else 1
    whole: dict[str, Any] = {
        "vhosts": [{"name": VHOST}],
        "users": [_user(GATEWAY, users.gateway), *(_user(hall.name, hall.password) for hall in users.halls)],
        "permissions": [
            _may(GATEWAY, configure=NOTHING, write=f"^{re.escape(EXCHANGE)}$", read=f"^{QUEUE}$"),
            *(_hall_may(hall.name) for hall in users.halls),
        ],
        "topic_permissions": [
            _topics(GATEWAY, write=_below("[a-z0-9-]+", "down"), read=NOTHING),
            *(
                _topics(hall.name, write=_below(hall.name, "up"), read=_below(hall.name, "down"))
                for hall in users.halls
            ),
        ],
        "queues": [
            {
                "name": QUEUE,
                "vhost": VHOST,
                "durable": True,
                "auto_delete": False,
                "arguments": {
                    "x-queue-type": "quorum",
                    "x-quorum-initial-group-size": replicas,
                    "x-max-length-bytes": QUEUE_BYTES,
                    "x-overflow": "reject-publish",
                    "x-delivery-limit": DELIVERIES,
                },
            }
        ],
        "bindings": [
            {
                "source": EXCHANGE,
                "vhost": VHOST,
                "destination": QUEUE,
                "destination_type": "queue",
                "routing_key": subject("*", "up", "*"),
                "arguments": {},
            }
        ],
    }
    return json.dumps(whole, indent=1) + "\n"


def gone(users: LineUsers, there: list[str]) -> Iterator[str]:
    """Of the users that a cluster has those to be deleted."""
    known = {GATEWAY, *(hall.name for hall in users.halls)}
    return (name for name in there if name not in known)


def _user(name: str, password: Hashed) -> dict[str, Any]:
    return {
        "name": name,
        "password_hash": password.rabbitmq,
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": [],
    }


def _hall_may(name: str) -> dict[str, str]:
    both = f"{SESSION}|^{re.escape(EXCHANGE)}$"
    return _may(name, configure=SESSION, write=both, read=both)


def _may(name: str, *, configure: str, write: str, read: str) -> dict[str, str]:
    return {"user": name, "vhost": VHOST, "configure": configure, "write": write, "read": read}


def _topics(name: str, *, write: str, read: str) -> dict[str, str]:
    return {"user": name, "vhost": VHOST, "exchange": EXCHANGE, "write": write, "read": read}


def _below(hall: str, way: str) -> str:
    """Of everything below; the dots are dots."""
    return f"^{re.escape(subject())}\\.{hall}\\.{way}\\."
