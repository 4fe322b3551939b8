"""How a check says what it found, and how that is put into words."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from hall_core.contract.doctor import About, Finding, Verdict
from hall_core.doctor.box import Box
from hall_core.domain.names import HUB, Slug
from hall_core.ui.translate import Say

LONGEST = 120
"""Characters of a name among the figures of a finding."""


class Told(Struct, frozen=True):
    """A finding in words: what was found; what that means and what to do, where something is wrong."""

    found: str
    means: str = ""
    do: str = ""


class Check(Protocol):
    """A module of :mod:`hall_core.doctor.checks`."""

    CHECK: Slug

    def name(self, say: Say) -> str: ...

    def look(self, box: Box) -> Finding | None:
        """None: the box has nothing of the kind."""
        ...

    def tell(self, finding: Finding, say: Say) -> Told: ...


def found(check: Slug, verdict: Verdict, case: Slug | None = None, **about: About | None) -> Finding:
    """What is None was not to be learned, and is left out."""
    short = {name: value[:LONGEST] if isinstance(value, str) else value for name, value in about.items()}
    known: dict[str, About] = {name: value for name, value in short.items() if value is not None}
    return Finding(check=check, verdict=verdict, case=case, about=known)


def text(finding: Finding, name: str) -> str:
    """One of its figures or names; "?" for one that is missing, since another version of the check may have sent it."""
    value = finding.about.get(name, "?")
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


ON = "on"
"""Among the figures of a finding: whose box it is, where that makes another remedy."""


def of_hub(finding: Finding) -> Finding:
    return replace(finding, about={**finding.about, ON: HUB})


def on_hub(finding: Finding) -> bool:
    """What is to be done about it on the hub's box, which holds ledger, broker and authority, is something else."""
    return finding.about.get(ON) == HUB


def some(names: list[str], most: int = 5) -> str:
    """The first of them, and how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" +{more}" if more > 0 else "")
