"""``images/flash``: the command line."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from hall_core.device.hall_file import load
from hall_core.domain.plan import Plan
from hall_core.domain.plan_check import suggest
from hall_core.errors import MotcuaError
from hall_core.ui.translate import Words
from hall_trust import technician
from hall_trust.ca import CLAIM_HOURS
from hall_trust.commands import here, network
from hall_trust.folder import TrustFolder
from images.flashing import addresses, bundles, disks, image, writing
from images.flashing.addresses import Addresses
from images.flashing.bench import Bench
from images.flashing.bundles import Ready
from images.flashing.hall import Run
from images.flashing.image import Image
from images.flashing.journal import Journal
from images.flashing.trouble import RefusedError
from images.labels import sheet
from images.labels.label import Label, labels

REFUSED, FAILED, INTERRUPTED = 2, 1, 130
"""Exit status: nothing was written; a card was, or some are not, and they do not start; somebody stopped it."""
LOG = "cards.csv"
USAGE = """\
images/flash IMAGE DISK [--bundle DIR | --device ID --trust DIR]   one card
       images/flash hall HALL_FILE IMAGE DISK --trust DIR          the cards and labels of a whole hall
       images/flash labels HALL_FILE --out DIR                     labels alone"""


def main(argv: list[str] | None = None) -> int:
    words = sys.argv[1:] if argv is None else argv
    acts: dict[str, Callable[[list[str]], int]] = {"hall": _hall, "labels": _labels}
    # Also where a shell has its background jobs ignore SIGINT.
    before = {number: signal.signal(number, _interrupted) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        return acts[words[0]](words[1:]) if words and words[0] in acts else _one(words)
    except RefusedError as error:
        print(error, file=sys.stderr)
        return REFUSED
    except MotcuaError as error:
        print(error, file=sys.stderr)
        return FAILED
    except OSError as error:
        print(f"{error.filename or 'the disk of this computer'}: {error.strerror or error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("\nstopped: a card that was being written does not start; write it again", file=sys.stderr)
        return INTERRUPTED
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupted(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _one(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="images/flash", usage=USAGE, description="docs/flashing.md", allow_abbrev=False
    )
    _card_options(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--bundle", metavar="DIR", type=Path, help="the folder hall that motcua device enrol or claim made"
    )
    what.add_argument("--device", metavar="ID", help="make a key and a bundle for this device now; needs --trust")
    parser.add_argument("--trust", metavar="DIR", type=Path, help="the hall authority's folder")
    parser.add_argument("--replace", action="store_true", help="also when the device has a certificate, then revoked")
    network.options(parser)
    given = parser.parse_args(words)
    if (given.device is None) != (given.trust is None):
        parser.error("--device and --trust go together")
    if given.technician_key and given.device is None:
        parser.error("--technician-key goes with --device; a bundle has its own (motcua device enrol)")
    source = image.opened(given.image)
    bench = _bench(given)
    disk = bench.look(source)
    ready = None if given.bundle is None else bundles.given(given.bundle)
    named = "a box without a bundle, which will ask for one" if ready is None else ready.what
    bench.confirm(disk, f"{given.device} of {given.trust}" if given.device else named)
    if given.device is None:
        _flashed(bench, source, ready)
        return 0
    return _enrolled(given, words, bench, source)


def _enrolled(given: argparse.Namespace, words: list[str], bench: Bench, source: Image) -> int:
    """The key counts when its card is good."""
    from hall_trust.commands import gifts

    with here.opened(given.trust) as trust:
        found = trust.device(given.device)
        held = trust.register.in_force(found.id)
        if held is not None and held.until > trust.at and not given.replace:
            raise RefusedError(f"{found.id} has a certificate already; --replace makes another and revokes that")
        gift = gifts.keyed(trust, found)
        wanted = gifts.bundle_for(trust, gift, network.own_in(given))
    with bundles.made(wanted) as ready:
        _flashed(bench, source, ready)
    with here.opened(given.trust) as trust:
        gifts.count(trust, gift)
    return 0


def _flashed(bench: Bench, source: Image, ready: Ready | None) -> None:
    began = time.monotonic()
    done = bench.flash(source, ready)
    what = "no bundle" if ready is None else f"{done.files} files of the bundle of {ready.what}"
    print(f"good: {disks.amount(done.written)} written and read back, {what}; {time.monotonic() - began:.0f} s")
    print(f"SHA-256 of what is on it: {done.sum}")


def _hall(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="images/flash hall", allow_abbrev=False)
    parser.add_argument("hall", metavar="HALL_FILE", type=Path)
    _card_options(parser)
    parser.add_argument("--trust", metavar="DIR", type=Path, required=True, help="the hall authority's folder")
    parser.add_argument("--out", metavar="DIR", type=Path, help=f"for labels and {LOG} (default: HALL's id)")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--only", metavar="ID,ID", help="these boxes alone; the hub's is called hub")
    which.add_argument("--again", metavar="ID,ID", help="these alone, whose card is dead or lost: its key ends")
    parser.add_argument("--addresses", metavar="FILE", type=Path, help="fixed addresses (docs/flashing.md)")
    claims = f"claims instead of keys: each box makes its own, and somebody approves it; 1 to {CLAIM_HOURS}"
    parser.add_argument(
        "--claim-hours", metavar="N", type=int, default=0, choices=range(1, CLAIM_HOURS + 1), help=claims
    )
    parser.add_argument("--replace", action="store_true", help="new keys also for devices that have one, then revoked")
    network.technician_option(parser)
    given = parser.parse_args(words)
    plan = load(given.hall)
    told = TrustFolder(given.trust).told()
    if load(told.hall_file) != plan:
        raise RefusedError(f"{given.trust} goes by {told.hall_file}: motcua hall renew --hall {given.hall}")
    technicians = technician.keys_of_files(given.technician_key)
    source = image.opened(given.image)
    version = writing.version(source)
    where = given.out or Path(plan.hall.id)
    boxes = _boxes(plan, version, given.again or given.only)
    fixed = Addresses() if given.addresses is None else addresses.read(given.addresses, plan, told.broker[0])
    where.mkdir(parents=True, exist_ok=True)
    made = sheet.save(_labels_of(plan, version), where / "labels")
    print(f"{len(made)} files of labels: {where / 'labels'}")
    run = Run(
        source,
        _bench(given),
        Journal(where / LOG),
        given.trust,
        boxes,
        fixed,
        input,
        claim_hours=given.claim_hours,
        replace=given.replace,
        again=given.again is not None,
        technicians=technicians,
    )
    left = run.go()
    print(f"still without a card: {', '.join(left)}; the same command goes on" if left else "every box has its card")
    return FAILED if left else 0


def _labels(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="images/flash labels", allow_abbrev=False)
    parser.add_argument("hall", metavar="HALL_FILE", type=Path)
    parser.add_argument("--out", metavar="DIR", type=Path, required=True)
    parser.add_argument("--version", metavar="V", default="", help="of the image, to stand on them")
    given = parser.parse_args(words)
    made = sheet.save(_labels_of(load(given.hall), given.version), given.out)
    print(f"{len(made)} files of labels: {given.out}")
    return 0


def _labels_of(plan: Plan, version: str) -> list[Label]:
    words = Words()
    return labels(plan, version, words.into("vi"), words.into("en"))


def _boxes(plan: Plan, version: str, only: str | None) -> list[Label]:
    found = _labels_of(plan, version)
    if only is None:
        return found
    wanted, known = only.split(","), [box.id for box in found]
    for id in wanted:
        if id not in known:
            raise RefusedError(f'the hall file has no box "{id}"; {suggest(id, known)}')
    return [box for box in found if box.id in wanted]


def _card_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "image", metavar="IMAGE", type=Path, help="motcua-….img or .img.zst; its .bmap beside it is used"
    )
    parser.add_argument("target", metavar="DISK", type=Path, help="the whole disk, such as /dev/sdb")
    parser.add_argument("--file", action="store_true", help="DISK is a file that stands for one")
    sure = "nobody types its name: it is the disk with this serial number (or name, without one), removable or not"
    parser.add_argument("--yes-this-disk", metavar="SERIAL", help=sure)


def _bench(given: argparse.Namespace) -> Bench:
    return Bench(given.target, as_file=given.file, confirmed=given.yes_this_disk, ask=input)


if __name__ == "__main__":
    sys.exit(main())
