"""``motcua box show``: which box this is, and what its first start came to."""

from __future__ import annotations

import argparse
import sys

from hall_box.places import Places
from hall_box.spoken import lines
from hall_box.standing import told
from hall_core.ui.translate import Words


def main(argv: list[str] | None = None) -> int:
    """Exit status 1 for a box that waits for somebody."""
    parser = argparse.ArgumentParser(prog="motcua box show", description="Which box this is (docs/box.md).")
    parser.add_argument("--english", action="store_true", help="in English")
    given = parser.parse_args(argv)
    standing = told(Places())
    if standing is None:
        print("motcua-box.service has not run on this box: it was set up by hand (docs/box.md)", file=sys.stderr)
        return 1
    print(*lines(standing, Words().into("en" if given.english else "vi")), sep="\n")
    return 0 if standing.fault is None else 1
