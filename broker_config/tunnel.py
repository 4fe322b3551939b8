"""``stunnel.conf`` of the hall's line to the centre. Pure: text out, nothing started.

The bridge speaks plain MQTT to ports of this machine, one for each of the province's brokers; stunnel carries each to
its broker by TLS. Why Mosquitto does not: docs/centre/line.md. A port of its own each, and not one for all in turn: so
each broker must show its own name, one that takes the connection and then refuses is passed over too, and names are
looked up at each attempt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import ip_address

from broker_config.line import Line

HERE = "127.0.0.1"
PORTS = range(8871, 8880)
"""Of this machine alone, as many as there may be addresses of the province's brokers. The units of the hall let nobody
listen there but stunnel: whoever did would be told the line's password."""
CONNECT, ANSWER, IDLE, CLOSE = 10, 20, 60, 2
"""Seconds for TCP; for each step of TLS, and for what waits to be taken; without a word, of which the bridge's pings
allow a quarter; and for the other side's goodbye. A line that swallows everything costs no connection for longer."""
QUIET, CHATTY = "notice", "info"
"""How much it tells; only the latter says when it is ready."""


def entrances(line: Line, ports: Sequence[int] = PORTS) -> Iterator[tuple[str, str, int]]:
    """Where the line is entered on this machine, and host and port where it comes out."""
    for here, there in zip(ports, line.told.addresses, strict=False):
        host, _, port = there.rpartition(":")
        yield f"{HERE}:{here}", host.strip("[]"), int(port)


def tunnel_conf(line: Line, ports: Sequence[int] = PORTS, says: str = QUIET) -> str:
    """The whole file; ``ports`` of this machine, at least as many as the line has addresses."""
    services = (_service(n, *entrance) for n, entrance in enumerate(entrances(line, ports), 1))
    return "\n".join([_head(line, says), *services])


def _head(line: Line, says: str) -> str:
    folder = line.folder
    return f"""\
; stunnel for the line of hall "{line.told.hall}" to the centre. Made by ./run broker. Do not edit: make it again.
foreground = yes
syslog = no
; systemd knows it by its process.
pid =
debug = {says}

; For all that follow.
client = yes
sslVersion = TLSv1.3
cert = {folder.own}
key = {folder.own}
; The province has signed whoever answers, and for this very name.
CAfile = {folder.ca}
verifyChain = yes
; Both sides look at each other's certificate each time.
sessionResume = no
; Names are looked up each time, and need not be known when it starts.
delay = yes
TIMEOUTconnect = {CONNECT}
TIMEOUTbusy = {ANSWER}
TIMEOUTidle = {IDLE}
TIMEOUTclose = {CLOSE}
; What was given up, or taken by a router that has forgotten it, is noticed here too.
socket = r:SO_KEEPALIVE=1
socket = r:TCP_KEEPIDLE={ANSWER}
socket = r:TCP_KEEPINTVL={CLOSE}
socket = r:TCP_KEEPCNT=5
"""


def _service(number: int, here: str, host: str, port: int) -> str:
    return f"""\
[centre-{number}]
accept = {here}
connect = {host}:{port}
{"checkIP" if _is_number(host) else "checkHost"} = {host}
"""


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
