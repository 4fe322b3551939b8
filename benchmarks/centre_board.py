"""``motcua board``, watched from inside: the same program, which also says when a picture with other words stood on the
glass, as ``painted {"at": …, "words": […]}``: after the driver has drawn it, by the machine's one clock."""

from __future__ import annotations

import json
import sys
from typing import Any

from benchmarks.now import now
from display_app import __main__ as program
from hall_core.ui import window
from hall_core.ui.shown import shown

SAYS = "painted"


def main(argv: list[str]) -> int:
    run, flip = window.run, window.flip
    roots, last = list[Any](), list[str]()

    def watched_run(root: Any, *given: Any) -> None:
        roots.append(root)
        run(root, *given)

    def watched_flip() -> None:
        flip()
        at = now()
        words: list[str] = shown(roots[0], (1, 1))["words"] if roots else []
        if words != last:
            last[:] = words
            print(SAYS, json.dumps({"at": at, "words": words}), flush=True)

    window.run, window.flip = watched_run, watched_flip  # before the program takes them from there
    return program.main(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
