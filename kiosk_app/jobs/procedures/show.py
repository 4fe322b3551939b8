"""What stands on the pages that lead to a procedure. Pure."""

from __future__ import annotations

from collections import Counter

from hall_core.ui.translate import Say
from hall_core.ui.widgets.keyboard.keyboard_words import keyboard_words
from kiosk_app.catalogue.found import Shelf
from kiosk_app.drawing import Said, ask_staff, choose, draws, header, home_button, message
from kiosk_app.jobs.procedures import pages as p
from kiosk_app.jobs.procedures.views import HitsView, HitView, ListView, SearchView
from kiosk_app.jobs.procedures.words import (
    READY,
    belongs,
    edition_words,
    joint_mark,
    level_words,
    name_words,
    total_words,
)
from kiosk_app.kiosk import Kiosk, Now
from kiosk_app.messages import Tap
from kiosk_app.views import ChooseView, MessageView, TileView, View


@draws(p.Search)
def _search(kiosk: Kiosk, page: p.Search, say: Say, now: Now) -> View:
    around = page.around
    if around is not None and not around.total:
        return _nothing_here(kiosk, say, now)
    hits = _hits(page.found, say) if page.found is not None else None
    empty = hits is not None and not hits.total
    # The rows are what the eye looks for: whatever else could stand there makes room for them.
    offered = around is not None and (hits is None or empty)
    return SearchView(
        header=header(kiosk, say, now),
        title=say("Quý vị cần làm thủ tục gì?"),
        text=page.typed.text,
        placeholder=say("Gõ tên thủ tục hoặc từ thường dùng"),
        hint=say("Gõ tên thủ tục"),
        keyboard=keyboard_words(say, page.typed.method),
        back=say("Quay lại"),
        edition=edition_words(around.as_of if around is not None else None, say),
        hits=hits if not empty else None,
        nothing=_nothing_found(say) if empty else (),
        ready=_ready(around, say) if offered and around else (),
        browse=_browse(around, say) if offered and around else None,
        keys=page.keys,
        turn=_turn(page, hits, say),
    )


def _turn(page: p.Search, hits: HitsView | None, say: Say) -> tuple[str, Tap]:
    if not page.keys:
        return say("Gõ chữ"), p.ShowKeys(True)
    some = hits is not None and hits.total
    return (say("Xem {count}").format(count=hits.total) if hits and some else say("Gợi ý")), p.ShowKeys(False)


def _ready(around: p.Around, say: Say) -> tuple[tuple[str, Tap], ...]:
    return tuple((words, p.TakeWords(words)) for words in READY.get(say.language, READY["vi"]) if words in around.ready)


def _browse(around: p.Around, say: Say) -> TileView:
    return TileView(say("Xem theo cơ quan và lĩnh vực"), total_words(around.total, say), tap=p.Browse(), icon="folder")


def _nothing_found(say: Say) -> tuple[str, ...]:
    return (
        say("Chưa tìm thấy thủ tục phù hợp"),
        say("Mời quý vị thử từ khác, bớt chữ, hoặc xem theo lĩnh vực."),
        ask_staff(say),
    )


def _nothing_here(kiosk: Kiosk, say: Say, now: Now) -> MessageView:
    lines = (say("Ki-ốt đang nhận danh mục từ trung tâm."), ask_staff(say))
    said = Said("document", say("Chưa có danh mục thủ tục"), lines, "catalogue")
    return message(kiosk, said, say, now, button=home_button(say), switch=True)


@draws(p.Agencies)
def _agencies(kiosk: Kiosk, page: p.Agencies, say: Say, now: Now) -> ChooseView:
    tiles = [_shelf(shelf, p.ChooseAgency(shelf.id), say) for shelf in page.shelves]
    title = say("Thủ tục của cơ quan nào?")
    return choose(kiosk, say, now, title=title, tiles=tiles, page=page.page)


@draws(p.Fields)
def _fields(kiosk: Kiosk, page: p.Fields, say: Say, now: Now) -> ChooseView:
    tiles = [_shelf(shelf, p.ChooseField(shelf), say) for shelf in page.shelves]
    title = say("Thủ tục thuộc lĩnh vực nào?")
    return choose(kiosk, say, now, title=title, tiles=tiles, page=page.page)


def _shelf(shelf: Shelf, tap: Tap, say: Say) -> TileView:
    return TileView(shelf.name.into(say.language), total_words(shelf.count, say), tap=tap)


@draws(p.Listed)
def _listed(kiosk: Kiosk, page: p.Listed, say: Say, now: Now) -> ListView:
    found, nothing = page.found, p.Found("", page.first, (), page.shelf.count, guess=False, as_of=None)
    return ListView(
        header=header(kiosk, say, now),
        title=page.shelf.name.into(say.language),
        back=say("Quay lại"),
        edition=edition_words(found.as_of if found is not None else None, say),
        hits=_hits(found or nothing, say, shelved=True),
    )


@draws(p.NotThere)
def _not_there(kiosk: Kiosk, page: p.NotThere, say: Say, now: Now) -> MessageView:
    lines = (say("Thủ tục có thể đã bị bãi bỏ hoặc được thay bằng thủ tục khác."), ask_staff(say))
    said = Said("document", say("Danh mục không có thủ tục này"), lines)
    return message(kiosk, said, say, now, button=home_button(say), switch=True)


def _hits(found: p.Found, say: Say, *, shelved: bool = False) -> HitsView:
    """``shelved``: all of one field, which need not be said at each."""
    names = [name_words(hit.title, say.language) for hit in found.hits]
    count_of = Counter(names)
    rows: list[HitView] = []
    for hit, name in zip(found.hits, names, strict=True):
        # What has a twin is told from it by code and level.
        official = shelved or count_of[name] > 1
        detail = " · ".join(filter(None, (hit.code, level_words(hit.level, say)))) if official else belongs(hit, say)
        rows.append(HitView(name, detail, _badge(hit, found, say), p.ChooseProcedure(hit.code)))
    said = say("{count} gần đúng").format(count=found.total) if found.guess else total_words(found.total, say)
    return HitsView(
        rows=tuple(rows),
        first=found.first,
        total=found.total,
        said=said,
        page=say("Trang {page}/{pages}"),
        previous=say("Trước"),
        next=say("Sau"),
    )


def _badge(hit: p.Hit, found: p.Found, say: Say) -> str:
    """There is room for one: that it may not be what was meant matters more."""
    return say("gần đúng") if found.guess else joint_mark(say) if hit.joint else ""
