"""The few pieces of HTML that reports are made of. Every word of an outsider is escaped here."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from html import escape

from hall_hub.figures.style import style

SHORT = 16
"""Rows of a table that stays on one page of paper."""

_LONG = re.compile(r"\w{9,}")
"""A word, of another language than Vietnamese, that is wider than a column of numbers on paper."""
_MAY_PART = "\u00ad"


def _parted(long: re.Match[str]) -> str:
    """May be parted in the middle, with a hyphen, where there is no room."""
    word = long.group()
    return f"{word[: len(word) // 2]}{_MAY_PART}{word[len(word) // 2 :]}"


def framed(language: str, title: str, body: str, *, wide: bool = False) -> str:
    """A whole page that needs no network, no script and no other file; ``wide``: for paper that lies on its side."""
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    head = f"<head>{head}<style>{style()}</style></head>"
    kind = ' class="wide"' if wide else ""
    return f'<!doctype html><html lang="{escape(language)}">{head}<body{kind}>{body}</body></html>'


def section(title: str, *inside: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{''.join(inside)}</section>"


def note(words: str) -> str:
    return f'<p class="note">{escape(words)}</p>'


def table(
    title: str,
    headings: Sequence[str],
    rows: list[list[str]],
    *,
    last_is_whole: bool = False,
    texts: Collection[int] = (),
) -> str:
    """``title`` is told to whoever cannot see where the table stands. ``texts``: columns of words and not of numbers,
    behind the first, from 1."""
    left = ["" if at not in texts else ' class="text"' for at in range(len(headings))]
    head = "".join(
        f'<th scope="col"{kind}>{escape(_LONG.sub(_parted, heading))}</th>'
        for kind, heading in zip(left, headings, strict=True)
    )
    drawn = list[str]()
    for at, (name, *cells) in enumerate(rows):
        kind = ' class="whole"' if last_is_whole and at == len(rows) - 1 else ""
        inside = "".join(f"<td{kind}>{escape(cell)}</td>" for kind, cell in zip(left[1:], cells, strict=True))
        drawn.append(f'<tr{kind}><th scope="row">{escape(name)}</th>{inside}</tr>')
    # On paper one that has room on a page is not torn apart.
    kinds = " ".join(filter(None, ("short" if len(rows) <= SHORT else "", "worded" if texts else "")))
    kind = f' class="{kinds}"' if kinds else ""
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(title)}"><table{kind}>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(drawn)}</tbody></table></div>"
    )
