"""``./run check-hall FILE …``: is this hall file good, and what does it describe?"""

from __future__ import annotations

import argparse
from pathlib import Path

from hall_core.device.hall_file import digest
from hall_core.device.program import load_plan_or_exit


def main(argv: list[str] | None = None) -> None:
    """One line for each good file; every mistake of the first bad one, and exit status 2."""
    parser = argparse.ArgumentParser(prog="check-hall", description="Reads hall files and tells every mistake.")
    parser.add_argument("files", metavar="FILE", type=Path, nargs="+")
    for file in parser.parse_args(argv).files:
        plan = load_plan_or_exit(file)
        sizes = f"{len(plan.counters)} counters, {len(plan.services)} services, {len(plan.devices)} devices"
        print(f'{file}: good; hall "{plan.hall.id}", {sizes}, digest {digest(plan)}')


if __name__ == "__main__":
    main()
