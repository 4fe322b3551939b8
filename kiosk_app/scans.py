"""Where a scan leads: one table, from what was read to the rule that opens its page.

    @leads(DossierCode)             when a dossier's code was read, on a page that leads on (``Page.scans``)
    def _dossier(kiosk: Kiosk, code: DossierCode, now: Now) -> Step: ...

On any other page, and while the screen asks whether somebody is there, a scan is a sign of life and nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from kiosk_app.kiosk import Kiosk, Now, Page, alive
from kiosk_app.messages import Scanned
from kiosk_app.rules import Step, on

R = TypeVar("R")
Lead = Callable[[Kiosk, R, Now], Step]
_LEADS: dict[type[Any], Lead[Any]] = {}


def leads(read: type[R]) -> Callable[[Lead[R]], Lead[R]]:
    """``read`` is one of :data:`hall_core.domain.scanned.Scanned`."""

    def keep(lead: Lead[R]) -> Lead[R]:
        assert read not in _LEADS, f"a scanned {read.__name__} leads two ways"
        _LEADS[read] = lead
        return lead

    return keep


@on(Page, Scanned)
def _scanned(kiosk: Kiosk, page: Page, message: Scanned, now: Now) -> Step:
    """A code that leads nowhere here (that of a procedure, where there is no catalogue) changes nothing."""
    from hall_core.domain.scanned import read  # here, for the first frame does not need it

    if page.deaf:
        return kiosk, []
    asked, kiosk = not kiosk.there, alive(kiosk, now)
    if asked or not page.scans:
        return kiosk, []
    found = read(message.text)
    lead = _LEADS.get(type(found))
    return (kiosk, []) if lead is None else lead(kiosk, found, now)
