"""What one rule of keeping must leave to another."""

from __future__ import annotations

from collections.abc import Iterator

from hall_core.domain.plan import Plan
from hall_core.domain.plan_fault import Fault, Path


def keep_faults(plan: Plan) -> Iterator[Fault]:
    tickets: Path = ("keep", "tickets")
    for name, days in (("ledger", plan.keep.ledger), ("words", plan.keep.words)):
        if days > plan.keep.tickets:
            here: Path = ("keep", name)
            wrong = f"{days} days is longer than single tickets are kept, {plan.keep.tickets}"
            yield Fault(here, wrong, f"must be at most {plan.keep.tickets}", (here, tickets))
