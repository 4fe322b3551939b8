"""The definitions as a Markdown table, for docs/figures.md: ``python -m hall_core.domain.figures.definitions_doc``."""

from __future__ import annotations

from hall_core.domain.figures.definitions import DEFINITIONS


def table() -> str:
    rows = [f"| {x.name.vi} · {x.name.en} | {x.says.vi} | {x.says.en} |" for x in DEFINITIONS.values()]
    return "\n".join(["| | | |", "|---|---|---|", *rows])


if __name__ == "__main__":
    print(table())
