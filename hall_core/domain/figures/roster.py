"""Who and what a hall consists of, as far as figures name it: kept beside them, so that a report over last year still
knows the name of a service that is gone."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from hall_core.domain.names import Name, Slug
from hall_core.domain.plan import Plan, Policy


class RosterService(Struct, frozen=True):
    name: Name
    agency: Slug


class Roster(Struct, frozen=True, kw_only=True):
    hall: Name
    service_level_minutes: int
    rating_least: int
    quick_no_show_s: int
    agencies: dict[Slug, Name]
    services: dict[Slug, RosterService]
    counters: dict[Slug, int]
    """To the number above it."""
    officers: dict[Slug, str]
    devices: dict[Slug, str]
    """To what they are: ``kiosk``, ``console``…"""

    def agency_of(self, service: Slug) -> Slug:
        """What is not known any more counts under the name of the service itself."""
        found = self.services.get(service)
        return service if found is None else found.agency


def roster_of(plan: Plan) -> Roster:
    policy: Policy = plan.policy
    agency = {field.id: field.agency for field in plan.fields}
    return Roster(
        hall=plan.hall.name,
        service_level_minutes=policy.service_level_minutes,
        rating_least=policy.rating_least,
        quick_no_show_s=policy.quick_no_show_s,
        agencies={x.id: x.name for x in plan.agencies},
        services={x.id: RosterService(x.name, agency[x.field]) for x in plan.services},
        counters={x.id: x.number for x in plan.counters},
        officers={x.id: x.name for x in plan.officers},
        devices={x.id: str(x.__struct_config__.tag) for x in plan.devices},
    )


def with_former(now: Roster, before: Roster) -> Roster:
    """The hall as it is, with the names that only ``before`` knew."""
    return replace(
        now,
        agencies=now.agencies | {id: x for id, x in before.agencies.items() if id not in now.agencies},
        services=now.services | {id: x for id, x in before.services.items() if id not in now.services},
        counters=now.counters | {id: x for id, x in before.counters.items() if id not in now.counters},
        officers=now.officers | {id: x for id, x in before.officers.items() if id not in now.officers},
        devices=before.devices | now.devices,
    )
