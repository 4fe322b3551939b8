"""The officers of a plan, and what they are allowed."""

from __future__ import annotations

from collections.abc import Iterator

from hall_core.domain.plan import Plan
from hall_core.domain.plan_check_callers import desks_of
from hall_core.domain.plan_devices import Caller, Console
from hall_core.domain.plan_fault import ANY, Fault, Path, unknown

_ROLES: tuple[Path, ...] = (("officers", ANY, "role"),)


def people_faults(plan: Plan) -> Iterator[Fault]:
    yield from _serves(plan)
    yield from _callers(plan)
    yield from _heads(plan)


def _serves(plan: Plan) -> Iterator[Fault]:
    """What an officer does is known, and some counter is for it."""
    services = [service.id for service in plan.services]
    done = {service for counter in plan.counters for service in counter.serves}
    for index, officer in enumerate(plan.officers):
        where: Path = ("officers", index, "serves")
        for service in officer.serves:
            yield from unknown((*where, service), service, "service", "services", services)
        if officer.serves and set(officer.serves) <= set(services) - done:
            right = 'put one into "serves" of a counter, or leave this out: then it is all that the counter serves'
            yield Fault(where, "no counter serves any of it", right, (where, ("counters", ANY, "serves")))


def _callers(plan: Plan) -> Iterator[Fault]:
    """Who opens a counter from its caller does something of what is served there."""
    services = {service.id for service in plan.services}
    for index, caller in enumerate(plan.devices):
        if not isinstance(caller, Caller):
            continue
        for where, desk in desks_of(("devices", index), caller):
            counter, officer = plan.counter(desk.counter), plan.officer(desk.officer)
            # What is unknown was told there.
            if counter and officer and officer.serves and set(officer.serves) <= services - set(counter.serves):
                nothing = f'"{officer.id}" does nothing of what counter "{counter.id}" serves'
                leans: tuple[Path, ...] = (("officers", ANY, "serves"), ("counters", ANY, "serves"))
                right = "must be an officer who does, or another counter"
                yield Fault((*where, "officer"), f"{nothing}, and could call nobody there", right, leans)


def _heads(plan: Plan) -> Iterator[Fault]:
    """What only a head of the centre may do, somebody can."""
    if any(officer.role == "head" for officer in plan.officers):
        return
    right = 'give one of the officers role = "head"'
    if plan.policy.out_of_order == "head-only":
        where: Path = ("policy", "out_of_order")
        yield Fault(where, '"head-only", and no officer is a head', f'{right}, or must be "never"', _ROLES)
    for index, console in enumerate(plan.devices):
        if isinstance(console, Console):
            yield Fault(("devices", index), "nobody who signs in there may open or stop a service", right, _ROLES)
            return
