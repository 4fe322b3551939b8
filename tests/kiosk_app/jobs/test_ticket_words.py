"""Why there is no number: plain, complete, and true."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from msgspec.structs import replace

from hall_core.domain.plan import Hours
from hall_core.domain.refusal import Reason, Refusal
from hall_core.ui.translate import Words
from kiosk_app.jobs.tickets.hall import blocked
from kiosk_app.jobs.tickets.words import block_words, closed_words, opening_words, refusal_words
from kiosk_app.kiosk import Now
from tests.conftest import NINE_IN_THE_MORNING as NOW
from tests.kiosk_app.conftest import make_hall, make_kiosk

HOUR = 3_600_000
DAY = 24 * HOUR


@pytest.mark.parametrize("reason", get_args(Reason))
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_refusal_says_what_happened_and_what_to_do(english_too: Words, reason: Reason, language: str) -> None:
    say = english_too.into(language)  # pyright: ignore[reportArgumentType]
    said = refusal_words(Refusal(reason, ""), say, NOW)
    assert said.title
    assert said.lines
    assert reason not in said.title + " ".join(said.lines), "a key is no word for a citizen"


@pytest.mark.parametrize("reason", ["unknown-service", "not-yours", "malformed", "storage", "unknown-device"])
def test_what_only_a_technician_can_mend_carries_its_key(english_too: Words, reason: Reason) -> None:
    assert refusal_words(Refusal(reason), english_too.into("vi"), NOW).code == reason


def test_closed_says_when_it_opens(english_too: Words) -> None:
    said = refusal_words(Refusal("hall-closed", str(NOW + 2 * HOUR)), english_too.into("vi"), NOW)
    assert said.lines[0] == "Mở cửa lúc 11:00 hôm nay."
    assert said == closed_words(NOW + 2 * HOUR, english_too.into("vi"), NOW)


def test_closed_for_nobody_knows_how_long_sends_to_a_person(english_too: Words) -> None:
    said = refusal_words(Refusal("hall-closed", ""), english_too.into("vi"), NOW)
    assert said.lines == ("Quý vị chưa lấy số nào.", "Nếu cần giúp đỡ, mời hỏi nhân viên hướng dẫn.")


@pytest.mark.parametrize(
    ("opens", "vietnamese", "english"),
    [
        (NOW + HOUR, "Mở cửa lúc 10:00 hôm nay.", "Opens at 10:00 today."),
        (NOW + DAY, "Mở cửa lúc 09:00 ngày mai.", "Opens at 09:00 tomorrow."),
        (NOW + 15 * HOUR, "Mở cửa lúc 00:00 ngày mai.", "Opens at 00:00 tomorrow."),
        (NOW + 2 * DAY, "Mở cửa lúc 09:00 thứ Hai, ngày 23/11/2026.", "Opens at 09:00 on Monday, 23/11/2026."),
    ],
)
def test_opening_is_told_by_the_day(english_too: Words, opens: int, vietnamese: str, english: str) -> None:
    assert opening_words(opens, english_too.into("vi"), NOW) == vietnamese
    assert opening_words(opens, english_too.into("en"), NOW) == english


def test_a_full_day_says_how_full(english_too: Words) -> None:
    said = refusal_words(Refusal("daily-cap", "60"), english_too.into("en"), NOW)
    assert said.lines[0] == "It takes at most 60 visits a day."


def test_a_service_that_is_stopped_says_why_and_where_to_go(english_too: Words) -> None:
    said = refusal_words(Refusal("service-stopped", "Mất kết nối hệ thống hộ tịch"), english_too.into("vi"), NOW)
    assert said.title == "Dịch vụ này đang tạm ngừng nhận số"
    assert said.lines[0] == "Mất kết nối hệ thống hộ tịch"
    english = refusal_words(Refusal("service-stopped", "Mất kết nối"), english_too.into("en"), NOW)
    assert english.lines[0] == "Mất kết nối", "what the head wrote is in nobody else's words"


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_service_that_is_stopped_without_a_reason_claims_none(english_too: Words, reason: str) -> None:
    said = refusal_words(Refusal("service-stopped", reason), english_too.into("vi"), NOW)
    assert said.lines == ("Quý vị chưa lấy số nào. Mời chọn dịch vụ khác hoặc hỏi nhân viên hướng dẫn.",)


@pytest.mark.parametrize(
    ("special", "said"),
    [
        ({}, "Mở cửa lúc 07:30 thứ Hai, ngày 23/11/2026."),
        ({"2026-11-22": ["08:00-11:00"]}, "Mở cửa lúc 08:00 ngày mai."),
        ({"2026-11-23": []}, "Mở cửa lúc 07:30 thứ Ba, ngày 24/11/2026."),
        ({"2026-11-21": ["13:30-16:00"]}, "Mở cửa lúc 13:30 hôm nay."),
    ],
    ids=["as every week", "a worked Sunday", "a holiday", "another Saturday"],
)
def test_a_kiosk_without_its_hub_knows_the_special_days_too(
    english_too: Words, special: dict[str, list[str]], said: str
) -> None:
    plan = make_hall()
    weekdays: dict[str, Any] = {day: ["07:30-11:30", "13:30-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
    services = [replace(service, reserve={"kiosk-1": (90, 94)}) for service in plan.services]
    kiosk = make_kiosk(replace(plan, services=services, hours=Hours(**weekdays, special=special)))
    kiosk, now = replace(kiosk, connected=True, link=False), Now(0, NOW, True, "018f0000-0000-7000-8000-00000000000a")
    assert blocked(kiosk, now) == "closed"
    assert block_words("closed", kiosk, english_too.into("vi"), now).lines[0] == said
