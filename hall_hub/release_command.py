"""``motcua release take | show | offer | stop | sooner | now | drop``: what a technician does with releases on the
hub's box (docs/updates.md). The running hub does what is ordered here within a second."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from hall_core.contract import release as r
from hall_core.contract.ids import new_id
from hall_core.device.bundle import BundleError
from hall_core.device.program import the_end
from hall_hub.release_folder import Ordered, ReleaseError, ReleaseFolder
from hall_hub.releases import TECHNICIAN

DATA = Path("/var/lib/motcua/hub")
WITHIN = 10.0
"""Seconds for the hub to take an order: it looks once a second."""
DOES_WITHIN = 3.0
"""Seconds to keep it, on a slow card."""


def main(argv: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(argv)
    folder = ReleaseFolder(given.data)
    try:
        return given.does(folder, given)
    except (ReleaseError, BundleError) as error:
        raise the_end(str(error)) from error
    except OSError as error:
        raise the_end(f"{error.filename}: {error.strerror}") from error


def take(folder: ReleaseFolder, given: argparse.Namespace) -> int:
    kept = folder.take(given.file, given.keyring)
    print(f"{kept.version} for {kept.machine} is here: {kept.size / 1e6:.0f} MB, sha256 {kept.digest}")
    for old in folder.drop_oldest():
        print(f"{old} was dropped: two versions are kept")
    return 0


def show(folder: ReleaseFolder, given: argparse.Namespace) -> int:
    for kept in folder.kept():
        print(f"{kept.version}  {kept.machine}  {kept.size / 1e6:.0f} MB  sha256 {kept.digest}")
    rollout = folder.rollout()
    if rollout is None:
        print("nothing is being rolled out")
        return 0
    print(f"rollout of {rollout.version}, {rollout.first} first, ordered by {rollout.by}")
    if rollout.stop is not None:
        print(f"stopped: {rollout.stop} {rollout.stopped_by or ''}")
    elif rollout.told:
        print(f"at it now: {', '.join(sorted(rollout.told))}")
    return 0


def offer(folder: ReleaseFolder, given: argparse.Namespace) -> int:
    versions = {kept.version for kept in folder.kept()}
    if given.version not in versions:
        here = ", ".join(sorted(versions)) or "none"
        raise ReleaseError(f"no release {given.version} is here ({here}): motcua release take FILE")
    ordered = Ordered(new_id(), r.Offer(version=given.version, first=given.first, by=TECHNICIAN))
    return _order(folder, ordered, lambda: (rollout := folder.rollout()) is not None and rollout.id == ordered.id)


def about(make: Callable[..., r.ReleaseWish]) -> Callable[[ReleaseFolder, argparse.Namespace], int]:
    """An order about the rollout that there is."""

    def does(folder: ReleaseFolder, given: argparse.Namespace) -> int:
        rollout = folder.rollout()
        if rollout is None:
            raise ReleaseError("nothing is being rolled out")
        return _order(folder, Ordered(new_id(), make(offer=rollout.id, by=TECHNICIAN)), lambda: True)

    return does


def drop(folder: ReleaseFolder, given: argparse.Namespace) -> int:
    rollout = folder.rollout()
    if rollout is not None and rollout.version == given.version and rollout.stop is None:
        raise ReleaseError(f"{given.version} is being rolled out: motcua release stop first")
    count = folder.drop(given.version)
    print(f"{count} file{'' if count == 1 else 's'} dropped")
    return 0


def _order(folder: ReleaseFolder, ordered: Ordered, done: Callable[[], bool]) -> int:
    """``done``: whether the hub goes by it, which it need not."""
    folder.order(ordered)
    until = time.monotonic() + WITHIN
    while folder.is_ordered():
        if time.monotonic() > until:
            raise ReleaseError("the hub has not taken it yet: is hall-hub running? It will, when it is")
        time.sleep(0.1)
    until = time.monotonic() + DOES_WITHIN
    while not done():
        if time.monotonic() > until:
            raise ReleaseError("the hub does not do it, and says why in its log: journalctl -u hall-hub -n 20")
        time.sleep(0.1)
    print("the hub has it")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="release", description="Releases of the boxes' software, on the hub's box.")
    parser.add_argument(
        "--data", metavar="DIR", type=Path, default=DATA, help="the hub's folder (default: %(default)s)"
    )
    acts = parser.add_subparsers(required=True, metavar="ACT")

    def act(name: str, does: Callable[[ReleaseFolder, argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        added = acts.add_parser(name, help=help, description=help)
        added.set_defaults(does=does)
        return added

    taking = act("take", take, "keep a copy of a signed release, to be given to boxes")
    taking.add_argument("file", metavar="FILE", type=Path)
    taking.add_argument("--keyring", metavar="FILE", type=Path, help="whose signature counts (default: the box' own)")
    act("show", show, "which releases are here, and what is being rolled out")
    offering = act("offer", offer, "all boxes are to have this version, one of them first")
    offering.add_argument("version", metavar="VERSION")
    offering.add_argument("--first", metavar="DEVICE", required=True, help="the box that proves it")
    act("stop", about(r.Stopped), "no further box takes it")
    act("sooner", about(r.Sooner), "the others follow once the first box has been well for half an hour")
    act("now", about(r.InHours), "also while the hall is open, for two hours")
    dropping = act("drop", drop, "delete a release from this box")
    dropping.add_argument("version", metavar="VERSION")
    return parser


if __name__ == "__main__":
    sys.exit(main())
