"""What a dossier's pages say, in plain words and in both languages."""

from __future__ import annotations

from typing import get_args

import pytest
from msgspec.structs import replace

from hall_core.contract.questions import Asked
from hall_core.domain import vietqr
from hall_core.domain.dossier import Dossier, Fee, State
from hall_core.domain.dossier_days import Reckoned
from hall_core.domain.names import Language, Name
from hall_core.domain.plan_centre import Centre
from hall_core.ui.translate import Words
from kiosk_app.jobs.dossiers import pages as p
from kiosk_app.jobs.dossiers.fee import payment_text
from kiosk_app.jobs.dossiers.views import DossierView, PayView
from kiosk_app.jobs.dossiers.words import state_words
from kiosk_app.kiosk import Manner, Page
from kiosk_app.spoken import spoken
from kiosk_app.view import view
from kiosk_app.views import ChooseView, MessageView, View
from tests.conftest import NINE_IN_THE_MORNING
from tests.kiosk_app.conftest import COMMAND, Hand

CODE = "000.00.16.H41-261005-0007"
AS_OF = NINE_IN_THE_MORNING - 3_600_000
"""08:00 on 21 November 2026."""
DOSSIER = Dossier(
    code=CODE,
    procedure=Name("Đăng ký khai sinh", "Birth registration"),
    agency=Name("Sở Tư pháp", "Department of Justice"),
    state="processing",
    received="2026-11-02",
    due="2026-11-20",
)
FEE = Fee(amount=50_000, bank="970403", account="0011012345678")
STATES: tuple[State, ...] = get_args(State)


def seen(hand: Hand, page: Page, words: Words, language: Language = "vi") -> View:
    hand.kiosk = replace(hand.kiosk, page=page, manner=Manner(language=language))
    return view(hand.kiosk, words.into(language), hand.now)


def of(hand: Hand, dossier: Dossier, words: Words, as_of: int | None = AS_OF, language: Language = "vi") -> DossierView:
    found = seen(hand, p.Found(dossier=dossier, as_of=as_of), words, language)
    assert isinstance(found, DossierView)
    return found


def said(found: DossierView) -> str:
    return " | ".join(text.text for text in found.texts)


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_told_in_plain_words_with_what_to_do(english_too: Words, state: State) -> None:
    vi, en = (state_words(state, english_too.into(language)) for language in ("vi", "en"))
    assert all((vi.title, vi.next, en.title, en.next))
    assert (vi.title, vi.next) != (en.title, en.next)
    assert state not in vi.title


def test_no_two_states_are_told_alike(english_too: Words) -> None:
    for language in ("vi", "en"):
        assert len({state_words(state, english_too.into(language)).title for state in STATES}) == len(STATES)


def test_the_dates_are_told_as_people_write_them(hand: Hand, english_too: Words) -> None:
    ended = replace(DOSSIER, state="finished", new_due="2026-11-30", ended="2026-11-19")
    assert [(date.label, date.text) for date in of(hand, ended, english_too).dates] == [
        ("Ngày nhận", "02/11/2026"),
        ("Hẹn trả", "20/11/2026"),
        ("Hẹn lại", "30/11/2026"),
        ("Ngày có kết quả", "19/11/2026"),
    ]


@pytest.mark.parametrize("as_of", [AS_OF, None])
def test_how_old_it_is_is_always_told(hand: Hand, english_too: Words, as_of: int | None) -> None:
    told = "Cập nhật lúc 08:00, 21/11/2026" if as_of else "Chưa rõ thông tin được cập nhật lúc nào"
    assert of(hand, DOSSIER, english_too, as_of).updated == told


@pytest.mark.parametrize(
    ("hours", "state", "said"), [(35, "processing", False), (36, "processing", True), (90, "returned", False)]
)
def test_what_is_known_of_an_open_dossier_is_called_old_once_an_evening_was_missed(
    hand: Hand, english_too: Words, hours: int, state: State, said: bool
) -> None:
    as_of = hand.now.at - hours * 3_600_000
    texts = {text.name: text.text for text in of(hand, replace(DOSSIER, state=state), english_too, as_of).texts}
    assert ("xem đã có thay đổi chưa" in texts["Việc cần làm"]) is said


def test_a_kiosk_that_does_not_know_the_time_calls_nothing_old(hand: Hand, english_too: Words) -> None:
    as_of = hand.now.at - 90 * 3_600_000
    page = p.Found(dossier=DOSSIER, as_of=as_of)
    seen = view(replace(hand.kiosk, page=page), english_too.into("vi"), replace(hand.now, trusted=False))
    assert isinstance(seen, DossierView)
    assert "thay đổi" not in " ".join(text.text for text in seen.texts)


# --- Late -------------------------------------------------------------------------------------------------------


def test_the_agency_apologises_by_name_and_says_the_new_date(hand: Hand, english_too: Words) -> None:
    found = of(hand, replace(DOSSIER, new_due="2026-12-04"), english_too)
    assert found.texts[0].text == "Sở Tư pháp xin lỗi quý vị vì chậm trả kết quả. Ngày hẹn lại là 04/12/2026."
    assert (found.state, found.kind) == ("Đang giải quyết, chậm hẹn", "caution")


@pytest.mark.parametrize(
    ("new_due", "told"), [(None, "Chưa có ngày hẹn mới"), ("2026-11-20", "Ngày hẹn lại 20/11/2026 cũng đã qua")]
)
def test_no_new_date_that_holds_is_said_too(hand: Hand, english_too: Words, new_due: str | None, told: str) -> None:
    late = replace(DOSSIER, due="2026-11-10", new_due=new_due)
    assert told in of(hand, late, english_too).texts[0].text


@pytest.mark.parametrize("as_of", [None, AS_OF - 86_400_000])
def test_a_dossier_is_not_called_late_because_our_copy_is_old(
    hand: Hand, english_too: Words, as_of: int | None
) -> None:
    hand.mono += 30 * 86_400_000
    found = of(hand, DOSSIER, english_too, as_of)
    assert "xin lỗi" not in said(found)
    assert "chậm" not in found.state


def test_on_the_very_day_it_is_not_late(hand: Hand, english_too: Words) -> None:
    assert "xin lỗi" not in said(of(hand, replace(DOSSIER, due="2026-11-21"), english_too))


def test_a_result_that_came_late_is_apologised_for(hand: Hand, english_too: Words) -> None:
    ended = replace(DOSSIER, state="finished", ended="2026-11-21")
    assert "muộn hơn ngày hẹn" in said(of(hand, ended, english_too))
    assert "muộn" not in said(of(hand, replace(ended, state="withdrawn"), english_too))


# --- Money ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "amount"), [("vi", "50.000 đồng"), ("en", "50,000 VND")])
def test_a_fee_that_is_due_is_told_and_leads_to_its_code(
    hand: Hand, english_too: Words, language: Language, amount: str
) -> None:
    found = of(hand, replace(DOSSIER, state="fee-due", fee=FEE), english_too, language=language)
    assert found.pay is not None
    assert amount in found.pay[0]
    assert found.pay[1] == p.OpenPayment()


def test_paid_is_said_only_when_the_central_system_says_so(hand: Hand, english_too: Words) -> None:
    assert "Đã nộp" not in said(of(hand, replace(DOSSIER, fee=FEE), english_too))
    paid = of(hand, replace(DOSSIER, fee=replace(FEE, paid=True)), english_too)
    assert "Đã nộp 50.000 đồng, theo xác nhận của hệ thống một cửa." in said(paid)
    assert paid.pay is None


def test_the_payment_code_says_who_what_and_for_which_dossier(hand: Hand, english_too: Words) -> None:
    page = seen(hand, p.Pay(code=CODE, fee=FEE), english_too)
    assert isinstance(page, PayView)
    payment = vietqr.read(page.qr)
    assert (payment.bank_bin, payment.account, payment.amount) == (FEE.bank, FEE.account, FEE.amount)
    assert payment.purpose == CODE
    assert "xác nhận sau" in " ".join(page.lines)
    assert "đã thanh toán" not in " ".join((page.title, *page.lines)).lower()


def test_of_a_code_too_long_for_a_bank_the_end_is_kept() -> None:
    assert vietqr.read(payment_text(f"TOO-LONG-{CODE}", FEE)).purpose == CODE


# --- The other pages --------------------------------------------------------------------------------------------


def test_of_several_the_list_tells_what_each_is_and_how_it_stands(hand: Hand, english_too: Words) -> None:
    two = (DOSSIER, replace(DOSSIER, code="H41.16-210612-0001", state="finished"))
    page = seen(hand, p.Mine(dossiers=two, as_of=AS_OF), english_too)
    assert isinstance(page, ChooseView)
    assert [(tile.title, tile.detail) for tile in page.tiles] == [
        ("Đăng ký khai sinh", "Đang giải quyết · …0007"),
        ("Đăng ký khai sinh", "Đã có kết quả · …0001"),
    ]
    assert [tile.tap for tile in page.tiles] == [p.OpenDossier(dossier.code) for dossier in two]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "page",
    [
        p.Looking(intent="", code=CODE),
        p.Recognising(intent=""),
        p.NotFound(code=CODE, as_of=AS_OF),
        p.NoneOfMine(as_of=AS_OF),
        p.NoCards("policy"),
        p.NoCards("no-key"),
        p.Away(),
    ],
)
def test_what_went_wrong_is_told_in_plain_words(hand: Hand, english_too: Words, page: Page, language: Language) -> None:
    found = seen(hand, page, english_too, language)
    assert isinstance(found, MessageView)
    assert found.title
    assert found.lines
    assert "{" not in " ".join((found.title, *found.lines, found.code))


def test_at_a_site_without_cards_nothing_of_the_card_is_kept_and_that_is_said(hand: Hand, english_too: Words) -> None:
    found = seen(hand, p.NoCards("policy"), english_too)
    assert isinstance(found, MessageView)
    assert "Không có thông tin nào trên thẻ được lưu lại." in found.lines


def test_the_voice_tells_how_it_stands_and_not_the_code(hand: Hand, english_too: Words) -> None:
    told = spoken(of(hand, replace(DOSSIER, new_due="2026-12-04"), english_too))
    assert told.startswith("Đang giải quyết, chậm hẹn. Đăng ký khai sinh. Sở Tư pháp.")
    assert "xin lỗi" in told
    assert CODE not in told


def test_working_days_are_said_in_the_apology_and_never_without_one(hand: Hand, english_too: Words) -> None:
    late = p.Found(dossier=DOSSIER, as_of=AS_OF, reckoned=Reckoned(late_days=1))
    for language, words in (("vi", "chậm trả kết quả 1 ngày làm việc."), ("en", "your result is 1 working day late.")):
        found = seen(hand, late, english_too, language)
        assert isinstance(found, DossierView)
        assert words in said(found)
    assert "ngày làm việc" not in said(of(hand, DOSSIER, english_too)), "the hall has no calendar"


def test_a_day_that_nobody_promised_is_marked_as_reckoned(hand: Hand, english_too: Words) -> None:
    open_ended = replace(DOSSIER, due=None)
    found = seen(hand, p.Found(dossier=open_ended, as_of=AS_OF, reckoned=Reckoned(expected="2026-11-26")), english_too)
    assert isinstance(found, DossierView)
    assert [(fact.label, fact.text) for fact in found.dates][-1] == ("Hẹn trả dự kiến", "26/11/2026")
    assert "Cơ quan chưa hẹn ngày trả kết quả" in said(found)
    assert "Hẹn trả" not in [fact.label for fact in found.dates]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("not-asked", "Mời xem lại mã. Hồ sơ mới nộp có thể chưa có ở đây."),
        ("none", "Hệ thống một cửa cũng chưa có hồ sơ nào mang mã này. Mời xem lại mã."),
        ("no-answer", "Hệ thống một cửa chưa trả lời. Hồ sơ mới nộp có thể chưa có ở đây."),
    ],
)
def test_what_is_not_found_says_whether_the_centre_was_asked(
    hand: Hand, english_too: Words, asked: Asked, words: str
) -> None:
    page = p.NotFound(code=CODE, as_of=AS_OF, asked=asked)
    vi, en = (seen(hand, page, english_too, language) for language in ("vi", "en"))
    assert isinstance(vi, MessageView)
    assert isinstance(en, MessageView)
    assert words in vi.lines
    assert not set(vi.lines) & set(en.lines) - {""}
    assert any("Cập nhật lúc 08:00" in line for line in vi.lines)


def test_what_the_centre_has_told_says_of_when_that_is(hand: Hand, english_too: Words) -> None:
    found = seen(hand, p.Found(dossier=DOSSIER, as_of=AS_OF, asked="found"), english_too)
    assert isinstance(found, DossierView)
    assert found.updated.startswith("Hệ thống một cửa cập nhật lúc 08:00")


def test_waiting_says_that_the_centre_may_be_asked_where_it_is(hand: Hand, english_too: Words) -> None:
    looking = p.Looking(intent=COMMAND, code=CODE)
    assert "Mời quý vị chờ trong giây lát." in _lines(seen(hand, looking, english_too))
    plan = hand.kiosk.setup.plan
    hand.kiosk = replace(hand.kiosk, setup=replace(hand.kiosk.setup, plan=replace(plan, centre=Centre())))
    assert any("hỏi hệ thống một cửa" in line for line in _lines(seen(hand, looking, english_too)))


def _lines(view: View) -> tuple[str, ...]:
    assert isinstance(view, MessageView)
    return tuple(view.lines)
