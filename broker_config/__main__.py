"""``./run broker HALL_FILE [--keys DIR] [--access] [--out FILE]``: the hall's mosquitto.conf, or its access list; with
a line to the centre, stunnel.conf beside it."""

from __future__ import annotations

import argparse
import grp
import os
import sys
from pathlib import Path

from broker_config.access_list import access_list
from broker_config.guard import PUBLIC, BrokerConfigError, Guard
from broker_config.line import Line, LineFolder, read_line
from broker_config.mosquitto import mosquitto_conf
from broker_config.tunnel import tunnel_conf
from hall_core.device.program import load_plan_or_exit, the_end
from hall_core.domain.plan import Plan
from hall_core.durable import write_durably
from hall_core.keys import Keys

DATA = Path("/var/lib/motcua/broker")
"""Where the hall's broker keeps its state."""
TRUST = Path("/var/lib/motcua/trust")
"""The folder of the hall's authority."""
PLAIN, SECURED = ("127.0.0.1", 1883), ("0.0.0.0", 8883)
"""Where it listens unless it is told otherwise: with ``--keys``, where the hall's boxes reach it."""
READABLE, GUARDED = 0o644, 0o640
"""Modes of what is written. Newer Mosquittos want an access list that not everybody reads; with a line to the centre
its password stands in the configuration."""
GROUP = "mosquitto"
"""Whose the broker is, and so reads that."""
TUNNEL = "stunnel.conf"
"""Beside the broker's. There are names of files in it, and no secret."""


def main(argv: list[str] | None = None) -> None:
    """Prints the configuration, or writes it to ``--out``; exit status 2 when there can be none."""
    parser = argparse.ArgumentParser(prog="broker", description="Makes mosquitto.conf from a hall file.")
    parser.add_argument("hall", metavar="HALL_FILE", type=Path)
    parser.add_argument(
        "--keys",
        metavar="DIR",
        type=Path,
        help="folder of the broker's own certificate; without it, anybody on this machine gets in, and nobody else",
    )
    parser.add_argument(
        "--trust",
        metavar="DIR",
        type=Path,
        default=TRUST,
        help="folder of the hall's authority, with --keys (default: %(default)s)",
    )
    parser.add_argument(
        "--host",
        metavar="ADDRESS",
        action="append",
        help=f"address to listen on, more than once for several (default: {PLAIN[0]}, with --keys {SECURED[0]})",
    )
    parser.add_argument("--port", type=int, help=f"port to listen on (default: {PLAIN[1]}, with --keys {SECURED[1]})")
    parser.add_argument("--data", metavar="DIR", type=Path, default=DATA, help="broker's folder (default: %(default)s)")
    parser.add_argument("--user", help="user to become when root starts it (default: mosquitto)")
    parser.add_argument(
        "--line",
        metavar="DIR",
        type=Path,
        help=f"folder of the hall's line to the centre (motcua hall line take); with --out, {TUNNEL} is written beside",
    )
    parser.add_argument("--access", action="store_true", help="the access list instead, with nobody shut out")
    parser.add_argument("--out", metavar="FILE", type=Path, help="write there instead of printing")
    parser.add_argument("--check", action="store_true", help="only whether what --keys and --trust name is whole")
    chosen = parser.parse_args(argv)
    plan = load_plan_or_exit(chosen.hall)
    try:
        if chosen.check:
            _guard(chosen).check()
            return
        line = None if chosen.line is None else read_line(LineFolder(chosen.line))
        text = access_list(plan) if chosen.access else _conf(plan, chosen, line)
    except BrokerConfigError as error:
        raise the_end(str(error)) from error
    if chosen.out is None:
        sys.stdout.write(text)
    else:
        guarded = chosen.access or line is not None
        try:
            if line is not None and not chosen.access:
                write_durably(chosen.out.with_name(TUNNEL), tunnel_conf(line).encode(), READABLE)
            write_durably(chosen.out, text.encode(), GUARDED if guarded else READABLE)
            if guarded and os.geteuid() == 0:
                _give_to_broker(chosen.out)
        except OSError as error:
            raise the_end(f"{chosen.out}: cannot be written: {error.strerror or error}") from error


def _give_to_broker(file: Path) -> None:
    """Root's, and the broker's to read, where this box has one."""
    for group in (group for group in grp.getgrall() if group.gr_name == GROUP):
        os.chown(file, -1, group.gr_gid)


def _guard(chosen: argparse.Namespace) -> Guard:
    if chosen.keys is None:
        raise BrokerConfigError("there is nothing to check without --keys")
    return Guard(Keys(chosen.keys), chosen.trust / PUBLIC)


def _conf(plan: Plan, chosen: argparse.Namespace, line: Line | None) -> str:
    guard = None if chosen.keys is None else _guard(chosen)
    host, port = PLAIN if guard is None else SECURED
    return mosquitto_conf(
        plan,
        hosts=chosen.host or [host],
        port=port if chosen.port is None else chosen.port,
        data=chosen.data,
        user=chosen.user,
        guard=guard,
        line=line,
    )


if __name__ == "__main__":
    main()
