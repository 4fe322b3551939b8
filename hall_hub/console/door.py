"""Signing in and out: what is checked, in which order, and what somebody is told who is not let in."""

from __future__ import annotations

import asyncio
import logging
import re

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from hall_hub.console.accounts import LONGEST, MINUTE, NAME_TRIES, SHUT
from hall_hub.console.console import Console
from hall_hub.console.cookies import DOOR, SESSION, drop, keep
from hall_hub.console.diary.diary import STRANGER
from hall_hub.console.passwords import is_password
from hall_hub.console.sentences import clock
from hall_hub.console.visitor import Visitor, address_of

log = logging.getLogger(__name__)

_ID = re.compile(r"[a-z0-9-]{1,32}")


async def sign_in(console: Console, request: Request, visitor: Visitor) -> tuple[Response | None, str]:
    """The answer to who is let in; or why not, and what to do."""
    fields = await console.fields(request, visitor)
    name, password = fields.get("officer", [""])[0].lower(), fields.get("password", [""])[0]
    address = address_of(request)
    name = name if _ID.fullmatch(name) else STRANGER
    # What nobody is called is told nobody: it may be a password that was typed into the wrong field.
    told = STRANGER if console.plan.officer(name) is None else name
    async with console.checking:
        at, say = console.now(), visitor.say
        shut = console.accounts.shut_until(name, address, at)
        if shut is not None:
            log.warning("sign-in of %s from %s refused: too many wrong passwords", told, address)
            why = say(
                "Sai mật khẩu quá {times} lần nên tạm khoá đến {time}. "
                "Mời đợi, hoặc nhờ kỹ thuật viên đặt lại mật khẩu."
            )
            return None, why.format(times=NAME_TRIES, time=clock(shut))
        right = await asyncio.to_thread(is_password, password, console.accounts.hash_of(name))
        if not right or console.plan.officer(name) is None:
            console.accounts.failed(name, address, at)
            log.warning("sign-in of %s from %s: wrong password", told, address)
            console.diary.note(at, told, "wrong-password", address)
            if console.accounts.shut_until(name, address, at) is not None:
                console.diary.note(at, told, "locked-out")
            why = say(
                "Mã cán bộ hoặc mật khẩu chưa đúng. Sau {times} lần sai, tài khoản tạm khoá {minutes} phút. "
                "Nếu quên mật khẩu, mời nhờ kỹ thuật viên đặt lại."
            )
            return None, why.format(times=NAME_TRIES, minutes=SHUT // MINUTE)
        token = console.accounts.begin(name, at)
        console.diary.note(at, name, "signed-in")
    log.info("%s signed in from %s", name, address)
    answer = RedirectResponse("/", 303)
    keep(request, answer, SESSION, token, LONGEST // 1_000)
    drop(request, answer, DOOR)
    return answer, ""


def sign_out(console: Console, request: Request, visitor: Visitor) -> Response:
    if visitor.officer is not None:
        console.accounts.end(visitor.session)
        console.diary.note(console.now(), visitor.officer.id, "signed-out")
        console.changes.tell()
    answer = RedirectResponse("/sign-in", 303)
    drop(request, answer, SESSION)
    return answer
