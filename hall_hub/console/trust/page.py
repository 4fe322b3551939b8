"""Boxes that ask to be let in, certificates that end soon, and how one device stands. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from hall_core.contract.trust import Asking, Standing
from hall_core.domain.business_day import local
from hall_core.domain.names import Millis, Slug
from hall_core.domain.plan import Plan
from hall_core.ui.translate import Say
from hall_hub.console.devices.about import roles
from hall_hub.console.devices.words import believed, moment

DAY = 86_400_000
SOON = 56
"""Days before its end from which a certificate is spoken of. A box renews its own when a third of its year is left; one
that has not by then cannot, and eight weeks are enough for a technician to come by."""


class AskingRow(Struct, frozen=True, kw_only=True):
    id: Slug
    role: str
    fingerprint: str
    since: str
    replaces: bool
    """Another box is this device until now."""


class EndingRow(Struct, frozen=True):
    id: Slug
    words: str


class Boxes(Struct, frozen=True):
    asking: tuple[AskingRow, ...]
    ending: tuple[EndingRow, ...]


class DeviceTrust(Struct, frozen=True, kw_only=True):
    id: Slug
    shut_out: bool
    well: bool
    words: str
    why: str
    fingerprint: str
    """Of the certificate in force; empty for none."""
    since: str
    asking: AskingRow | None


def boxes(plan: Plan, trust: Mapping[Slug, Standing], say: Say, at: Millis) -> Boxes | None:
    """None when there is nothing to do."""
    names = roles(plan, say)
    known = [standing for id, standing in sorted(trust.items()) if id in names]
    asking = tuple(_asking(x, x.asking, names[x.device], say, at) for x in known if x.asking is not None)
    ending = tuple(EndingRow(x.device, ends(say, x.until, at)) for x in known if _ends_soon(x, at) and x.until)
    return Boxes(asking, ending) if asking or ending else None


def device(plan: Plan, id: Slug, standing: Standing | None, say: Say, at: Millis) -> DeviceTrust | None:
    """None where nobody has said how it stands: the hub, or a hall without an authority."""
    if standing is None:
        return None
    in_force = "" if standing.shut_out else standing.fingerprint or ""
    asking = None
    if standing.asking is not None:
        asking = _asking(standing, standing.asking, roles(plan, say).get(id, ""), say, at)
    return DeviceTrust(
        id=id,
        shut_out=standing.shut_out,
        well=in_force != "" and not _ends_soon(standing, at),
        words=_words(standing, say, at),
        why=standing.words if standing.shut_out else "",
        fingerprint=in_force,
        since="" if standing.since is None else moment(say, standing.since, at),
        asking=asking,
    )


def ends(say: Say, until: Millis, at: Millis) -> str:
    """ "Chứng thư còn 12 ngày (đến 04/12/2026)"."""
    day = f"{local(until):%d/%m/%Y}"
    if until <= at and believed(at):
        return say("Chứng thư đã hết hạn ngày {day}").format(day=day)
    return say("Chứng thư còn {count} ngày (đến {day})").format(count=(until - at) // DAY, day=day)


def _words(standing: Standing, say: Say, at: Millis) -> str:
    if standing.shut_out:
        return say("Đã loại khỏi trung tâm: máy không nói và không nghe được gì")
    if standing.until is None:
        return say("Chưa được nhận vào trung tâm")
    return ends(say, standing.until, at)


def _ends_soon(standing: Standing, at: Millis) -> bool:
    return not standing.shut_out and standing.until is not None and standing.until - at < SOON * DAY


def _asking(standing: Standing, asking: Asking, role: str, say: Say, at: Millis) -> AskingRow:
    return AskingRow(
        id=standing.device,
        role=role,
        fingerprint=asking.fingerprint,
        since=moment(say, asking.at, at),
        replaces=standing.fingerprint is not None and not standing.shut_out,
    )
