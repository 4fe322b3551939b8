"""From a plan to ``mosquitto.conf``, for Mosquitto 2.0.11 and later. Pure: text out, nothing started."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from broker_config import bridge, tunnel
from broker_config.guard import BrokerConfigError, Guard
from broker_config.line import Line
from hall_core.contract.limits import FACT_WINDOW, HEALTH_EVERY, KEEPALIVE, MAX_BYTES
from hall_core.domain.plan import Plan
from hall_core.domain.this_machine import is_this_machine

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

CONNECTIONS_OUTSIDE = 2_048
"""Where others can knock, a low limit would keep the hall's own boxes out as soon as somebody has opened that many
connections and said nothing: each stands for a minute and a half, and takes 42 kB. Mosquitto 2.0.11 forgets this limit
at a SIGHUP; the number of open files is the one that stays (docs/decisions/0018)."""


def mosquitto_conf(
    plan: Plan,
    *,
    hosts: Sequence[str],
    port: int,
    data: Path,
    user: str | None = None,
    guard: Guard | None = None,
    pid_file: Path | None = None,
    line: Line | None = None,
    line_ports: Sequence[int] = tunnel.PORTS,
    pace: bridge.Pace = bridge.PACE,
) -> str:
    """The whole file. ``data`` is the broker's own folder; ``user`` is for a broker that root starts; ``pid_file`` for
    whoever sends it a SIGHUP and did not start it. With ``line`` there are secrets in it, and it bridges to the centre
    by ``line_ports`` of this machine, where stunnel listens.

    BrokerConfigError when one of ``hosts`` can be reached from outside without a ``guard``, there is no such port, or
    the line is not this hall's.
    """
    listeners = (_listener(plan, host, port, guard) for host in dict.fromkeys(hosts))
    sections = (
        _head(plan),
        _who(guard),
        *listeners,
        _limits(plan),
        _persistence(data),
        _running(user, pid_file, 0 if guard else HEALTH_EVERY),
        # Last: what comes after it would be said of the bridge.
        *([] if line is None else [bridge.bridge(plan, line, line_ports, pace)]),
    )
    return "\n".join(sections)


def _head(plan: Plan) -> str:
    size = f"{len(plan.devices)} devices, {len(plan.counters)} counters, {len(plan.services)} services"
    return f"""\
# Mosquitto for hall "{plan.hall.id}": {size}.
# Made from the hall file by ./run broker. Do not edit: change the hall file and make it again.
"""


def _who(guard: Guard | None) -> str:
    if guard is None:
        return """\
# No certificates, so there is no telling who is who: everybody may everything, and only this machine gets in.
allow_anonymous true
"""
    return f"""\
# Nobody without a certificate of the hall; what each may say and hear is told by name in the list.
allow_anonymous false
acl_file {guard.access}
# What was kept of somebody who has lost his rights since is told to nobody.
check_retain_source true
"""


def _listener(plan: Plan, host: str, port: int, guard: Guard | None) -> str:
    if not 0 < port < 65_536:
        raise BrokerConfigError(f"{port} is not a port; it must be 1 to 65535")
    if guard is None and not is_this_machine(host):
        raise BrokerConfigError(
            f"{host} can be reached from other machines, and without certificates anybody could call a number; "
            'use "127.0.0.1", or give --keys'
        )
    least = LEAST_CONNECTIONS if guard is None else CONNECTIONS_OUTSIDE
    return f"""\
listener {port} {host}
protocol mqtt
max_connections {max(least, 4 * (len(plan.devices) + 1))}
# Nothing here uses aliases or QoS 2.
max_topic_alias 0
max_qos 1
{_certificates(guard) if guard else ""}"""


def _certificates(guard: Guard) -> str:
    return f"""\
tls_version tlsv1.3
cafile {guard.keys.ca}
certfile {guard.keys.own}
keyfile {guard.keys.own}
require_certificate true
crlfile {guard.revoked}
# Whoever it is stands in the certificate and nowhere else; neither can be said otherwise in a CONNECT.
use_identity_as_username true
use_username_as_clientid true
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
# Small answers leave at once: without this some wait 40 ms for company.
set_tcp_nodelay true
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


def _running(user: str | None, pid_file: Path | None, tell_every: int) -> str:
    """``tell_every`` seconds the broker tells of itself under ``$SYS``; 0: never, for nobody may hear it."""
    return f"""\
log_dest stderr
log_type error
log_type warning
log_type notice
log_timestamp_format %Y-%m-%dT%H:%M:%S
sys_interval {tell_every}
{f"pid_file {pid_file}" if pid_file else "# systemd knows it by its process."}
{f"user {user}" if user else "# Run by its own user, mosquitto; systemd sees to that."}
"""


def _retained(plan: Plan) -> int:
    """Retained topics of a hall: its state, and for each device its own and a few alerts."""
    return 1 + len(plan.services) + len(plan.counters) + len(plan.zones) + 5 + 5 * (len(plan.devices) + 1)
