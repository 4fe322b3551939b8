"""What somebody offers as a new edition: whole, or as changes to the one in use; and whether it can be one at all.

The rules: what docs/catalogue.md says of an edition (for changes: of the procedures that change). Besides, it must fit
into messages, and something must change.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from central_gateway.catalogue.difference import Difference, difference
from hall_core.contract.centre.catalogue_items import CatalogueItemsError, items_of
from hall_core.device.catalogue_folder import read
from hall_core.device.table import read_table
from hall_core.domain.catalogue_check import FILES, LEAST_SHARE, Checked, check
from hall_core.domain.catalogue_rows import Rows
from hall_core.domain.procedure import Agency, Catalogue, Field, Procedure, Synonym, published
from hall_core.domain.table import Finding, Row, Table

REPEALED = "repealed.csv"
"""Beside the files of docs/catalogue.md, in a folder of changes: codes that are in force no longer."""
LEFT_OUT_MOST = 1_000
"""Findings that are kept: nobody reads more."""

_CONTROL = re.compile(r"(?<!\\)(?:\\\\)*\\(?:u00[01]|[bf])|[\x7f-\x9f]")
"""A sign in JSON that does nothing but harm: PostgreSQL takes no NUL, and no kiosk knows what to draw."""

Named = TypeVar("Named", Agency, Field)


class Offer(Struct, frozen=True, kw_only=True):
    catalogue: Catalogue | None
    """None: ``refusal`` says why."""
    refusal: str = ""
    may_force: bool = False
    findings: list[str] = []
    delta: bool = False
    difference: Difference | None = None


def whole(folder: Path, before: Catalogue | None, *, force: bool = False) -> Offer:
    """A folder of tables that has everything."""
    checked = read(folder, 0 if before is None else len(before.procedures), force=force)
    return _weighed(_offer(checked), before)


def changes(folder: Path, before: Catalogue | None) -> Offer:
    """A folder of tables that has only what is new or different, with what is repealed."""
    if before is None:
        return Offer(catalogue=None, refusal="there is no edition in use that could be changed", delta=True)
    tables = {name: _table(folder, name) for name in FILES}
    tables["agencies.csv"] = _beneath(tables["agencies.csv"], before.agencies)
    tables["fields.csv"] = _beneath(tables["fields.csv"], before.fields)
    words, gone = tables.pop("synonyms.csv"), _table(folder, REPEALED)
    if tables["procedures.csv"].rows or tables["procedures.csv"].spoilt:
        checked = check(tables, 0)
    else:
        rows = Rows(tables)  # nothing but what is repealed, or said
        bad = [name for name, table in tables.items() if not table.whole]
        checked = Checked(rows.catalogue(), rows.findings, 0, 0, f"{', '.join(bad)} cannot be used" if bad else "")
    broken = [name for name, table in ((REPEALED, gone), ("synonyms.csv", words)) if not table.whole]
    if broken and not checked.refusal:
        checked = replace(checked, catalogue=None, refusal=f"{', '.join(broken)} cannot be used")
    if checked.catalogue is None or checked.refusal:
        return replace(_offer(checked), catalogue=None, delta=True)
    merged, findings = _merged(before, checked.catalogue, words, gone)
    offer = _offer(replace(checked, catalogue=merged, findings=[*checked.findings, *findings]))
    return _weighed(replace(offer, delta=True), before)


def given(catalogue: Catalogue, before: Catalogue | None, *, force: bool = False) -> Offer:
    """One that came as values, with bounds checked and nothing else."""
    wrong = list(_wrong(catalogue))
    if wrong:
        return Offer(catalogue=None, refusal=wrong[0], findings=wrong[:LEFT_OUT_MOST])
    least = 0 if before is None or force else LEAST_SHARE * len(before.procedures)
    if not catalogue.procedures or len(catalogue.procedures) < least:
        few = f"it has only {len(catalogue.procedures)} procedures; was the export cut off?"
        return Offer(catalogue=None, refusal=few, may_force=bool(catalogue.procedures))
    return _weighed(Offer(catalogue=catalogue), before)


def _offer(checked: Checked) -> Offer:
    return Offer(
        catalogue=checked.catalogue,
        refusal=checked.refusal,
        may_force=checked.may_force,
        findings=[str(finding) for finding in checked.findings[:LEFT_OUT_MOST]],
    )


def _weighed(offer: Offer, before: Catalogue | None) -> Offer:
    if offer.catalogue is None:
        return offer
    try:
        for _ in items_of(published(offer.catalogue)):
            pass
    except CatalogueItemsError as error:
        return replace(offer, catalogue=None, refusal=str(error))
    return replace(offer, difference=difference(before, offer.catalogue))


def _table(folder: Path, name: str) -> Table:
    """Empty when there is no such file."""
    required, optional = FILES[name] if name != REPEALED else (("code",), ("decision",))
    return read_table(folder / name, required, optional) if (folder / name).exists() else Table([], [])


def _beneath(table: Table, there: list[Agency] | list[Field]) -> Table:
    """With those of the edition in use that it does not name, which come first, in their order."""
    named = {row.values["id"] for row in [*table.rows, *table.spoilt]}
    rows = [
        Row(
            0,
            {
                "id": each.id,
                "name_vi": each.name.vi,
                "name_en": each.name.en,
                **({"agency": each.agency} if isinstance(each, Field) else {}),
            },
        )
        for each in there
        if each.id not in named
    ]
    return replace(table, rows=[*rows, *table.rows])


def _merged(before: Catalogue, new: Catalogue, words: Table, gone: Table) -> tuple[Catalogue, list[Finding]]:
    findings = [*words.findings, *gone.findings]
    procedures = {each.code: each for each in before.procedures} | {each.code: each for each in new.procedures}
    for row in gone.rows:
        code = row.values["code"]
        if code in procedures:
            decision = row.values["decision"] or procedures[code].decision
            procedures[code] = replace(procedures[code], status="repealed", decision=decision)
        else:
            findings.append(Finding(REPEALED, row.line, f'no procedure is called "{code[:40]}"'))
    synonyms = {each.words: each for each in before.synonyms}
    for row in words.rows:
        said, meant = row.values["words"], list(dict.fromkeys(row.values["codes"].split()))
        for code in (code for code in meant if code not in procedures):
            findings.append(Finding("synonyms.csv", row.line, f'no procedure is called "{code[:40]}"'))
        synonyms.pop(said, None)
        if known := [code for code in meant if code in procedures]:
            synonyms[said] = Synonym(said, known)
    merged = Catalogue(
        edition=new.edition or before.edition,
        date=new.date or before.date,
        source=new.source or before.source,
        agencies=_in_place(before.agencies, new.agencies),
        fields=_in_place(before.fields, new.fields),
        synonyms=list(synonyms.values()),
        procedures=list(procedures.values()),
    )
    return merged, findings


def _in_place(before: list[Named], new: list[Named]) -> list[Named]:
    """Each where it was, and new ones behind."""
    by_id = {each.id: each for each in new}
    return [by_id.pop(each.id, each) for each in before] + list(by_id.values())


def _wrong(catalogue: Catalogue) -> Iterator[str]:
    if _unreadable(replace(catalogue, procedures=[])):
        yield "what stands beside the procedures has signs in it that nobody can read"
    agencies = {each.id for each in catalogue.agencies}
    fields = {each.id for each in catalogue.fields}
    for field in catalogue.fields:
        if field.agency not in agencies:
            yield f'field {field.id}: no agency is called "{field.agency}"'
    counts = Counter(each.code for each in catalogue.procedures)
    for each in catalogue.procedures:
        yield from _wrong_in(each, agencies, fields, counts)
    for synonym in catalogue.synonyms:
        for code in (code for code in synonym.codes if code not in counts):
            yield f'everyday words "{synonym.words[:40]}": no procedure is called "{code}"'


def _wrong_in(each: Procedure, agencies: set[str], fields: set[str], counts: Counter[str]) -> Iterator[str]:
    if _unreadable(each):
        yield f"procedure {each.code}: has signs in it that nobody can read"
    if counts[each.code] > 1:
        yield f"procedure {each.code} stands {counts[each.code]} times"
    for agency in (agency for agency in (each.agency, *each.joint) if agency not in agencies):
        yield f'procedure {each.code}: no agency is called "{agency}"'
    if each.field not in fields:
        yield f'procedure {each.code}: no field is called "{each.field}"'


def _unreadable(value: Catalogue | Procedure) -> bool:
    return _CONTROL.search(msgspec.json.encode(value).decode()) is not None
