"""Looking a procedure up, as rules. What is found comes before the picture is drawn, so nothing here ever waits."""

from __future__ import annotations

from msgspec.structs import replace

from hall_core.contract.edition import PROCEDURES
from hall_core.contract.messages import CatalogueHead
from hall_core.contract.questions import CannotTell, Part
from hall_core.domain.scanned import ProcedureCode
from hall_core.domain.typing import Method, Typed, press, switch
from hall_core.mqtt.heard import StateHeard, Told, Unanswered
from kiosk_app import messages as m
from kiosk_app.jobs.procedures import pages as p
from kiosk_app.kiosk import Home, Kiosk, Now, Page, go_back, show, turn
from kiosk_app.manner import manner
from kiosk_app.rules import Step, always, on
from kiosk_app.scans import leads

METHODS: tuple[Method, ...] = ("telex", "vni", "plain")
NO_PAPER = frozenset({"paper-out", "printer-cover", "printer-missing", "printer-offline"})
"""Problems with which no list comes out here. A spare printer elsewhere is for tickets: a list is on the phone as
well, and nobody is sent across the hall for it."""

# --- Searching --------------------------------------------------------------------------------------------------


@on(Home, p.LookUp)
def _look_up(kiosk: Kiosk, page: Home, tap: p.LookUp, now: Now) -> Step:
    # Before the devices are there nothing could be found.
    return (show(kiosk, p.Search(), now), [p.LookAround()]) if kiosk.connected else (kiosk, [])


@on(p.Search, p.Around)
def _around(kiosk: Kiosk, page: p.Search, news: p.Around, now: Now) -> Step:
    return replace(kiosk, page=replace(page, around=news)), []


@on(p.Search, p.Renewed)
def _renewed(kiosk: Kiosk, page: p.Search, news: p.Renewed, now: Now) -> Step:
    """Rows that somebody is reading stay until the next key; a page that has nothing to show gets what has come."""
    missing = page.around is not None and not page.around.total
    return kiosk, [p.LookAround()] if missing else []


@on(p.Search, m.Key)
def _key(kiosk: Kiosk, page: p.Search, key: m.Key, now: Now) -> Step:
    return _typed(kiosk, page, press(page.typed, key.key), now)


@on(p.Search, p.TakeWords)
def _take_words(kiosk: Kiosk, page: p.Search, tap: p.TakeWords, now: Now) -> Step:
    words = Typed(method=page.typed.method, most=p.LONGEST_QUERY, text=tap.words)
    return _typed(kiosk, replace(page, keys=False), words, now)


def _typed(kiosk: Kiosk, page: p.Search, typed: Typed, now: Now) -> Step:
    if typed == page.typed:
        return kiosk, []
    page = replace(page, typed=typed, first=0)
    if typed.text.strip():
        return turn(kiosk, page, now), [p.Find(typed.text)]
    return turn(kiosk, replace(page, found=None), now), []


@on(p.Search, p.NextMethod)
def _next_method(kiosk: Kiosk, page: p.Search, tap: p.NextMethod, now: Now) -> Step:
    following = METHODS[(METHODS.index(page.typed.method) + 1) % len(METHODS)]
    return replace(kiosk, page=replace(page, typed=switch(page.typed, following))), []


@on(p.Search, p.ShowKeys)
def _show_keys(kiosk: Kiosk, page: p.Search, tap: p.ShowKeys, now: Now) -> Step:
    return turn(kiosk, replace(page, keys=tap.shown), now), []


@on(p.Search, p.ShowFrom)
def _show_from(kiosk: Kiosk, page: p.Search, tap: p.ShowFrom, now: Now) -> Step:
    first = max(0, tap.first)
    return turn(kiosk, replace(page, first=first), now), [p.Find(page.typed.text, first)]


@on(p.Search, p.Found)
def _found(kiosk: Kiosk, page: p.Search, news: p.Found, now: Now) -> Step:
    return replace(kiosk, page=replace(page, found=news)), []


# --- Browsing ---------------------------------------------------------------------------------------------------


@on(p.Search, p.Browse)
def _browse(kiosk: Kiosk, page: p.Search, tap: p.Browse, now: Now) -> Step:
    """One agency is not asked for."""
    agencies = page.around.agencies if page.around is not None else ()
    if len(agencies) == 1:
        return show(kiosk, p.Fields(agencies[0].id), now), [p.ListFields(agencies[0].id)]
    return (show(kiosk, p.Agencies(agencies), now), []) if agencies else (kiosk, [])


@on(p.Agencies, p.ChooseAgency)
def _choose_agency(kiosk: Kiosk, page: p.Agencies, tap: p.ChooseAgency, now: Now) -> Step:
    return show(kiosk, p.Fields(tap.agency), now), [p.ListFields(tap.agency)]


@on(p.Fields, p.Shelved)
def _shelved(kiosk: Kiosk, page: p.Fields, news: p.Shelved, now: Now) -> Step:
    """Nor is one field."""
    if len(news.fields) == 1:
        return _list(turn(kiosk, p.Listed(page.agency, news.fields[0]), now))
    return replace(kiosk, page=replace(page, shelves=news.fields)), []


@on(p.Fields, p.ChooseField)
def _choose_field(kiosk: Kiosk, page: p.Fields, tap: p.ChooseField, now: Now) -> Step:
    return _list(show(kiosk, p.Listed(page.agency, tap.shelf), now))


@on(p.Listed, p.ShowFrom)
def _list_from(kiosk: Kiosk, page: p.Listed, tap: p.ShowFrom, now: Now) -> Step:
    return _list(turn(kiosk, replace(page, first=max(0, tap.first)), now))


def _list(kiosk: Kiosk) -> Step:
    page = kiosk.page
    assert isinstance(page, p.Listed)
    return kiosk, [p.Find("", page.first, page.agency, page.shelf.id)]


@on(p.Listed, p.Found)
def _listed(kiosk: Kiosk, page: p.Listed, news: p.Found, now: Now) -> Step:
    return replace(kiosk, page=replace(page, found=news)), []


# --- One procedure ----------------------------------------------------------------------------------------------


@on(Page, p.ChooseProcedure)
def _choose_procedure(kiosk: Kiosk, page: Page, tap: p.ChooseProcedure, now: Now) -> Step:
    return kiosk, [p.Open(tap.code)]


@leads(ProcedureCode)
def _scanned(kiosk: Kiosk, code: ProcedureCode, now: Now) -> Step:
    return kiosk, [p.Open(code.code)]


@on(Page, p.Here)
def _here(kiosk: Kiosk, page: Page, news: p.Here, now: Now) -> Step:
    if news.opened is None:
        return show(kiosk, p.NotThere(), now), []
    cases = news.opened.procedure.cases
    return show(kiosk, p.OneProcedure(opened=news.opened, case=None if len(cases) > 1 else 0), now), []


@on(p.OneProcedure, p.ChoosePart)
def _choose_part(kiosk: Kiosk, page: p.OneProcedure, tap: p.ChoosePart, now: Now) -> Step:
    return turn(kiosk, replace(page, part=tap.part, page=0), now), []


@on(p.OneProcedure, m.TurnTo)
def _turn_to(kiosk: Kiosk, page: p.OneProcedure, tap: m.TurnTo, now: Now) -> Step:
    return turn(kiosk, replace(page, page=max(0, tap.page)), now), []


@on(p.OneProcedure, m.Speak)
def _speak(kiosk: Kiosk, page: p.OneProcedure, tap: m.Speak, now: Now) -> Step:
    """In another language the pages are others."""
    return replace(manner(kiosk, now, language=tap.language), page=replace(page, page=0)), []


@on(p.OneProcedure, p.AskCase)
def _ask_case(kiosk: Kiosk, page: p.OneProcedure, tap: p.AskCase, now: Now) -> Step:
    return show(kiosk, p.Cases(one=page), now), []


@on(p.OneProcedure, p.AskPart)
def _ask_part(kiosk: Kiosk, page: p.OneProcedure, tap: p.AskPart, now: Now) -> Step:
    return show(kiosk, p.Parts(one=page), now), []


@on(p.OneProcedure, p.AskOffer)
def _ask_offer(kiosk: Kiosk, page: p.OneProcedure, tap: p.AskOffer, now: Now) -> Step:
    return show(kiosk, p.Offers(one=page), now), []


@on(p.Parts, p.ChoosePart)
def _choose_part_aside(kiosk: Kiosk, page: p.Parts, tap: p.ChoosePart, now: Now) -> Step:
    return _choose_part(*_back(kiosk, now), tap, now)


@on(p.Cases, p.ChooseCase)
def _choose_case(kiosk: Kiosk, page: p.Cases, tap: p.ChooseCase, now: Now) -> Step:
    kiosk, one = _back(kiosk, now)
    if not 0 <= tap.case < len(one.procedure.cases):
        return kiosk, []
    one = replace(one, part="papers", page=0, case=tap.case, paper="", slip="")
    kiosk = turn(kiosk, one, now)
    if page.then == "print":
        return _print(kiosk, one, now)
    return _phone(kiosk, one, now) if page.then == "phone" else (kiosk, [])


def _back(kiosk: Kiosk, now: Now) -> tuple[Kiosk, p.OneProcedure]:
    """From a question about a procedure to that procedure."""
    kiosk = go_back(kiosk, now)
    assert isinstance(kiosk.page, p.OneProcedure)
    return kiosk, kiosk.page


# --- Taking it along --------------------------------------------------------------------------------------------


def can_print(kiosk: Kiosk) -> bool:
    return kiosk.setup.printer and not kiosk.problems & NO_PAPER


@on(p.OneProcedure, p.PrintPapers)
def _print_papers(kiosk: Kiosk, page: p.OneProcedure, tap: p.PrintPapers, now: Now) -> Step:
    return _print(kiosk, page, now)


@on(p.Offers, p.PrintPapers)
def _print_aside(kiosk: Kiosk, page: p.Offers, tap: p.PrintPapers, now: Now) -> Step:
    return _print(*_back(kiosk, now), now)


def _print(kiosk: Kiosk, page: p.OneProcedure, now: Now) -> Step:
    if page.paper == "printing" or not can_print(kiosk):
        return kiosk, []
    if page.case is None:
        return show(kiosk, p.Cases(one=page, then="print"), now), []
    slip = p.SLIP + now.id
    put = p.PutOnPaper(slip, page.opened, page.case, kiosk.language)
    return turn(kiosk, replace(page, paper="printing", slip=slip), now), [put]


@always(p.PapersPut)
def _papers_put(kiosk: Kiosk, news: p.PapersPut, now: Now) -> Step:
    """Also when they read on elsewhere meanwhile, and come back."""
    paper = "printed" if news.trouble is None else "failed"

    def told(page: Page) -> Page:
        mine = isinstance(page, p.OneProcedure) and page.slip == news.slip
        return replace(page, paper=paper) if mine else page

    return replace(kiosk, page=told(kiosk.page), trail=tuple(map(told, kiosk.trail))), []


@on(p.OneProcedure, p.TakePhone)
def _take_phone(kiosk: Kiosk, page: p.OneProcedure, tap: p.TakePhone, now: Now) -> Step:
    return _phone(kiosk, page, now)


@on(p.Offers, p.TakePhone)
def _phone_aside(kiosk: Kiosk, page: p.Offers, tap: p.TakePhone, now: Now) -> Step:
    return _phone(*_back(kiosk, now), now)


def _phone(kiosk: Kiosk, page: p.OneProcedure, now: Now) -> Step:
    if page.case is None:
        return show(kiosk, p.Cases(one=page, then="phone"), now), []
    return show(kiosk, p.Phone(one=page), now), []


# --- The catalogue itself ---------------------------------------------------------------------------------------


@always(StateHeard)
def _head(kiosk: Kiosk, heard: StateHeard, now: Now) -> Step:
    if not isinstance(heard.state, CatalogueHead) or heard.name != PROCEDURES:
        return kiosk, []
    return replace(kiosk, edition=heard.state.digest), [p.Keep(heard)]


@always(Told)
def _told(kiosk: Kiosk, heard: Told, now: Now) -> Step:
    about = kiosk.edition is not None and isinstance(heard.answer.body, Part | CannotTell)
    return kiosk, [p.Keep(heard)] if about else []


@always(Unanswered)
def _unanswered(kiosk: Kiosk, heard: Unanswered, now: Now) -> Step:
    return kiosk, [p.Keep(heard)] if kiosk.edition is not None else []
