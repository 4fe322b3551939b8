"""A procedure (thủ tục) as a centre publishes it, and the catalogue of them all. Pure.

A code is no key for a name or for validity: names collide, and codes are repealed. Times and fees are texts, never
computed: a "Miễn phí" is often a default that the note beside it denies.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from hall_core.domain.names import Day, Language, Slug

NAME_LONGEST = 1_200
"""Characters: the longest name of the national list has 1,094."""
TEXT_LONGEST = 20_000
"""Characters of any other text: the longest order of work has 9,000."""

# Either the national list's, with or without the tail of an agency (".000.00.00.H35"), or one the centre made itself.
# What begins as a national code must be one: "1.00119" is a mistake, not an internal code.
ProcedureCode = Annotated[str, Meta(pattern=r"^(\d\.\d{6}(\.[A-Z0-9]{2,4}){0,4}|(?!\d\.)[A-Z0-9.-]{3,40})$(?!\n)")]
Status = Literal["active", "repealed", "hidden"]
ChannelKind = Literal["in-person", "online", "post"]
Line = Annotated[str, Meta(max_length=NAME_LONGEST)]
Copies = Annotated[int, Meta(ge=0, le=99)]


class Text(Struct, frozen=True, omit_defaults=True):
    """``en`` empty: nobody has translated it yet, and Vietnamese is shown."""

    vi: Annotated[str, Meta(max_length=TEXT_LONGEST)] = ""
    en: Annotated[str, Meta(max_length=TEXT_LONGEST)] = ""

    def into(self, language: Language) -> str:
        return (self.en or self.vi) if language == "en" else self.vi

    def lines(self, language: Language) -> list[str]:
        """For a text that holds one thing a line, such as the steps of the work."""
        return [line.strip() for line in self.into(language).split("\n") if line.strip()]


class Title(Struct, frozen=True, omit_defaults=True):
    """A :class:`Text` that is never empty and never longer than a name."""

    vi: Annotated[str, Meta(min_length=1, max_length=NAME_LONGEST)]
    en: Line = ""

    def into(self, language: Language) -> str:
        return (self.en or self.vi) if language == "en" else self.vi


class Paper(Struct, frozen=True, omit_defaults=True):
    name: Text
    originals: Copies = 0
    copies: Copies = 0


class Case(Struct, frozen=True, omit_defaults=True):
    """The papers differ by case; a ``name`` without words is the only case."""

    name: Text
    papers: list[Paper]


class Channel(Struct, frozen=True, omit_defaults=True):
    """One way to file: how long it takes and what it costs there."""

    kind: ChannelKind
    time: Text = Text()
    fee: Text = Text()


class Procedure(Struct, frozen=True, kw_only=True, omit_defaults=True):
    code: ProcedureCode
    name: Title
    agency: Slug
    field: Slug
    short: Text = Text()
    """A name that fits a tile; may be empty."""
    level: Line = ""
    applicants: Text = Text()
    result: Text = Text()
    where: Text = Text()
    responsible: Text = Text()
    steps: Text = Text()
    """One step a line."""
    legal: list[Line] = []
    """Numbers of documents."""
    decision: Line = ""
    """The decision that publishes it."""
    valid_from: Day | None = None
    valid_to: Day | None = None
    """The last day on which it is in force."""
    status: Status = "active"
    service: Slug | None = None
    """The hall's service whose queue one joins for it."""
    joint: list[Slug] = []
    """Other agencies that take part (liên thông); empty: it is one agency's alone."""
    cases: list[Case] = []
    channels: list[Channel] = []

    @property
    def title(self) -> Title:
        """The name to show where there is little room."""
        return Title(self.short.vi, self.short.en or self.name.en) if self.short.vi else self.name


class Agency(Struct, frozen=True):
    id: Slug
    name: Title


class Field(Struct, frozen=True):
    id: Slug
    agency: Slug
    name: Title


class Synonym(Struct, frozen=True):
    """Everyday words for some procedures, the best one first."""

    words: Annotated[str, Meta(min_length=1, max_length=NAME_LONGEST)]
    codes: list[ProcedureCode]


class Catalogue(Struct, frozen=True, kw_only=True):
    """One edition."""

    edition: Line
    """What the centre calls it."""
    date: Day | None = None
    source: Line = ""
    agencies: list[Agency]
    fields: list[Field]
    synonyms: list[Synonym] = []
    procedures: list[Procedure]


def published(catalogue: Catalogue) -> Catalogue:
    """What may be given away: nothing that may never be shown, and no words that mean it alone."""
    procedures = [procedure for procedure in catalogue.procedures if procedure.status == "active"]
    codes = {procedure.code for procedure in procedures}
    synonyms = [replace(s, codes=kept) for s in catalogue.synonyms if (kept := [c for c in s.codes if c in codes])]
    return replace(catalogue, synonyms=synonyms, procedures=procedures)


def visible(procedure: Procedure, day: Day | None) -> bool:
    """Whether citizens may see it on ``day``; None when nobody knows which day it is: then dates cannot hide it."""
    if procedure.status != "active":
        return False
    if day is None:
        return True
    # Days are written so that they sort as texts.
    return (procedure.valid_from or day) <= day <= (procedure.valid_to or day)
