"""``motcua province``: who may speak with the province's brokers (docs/centre/line.md)."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import msgspec

from broker_config.line import Address
from hall_core.domain.names import Slug
from hall_core.keys import SHARED
from hall_core.line_users import HashError, hashed
from hall_trust import ca, line, owned, province, signed
from hall_trust.commands.here import account, carried_out, left, now, table
from hall_trust.error import TrustError
from hall_trust.folder import TrustFolder
from hall_trust.key import new_key, public_of
from hall_trust.province import Province
from hall_trust.register import Held

RENEW_AT = 3
"""What has less than one part in so many of its time left is marked."""
_ADDRESS = re.compile(get_args(Address)[1].pattern)

Act = Callable[[Province, argparse.Namespace], None]


def main(argv: list[str] | None = None) -> int:
    given = _parser().parse_args(argv)
    return carried_out(lambda: _act(given))


def _act(given: argparse.Namespace) -> None:
    try:
        if given.act == "init":
            _init(given)
            return
        with province.opened(given.province, now(), account()) as opened:
            ACTS[given.act](opened, given)
    except HashError as error:
        raise TrustError(str(error)) from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="motcua province", description="Who may speak with the province's brokers (docs/centre/line.md)."
    )
    subs = parser.add_subparsers(dest="act", required=True, metavar="ACT")

    def act(name: str, help: str, *, hall: bool = False) -> argparse.ArgumentParser:
        sub = subs.add_parser(name, help=help, description=help)
        if hall:
            sub.add_argument("hall", metavar="HALL", type=_hall, help="its id, as in its hall file")
        sub.add_argument(
            "--province", metavar="DIR", type=Path, default=province.DEFAULT, help="its folder (default: %(default)s)"
        )
        return sub

    init = subs.add_parser("init", help="once for a province: make its authority")
    init.add_argument("province", metavar="DIR", type=Path)
    init.add_argument("--name", required=True, help="of the province, for people who read its certificate")
    where = "where halls reach a broker; once for each"
    init.add_argument("--address", metavar="HOST:PORT", type=_address, action="append", required=True, help=where)
    sub = act("addresses", "halls reach the brokers elsewhere from now on; each takes that with its next bundle")
    sub.add_argument("address", metavar="HOST:PORT", type=_address, nargs="+", help=where)
    sub = act("node", "key and certificate of one of the province's brokers")
    name = "its name or address, as halls and the other brokers call it; once for each"
    sub.add_argument("--name", metavar="HOST", action="append", required=True, help=name)
    sub.add_argument("--out", metavar="DIR", type=Path, required=True)
    sub = act("gateway", "key, certificate and password of the gateway")
    sub.add_argument("--out", metavar="DIR", type=Path, required=True)
    for name, what in (
        ("enrol", "a hall's line: what it had before opens nothing any more"),
        ("renew", "another certificate for a hall that has a line; client id and password stay"),
    ):
        sub = act(name, what, hall=True)
        sub.add_argument("--out", metavar="DIR", type=Path, required=True, help="where to make the folder line")
        sub.add_argument("--request", metavar="FILE", type=Path, help="what motcua hall line request has written")
        sub.add_argument("--fingerprint", metavar="WORDS", help="of the request, as the hub's box shows it")
    sub = act("revoke", "from now on the hall has no line", hall=True)
    sub.add_argument("--reason", metavar="WORDS", required=True, help="what has happened, for the record")
    act("list", "all halls that have or had a line")
    sub = act("sign", "vouch for a file, such as the holidays; the signature lies beside it")
    sub.add_argument("file", metavar="FILE", type=Path)
    return parser


def _hall(text: str) -> str:
    try:
        return msgspec.convert(text, Slug)
    except msgspec.ValidationError as error:
        raise argparse.ArgumentTypeError("an id has a-z, 0-9 and '-', at most 32 of them") from error


def _address(text: str) -> str:
    if not _ADDRESS.match(text):
        raise argparse.ArgumentTypeError(f'"{text}" is not HOST:PORT')
    return text


def _init(given: argparse.Namespace) -> None:
    try:
        province.init(given.province, given.name, given.address, now())
    except FileExistsError as error:
        raise TrustError(f"{given.province} holds an authority already, and its halls believe no other") from error
    with province.opened(given.province, now(), account()) as opened:
        opened.publish()
    print(f"the province has its authority: {given.province}")
    print("keep a copy of it in a safe place, and it itself where no broker runs")


def _addresses(opened: Province, given: argparse.Namespace) -> None:
    province.settings(opened.folder.folder, given.address)
    print("new bundles say so from now on")


def _node(opened: Province, given: argparse.Namespace) -> None:
    made = opened.for_node(given.name, given.out)
    print(f"{given.out}: for the broker {', '.join(given.name)}, {left(made.until, now())}")


def _gateway(opened: Province, given: argparse.Namespace) -> None:
    made = opened.for_gateway(given.out)
    print(f"{given.out}: for the gateway, {left(made.until, now())}")
    _brokers_next()


def _enrol(opened: Province, given: argparse.Namespace) -> None:
    if given.request is not None:
        key, password = province.from_request(given.request.read_bytes(), given.hall, given.fingerprint)
        _give(opened, given, opened.enrol(given.hall, key, password))
        return
    own, secret = new_key(), line.new_secret()
    _give(opened, given, opened.enrol(given.hall, public_of(own), hashed(secret.password)), own, secret)


def _renew(opened: Province, given: argparse.Namespace) -> None:
    if given.request is not None:
        key, password = province.from_request(given.request.read_bytes(), given.hall, given.fingerprint)
        _give(opened, given, opened.renew(given.hall, key, password))
        return
    own = new_key()
    _give(opened, given, opened.renew(given.hall, public_of(own)), own)


def _give(
    opened: Province,
    given: argparse.Namespace,
    made: province.Certificate,
    key: bytes | None = None,
    secret: line.Secret | None = None,
) -> None:
    gift = province.gift(opened.folder.folder, given.hall, opened.ca, made, key, secret)
    folder = line.write(gift, given.out)
    print(f"{folder.folder}: the line of {given.hall}, {left(made.until, now())}")
    print(f"on the hub's box of {given.hall}: motcua hall line take {folder.folder.name}")
    if key is None:
        print(f"and tell them on the telephone that the province's authority is {ca.read(opened.ca).fingerprint}")
    else:
        print("it holds a private key: hand it to nobody, and delete it where it is not needed any more")
    _brokers_next()


def _revoke(opened: Province, given: argparse.Namespace) -> None:
    reason = " ".join(given.reason.split())[:200]
    if not reason:
        raise TrustError("say in --reason what has happened")
    opened.revoke(given.hall, reason)
    print(f"{given.hall} has no line any more as soon as the brokers know")
    _brokers_next()


def _brokers_next() -> None:
    print("next: motcua central broker …, and tell the brokers to read it (docs/centre/line.md)")


def _list(opened: Province, _: argparse.Namespace) -> None:
    shut, at = opened.register.shut_out(), now()
    rows = [(name, *_stands(shut.get(name), held, at)) for name, held in opened.halls()]
    if rows:
        table(rows)
    else:
        print("no hall has a line yet")


def _stands(shut: str | None, held: Held | None, at: int) -> tuple[str, str]:
    if shut is not None:
        return f"revoked: {shut}", ""
    if held is None:
        return "no certificate", ""
    return left(held.until, at), "renew it" if (held.until - at) * RENEW_AT < held.until - held.since else ""


def _sign(opened: Province, given: argparse.Namespace) -> None:
    key = owned.read_secret(TrustFolder(opened.folder.folder).key)
    owned.write(signed.beside(given.file), signed.sign_file(key, given.file, now()), SHARED)
    print(f"{signed.beside(given.file)}: give it out together with {given.file.name}")


ACTS: dict[str, Act] = {
    "addresses": _addresses,
    "node": _node,
    "gateway": _gateway,
    "enrol": _enrol,
    "renew": _renew,
    "revoke": _revoke,
    "list": _list,
    "sign": _sign,
}


if __name__ == "__main__":
    sys.exit(main())
