"""A mistake in a plan, in plain words, and which word was meant instead of a misspelt one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

Path = tuple[str | int, ...]
"""Keys and list positions (from 0) from the top of the file."""

ANY = "*"
"""In ``leans``: every key or position at this level."""

_LISTED = 8
"""Known names told when none is close: more than this is not read by anybody."""


class Fault(Struct, frozen=True):
    """``wrong`` and ``right`` are parts of one sentence in plain words: what is there, and what should be."""

    where: Path
    wrong: str
    right: str = ""
    leans: tuple[Path, ...] = ()
    """What must have been read for this to be so; none named: its own place."""

    def is_spoilt(self, broken: Path) -> bool:
        """Whether something that could not be read lies at, above or below a place it leans on."""
        leans = self.leans or (self.where,)
        return any(all(part in (ANY, other) for part, other in zip(place, broken, strict=False)) for place in leans)


def closest(word: str, known: Sequence[str]) -> list[str]:
    """The known word that ``word`` may have been meant for, or none."""
    # Imported here: only a mistake needs it, and every start of a screen would wait for it.
    from difflib import get_close_matches

    return get_close_matches(word, known, n=1)


def suggest(word: str, known: Sequence[str]) -> str:
    """``did you mean "x"?`` when a known word is close, otherwise the known words, the first few of them."""
    close = closest(word, known)
    if close:
        return f'did you mean "{close[0]}"?'
    if not known:
        return "there is none at all"
    listed = ", ".join(f'"{name}"' for name in known[:_LISTED])
    return f"known: {listed}{' …' if len(known) > _LISTED else ''}"


def unknown(where: Path, id: str, what: str, of: str, known: Sequence[str]) -> Iterator[Fault]:
    """``id`` stands there for a ``what`` of the list ``of``, and none has it."""
    if id not in known:
        yield Fault(where, f'no {what} is called "{id}"', suggest(id, known), (where, (of, ANY, "id")))
