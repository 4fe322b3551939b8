"""From a plan to the broker's access list: who may say and hear what. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from broker_config.guard import END
from hall_core.contract.access import grants, own_enrolment
from hall_core.domain.plan import Plan


def access_list(plan: Plan, shut_out: Collection[str] = ()) -> str:
    """The whole file. Who is ``shut_out`` has no block, and so neither says nor hears anything from the moment on when
    the broker reads it, be it connected or not, but for the answer to its own request."""
    return "\n".join(_lines(plan, shut_out))


def _lines(plan: Plan, shut_out: Collection[str]) -> Iterator[str]:
    yield f'# Who may say and hear what in hall "{plan.hall.id}". Who is not named here may nothing, but ask for a'
    yield "# certificate. Made from the hall file; do not edit: change the hall file, or shut a device out."
    yield ""
    for name, granted in grants(plan).items():
        if name not in shut_out:
            yield f"user {name}"
            yield from (f"topic {grant.verb} {grant.filter}" for grant in granted)
            yield ""
    yield "# Everybody with a certificate of this hall, under the name in it (%u)."
    # A pattern stands for every user wherever it is written, so there must be no more of them.
    yield from (f"pattern {grant.verb} {grant.filter.replace('+', '%u')}" for grant in own_enrolment(plan, "+"))
    yield END
