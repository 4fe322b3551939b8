"""A node of a NATS cluster with JetStream and a listener for MQTT: ``nats.conf``, and ``users.conf``, which is the same
at all nodes and the only one that changes when a hall comes or goes. For nats-server 2.9 and later. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from central_gateway.brokers.node import Node, check_gateway, others, subject
from hall_core.line_users import GATEWAY, LineUsers

CLUSTER = "motcua"
ACCOUNT = "HALLS"
MAX_PAYLOAD = 65_536
"""Bytes. The largest message of the contract has 8 kB; what the nodes and the gateway say to one another is larger."""
CONNECTIONS_PER_HALL = 3
"""A hall has one; one that comes back may have two for a moment."""
CONNECTIONS_LEAST = 256
MEMORY, DISK = "256MB", "20GB"
"""Bounds of JetStream: everything lies on the disk. What halls say has 8 GB of it at most
(:mod:`central_gateway.engine.nats`); the rest is for MQTT's own."""
KEEPALIVE_LONGEST = "60s"


def nats_conf(node: Node, halls: int) -> str:
    """``halls``: how many there will be, at most."""
    keys, own = node.keys, node.own
    tls = f'cert_file: "{keys.own}", key_file: "{keys.own}", ca_file: "{keys.ca}", verify: true, timeout: 5'
    most = max(CONNECTIONS_LEAST, CONNECTIONS_PER_HALL * halls)
    replicas = 3 if len(node.all) >= 3 else 1
    parts = [
        f"""\
# NATS node "{own.name}" of {len(node.all)}. Made by motcua central broker nats; do not edit.
server_name: {own.name}
listen: "{node.listen}:{own.gateway}"
# Nobody without a certificate of the province, here and below.
tls {{ {tls} }}
max_connections: {most}
max_payload: {MAX_PAYLOAD}
ping_interval: "20s"
ping_max: 2
write_deadline: "10s"

jetstream {{ store_dir: "{node.data}", max_mem: {MEMORY}, max_file: {DISK} }}

# The halls' lines, MQTT 3.1.1. What they send is QoS 1 and lies on {replicas} node{"s" if replicas > 1 else ""}; \
what they hear is QoS 0.
mqtt {{
  listen: "{node.listen}:{own.halls}"
  stream_replicas: {replicas}
  consumer_replicas: 1
  consumer_memory_storage: true
  tls {{ {tls} }}
}}
"""
    ]
    if len(node.all) > 1:
        routes = ", ".join(f'"nats://{place.host}:{place.others}"' for place in others(node))
        parts.append(f"""\
cluster {{
  name: {CLUSTER}
  listen: "{node.listen}:{own.others}"
  routes: [{routes}]
  tls {{ {tls} }}
}}
""")
    parts.append("include users.conf\n")
    return "\n".join(parts)


def users_conf(users: LineUsers) -> str:
    """BrokersError without a gateway."""
    check_gateway(users)
    return "\n".join(_users(users)) + "\n"


def _users(users: LineUsers) -> Iterator[str]:
    assert users.gateway is not None
    yield "# Who gets in, and what each may say and hear. Made by motcua central broker nats; do not edit."
    yield f"accounts {{ {ACCOUNT} {{"
    yield "  jetstream: enabled"
    yield "  users: ["
    yield f'    {{ user: {GATEWAY}, password: "{users.gateway.nats}", allowed_connection_types: ["STANDARD"] }}'
    for hall in users.halls:
        says, hears = subject(hall.name, "up", "*"), subject(hall.name, "down")
        # A filter that ends in "#" takes in its parent as well, and is refused whole without a right to that.
        rights = f'publish: ["{says}"], subscribe: ["{hears}", "{hears}.>"]'
        yield (
            f'    {{ user: {hall.name}, password: "{hall.password.nats}", allowed_connection_types: ["MQTT"], '
            f"permissions: {{ {rights} }} }}"
        )
    yield "  ]"
    yield "} }"
