"""The part of ``mosquitto.conf`` that is the hall's line to the centre. Pure.

One branch goes over it, ``central/up`` and ``central/down``, each one way. MQTT 3.1.1, and to ports of this machine,
from where :mod:`broker_config.tunnel` carries it on by TLS: docs/centre/line.md. What the bridge says and hears the
access list does not bound (Mosquitto asks it for clients alone); these two topics do.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from broker_config import tunnel
from broker_config.guard import BrokerConfigError
from broker_config.line import Line
from hall_core.contract.centre.topics import down, up
from hall_core.contract.topics import Topics
from hall_core.domain.plan import Plan

NAME = "centre"
"""In the broker's log."""
LOCAL_ID = "line.centre"
"""Its name among the hall's clients. With a dot, which no device's name has; and not with the secret one in it, which
would then stand in the log."""
EVERYTHING = "#"


class Pace(Struct, frozen=True):
    """Seconds."""

    restart: tuple[int, int] = (5, 120)
    """Between two attempts, the least and the most, drawn by chance: when a province's brokers come back, its 200 halls
    do not all knock in the same second."""
    keepalive: int = 15
    """A line that swallows everything is given up after twice as long at most. Costs 4 MB a month; 5 is Mosquitto's
    least."""


PACE = Pace()


def bridge(plan: Plan, line: Line, ports: Sequence[int] = tunnel.PORTS, pace: Pace = PACE) -> str:
    """``ports``: of this machine, where the line begins. BrokerConfigError when the hall file knows of no centre, or
    the line is another hall's."""
    if plan.centre is None:
        raise BrokerConfigError('this hall has a line to the centre and its hall file none: write "[centre]" into it')
    if line.told.hall != plan.hall.id:
        raise BrokerConfigError(f'{line.folder.told} is of hall "{line.told.hall}", not of "{plan.hall.id}"')
    topics, (least, most) = Topics(plan.hall.id), pace.restart
    beginnings = " ".join(here for here, _, _ in tunnel.entrances(line, ports))
    ways = (
        ("out 1", _below(topics.to("centre-up", "+")), _below(up(plan.hall.id, "+"))),
        ("in 0", _below(topics.to("centre-down", "+")), _below(down(plan.hall.id, "+"))),
    )
    carried = "\n".join(f"topic {EVERYTHING} {how} {here} {there}" for how, here, there in ways)
    return f"""\
# The line to the centre. What is said to it while it is cut waits here, as many messages as any client's and no more;
# the rest is dropped without a word. Nothing counts as told before the centre says so, and the courier sends it again.
connection {NAME}
bridge_protocol_version mqttv311
# stunnel listens there, and does what is to be done of TLS: Mosquitto 2.0.11 can stand still for ever when it does it.
addresses {beginnings}
round_robin true
restart_timeout {least} {most}
keepalive_interval {pace.keepalive}
local_clientid {LOCAL_ID}
remote_clientid {line.secret.client_id}
remote_username {line.told.hall}
remote_password {line.secret.password}
# The other side need not be a Mosquitto, and nothing is kept there.
try_private false
bridge_attempt_unsubscribe false
bridge_outgoing_retain false
cleansession false
# Whether it stands: said here alone, as soon as the other side has let it in. A line that swallows everything is "1"
# until it is let in again, and then "1" once more.
notifications true
notifications_local_only true
notification_topic {topics.line}
# One way each, up with QoS 1, down with QoS 0.
{carried}
"""


def _below(filter: str) -> str:
    """Of ``…/up/+`` what stands before the way."""
    return filter.removesuffix("+")
