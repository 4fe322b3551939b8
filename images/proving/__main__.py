"""``images/prove``: boots an image and lives a day with it, without hardware."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Collection
from pathlib import Path

from demo.paper import PaperPrinter
from images.packages import ARCHS
from images.proving import cable
from images.proving.hall import ALL, HUB, KIOSK, Hall
from images.proving.releases import made
from images.proving.report import Report
from images.proving.story import Story
from images.proving.vm import has_kvm

POINTS = ("setup", "hall", "ticket", "dark", "frozen", "update", "speed", "power", "card", "pi")
GOOD, BAD = "9.9.8", "9.9.9"
"""The versions of the releases that are made for the proof."""


def acts(story: Story, given: argparse.Namespace, wanted: Collection[str]) -> dict[str, Callable[[], None]]:
    return {
        "setup": story.without_a_bundle,
        "hall": lambda: story.the_hall(ALL if "ticket" in wanted or not given.again else (HUB, KIOSK)),
        "ticket": story.a_ticket,
        "dark": story.a_dark_screen,
        "frozen": story.a_frozen_program,
        "update": lambda: story.updates(*_releases(given)),
        "speed": lambda: story.first_screen(given.starts),
        "power": lambda: story.power_cuts(given.cuts, given.seed),
        "card": story.a_dead_card,
        "pi": story.on_a_pi,
    }


def _releases(given: argparse.Namespace) -> tuple[Path, Path]:
    """A good one, and one whose kiosk does not start."""
    root = given.image.with_suffix(".root.ext4")
    good, bad = (given.out / f"motcua-{version}-{given.arch}.raucb" for version in (GOOD, BAD))
    made(root, good, given.arch, GOOD, given.keys)
    made(root, bad, given.arch, BAD, given.keys, spoilt=True)
    return good, bad


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="images/prove", description="docs/images.md")
    parser.add_argument("image", metavar="IMAGE", type=Path, help="motcua-….img, not packed, its root beside it")
    parser.add_argument("--arch", choices=ARCHS, default="amd64")
    parser.add_argument("--keys", metavar="DIR", type=Path, help="what signs its releases; without it no update")
    parser.add_argument("--out", metavar="DIR", type=Path, default=Path("build/proof"), help="default: %(default)s")
    parser.add_argument("--only", metavar="POINT,POINT", default=",".join(POINTS), help="of %(default)s")
    parser.add_argument("--cuts", metavar="N", type=int, default=20, help="of the hub's plug (default: %(default)s)")
    parser.add_argument("--starts", metavar="N", type=int, default=3, help="of the kiosk, for speed")
    parser.add_argument("--again", action="store_true", help="with the boxes of the last time, as they were left there")
    parser.add_argument("--seed", metavar="N", type=int, default=8)
    given = parser.parse_args(argv)
    wanted = set(given.only.split(","))
    if unknown := wanted - set(POINTS):
        parser.error(f"there is no point {', '.join(sorted(unknown))}")
    if given.arch != "arm64":
        wanted.discard("pi")
    if not given.keys:
        if "update" in wanted and given.only != ",".join(POINTS):
            parser.error("the point update needs --keys")
        wanted.discard("update")
    left_out = [point for point in POINTS if point in given.only.split(",") and point not in wanted]
    if wanted & ({"ticket", "dark", "frozen", "update"} if given.again else {*POINTS} - {"setup", "pi"}):
        wanted.add("hall")
    # Whoever ends the proof ends its machines.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    given.out.mkdir(parents=True, exist_ok=True)
    cable.lay()
    how = "with KVM" if has_kvm() else "without KVM"
    report = Report(given.out, f"{given.image.name} in QEMU, {how}", again=given.again)
    hall, pictures = Hall(given.image, given.arch, given.out), given.out / "pictures"
    with PaperPrinter(given.out / "papers") as printer:
        story = Story(hall, report, pictures, printer, again=given.again)
        try:
            does = acts(story, given, wanted)
            for point in POINTS:
                if point in wanted:
                    does[point]()
        finally:
            story.close()
    for point in left_out:
        report.line(point, "left out: " + ("no --keys" if point == "update" else f"not of {given.arch}"))
    print(f"{len(report.bad)} points failed; {given.out / 'report.md'}")
    return 1 if report.bad else 0


if __name__ == "__main__":
    sys.exit(main())
