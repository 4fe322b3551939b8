"""The hall of the running business day, folded from the ledger."""

from __future__ import annotations

from hall_core.domain.hall import Hall, evolve
from hall_core.domain.plan import Plan
from hall_hub.store.ledger import Ledger, LedgerError


def load(plan: Plan, ledger: Ledger) -> Hall:
    """The hall as the ledger's running day says. LedgerError when the hall file no longer fits that day."""
    hall = Hall(plan)
    for event, at in ledger.today():
        try:
            evolve(hall, event, at)
        except KeyError as error:
            raise LedgerError(
                f"today's ledger speaks of {error}, which the hall file no longer has: put it back in until the "
                "business day turns"
            ) from error
    return hall
