"""``motcua central clients list|add|end``: who may use the API."""

from __future__ import annotations

import argparse
import sys

import msgspec

from central_gateway.program import load_or_exit, options
from central_gateway.store import clients, migrate
from central_gateway.store.clients import SCOPES
from central_gateway.store.connection import Db, StoreError, connect, store_errors
from hall_core.device.program import the_end
from hall_core.domain.business_day import local
from hall_core.domain.names import Slug


def main(argv: list[str] | None = None) -> int:
    parser = options("clients", "Who may use the API, and for what (docs/centre/api.md).")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="who there is")
    add = commands.add_parser("add", help="let somebody in, or give him other scopes and a new token")
    add.add_argument("id", type=_slug)
    add.add_argument("--name", required=True, help="of the system, and whom to call")
    add.add_argument("--scope", required=True, action="append", choices=SCOPES, help="may be given several times")
    add.add_argument(
        "--oidc", action="store_true", help="without a token of ours: the identity provider vouches for this id"
    )
    commands.add_parser("end", help="let somebody in no longer").add_argument("id", type=_slug)
    given = parser.parse_args(argv)
    config = load_or_exit(given.config)
    if given.command == "add" and given.id in [adapter.id for adapter in config.central.adapters]:
        raise the_end(f'"{given.id}" is an adapter: by its id one could not tell who has told what')
    try:
        with store_errors(), connect(config, "clients") as db:
            migrate.check(db)
            return _COMMANDS[given.command](db, given)
    except StoreError as error:
        raise the_end(str(error)) from error


def _list(db: Db, given: argparse.Namespace) -> int:
    for client in clients.all_(db):
        by = "ended" if client.ended else "token" if client.secret else "identity provider"
        since = local(int((client.ended or client.since).timestamp() * 1_000)).date()
        print(f"{client.id:<24}{by:<18}since {since}  {','.join(sorted(client.scopes))}  {client.name}")
    return 0


def _add(db: Db, given: argparse.Namespace) -> int:
    token = None if given.oidc else clients.new_token(given.id)
    clients.add(db, given.id, given.name, sorted(set(given.scope)), token)
    if token is not None:
        print("Its token, told this once; hand it over so that nobody else sees it:", file=sys.stderr)
        print(token)
    return 0


def _end(db: Db, given: argparse.Namespace) -> int:
    if not clients.end(db, given.id):
        raise the_end(f'there is no client "{given.id}"')
    print(f"{given.id} is let in no longer, within five seconds", file=sys.stderr)
    return 0


def _slug(text: str) -> str:
    try:
        return msgspec.convert(text, Slug)
    except msgspec.ValidationError as error:
        raise argparse.ArgumentTypeError(f'{text!r} must be 1 to 32 of a-z, 0-9 and "-"') from error


_COMMANDS = {"list": _list, "add": _add, "end": _end}
