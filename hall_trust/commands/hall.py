"""``motcua hall``: the hall's own authority, and the certificates of the hub's box."""

from __future__ import annotations

import argparse
import ipaddress
import json
import os
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from hall_core.device.program import broker_address, load_plan_or_exit
from hall_core.domain.plan import Plan
from hall_trust import ca, own_box, owned
from hall_trust.ca import Authority
from hall_trust.commands import line
from hall_trust.commands.here import (
    account,
    carried_out,
    check_hall,
    left,
    now,
    opened,
    table,
    trust_option,
)
from hall_trust.error import TrustError
from hall_trust.folder import Settings, TrustFolder, publish
from hall_trust.own_box import Made, NamelessError
from hall_trust.register import Register

PORT = 8883
"""Of MQTT over TLS."""
PATIENCE = 10
"""Seconds."""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="motcua hall", description="The hall's own authority, on the hub's box (docs/enrolment.md)."
    )
    acts = parser.add_subparsers(dest="act", required=True, metavar="init | renew | show | line")
    init = acts.add_parser("init", help="once for a hall: make its authority, and the keys of this box")
    init.add_argument("--hall", metavar="FILE", type=Path, required=True, help="the hall file (docs/hall-file.md)")
    init.add_argument(
        "--keys",
        metavar="DIR",
        type=Path,
        default=own_box.DEFAULT,
        help="where the programs of this box have their keys (default: %(default)s)",
    )
    init.add_argument(
        "--broker",
        metavar="HOST:PORT",
        type=broker_address,
        help=f"where boxes reach this one (default: its one address, port {PORT})",
    )
    browsers = "browsers reach this box under this name or address; several times (default: all it has just now)"
    init.add_argument("--name", metavar="NAME", action="append", help=browsers)
    trust_option(init)
    what = "make anew what has less than a third of its time left, and what is missing; root's, every day"
    renew = acts.add_parser("renew", help=what, description=what)
    renew.add_argument("--hall", metavar="FILE", type=Path, help="the hall file lies here from now on")
    where = "boxes reach this one here from now on; those that are out need a new bundle"
    renew.add_argument("--broker", metavar="HOST:PORT", type=broker_address, help=where)
    renew.add_argument("--name", metavar="NAME", action="append", help=browsers)
    trust_option(renew)
    show = acts.add_parser("show", help="what there is, and until when")
    trust_option(show)
    line.options(acts.add_parser("line", help="the line to the centre, which the province gives"))
    given = parser.parse_args(argv)
    does = {
        "init": lambda: _init(given),
        "renew": lambda: _renew(given),
        "show": lambda: _show(given.trust),
        "line": lambda: line.run(given),
    }
    return carried_out(does[given.act])


def _init(given: argparse.Namespace) -> None:
    plan = load_plan_or_exit(given.hall)
    folder = TrustFolder(given.trust)
    if folder.settings.exists():
        raise TrustError(
            f"{folder.folder} holds the authority of a hall already, and its boxes believe no other; "
            "motcua hall show says more, motcua hall renew makes what is missing"
        )
    broker = _own_address() if given.broker is None else given.broker
    at = now()
    if folder.key.exists():
        print(f"{folder.folder}: going on where it was interrupted")
    else:
        folder.make(*ca.new_authority(plan.hall.id, plan.hall.name.vi, at))
    check_hall(folder, plan)
    authority, register = folder.open()
    with closing(register):
        made = _own(folder, plan, given.keys, authority, register, given.name)
        publish(folder, register, authority, plan)
    folder.save(Settings(hall_file=str(given.hall.resolve()), keys=str(given.keys.resolve()), broker=broker))
    print(f'hall "{plan.hall.id}" has its own authority: {folder.folder}')
    _tell(made, at)
    host, port = broker
    print(f"boxes reach the broker at {host}:{port}")
    print(
        "next:\n"
        f"  keep a copy of {folder.folder} in a safe place: without ca.key every box needs a new bundle\n"
        "  start the broker, the authority, the hub and the console\n"
        "  motcua device list        which boxes there are\n"
        "  motcua device claim ID    let a box ask for its certificate"
    )


def _own(
    folder: TrustFolder, plan: Plan, keys: Path, authority: Authority, register: Register, names: list[str] | None
) -> list[Made]:
    at, by, pem = now(), account(), folder.ca.read_bytes()
    made: list[Made] = []
    for part in own_box.parts(plan, keys, _own_names() if names is None else names):
        if not own_box.is_ours(part, register):
            print(f"{part.called} is shut out, or has its keys on another box: nothing is made for it here")
            continue
        try:
            made.append(own_box.make(part, authority, pem, register, by, at))
        except NamelessError as error:
            print(error, file=sys.stderr)
    return made


def _renew(given: argparse.Namespace) -> None:
    folder = TrustFolder(given.trust)
    told = folder.told()
    now_so = Settings(
        hall_file=told.hall_file if given.hall is None else str(given.hall.resolve()),
        keys=told.keys,
        broker=told.broker if given.broker is None else given.broker,
    )
    with opened(given.trust, now_so) as here:
        if now_so != told:
            folder.save(now_so)
        keys = Path(here.settings.keys)
        made = _own(here.folder, here.plan, keys, here.authority, here.register, given.name)
        here.publish()
        _tell(made, here.at)


def _tell(made: list[Made], at: int) -> None:
    """What there is now, and whose it could not be made."""
    if os.geteuid() == 0:
        for user in owned.unknown([one.part.user for one in made if one.new]):
            print(f"note: this box has no user {user} (systemd/install makes it): what is for it is root's")
    table([(one.part.called, left(one.until, at), "made now" if one.new else "") for one in made])


def _show(trust: Path) -> None:
    with opened(trust) as here:
        own = ca.read(here.ca)
        host, port = here.settings.broker
        standings = here.register.standings(here.plan)
        good = sum(each.until is not None and each.until > here.at for each in standings)
        parts = own_box.parts(here.plan, Path(here.settings.keys), _own_names())
        held = [(part, here.register.in_force(part.called)) for part in parts]
        rows = [
            ("hall", here.plan.hall.id),
            ("hall file", here.settings.hall_file),
            ("authority", f"{here.folder.folder}, {left(own.until, here.at)}"),
            ("its SHA-256", ca.digest(here.ca)),
            ("for browsers", str(here.folder.public_ca)),
            ("broker", f"{host}:{port}"),
            ("devices", f"{good} of {len(standings)} have a certificate, {len(here.register.shut_out())} shut out"),
            ("asking", f"{len(here.register.waiting())}"),
            *((part.called, "none" if one is None else left(one.until, here.at)) for part, one in held),
        ]
        table(list(rows))


def _own_address() -> tuple[str, int]:
    found = [text for text in _addresses() if ipaddress.ip_address(text).version == 4]
    if len(found) != 1:
        has = f"several addresses ({', '.join(found)})" if found else "no address"
        raise TrustError(f"this box has {has}: say with --broker HOST:PORT where the others reach it")
    return found[0], PORT


def _own_names() -> list[str]:
    """Under which a browser may reach this box; none when it cannot tell."""
    addresses = _addresses()
    return [socket.gethostname().lower(), *addresses] if addresses else []


def _addresses() -> list[str]:
    """Of this box in the hall's network, but for those that IPv6 changes every day. None where it may not look: the
    daily renewal has no network."""
    try:
        said = subprocess.run(["ip", "-j", "address"], capture_output=True, check=True, timeout=PATIENCE).stdout
        links: list[dict[str, Any]] = json.loads(said)
    except (OSError, subprocess.SubprocessError, ValueError):
        return []
    found = [info for link in links for info in link.get("addr_info", [])]
    return [info["local"] for info in found if info.get("scope") == "global" and not info.get("temporary")]


if __name__ == "__main__":
    sys.exit(main())
