"""The words of the part ``waiting``. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from display_app.texts import WIDEST_DIGIT
from hall_core.contract.messages import ServiceState
from hall_core.ui.translate import Say

BETWEEN = " · "
"""Between two facts in one row."""
NONE = "–"
"""Where a figure would stand."""
HOURS_FROM = 180
"""Minutes from which on whole hours say enough."""


class Words:
    """In one language."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._headings = {
            "waiting": say("Đang chờ"),
            "longest": say("Lâu nhất"),
            "estimate": say("Ước tính"),
            "counters": say("Quầy mở"),
        }

    def heading(self, fact: str) -> str:
        return self._headings[fact]

    def minutes(self, minutes: int | None) -> str:
        """A span of time; a dash when it is not known."""
        if minutes is None:
            return NONE
        if minutes >= HOURS_FROM:
            return self._say.many("{count} giờ", minutes // 60)
        return self._say.many("{count} phút", minutes)

    def below(self, fact: str, value: str) -> str:
        """A fact with its name, below the name of the service."""
        if fact == "waiting":
            return self._say("Đang chờ: {count}").format(count=value)
        if fact == "counters":
            return self._say("Quầy mở: {count}").format(count=value)
        wording = self._say("Lâu nhất {span}") if fact == "longest" else self._say("Ước tính {span}")
        return wording.format(span=value)

    def widest(self, fact: str) -> str:
        """The widest value of a fact."""
        if fact == "waiting":
            return WIDEST_DIGIT * 4
        return WIDEST_DIGIT * 2 if fact == "counters" else self._say.many("{count} phút", int(WIDEST_DIGIT * 3))

    def widest_below(self, fact: str) -> str:
        return self.below(fact, self.widest(fact))

    def notes(self, state: ServiceState) -> Sequence[str]:
        """Why a service is not as usual, from the fullest wording to the tersest; nothing when it is."""
        say = self._say
        match state.issuing:
            case "service-stopped":
                return say("Tạm ngừng nhận số"), say("Tạm ngừng")
            case "too-late":
                return say("Đã qua giờ nhận số"), say("Hết giờ nhận số")
            case "numbers-spent":
                return say("Đã phát hết số hôm nay"), say("Hết số hôm nay")
            case "daily-cap":
                return say("Đã đủ số lượt nhận trong ngày"), say("Đã đủ lượt")
            case "open" if not state.staffed:
                return (say("Chưa mở quầy"),)
            case _:
                return ()

    def reason(self, state: ServiceState) -> str:
        """Why a service is stopped, as the head of the centre wrote it; "" when nothing was said."""
        return state.reason.strip() if state.issuing == "service-stopped" else ""

    @property
    def tersest_notes(self) -> Sequence[str]:
        say = self._say
        return (
            say("Tạm ngừng"),
            say("Hết giờ nhận số"),
            say("Hết số hôm nay"),
            say("Đã đủ lượt"),
            say("Chưa mở quầy"),
        )
