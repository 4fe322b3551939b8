"""The tables of an exported catalogue to one edition, or every mistake in them. Pure.

The rule of acceptance. An edition is accepted when
1. every required file has all its required columns and can be read whole, and so can every other file that is there;
2. at least 98 % of its procedures are good. A procedure is good when each row about it is: a list of papers with one
   paper missing is worse than none;
3. it has at least half as many good procedures as the edition before, for an export that was cut off looks like a
   small one. Only this may be forced.
Then its good procedures are taken and the others are left out. Otherwise nothing of it is, and the edition before
stays in use.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from hall_core.domain.catalogue_rows import Rows
from hall_core.domain.procedure import Catalogue
from hall_core.domain.table import Finding, Table

GOOD_SHARE = 0.98
"""Of the procedures: some bad rows in 2,700 are everyday life, more is a broken export."""
LEAST_SHARE = 0.5
"""Of the edition before."""

FILES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "agencies.csv": (("id", "name_vi"), ("name_en",)),
    "fields.csv": (("id", "agency", "name_vi"), ("name_en",)),
    "procedures.csv": (
        ("code", "name_vi", "agency", "field", "status"),
        (
            *("name_en", "short_vi", "short_en", "level", "applicants_vi", "applicants_en", "result_vi", "result_en"),
            *("where_vi", "where_en", "responsible_vi", "responsible_en", "steps_vi", "steps_en", "legal", "decision"),
            *("valid_from", "valid_to", "service", "joint"),
        ),
    ),
    "papers.csv": (("code", "paper_vi"), ("case_vi", "case_en", "paper_en", "originals", "copies")),
    "channels.csv": (("code", "channel"), ("time_vi", "time_en", "fee_vi", "fee_en")),
    "synonyms.csv": (("words", "codes"), ()),
    "edition.csv": (("key", "value"), ()),
}
"""File to its required and its optional columns, in the order in which they are checked and reported."""
OPTIONAL_FILES = frozenset({"synonyms.csv"})
"""Everyday words are the centre's own; who has none yet has no such file."""


class Checked(Struct, frozen=True):
    catalogue: Catalogue | None
    """None: not accepted."""
    findings: list[Finding]
    good: int
    """Good procedures."""
    count: int
    """Procedures in the file, good or not."""
    refusal: str
    """Why it is not accepted, in one sentence; "" when it is."""
    may_force: bool = False
    """Whether the size alone is what speaks against it."""

    @property
    def report(self) -> str:
        """What the centre reads: the verdict, then one line for each mistake."""
        share = f"{self.good} of {self.count} procedures are good"
        verdict = f"NOT ACCEPTED: {self.refusal}" if self.refusal else f"accepted: {share}"
        return "\n".join([verdict, *map(str, self.findings), ""])


def check(tables: Mapping[str, Table], before: int, *, force: bool = False) -> Checked:
    """``tables`` by file name, one for each of :data:`FILES` that is required or there; ``before``: how many
    procedures the edition in use has, 0 for none."""
    broken = [name for name, table in tables.items() if not table.whole]
    if broken:
        # The rest would be blamed for what is missing here.
        told = [finding for table in tables.values() for finding in table.findings]
        return Checked(None, told, 0, 0, f"{', '.join(broken)} cannot be used")
    rows = Rows(tables)
    catalogue, count = rows.catalogue(), rows.count
    good = len(catalogue.procedures)
    refusal, may_force = "", False
    if not good:
        refusal = "there is no good procedure in it"
    elif good < GOOD_SHARE * count:
        refusal = f"only {good} of {count} procedures are good; at least {GOOD_SHARE:.0%} must be"
    elif good < LEAST_SHARE * before:
        refusal = f"it has {good} procedures, the edition in use has {before}; was the export cut off?"
        may_force = True
        if force:
            refusal = ""
    order = {name: place for place, name in enumerate(FILES)}
    findings = sorted(rows.findings, key=lambda finding: (order[finding.file], finding.line))
    return Checked(None if refusal else catalogue, findings, good, count, refusal, may_force)
