"""What a new edition of the catalogue changes for citizens: added, changed, repealed, hidden, gone. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Literal

from msgspec import Struct

from hall_core.domain.procedure import Catalogue, Procedure, Text, Title

SHORT = 60
"""Characters of a value in a report: enough to see what it is about."""
What = Literal["added", "changed", "repealed", "hidden", "gone"]
WHATS: tuple[What, ...] = ("added", "changed", "repealed", "hidden", "gone")
"""``added``: not shown before, shown now. ``gone``: shown before, and the new edition has none of this code."""


class Field(Struct, frozen=True):
    """One that differs; each value shortened, "" when there is none."""

    name: str
    old: str
    new: str


class Entry(Struct, frozen=True):
    what: What
    code: str
    title: str
    agency: str
    fields: list[Field] = []


class Difference(Struct, frozen=True, kw_only=True):
    entries: list[Entry]
    unseen: int = 0
    """Procedures that differ and are shown neither before nor after."""
    beside: list[str] = []
    """What else differs: agencies, fields, everyday words."""
    procedures: int
    public: int
    joint: int
    """Of the public ones."""

    def counts(self) -> dict[What, int]:
        return {what: sum(entry.what == what for entry in self.entries) for what in WHATS}

    @property
    def nothing(self) -> bool:
        return not (self.entries or self.unseen or self.beside)


def difference(before: Catalogue | None, after: Catalogue) -> Difference:
    """``before`` None: there was none."""
    old = {} if before is None else {each.code: each for each in before.procedures}
    new = {each.code: each for each in after.procedures}
    names = {agency.id: agency.name.vi for edition in (before, after) if edition for agency in edition.agencies}
    entries = [entry for code in sorted(old | new) if (entry := _entry(old.get(code), new.get(code), names))]
    public = [each for each in after.procedures if each.status == "active"]
    told = {entry.code for entry in entries}
    return Difference(
        entries=entries,
        unseen=sum(old.get(code) != new.get(code) and code not in told for code in old | new),
        beside=[] if before is None else list(_beside(before, after)),
        procedures=len(new),
        public=len(public),
        joint=sum(bool(each.joint) for each in public),
    )


def _entry(old: Procedure | None, new: Procedure | None, names: Mapping[str, str]) -> Entry | None:
    was, is_ = (each is not None and each.status == "active" for each in (old, new))
    one = new or old
    assert one is not None
    what: What
    fields: list[Field] = []
    if was and is_ and old is not None and new is not None:
        fields = list(_fields(old, new))
        if not fields:
            return None
        what = "changed"
    elif is_:
        what = "added"
    elif was:
        what = "gone" if new is None else "repealed" if new.status == "repealed" else "hidden"
    else:
        return None
    return Entry(what, one.code, short(one.title.vi), names.get(one.agency, one.agency), fields)


def _fields(old: Procedure, new: Procedure) -> Iterator[Field]:
    before, after = _lines(old), _lines(new)
    for name, lines in before.items():
        if lines != after[name]:
            gone, come = _apart(lines, after[name])
            yield Field(name, short(" | ".join(gone)), short(" | ".join(come)))


def _apart(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """The lines that only one of them has; where they are the same in another order, all."""
    gone: list[str] = []
    come: list[str] = []
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            gone += old[i:j]
            come += new[k:m]
    return gone, come


def _lines(procedure: Procedure) -> dict[str, list[str]]:
    """All that can be read of it, field by field, as lines."""
    made: dict[str, list[str]] = {}
    for name in ("name", "short", "applicants", "result", "where", "responsible", "steps"):
        text: Text | Title = getattr(procedure, name)
        made[name], made[f"{name}, English"] = text.vi.split("\n"), text.en.split("\n")
    for name in ("agency", "field", "level", "decision", "valid_from", "valid_to", "service"):
        made[name] = [getattr(procedure, name) or ""]
    made["legal"], made["joint"] = procedure.legal, procedure.joint
    made["papers"], made["papers, English"] = (
        [
            f"{case.name.into(language)}: {paper.name.into(language)} ({paper.originals}+{paper.copies})".removeprefix(
                ": "
            )
            for case in procedure.cases
            for paper in case.papers
        ]
        for language in ("vi", "en")
    )
    for channel in ("in-person", "online", "post"):
        there = [each for each in procedure.channels if each.kind == channel]
        made[f"time {channel}"] = [each.time.vi for each in there]
        made[f"fee {channel}"] = [each.fee.vi for each in there]
        made[f"time and fee {channel}, English"] = [f"{each.time.en}; {each.fee.en}" for each in there]
    return made


def _beside(before: Catalogue, after: Catalogue) -> Iterator[str]:
    for what, old, new in (
        ("agencies", {each.id: each for each in before.agencies}, {each.id: each for each in after.agencies}),
        ("fields", {each.id: each for each in before.fields}, {each.id: each for each in after.fields}),
        ("everyday words", {s.words: s.codes for s in before.synonyms}, {s.words: s.codes for s in after.synonyms}),
    ):
        come, gone = new.keys() - old.keys(), old.keys() - new.keys()
        changed = sum(old[key] != new[key] for key in old.keys() & new.keys())
        if come or gone or changed or list(old) != list(new):
            yield f"{what}: {len(come)} added, {changed} changed, {len(gone)} gone"


def short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…"
