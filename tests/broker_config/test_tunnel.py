"""What stunnel is told of the line: TLS 1.3 alone, the province's own signature, each broker under its own name."""

from __future__ import annotations

from pathlib import Path

import pytest

from broker_config.bridge import Pace
from broker_config.line import Line, LineFolder, Secret, Told
from broker_config.tunnel import IDLE, PORTS, entrances, tunnel_conf

ADDRESSES = ["a.tinh.example:8883", "10.0.0.12:8884", "[fd00::5]:8885"]


@pytest.fixture
def line() -> Line:
    return Line(
        folder=LineFolder(Path("/line")),
        told=Told(hall="thu", addresses=ADDRESSES),
        secret=Secret(client_id="0123456789abcdef", password="a-password_of-some-length"),
    )


def parts(text: str) -> dict[str, set[str]]:
    """By section; what stands before them all under an empty name."""
    found: dict[str, set[str]] = {"": set()}
    now = ""
    for each in text.splitlines():
        if each.startswith("["):
            now = each.strip("[]")
            found[now] = set()
        elif each and not each.startswith(";"):
            found[now].add(each)
    return found


def test_each_broker_has_an_entrance_on_this_machine_and_shows_its_own_name(line: Line) -> None:
    told = parts(tunnel_conf(line))
    assert told.keys() == {"", "centre-1", "centre-2", "centre-3"}
    assert told["centre-1"] == {
        "accept = 127.0.0.1:8871",
        "connect = a.tinh.example:8883",
        "checkHost = a.tinh.example",
    }
    assert told["centre-2"] == {"accept = 127.0.0.1:8872", "connect = 10.0.0.12:8884", "checkIP = 10.0.0.12"}
    assert told["centre-3"] == {"accept = 127.0.0.1:8873", "connect = fd00::5:8885", "checkIP = fd00::5"}


def test_it_speaks_tls_1_3_alone_with_the_line_s_certificate_and_believes_the_province_alone(line: Line) -> None:
    assert parts(tunnel_conf(line))[""] >= {
        "client = yes",
        "sslVersion = TLSv1.3",
        "cert = /line/line.pem",
        "key = /line/line.pem",
        "CAfile = /line/ca.pem",
        "verifyChain = yes",
        "sessionResume = no",
    }


def test_it_waits_for_names_and_writes_nowhere(line: Line) -> None:
    assert parts(tunnel_conf(line))[""] >= {"delay = yes", "foreground = yes", "syslog = no", "pid ="}


def test_there_are_entrances_for_as_many_addresses_as_a_line_may_have(line: Line) -> None:
    most = Line(folder=line.folder, told=Told(hall="thu", addresses=ADDRESSES * 3), secret=line.secret)
    assert len(list(entrances(most))) == len(PORTS) == len(ADDRESSES * 3)


def test_a_line_on_which_nothing_is_said_but_the_bridge_s_own_pings_is_left_alone() -> None:
    assert 2 * Pace().keepalive < IDLE
