"""From the state to the screen: who draws which page, and what all pages share. Pure.

@draws(Fields)
def _fields(kiosk, page, say, now) -> ChooseView: ...
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from msgspec import Struct

from hall_core.ui.translate import Say
from kiosk_app import messages as m
from kiosk_app.kiosk import Kiosk, Now, Page
from kiosk_app.views import ChooseView, HeaderView, MessageView, TileView, View
from kiosk_app.where import clock_text

P = TypeVar("P", bound=Page)
Draw = Callable[[Kiosk, P, Say, Now], View]
_DRAWN: dict[type[Page], Draw[Any]] = {}


def draws(page: type[P]) -> Callable[[Draw[P]], Draw[P]]:
    def keep(draw: Draw[P]) -> Draw[P]:
        _DRAWN[page] = draw
        return draw

    return keep


def drawn(kiosk: Kiosk, say: Say, now: Now) -> View:
    return _DRAWN[type(kiosk.page)](kiosk, kiosk.page, say, now)


def header(kiosk: Kiosk, say: Say, now: Now, *, switch: bool = True) -> HeaderView:
    name, code, speak = _language_button(kiosk, say) if switch else ("", "", None)
    return HeaderView(
        hall=kiosk.setup.plan.hall.name.into(kiosk.language),
        clock=clock_text(now.at) if now.trusted else "",
        language=name,
        speak=speak,
        code=code,
        display=m.OpenModes() if switch else None,
    )


def _language_button(kiosk: Kiosk, say: Say) -> tuple[str, str, m.Tap | None]:
    """Its words, the same in little room, and what it means. It gives the other language, under its own name; where
    there are several it leads to them all; and from a page that cannot wait for the choice it gives the next one."""
    codes = [tongue.code for tongue in kiosk.setup.languages]
    if not codes or codes == [kiosk.language]:
        return "", "", None
    if len(codes) > 2 and can_wait(kiosk.page):
        return say("Ngôn ngữ / Language"), kiosk.language.upper(), m.OpenLanguages()
    at = codes.index(kiosk.language) if kiosk.language in codes else -1
    next = kiosk.setup.languages[(at + 1) % len(codes)]
    return next.name, next.code.upper(), m.Speak(next.code)


def can_wait(page: Page) -> bool:
    """Whether *back* leads to it from another page, and it may lie there: what tells of one person may not."""
    return page.kept and not page.personal


class Said(Struct, frozen=True):
    """A message page: what happened, what follows from it, and the code for whoever is asked."""

    icon: str
    title: str
    lines: tuple[str, ...]
    code: str = ""


def message(
    kiosk: Kiosk,
    said: Said,
    say: Say,
    now: Now,
    *,
    button: tuple[str, m.Tap] | None = None,
    second: tuple[str, m.Tap] | None = None,
    switch: bool = False,
) -> MessageView:
    hotline = kiosk.setup.plan.hall.hotline
    lines = said.lines
    if hotline and ask_staff(say) in lines:
        lines = (*lines, say("Đường dây nóng: {number}").format(number=hotline))
    return MessageView(
        header=header(kiosk, say, now, switch=switch),
        icon=said.icon,
        mood="trouble" if said.icon in ("warning", "no-link") else "calm",
        title=said.title,
        lines=lines,
        code=say("Mã cho nhân viên: {code}").format(code=said.code) if said.code else "",
        button=button[0] if button else "",
        tap=button[1] if button else None,
        second=second,
    )


def home_button(say: Say) -> tuple[str, m.Tap]:
    return say("Về trang đầu"), m.GoHome()


def choose(kiosk: Kiosk, say: Say, now: Now, *, title: str, tiles: Sequence[TileView], page: int) -> ChooseView:
    """The tiles of ``page`` (from 0) out of all ``tiles``, with the way on."""
    size = kiosk.tiles
    pages = max(1, -(-len(tiles) // size))
    at = min(page, pages - 1)
    return ChooseView(
        header=header(kiosk, say, now),
        title=title,
        tiles=tuple(tiles[at * size : (at + 1) * size]),
        back=say("Quay lại"),
        page=say("Trang {page}/{pages}").format(page=at + 1, pages=pages) if pages > 1 else "",
        next=(say("Sau"), m.TurnTo(at + 1)) if at < pages - 1 else None,
    )


def ask_staff(say: Say) -> str:
    return say("Nếu cần giúp đỡ, mời hỏi nhân viên hướng dẫn.")


def still_there(kiosk: Kiosk, say: Say, now: Now) -> MessageView:
    left = max(0, -(-((kiosk.deadline or now.mono) - now.mono) // 1000))
    lines = (say.many("Màn hình sẽ về trang đầu sau {count} giây.", left),)
    said = Said("clock", say("Quý vị cần thêm thời gian?"), lines)
    return message(kiosk, said, say, now, button=(say("Tôi vẫn ở đây"), m.StillHere()))
