"""Looking a dossier up, as rules.

Of an ID card nothing leaves this box but the first two hexadecimal digits of what the hall's secret makes of its
number: the hub tells all dossiers of that bucket, and which of them are the person's is found out here. Number and
token are in no page once the answer is complete, and in no log or message ever.
"""

from __future__ import annotations

from msgspec.structs import replace

from hall_core.contract.questions import AskDossier, AskDossiers, DossiersTold, DossierTold
from hall_core.domain import codes
from hall_core.domain.dossier import Dossier
from hall_core.domain.names import DossierCode
from hall_core.domain.scanned import DossierCode as ScannedDossier
from hall_core.domain.scanned import IdCard
from hall_core.mqtt.heard import Told, Unanswered
from kiosk_app.jobs.dossiers import pages as p
from kiosk_app.jobs.dossiers.fee import payable
from kiosk_app.jobs.entry.pages import Enter
from kiosk_app.kiosk import Kiosk, Now, Page, show, turn
from kiosk_app.messages import Woke, Wonder
from kiosk_app.rules import Step, on
from kiosk_app.scans import leads

# --- By its code ------------------------------------------------------------------------------------------------


@on(Page, p.BeginLookup)
def _begin(kiosk: Kiosk, page: Page, tap: p.BeginLookup, now: Now) -> Step:
    return show(kiosk, p.Lookup() if kiosk.online else p.Away(), now), []


@on(p.Lookup, Enter)
def _enter(kiosk: Kiosk, page: p.Lookup, tap: Enter, now: Now) -> Step:
    code = codes.dossier(page.text)
    if code is None:
        wrong = "typed" if page.text.strip() else "empty"
        return replace(kiosk, page=replace(page, wrong=wrong)), []
    return _look_up(kiosk, code, now)


@leads(ScannedDossier)
def _scanned(kiosk: Kiosk, read: ScannedDossier, now: Now) -> Step:
    """A scanner that reads all the time reads the same receipt again and again."""
    page = kiosk.page
    if isinstance(page, p.Found) and page.dossier.code == read.code:
        return kiosk, []
    return _look_up(kiosk, read.code, now)


def _look_up(kiosk: Kiosk, code: DossierCode, now: Now) -> Step:
    if not kiosk.online:
        return show(kiosk, p.Away(), now), []
    return show(kiosk, p.Looking(intent=now.id, code=code), now), [Wonder(now.id, AskDossier(code=code))]


@on(p.Looking, Told)
def _told(kiosk: Kiosk, page: p.Looking, message: Told, now: Now) -> Step:
    if message.answer.to != page.intent:
        return kiosk, []
    match message.answer.body:
        case DossierTold(dossier=None, as_of=as_of, asked=asked):
            return turn(kiosk, p.NotFound(code=page.code, as_of=as_of, asked=asked), now), []
        case DossierTold(dossier=Dossier() as dossier, as_of=as_of, asked=asked, reckoned=reckoned):
            found = p.Found(dossier=_bare(dossier), as_of=as_of, asked=asked, reckoned=reckoned)
            return turn(kiosk, found, now), []
    return turn(kiosk, p.Away(), now), []


@on(p.Waiting, Unanswered)
def _unanswered(kiosk: Kiosk, page: p.Waiting, message: Unanswered, now: Now) -> Step:
    return (turn(kiosk, p.Away(), now), []) if message.command == page.intent else (kiosk, [])


@on(p.Waiting, Woke)
def _woke(kiosk: Kiosk, page: p.Waiting, message: Woke, now: Now) -> Step:
    late = kiosk.deadline is not None and now.mono >= kiosk.deadline
    return (turn(kiosk, p.Away(), now), []) if late else (kiosk, [])


# --- By the person's card ---------------------------------------------------------------------------------------


@leads(IdCard)
def _card(kiosk: Kiosk, card: IdCard, now: Now) -> Step:
    if not kiosk.setup.plan.policy.id_card:
        return show(kiosk, p.NoCards("policy"), now), []
    if not kiosk.online:
        return show(kiosk, p.Away(), now), []
    return show(kiosk, p.Recognising(intent=now.id), now), [p.Recognise(card)]


@on(p.Recognising, p.Recognised)
def _recognised(kiosk: Kiosk, page: p.Recognising, message: p.Recognised, now: Now) -> Step:
    if message.token is None:
        return turn(kiosk, p.NoCards("no-key"), now), []
    return _ask_part(kiosk, replace(page, token=message.token), 0, now)


def _ask_part(kiosk: Kiosk, page: p.Recognising, part: int, now: Now) -> Step:
    """The page keeps its time: all parts together have no longer than one answer."""
    question = AskDossiers(bucket=page.token[:2], page=part)
    return replace(kiosk, page=replace(page, intent=now.id)), [Wonder(now.id, question)]


@on(p.Recognising, Told)
def _bucket_told(kiosk: Kiosk, page: p.Recognising, message: Told, now: Now) -> Step:
    body = message.answer.body
    if message.answer.to != page.intent:
        return kiosk, []
    if not isinstance(body, DossiersTold):
        return turn(kiosk, p.Away(), now), []
    owned, reckoned = _owned(body.dossiers, page.token), {**page.reckoned, **body.reckoned}
    page = replace(page, mine=page.mine + owned, reckoned=reckoned)
    if body.page + 1 < body.pages:
        return _ask_part(kiosk, page, body.page + 1, now)
    # By its code, for a new copy between two parts may have told one twice; the last received one first.
    mine = sorted({one.code: one for one in page.mine}.values(), key=lambda one: one.received or "", reverse=True)
    match mine:
        case []:
            return turn(kiosk, p.NoneOfMine(as_of=body.as_of), now), []
        case [only]:
            found = p.Found(dossier=only, as_of=body.as_of, reckoned=reckoned.get(only.code))
            return turn(kiosk, found, now), []
    reckoned = {one.code: reckoned[one.code] for one in mine if one.code in reckoned}
    return turn(kiosk, p.Mine(dossiers=tuple(mine), as_of=body.as_of, reckoned=reckoned), now), []


def _owned(dossiers: list[Dossier], token: str) -> tuple[Dossier, ...]:
    from hmac import compare_digest  # here, for few kiosks ever need it

    return tuple(_bare(dossier) for dossier in dossiers if compare_digest(dossier.owner, token))


def _bare(dossier: Dossier) -> Dossier:
    return replace(dossier, owner="")


# --- One dossier ------------------------------------------------------------------------------------------------


@on(p.Mine, p.OpenDossier)
def _open(kiosk: Kiosk, page: p.Mine, tap: p.OpenDossier, now: Now) -> Step:
    chosen = next((dossier for dossier in page.dossiers if dossier.code == tap.code), None)
    if chosen is None:
        return kiosk, []
    found = p.Found(dossier=chosen, as_of=page.as_of, reckoned=page.reckoned.get(chosen.code))
    return show(kiosk, found, now), []


@on(p.Found, p.OpenPayment)
def _open_payment(kiosk: Kiosk, page: p.Found, tap: p.OpenPayment, now: Now) -> Step:
    fee = payable(page.dossier)
    return (kiosk, []) if fee is None else (show(kiosk, p.Pay(code=page.dossier.code, fee=fee), now), [])
