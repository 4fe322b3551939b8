"""The hub itself, by a clock that goes N times as fast: ``hall_sim.fast_hub BEGINS ORIGIN SPEED OPTIONS …``."""

from __future__ import annotations

import sys

from hall_hub.__main__ import serve
from hall_sim.fast import of

OWN = 3
"""Words before the hub's own options."""


def main(argv: list[str] | None = None) -> int:
    words = sys.argv[1:] if argv is None else argv
    return serve(words[OWN:], of(words[:OWN]).clock())


if __name__ == "__main__":
    sys.exit(main())
