"""One Mosquitto, for a small province: its configuration, access lists and passwords. For 2.0.11 and later. Pure."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from central_gateway.brokers.node import Node, topic
from hall_core.line_users import GATEWAY, GATEWAY_PROGRAMS, LineUsers

PACKET_ROOM = 4_096
"""Bytes of a packet beside the message, as at a hall's own broker."""
MESSAGE = 8_192
QUEUED = 5_000
"""Messages that wait for a gateway that is slow; 40 MB at most. It has a clean session: none for one that is away."""
CONNECTIONS_PER_HALL = 3
CONNECTIONS_LEAST = 256
LONGEST_KEEPALIVE = 600
"""Seconds: of other brokers' bridges too."""


class Lists(Struct, frozen=True):
    """Files beside the configuration."""

    folder: Path

    @property
    def halls(self) -> Path:
        return self.folder / "halls.acl"

    @property
    def gateway(self) -> Path:
        return self.folder / "gateway.acl"

    @property
    def passwords(self) -> Path:
        return self.folder / "passwords"


def mosquitto_conf(node: Node, lists: Lists, revoked: Path, halls: int) -> str:
    """``revoked``: ``public/revoked.pem`` of the province's authority; ``halls``: how many there will be, at most. The
    gateway has a port of its own, for it shows no password: on this machine alone, or where no hall reaches it."""
    own = node.own
    certificates = f"""\
tls_version tlsv1.3
cafile {node.keys.ca}
certfile {node.keys.own}
keyfile {node.keys.own}
require_certificate true
crlfile {revoked}
allow_anonymous false
max_qos 1
"""
    return f"""\
# Mosquitto for the lines of {halls} halls. Made by motcua central broker mosquitto; do not edit.
# Lists and passwords are each port's own.
per_listener_settings true

# The halls: a certificate of the province, and a password.
listener {own.halls} {node.listen}
{certificates}\
password_file {lists.passwords}
acl_file {lists.halls}
max_connections {max(CONNECTIONS_LEAST, CONNECTIONS_PER_HALL * halls)}

# The gateway: who it is stands in its certificate.
listener {own.gateway} 127.0.0.1
{certificates}\
use_identity_as_username true
acl_file {lists.gateway}

max_packet_size {MESSAGE + PACKET_ROOM}
max_queued_messages {QUEUED}
max_inflight_messages 1000
max_keepalive {LONGEST_KEEPALIVE}
set_tcp_nodelay true
# Nothing is kept here: whatever is lost the halls say again.
persistence false
retain_available false
log_dest stderr
log_type error
log_type warning
log_type notice
sys_interval 0
"""


def halls_acl() -> str:
    """The same whoever there is."""
    return f"""\
# A hall, whose name is its user's, says what is below its up and hears what is below its down.
pattern write {topic("%u", "up", "+")}
pattern read {topic("%u", "down", "#")}
"""


def gateway_acl() -> str:
    rights = f"topic read {topic('+', 'up', '+')}\ntopic write {topic('+', 'down', '+')}\n"
    return "\n".join(f"user {GATEWAY}-{program}\n{rights}" for program in GATEWAY_PROGRAMS)


def passwords(users: LineUsers) -> str:
    return "".join(f"{hall.name}:{hall.password.mosquitto}\n" for hall in users.halls)
