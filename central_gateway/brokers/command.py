"""``motcua central broker <kind>``: writes what the province's brokers read (docs/centre/line.md)."""

from __future__ import annotations

import argparse
from pathlib import Path

from msgspec.structs import replace

from central_gateway.brokers import mosquitto, nats, rabbitmq
from central_gateway.brokers.node import BrokersError, Node, Place, listening, place
from hall_core.device.program import the_end
from hall_core.durable import write_durably
from hall_core.keys import Keys
from hall_core.line_users import HashError, LineUsers, read_users

KINDS = ("nats", "rabbitmq", "mosquitto")
HALLS = 200
"""A province has about 100 to 200."""
PORTS = {"nats": 4222, "rabbitmq": 5671, "mosquitto": 8884}
"""For the gateway."""
DATA = {
    "nats": Path("/var/lib/nats/jetstream"),
    "rabbitmq": Path("/etc/rabbitmq"),
    "mosquitto": Path("/var/lib/mosquitto"),
}
OPEN, SECRET = 0o644, 0o640
"""Modes of what is written; the folder's owner, and so the broker, is given it."""


def main(argv: list[str] | None = None) -> int:
    given = _parser().parse_args(argv)
    try:
        users = read_users(given.users.read_bytes())
        node = _node(given)
        given.out.mkdir(parents=True, exist_ok=True)
        for name, (text, mode) in _files(given, node, users).items():
            write_durably(given.out / name, text.encode(), mode)
            print(given.out / name)
    except (BrokersError, HashError) as error:
        raise the_end(str(error)) from error
    except OSError as error:
        raise the_end(f"{error.filename}: {error.strerror or error}") from error
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="motcua central broker", description="Writes what the province's brokers read (docs/centre/line.md)."
    )
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument(
        "--users", metavar="FILE", type=Path, required=True, help="public/users.json of the province's authority"
    )
    parser.add_argument(
        "--keys", metavar="DIR", type=Path, required=True, help="the broker's key and certificate: motcua province node"
    )
    what = "each broker of the cluster; one alone: --node NAME=HOST"
    parser.add_argument("--node", metavar="NAME=HOST", action="append", required=True, help=what)
    parser.add_argument("--own", metavar="NAME", help="which of them this is (default: the first)")
    parser.add_argument("--listen", metavar="ADDRESS", help="on this address alone (default: its own, if that is one)")
    parser.add_argument("--halls", metavar="N", type=int, default=HALLS, help="there will be (default: %(default)s)")
    parser.add_argument("--port", metavar="N", type=int, default=8883, help="for the halls (default: %(default)s)")
    parser.add_argument(
        "--data", metavar="DIR", type=Path, help="where the broker keeps its messages, or RabbitMQ its definitions"
    )
    parser.add_argument(
        "--revoked", metavar="FILE", type=Path, help="public/revoked.pem of the authority, for a Mosquitto"
    )
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="where to write the files")
    return parser


def _node(given: argparse.Namespace) -> Node:
    ports = {"halls": given.port, "gateway": PORTS[given.kind]}
    all = [replace(place(text), **ports) for text in given.node]
    names = [each.name for each in all]
    if len(set(names)) < len(names):
        raise BrokersError("two brokers have one name")
    own = names[0] if given.own is None else given.own
    if own not in names:
        raise BrokersError(f'no --node is called "{own}"')
    if given.kind == "mosquitto" and len(all) > 1:
        raise BrokersError("a Mosquitto stands alone: it knows no cluster")
    here = _named(all, own)
    return Node(
        own=here,
        all=all,
        keys=Keys(given.keys),
        data=given.data or DATA[given.kind],
        listen=given.listen or listening(here.host),
    )


def _named(all: list[Place], name: str) -> Place:
    return next(each for each in all if each.name == name)


def _files(given: argparse.Namespace, node: Node, users: LineUsers) -> dict[str, tuple[str, int]]:
    match given.kind:
        case "nats":
            return {
                "users.conf": (nats.users_conf(users), SECRET),
                "nats.conf": (nats.nats_conf(node, given.halls), OPEN),
            }
        case "rabbitmq":
            return {
                "definitions.json": (rabbitmq.definitions(users, len(node.all)), SECRET),
                "enabled_plugins": (rabbitmq.enabled_plugins(), OPEN),
                "rabbitmq.conf": (rabbitmq.rabbitmq_conf(node), OPEN),
                "rabbitmq-env.conf": (rabbitmq.rabbitmq_env_conf(node), OPEN),
            }
        case _:
            if given.revoked is None:
                raise BrokersError("say with --revoked which lines count no longer: public/revoked.pem")
            lists = mosquitto.Lists(given.out.resolve())
            return {
                lists.passwords.name: (mosquitto.passwords(users), SECRET),
                lists.halls.name: (mosquitto.halls_acl(), SECRET),
                lists.gateway.name: (mosquitto.gateway_acl(), SECRET),
                "mosquitto.conf": (mosquitto.mosquitto_conf(node, lists, given.revoked, given.halls), OPEN),
            }
