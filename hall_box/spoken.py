"""What a box says of itself on its text consoles and to ``motcua box show``. The kernel's font has no Vietnamese letter
with a tone mark, so a console reads Vietnamese without marks, and English."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from hall_box.standing import Standing
from hall_box.words import said
from hall_core.domain.vietnamese import fold
from hall_core.ui.roles import role_words
from hall_core.ui.translate import Say, Words

CONSOLES = (Path("/dev/tty1"), Path("/dev/console"))
log = logging.getLogger(__name__)


def lines(standing: Standing, say: Say) -> list[str]:
    found = [heading(standing, say)]
    name = standing.hall_name_en if say.language == "en" else standing.hall_name
    if standing.hall:
        found.append(f"{name or standing.hall} ({standing.hall})")
    if standing.broker:
        found.append(say("Máy chủ: {address}").format(address=standing.broker))
    if standing.version:
        found.append(say("Phiên bản {version}").format(version=standing.version))
    if standing.way_in:
        found.append(f"SSH: {standing.way_in}")
    found.append(state(standing, say))
    for fault in standing.faults:
        wrong, remedy = said(say, fault)
        found += [wrong, remedy]
        if fault.detail:
            found.append(f"({fault.detail})")
    return found


def heading(standing: Standing, say: Say) -> str:
    if not standing.device:
        return say("Máy chưa có vai trò")
    return f"{standing.device} · {role_words(say, standing.role)}"


def state(standing: Standing, say: Say) -> str:
    match standing.state:
        case "setup":
            return say("Đang chờ cấu hình")
        case "joining":
            return say("Đang chờ được nhận vào trung tâm")
        case "starting":
            return say("Đang khởi động")


def on_consoles(standing: Standing, consoles: Sequence[Path] = CONSOLES) -> None:
    """On each that there is: screens without a picture, and a serial line."""
    words = Words()
    plain = [plainly(line) for line in lines(standing, words.into("vi"))]
    text = "\r\n".join(["", *plain, "", *map(plainly, lines(standing, words.into("en"))), "", ""])
    for console in consoles:
        try:
            with console.open("w", encoding="ascii", errors="replace") as out:
                out.write(text)
        except OSError as error:
            log.info("%s: %s", console, error.strerror)


def plainly(text: str) -> str:
    """Without marks, in letters that every console has."""
    return fold(text)
