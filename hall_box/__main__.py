"""``motcua box <act>``: what root does on a box. Imports only the act that is asked for."""

from __future__ import annotations

import sys
from importlib import import_module

ACTS = {
    "begin": ("hall_box.begin", "at each start: take the boot bundle in, say which box this is, start its role"),
    "watch": ("hall_box.watch", "while it has no role: look for a stick with a boot bundle"),
    "role": ("hall_box.role", "start what this box is"),
    "show": ("hall_box.show", "which box this is, and what its first start came to"),
    "technician": ("hall_box.way_in", "who may type commands at this box"),
    "update": ("hall_box.update", "come to run what the hub wants this box to run"),
    "health": ("hall_box.health", "find out whether the release that just started is good; if not, go back"),
    "setup": ("hall_box.setup.__main__", "the screen of a box that has no role yet"),
}
"""Name: module with ``main(argv)``, and what it does."""


def main(argv: list[str] | None = None) -> int:
    words = sys.argv[1:] if argv is None else argv
    if not words or words[0] not in ACTS:
        print("usage: motcua box <act> [options]\n", file=sys.stderr)
        for name, (_, what) in ACTS.items():
            print(f"  {name:<12}{what}", file=sys.stderr)
        return 2
    module, _ = ACTS[words[0]]
    return import_module(module).main(words[1:]) or 0


if __name__ == "__main__":
    sys.exit(main())
