"""``motcua device``: which boxes take part, and their certificates."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from hall_core.contract.trust import Standing
from hall_core.domain.names import WORDS_MOST, Millis
from hall_trust import acts, join
from hall_trust.ca import CLAIM_HOURS
from hall_trust.commands import network
from hall_trust.commands.giving import claim, enrol, renew
from hall_trust.commands.here import Here, carried_out, day, left, must_know_time, opened, table, trust_option
from hall_trust.error import TrustError
from hall_trust.key import fingerprint_in


def main(argv: list[str] | None = None) -> int:
    given = _parser().parse_args(argv)
    if given.act == "join":
        return join.run(given)
    return carried_out(lambda: _act(given))


def _act(given: argparse.Namespace) -> None:
    if given.act in SIGNED:
        must_know_time()
    with opened(given.trust) as here:
        ACTS[given.act](here, given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="motcua device",
        description="Which boxes take part in the hall, on the hub's box (docs/enrolment.md).",
    )
    subs = parser.add_subparsers(dest="act", required=True, metavar="ACT")

    def act(name: str, help: str, *, device: bool = True) -> argparse.ArgumentParser:
        sub = subs.add_parser(name, help=help, description=help)
        if device:
            sub.add_argument("id", metavar="ID", help="of the device, in the hall file")
        trust_option(sub)
        return sub

    def place(sub: argparse.ArgumentParser) -> None:
        where = sub.add_mutually_exclusive_group(required=sub.prog.split()[-1] != "claim")
        where.add_argument("--out", metavar="DIR", type=Path, help="where to make the folder hall, the boot bundle")
        where.add_argument("--usb", action="store_true", help="make it on the one card or stick that is there")
        sub.add_argument("--force", action="store_true", help="write over another device's bundle")
        network.options(sub)

    act("list", "all devices of the hall file and how they stand", device=False)
    sub = act("claim", "let a box ask for its certificate: once, within a day; its key never leaves it")
    place(sub)
    sub.add_argument(
        "--hours", type=int, default=CLAIM_HOURS, help="how long it is good (default, and at most: %(default)s)"
    )
    sub.add_argument("--slip", metavar="FILE", type=Path, help="also as a slip to print or to show: .png or .pdf")
    act("requests", "boxes that wait for somebody to compare their fingerprint", device=False)
    sub = act("approve", "the box with this fingerprint is the device")
    sub.add_argument("fingerprint", metavar="FINGERPRINT", help="as the box itself shows it")
    sub = act("refuse", "it is not; its claim is spent")
    sub.add_argument("fingerprint", metavar="FINGERPRINT", help="as in motcua device requests")
    sub = act("enrol", "make a key and a certificate for a box that cannot ask, in a boot bundle")
    place(sub)
    sub.add_argument("--replace", action="store_true", help="also when it has one, which is then revoked")
    sub = act("renew", "a new key and certificate, in a boot bundle, for a box that cannot renew them by itself")
    place(sub)
    sub = act("revoke", "stolen, lost or scrapped: from now on it takes no part")
    sub.add_argument("--reason", metavar="WORDS", required=True, help="what has happened, for the record")
    help = "on a box itself: make it what its boot bundle or its claim says"
    join.options(subs.add_parser("join", help=help, description=help))
    return parser


def _list(here: Here, _: argparse.Namespace) -> None:
    roles = {device.id: str(type(device).__struct_config__.tag) for device in here.plan.devices}
    rows = [(each.device, roles[each.device], *_stands(each, here.at)) for each in here.register.standings(here.plan)]
    if rows:
        table(rows)
    else:
        print("the hall file has no devices")
    for name in here.register.strangers(here.plan):
        print(f"{name} has a certificate and is not in the hall file: it may do nothing; motcua device revoke {name}")


def _stands(each: Standing, at: Millis) -> tuple[str, str]:
    asks = "" if each.asking is None else f"a box asks: {each.asking.fingerprint}"
    if each.shut_out:
        return f"shut out: {each.words}", asks
    if each.until is None:
        return "no certificate", asks
    return left(each.until, at), asks


def _requests(here: Here, _: argparse.Namespace) -> None:
    waiting = here.register.waiting()
    if waiting:
        table([(each.fingerprint, each.device, f"since {day(each.at)}", each.claim) for each in waiting])
        print("compare each with what the box itself shows, then: motcua device approve ID FINGERPRINT")
    else:
        print("nobody asks")


def _approve(here: Here, given: argparse.Namespace) -> None:
    device = here.device(given.id)
    held = acts.approve(here.register, here.authority, device.id, fingerprint_in(given.fingerprint), here.by, here.at)
    here.publish()
    print(f"{device.id} has its certificate, {left(held.until, here.at)}; the box fetches it within seconds")


def _refuse(here: Here, given: argparse.Namespace) -> None:
    acts.refuse(here.register, given.id, fingerprint_in(given.fingerprint), here.by, here.at)
    here.publish()
    print(f"refused; {given.id} needs another claim")


def _revoke(here: Here, given: argparse.Namespace) -> None:
    if here.plan.device(given.id) is None and given.id not in here.register.strangers(here.plan):
        here.device(given.id)
    reason = " ".join(given.reason.split())[:WORDS_MOST]
    if not reason:
        raise TrustError("say in --reason what has happened")
    acts.shut_out(here.register, given.id, reason, here.by, here.at)
    here.publish()
    print(f"{given.id} is shut out; a new box in its place: motcua device claim {given.id}")


ACTS = {
    "list": _list,
    "claim": claim,
    "requests": _requests,
    "approve": _approve,
    "refuse": _refuse,
    "enrol": enrol,
    "renew": renew,
    "revoke": _revoke,
}
SIGNED = {"approve", "claim", "enrol", "renew"}
"""What ends in a certificate."""


if __name__ == "__main__":
    sys.exit(main())
