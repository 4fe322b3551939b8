"""What stands in a report beside its numbers, in one language: names, headings, and how numbers are written."""

from __future__ import annotations

from datetime import date

from hall_core.domain.figures.channels import ChannelKey
from hall_core.domain.figures.definitions import DEFINITIONS
from hall_core.domain.figures.narrowing import Only
from hall_core.domain.figures.period import Period
from hall_core.domain.figures.report import Report
from hall_core.domain.figures.roster import Roster
from hall_core.domain.figures.tally import Count
from hall_core.domain.names import Name
from hall_core.ui.translate import Say

NONE = "–"
SWAP = str.maketrans(",.", ".,")


class Wording:
    def __init__(self, say: Say, roster: Roster) -> None:
        self.say = say
        self.roster = roster
        self.language = say.language

    def into(self, name: Name) -> str:
        return name.into(self.language)

    def heading(self, figure: str) -> str:
        """As the figure is called where it is defined."""
        return self.into(DEFINITIONS[figure].name)

    def says(self, figure: str) -> str:
        return self.into(DEFINITIONS[figure].says)

    def number(self, value: float | None, decimals: int = 0) -> str:
        """12.345,67 in Vietnamese, 12,345.67 in English."""
        if value is None:
            return NONE
        told = f"{value:,.{decimals}f}"
        return told if self.language == "en" else told.translate(SWAP)

    def percent(self, value: float | None) -> str:
        return NONE if value is None else f"{self.number(value, 2)} %"

    def day(self, day: str) -> str:
        """17/11/2026: the day first in English as well, as whoever reads this here is used to."""
        return f"{date.fromisoformat(day):%d/%m/%Y}"

    def period(self, period: Period) -> str:
        return period.en if self.language == "en" else period.vi

    def title(self, report: Report) -> str:
        words = self.period(report.period)
        inside = words if self.language == "en" else f"{words[0].lower()}{words[1:]}"
        return self.say("Báo cáo phục vụ {period}").format(period=inside)

    def name(self, scope: str, key: str) -> str:
        """The id of what nobody knows any more."""
        roster, say = self.roster, self.say
        match scope:
            case "hour":
                return f"{int(key)}:00–{int(key)}:59"
            case "month":
                year, month = key.split("-")
                return say("Tháng {month}/{year}").format(month=int(month), year=year)
            case "service":
                service = roster.services.get(key)
                return key if service is None else self.into(service.name)
            case "agency":
                agency = roster.agencies.get(key)
                return key if agency is None else self.into(agency)
            case "counter":
                return say("Quầy {number}").format(number=roster.counters.get(key, key))
            case "officer":
                return roster.officers.get(key, key)
            case _:
                return key

    def only(self, only: Only) -> str:
        return f"{self.scope(only.scope)}: {self.name(only.scope, only.key)}"

    def scope(self, scope: str) -> str:
        say = self.say
        return {
            "hour": say("Giờ"),
            "month": say("Tháng"),
            "agency": say("Cơ quan"),
            "service": say("Dịch vụ"),
            "counter": say("Quầy"),
            "officer": say("Cán bộ"),
            "device": say("Thiết bị"),
            "channel": say("Kênh"),
        }[scope]

    def channel(self, key: ChannelKey) -> str:
        say = self.say
        match key:
            case "kiosk":
                return say("Tại ki-ốt")
            case "desk":
                return say("Cán bộ cấp tại quầy")
            case "appointment":
                return say("Đến theo lịch hẹn")
            case "reserve":
                return say("Ki-ốt tự cấp khi mất kết nối")
            case "other":
                return say("Cách khác")
            case "roll":
                return say("Phiếu giấy khi mất điện")
            case "told-late":
                return say("Phiếu báo muộn")

    def level(self, level: Count) -> str:
        say = self.say
        return {
            "very-satisfied": say("Rất hài lòng"),
            "satisfied": say("Hài lòng"),
            "neutral": say("Bình thường"),
            "dissatisfied": say("Không hài lòng"),
        }[str(level)]

    def agency(self, name: str) -> str:
        """Of dossiers: told of by its Vietnamese name; those that the hall has too have another. Empty: all."""
        if not name:
            return self.say("Tổng cộng")
        return next((self.into(x) for x in self.roster.agencies.values() if x.vi == name), name)


def duration(seconds: int | None) -> str:
    """Minutes and seconds, from an hour on hours as well."""
    if seconds is None:
        return NONE
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}:{rest:02}" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02}:{rest:02}"
