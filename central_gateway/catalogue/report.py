"""What whoever decides about an edition reads. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from msgspec import Struct

from central_gateway.catalogue.difference import WHATS, Difference, Entry

FIELDS_SHOWN = 6
"""Of one procedure."""
_HEADS = {
    "added": "ADDED",
    "changed": "CHANGED",
    "repealed": "REPEALED",
    "hidden": "HIDDEN",
    "gone": "GONE (not in the new edition)",
}


class Report(Struct, frozen=True, kw_only=True):
    edition: str
    base: int | None
    """The edition with which it was compared; None: there was none."""
    delta: bool = False
    """What came were changes to that one."""
    difference: Difference
    left_out: list[str] = []
    """What is wrong in the files: these procedures are not in the edition."""

    @property
    def text(self) -> str:
        return "\n".join(_text(self)) + "\n"


def _text(report: Report) -> Iterator[str]:
    found = report.difference
    base = "with nothing, for none is in use" if report.base is None else f"with edition {report.base}"
    yield f'edition "{report.edition}", compared {base}{": changes to it" if report.delta else ""}'
    yield (
        f"{found.procedures} procedures, {found.public} of them public ({found.public - found.joint} single, "
        f"{found.joint} joint), {found.procedures - found.public} not public"
    )
    if found.nothing:
        yield "nothing changes"
    counts = found.counts()
    yield ", ".join(f"{counts[what]} {what}" for what in WHATS)
    yield from _by_agency(found.entries)
    for what in WHATS:
        entries = [entry for entry in found.entries if entry.what == what]
        if entries:
            yield ""
            yield _HEADS[what]
        for entry in entries:
            yield f"  {entry.code}  {entry.title}  [{entry.agency}]"
            for field in entry.fields[:FIELDS_SHOWN]:
                yield f"      {field.name}: {field.old or '-'} -> {field.new or '-'}"
            if len(entry.fields) > FIELDS_SHOWN:
                yield f"      … and {len(entry.fields) - FIELDS_SHOWN} more fields"
    if found.beside or found.unseen:
        yield ""
        yield "BESIDE"
        yield from (f"  {line}" for line in found.beside)
        if found.unseen:
            yield f"  {found.unseen} procedures differ that are not public"
    if report.left_out:
        yield ""
        yield "LEFT OUT, for something is wrong with it"
        yield from (f"  {line}" for line in report.left_out)


def _by_agency(entries: list[Entry]) -> Iterator[str]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        counts[entry.agency][entry.what] += 1
    for agency, of in sorted(counts.items(), key=lambda each: (-each[1].total(), each[0])):
        yield f"  {agency}: " + ", ".join(f"{of[what]} {what}" for what in WHATS if of[what])
