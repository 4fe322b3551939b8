"""From a plan to ``mosquitto.conf``, for Mosquitto 2.0.11 and later. Pure: text out, nothing started."""

from __future__ import annotations

import ipaddress
from pathlib import Path

from hall_core.contract.limits import FACT_WINDOW, HEALTH_EVERY, KEEPALIVE, MAX_BYTES
from hall_core.domain.plan import Plan
from hall_core.errors import MotcuaError

CHANGES_PER_SAVE = 5_000
"""Changes of retained state after which Mosquitto writes it to disk. Measured: docs/decisions/0003."""

PACKET_ROOM = 4_096
"""Bytes of a packet beside its payload: topic, properties, and in a CONNECT the name of the device. A message
between MAX_BYTES and this reaches the hub, which refuses it aloud; a larger packet ends its sender's connection
("packet too large") before it is taken in."""

QUEUED_BYTES_PER_MESSAGE = 2_048
"""A usual message is 300-600 bytes; a queue full of the largest must not eat a Raspberry Pi's memory."""

IN_FLIGHT = 100
"""Messages under way to one client: more than all counters of the largest hall ask at once, so that the hub's
commands never stand in line behind their own acknowledgements."""

LONGEST_KEEPALIVE = 120
"""Seconds. Must not be equal to what any client asks for: before 2.0.22 such a client was thrown out. Ours ask for
far less, a technician's mosquitto_sub asks for 60."""

LEAST_CONNECTIONS = 128
"""Room for consoles, tools and measurements beside the devices, even in the smallest hall."""


class BrokerConfigError(MotcuaError):
    """This broker would not be safe or cannot be had."""

    key = "broker"


def mosquitto_conf(plan: Plan, *, host: str, port: int, data: Path, user: str | None = None) -> str:
    """The whole file. ``data`` is the broker's own folder; ``user`` is for a broker that root starts.

    BrokerConfigError when ``host`` can be reached from outside, or there is no such port.
    """
    sections = (_head(plan), _listener(plan, host, port), _limits(plan), _persistence(data), _running(user))
    return "\n".join(sections)


def _head(plan: Plan) -> str:
    size = f"{len(plan.devices)} devices, {len(plan.counters)} counters, {len(plan.services)} services"
    return f"""\
# Mosquitto for hall "{plan.hall.id}": {size}.
# Made from the hall file by ./run broker. Do not edit: change the hall file and make it again.
"""


def _listener(plan: Plan, host: str, port: int) -> str:
    """One listener. Without certificates there is no telling who is who, so nothing but this machine gets in."""
    if not 0 < port < 65_536:
        raise BrokerConfigError(f"{port} is not a port; it must be 1 to 65535")
    if not _loopback(host):
        raise BrokerConfigError(
            f"{host} can be reached from other machines, and without certificates anybody could call a number; "
            'use "127.0.0.1"'
        )
    connections = max(LEAST_CONNECTIONS, 4 * (len(plan.devices) + 1))
    return f"""\
listener {port} {host}
allow_anonymous true
max_connections {connections}
# Small answers leave at once: without this some wait 40 ms for company.
set_tcp_nodelay true
"""


def _limits(plan: Plan) -> str:
    queue = max(1_000, 2 * (_retained(plan) + (len(plan.devices) + 1) * FACT_WINDOW))
    return f"""\
# The largest message of the contract is {MAX_BYTES} bytes; the rest is for what is round it.
max_packet_size {MAX_BYTES + PACKET_ROOM}
# Twice all retained state and all facts under way in this hall. What a slow client cannot hold is dropped without
# a word: nothing counts as delivered before the application says so.
max_queued_messages {queue}
max_queued_bytes {queue * QUEUED_BYTES_PER_MESSAGE}
max_inflight_messages {IN_FLIGHT}
# Devices ask for {KEEPALIVE} s.
max_keepalive {LONGEST_KEEPALIVE}
"""


def _persistence(data: Path) -> str:
    return f"""\
# Retained state outlives a restart, and a power cut but for the last changes. It is a convenience: the hub and the
# devices say all of it again when they connect. The interval counts changes, not seconds.
persistence true
persistence_location {data}/
autosave_on_changes true
autosave_interval {CHANGES_PER_SAVE}
# Our clients' sessions end some seconds after they are gone. A stray one that does not is forgotten.
persistent_client_expiration 1d
"""


def _running(user: str | None) -> str:
    return f"""\
log_dest stderr
log_type error
log_type warning
log_type notice
log_timestamp_format %Y-%m-%dT%H:%M:%S
sys_interval {HEALTH_EVERY}
{f"user {user}" if user else "# Run by its own user, mosquitto; systemd sees to that."}
"""


def _retained(plan: Plan) -> int:
    """Retained topics of a hall: its state, and for each device its own and a few alerts."""
    return 1 + len(plan.services) + len(plan.counters) + len(plan.zones) + 5 + 5 * (len(plan.devices) + 1)


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
