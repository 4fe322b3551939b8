"""``python -m images``: keys for releases, images, and updates."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from images import build, release
from images.packages import ARCHS
from images.tools import BuildError


def main(argv: list[str] | None = None) -> int:
    given = _parser().parse_args(argv)
    try:
        given.does(given)
    except (BuildError, OSError) as error:
        print(f"images: {error}", file=sys.stderr)
        return 1
    return 0


def _build(given: argparse.Namespace) -> None:
    build.image(given.arch, given.version or build.version(), given.keys, given.out, small=not given.bare)


def _keys(given: argparse.Namespace) -> None:
    release.keys(given.folder)
    print(
        f"{given.folder}: {release.AUTHORITY_KEY} belongs into a locked drawer, {release.SIGNER_KEY} to whoever builds"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="images", description="Makes what is flashed, and what updates it.")
    commands = parser.add_subparsers(required=True, metavar="build | keys | clean")
    to_build = commands.add_parser("build", help="an image for all roles, and its signed update; as root")
    to_build.add_argument("--arch", choices=ARCHS, required=True)
    to_build.add_argument("--version", type=_version, help="default: the project's")
    to_build.add_argument("--keys", metavar="DIR", type=Path, required=True, help="made by: images keys DIR")
    to_build.add_argument("--out", metavar="DIR", type=Path, default=build.BUILT, help="default: %(default)s")
    to_build.add_argument("--bare", action="store_true", help="the image alone: not compressed, no update")
    to_build.set_defaults(does=_build)
    to_make = commands.add_parser("keys", help="an authority for releases and a key that signs them")
    to_make.add_argument("folder", metavar="DIR", type=Path)
    to_make.set_defaults(does=_keys)
    to_clean = commands.add_parser("clean", help="takes away what was built, but for the tars of packages")
    to_clean.set_defaults(does=lambda _: build.clean())
    return parser


def _version(text: str) -> str:
    """What os-release, a bundle and a file's name can all hold."""
    if not re.fullmatch(r"[0-9a-z][0-9a-z.+~]{0,31}", text):
        raise argparse.ArgumentTypeError("figures, small letters, points, + and ~; at most 32")
    return text


if __name__ == "__main__":
    sys.exit(main())
