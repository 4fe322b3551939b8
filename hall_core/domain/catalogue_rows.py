"""Row by row: what the tables of a catalogue say, as values, and what is wrong with each row. Pure.

Blame falls where the mistake is: what refers to a row that was found bad is left out with it, without a word more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, cast, get_args

from msgspec.structs import replace

from hall_core.domain.names import Slug
from hall_core.domain.plan_check import closest, suggest
from hall_core.domain.procedure import (
    NAME_LONGEST,
    Agency,
    Case,
    Catalogue,
    Channel,
    ChannelKind,
    Field,
    Paper,
    Procedure,
    ProcedureCode,
    Status,
    Synonym,
    Text,
    Title,
)
from hall_core.domain.table import Finding, Row, Table, whole

_CODE = re.compile(get_args(ProcedureCode)[1].pattern)
_SLUG = re.compile(get_args(Slug)[1].pattern)
_DAY = re.compile(r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)|(?P<d2>\d\d?)/(?P<m2>\d\d?)/(?P<y2>\d{4})")
_EDITION_KEYS = ("edition", "date", "source")
_COPIES_MOST = 99


class _Cells:
    """One row, cell by cell; each mistake is told and a stand-in given."""

    def __init__(self, file: str, row: Row, findings: list[Finding]) -> None:
        self.line = row.line
        self.good = True
        self._file = file
        self._values = row.values
        self._findings = findings

    def wrong(self, reason: str) -> None:
        self._findings.append(Finding(self._file, self.line, reason))
        self.good = False

    def raw(self, column: str) -> str:
        return self._values[column]

    def line_of(self, column: str) -> str:
        """A text no longer than a name."""
        value = self.raw(column)
        if len(value) > NAME_LONGEST:
            self.wrong(f'"{column}" has {len(value)} characters, at most {NAME_LONGEST} are allowed')
        return value

    def title(self) -> Title:
        if not self.raw("name_vi"):
            self.wrong('"name_vi" is empty')
        return Title(self.line_of("name_vi"), self.line_of("name_en"))

    def text(self, name: str) -> Text:
        return Text(self.raw(f"{name}_vi"), self.raw(f"{name}_en"))

    def short_text(self, name: str) -> Text:
        return Text(self.line_of(f"{name}_vi"), self.line_of(f"{name}_en"))

    def lines(self, column: str) -> list[str]:
        found = [line.strip() for line in self.raw(column).split("\n") if line.strip()]
        for line in found:
            if len(line) > NAME_LONGEST:
                self.wrong(f'a line of "{column}" has {len(line)} characters, at most {NAME_LONGEST} are allowed')
        return found

    def own(self, column: str, pattern: re.Pattern[str], right: str, taken: Mapping[str, int]) -> str:
        """An id or a code that no row before has."""
        value = self.raw(column)
        if not pattern.fullmatch(value):
            self.wrong(f'{column} "{value[:40]}" is not allowed; must be {right}')
        elif value in taken:
            self.wrong(f'{column} "{value}" is already that of line {taken[value]}')
        return value

    def known(self, column: str, what: str, of: Collection[str]) -> str:
        value = self.raw(column)
        if value not in of:
            # A list of codes is too long to be told, and one code is no slip of another.
            hint = "" if what == "procedure" else f"; {suggest(value, sorted(of))}"
            self.wrong(f'no {what} is called "{value[:40]}"{hint}')
        return value

    def joint(self, agencies: Collection[str]) -> list[str]:
        """Agencies that take part beside the first."""
        found = list(dict.fromkeys(self.raw("joint").split()))
        for agency in (agency for agency in found if agency not in agencies):
            self.wrong(f'no agency is called "{agency[:40]}"; {suggest(agency, sorted(agencies))}')
        return [agency for agency in found if agency != self.raw("agency")]

    def choice(self, column: str, kinds: Any) -> Any:
        value, allowed = self.raw(column), cast("tuple[str, ...]", get_args(kinds))
        if value not in allowed:
            close = closest(value, allowed)
            hint = f'; did you mean "{close[0]}"?' if close else ""
            self.wrong(f'{column} "{value[:40]}" is not allowed; must be {" or ".join(allowed)}{hint}')
        return value

    def number(self, column: str) -> int:
        """Empty is 0."""
        value = self.raw(column)
        if not value:
            return 0
        found = whole(value)
        if found is None or found > _COPIES_MOST:
            self.wrong(f'{column} "{value[:40]}" is not a number from 0 to {_COPIES_MOST}')
            return 0
        return found

    def day(self, column: str) -> str | None:
        """As YYYY-MM-DD; None when empty."""
        value = self.raw(column)
        if not value:
            return None
        found = _DAY.fullmatch(value)
        if found is not None:
            y, m, d = (int(found[part] or found[f"{part}2"]) for part in "ymd")
            try:
                return date(y, m, d).isoformat()
            except ValueError:
                pass  # such as 31 April: told below, like what is no date at all
        self.wrong(f'{column} "{value[:40]}" is no date; write 2026-11-20 or 20/11/2026')
        return None


class Rows:
    """Reads ``tables``; ``findings`` has what was said about them before and all that is found here."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = tables
        self.findings = [finding for table in tables.values() for finding in table.findings]
        listed = tables["procedures.csv"]
        self.count = len(listed.rows) + len(listed.spoilt)
        """Rows that are meant to be procedures, good or not."""
        self._agencies: dict[str, Agency] = {}
        self._fields: dict[str, Field] = {}
        self._procedures: dict[str, Procedure] = {}
        self._spoilt = {code for name in ("papers.csv", "channels.csv") for code in self._bad(name, "code")}
        """Codes of procedures about which a row is bad."""

    def catalogue(self) -> Catalogue:
        """All that is good in them."""
        self._read_agencies()
        self._read_fields()
        self._read_procedures()
        cases, channels = self._read_papers(), self._read_channels()
        good = [
            replace(procedure, cases=cases.get(code, []), channels=channels.get(code, []))
            for code, procedure in self._procedures.items()
            if code not in self._spoilt and procedure.agency in self._agencies and procedure.field in self._fields
        ]
        synonyms = list(self._read_synonyms({procedure.code for procedure in good}))
        edition, day, source = self._read_edition()
        return Catalogue(
            edition=edition,
            date=day,
            source=source,
            agencies=list(self._agencies.values()),
            fields=[field for field in self._fields.values() if field.agency in self._agencies],
            synonyms=synonyms,
            procedures=good,
        )

    def _cells(self, file: str) -> Iterator[_Cells]:
        if file in self._tables:
            yield from (_Cells(file, row, self.findings) for row in self._tables[file].rows)

    def _bad(self, file: str, column: str) -> set[str]:
        return {row.values[column] for row in self._tables[file].spoilt}

    def _all(self, file: str, column: str) -> set[str]:
        """What the rows of ``file`` are called, the bad ones too."""
        return {row.values[column] for row in self._tables[file].rows} | self._bad(file, column)

    def _read_agencies(self) -> None:
        taken: dict[str, int] = {}
        for cells in self._cells("agencies.csv"):
            agency = Agency(cells.own("id", _SLUG, 'a-z, 0-9 and "-", at most 32', taken), cells.title())
            taken.setdefault(agency.id, cells.line)
            if cells.good:
                self._agencies[agency.id] = agency

    def _read_fields(self) -> None:
        taken: dict[str, int] = {}
        agencies = self._all("agencies.csv", "id")
        for cells in self._cells("fields.csv"):
            id = cells.own("id", _SLUG, 'a-z, 0-9 and "-", at most 32', taken)
            field = Field(id, cells.known("agency", "agency", agencies), cells.title())
            taken.setdefault(id, cells.line)
            if cells.good:
                self._fields[id] = field

    def _read_procedures(self) -> None:
        taken: dict[str, int] = {}
        agencies, fields = self._all("agencies.csv", "id"), self._all("fields.csv", "id")
        for cells in self._cells("procedures.csv"):
            code = cells.own("code", _CODE, 'such as "1.001193", or of A-Z, 0-9, "." and "-"', taken)
            taken.setdefault(code, cells.line)
            procedure = Procedure(
                code=code,
                name=cells.title(),
                short=cells.short_text("short"),
                agency=cells.known("agency", "agency", agencies),
                field=cells.known("field", "field", fields),
                level=cells.line_of("level"),
                applicants=cells.text("applicants"),
                result=cells.text("result"),
                where=cells.text("where"),
                responsible=cells.text("responsible"),
                steps=cells.text("steps"),
                legal=cells.lines("legal"),
                decision=cells.line_of("decision"),
                valid_from=cells.day("valid_from"),
                valid_to=cells.day("valid_to"),
                status=cells.choice("status", Status),
                service=cells.raw("service") or None,
                joint=cells.joint(agencies),
            )
            if procedure.service and not _SLUG.fullmatch(procedure.service):
                cells.wrong(f'service "{procedure.service[:40]}" is not allowed; must be the id of a service, or empty')
            if procedure.valid_from and procedure.valid_to and procedure.valid_to < procedure.valid_from:
                cells.wrong(f"valid_to {procedure.valid_to} comes before valid_from {procedure.valid_from}")
            if cells.good:
                self._procedures[code] = procedure

    def _read_papers(self) -> dict[str, list[Case]]:
        """The cases of a procedure in the order in which they first appear, and so their papers."""
        cases: dict[str, dict[str, Case]] = {}
        for cells, code in self._about_procedures("papers.csv"):
            if not cells.raw("paper_vi"):
                cells.wrong('"paper_vi" is empty')
            name = cells.text("case")
            case = cases.setdefault(code, {}).setdefault(name.vi, Case(name, []))
            case.papers.append(Paper(cells.text("paper"), cells.number("originals"), cells.number("copies")))
        return {code: list(by_name.values()) for code, by_name in cases.items()}

    def _read_channels(self) -> dict[str, list[Channel]]:
        channels: dict[str, list[Channel]] = {}
        for cells, code in self._about_procedures("channels.csv"):
            channel = Channel(cells.choice("channel", ChannelKind), cells.text("time"), cells.text("fee"))
            channels.setdefault(code, []).append(channel)
        return channels

    def _about_procedures(self, file: str) -> Iterator[tuple[_Cells, str]]:
        """Each row with the code it is about; a row found bad meanwhile spoils its procedure."""
        codes = self._all("procedures.csv", "code")
        for cells in self._cells(file):
            code = cells.known("code", "procedure", codes)
            yield cells, code
            if not cells.good:
                self._spoilt.add(code)

    def _read_synonyms(self, kept: set[str]) -> Iterator[Synonym]:
        codes = self._all("procedures.csv", "code")
        for cells in self._cells("synonyms.csv"):
            words, meant = cells.line_of("words"), cells.raw("codes").split()
            if not words or not meant:
                cells.wrong("needs both words and codes")
            for code in (code for code in meant if code not in codes):
                cells.wrong(f'no procedure is called "{code[:40]}"')
            found = [code for code in dict.fromkeys(meant) if code in kept]
            if found and words and len(words) <= NAME_LONGEST:
                yield Synonym(words, found)

    def _read_edition(self) -> tuple[str, str | None, str]:
        values: dict[str, str] = dict.fromkeys(_EDITION_KEYS, "")
        day: str | None = None
        for cells in self._cells("edition.csv"):
            key = cells.known("key", "key", _EDITION_KEYS)
            values[key] = cells.line_of("value")
            day = cells.day("value") if key == "date" else day
        return values["edition"][:NAME_LONGEST], day, values["source"][:NAME_LONGEST]
