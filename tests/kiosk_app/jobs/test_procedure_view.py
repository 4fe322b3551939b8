"""What stands on the pages of the look-up, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import pytest
from msgspec import Struct
from msgspec.structs import replace

from hall_core.domain.names import Language
from hall_core.domain.procedure import Case, Channel, Paper, Procedure, Text, Title
from hall_core.mqtt.heard import LinkUp
from hall_core.ui.translate import Words
from kiosk_app.jobs.procedures import pages as p
from kiosk_app.jobs.procedures.edition import Edition
from kiosk_app.jobs.procedures.views import ListView, PhoneView, ProcedureView, SearchView
from kiosk_app.jobs.tickets.pages import ChooseService
from kiosk_app.kiosk import Manner, Page
from kiosk_app.spoken import spoken
from kiosk_app.view import view
from kiosk_app.views import ChooseView, MessageView
from tests.kiosk_app.conftest import Hand, hall_state, heard, make_kiosk, service_state
from tests.kiosk_app.jobs.catalogue_of import edition

V = TypeVar("V", bound=Struct)
BIRTH = Procedure(
    code="1.001193",
    name=Title("Thủ tục đăng ký khai sinh", "Birth registration"),
    agency="ubnd",
    field="ho-tich",
    level="commune, province",
    service="sao-y",
    cases=[Case(Text(), [Paper(Text("Tờ khai", "Form"), 1, 2), Paper(Text("Giấy chứng sinh"))])],
    channels=[Channel("online", Text("Trong ngày", "Same day"), Text("Miễn phí; hỏi tại quầy"))],
    steps=Text("Nộp hồ sơ\nNhận kết quả"),
    legal=["123/2015/NĐ-CP"],
    valid_from="2025-07-01",
)


def opened(**changes: object) -> p.Opened:
    return p.Opened(replace(BIRTH, **changes), Title("Hộ tịch", "Civil status"), Title("Ủy ban"), "2026-11-20")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edition]:
    made = edition(tmp_path_factory.mktemp("catalogue"))
    yield made
    made.close()


def drawn(hand: Hand, words: Words, page: Page, kind: type[V], language: Language = "vi") -> V:
    kiosk = replace(hand.kiosk, page=page, manner=Manner(language=language))
    seen = view(kiosk, words.into(language), hand.now)
    assert isinstance(seen, kind)
    return seen


KEPT = "\N{NO-BREAK SPACE}"
"""Between a number and what it counts."""


def texts(hand: Hand, words: Words, part: p.Part, language: Language = "vi", **changes: object) -> list[str]:
    page = p.OneProcedure(opened=opened(**changes), part=part, case=0)
    return [f"{b.mark} {b.text}".strip() for b in drawn(hand, words, page, ProcedureView, language).blocks]


# --- Searching --------------------------------------------------------------------------------------------------


def test_an_empty_field_offers_ready_words_that_find_something_and_the_way_through_agencies(
    hand: Hand, english_too: Words, demo: Edition
) -> None:
    seen = drawn(hand, english_too, p.Search(around=demo.around()), SearchView)
    assert {"sinh con", "sổ đỏ", "sao y", "tạm trú"} <= {words for words, _ in seen.ready}
    assert all(demo.find(p.Find(words)).total for words, _ in seen.ready)
    assert seen.browse is not None
    assert seen.browse.detail == f"{demo.around().total} thủ tục"


def test_ready_words_are_of_the_language_of_the_screen(hand: Hand, english_too: Words, demo: Edition) -> None:
    seen = drawn(hand, english_too, p.Search(around=demo.around()), SearchView, "en")
    assert "birth" in dict(seen.ready)
    assert "sinh con" not in dict(seen.ready)


def test_what_is_found_takes_the_place_of_what_is_offered(hand: Hand, english_too: Words, demo: Edition) -> None:
    page = p.Search(around=demo.around(), found=demo.find(p.Find("khai sinh")))
    seen = drawn(hand, english_too, page, SearchView)
    assert seen.hits is not None
    assert seen.hits.rows[0].title == "Đăng ký khai sinh"
    assert seen.hits.rows[0].detail == "Hộ tịch · Ủy ban nhân dân phường"
    assert (seen.ready, seen.browse) == ((), None)


def test_guesses_are_marked_as_such(hand: Hand, english_too: Words, demo: Edition) -> None:
    page = p.Search(around=demo.around(), found=demo.find(p.Find("khia sinhh")))
    seen = drawn(hand, english_too, page, SearchView)
    assert seen.hits is not None
    assert {row.badge for row in seen.hits.rows} == {"gần đúng"}


def test_when_nothing_is_found_the_page_says_what_to_try_and_whom_to_ask(
    hand: Hand, english_too: Words, demo: Edition
) -> None:
    page = p.Search(around=demo.around(), found=demo.find(p.Find("qqqq xxxx")))
    seen = drawn(hand, english_too, page, SearchView)
    assert seen.hits is None
    assert seen.nothing[0] == "Chưa tìm thấy thủ tục phù hợp"
    assert "nhân viên" in seen.nothing[-1]
    assert seen.browse is not None


@pytest.mark.parametrize(("typed", "word"), [("độc thân", "Xem 1"), ("qqqq xxxx", "Gợi ý")])
def test_a_small_panel_leads_from_the_keyboard_to_what_was_found_or_else_to_what_is_offered(
    hand: Hand, english_too: Words, demo: Edition, typed: str, word: str
) -> None:
    page = p.Search(around=demo.around(), found=demo.find(p.Find(typed)), keys=True)
    assert drawn(hand, english_too, page, SearchView).turn == (word, p.ShowKeys(False))


def test_names_that_are_alike_are_told_apart_by_code_and_level(hand: Hand, english_too: Words) -> None:
    one = p.Hit("1.000001", Title("Cấp phép"), Title("Hộ tịch"), Title("Ủy ban"), "commune")
    found = p.Found("cấp", 0, (one, replace(one, code="1.000002", level="province")), 2, guess=False, as_of=None)
    seen = drawn(hand, english_too, p.Search(around=p.Around(total=2), found=found), SearchView)
    assert seen.hits is not None
    assert [row.detail for row in seen.hits.rows] == ["1.000001 · cấp xã", "1.000002 · cấp tỉnh"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "Danh mục cập nhật ngày 20/11/2026"), ("en", "List updated on 20/11/2026")],
)
def test_the_page_says_how_new_the_catalogue_is(
    hand: Hand, english_too: Words, demo: Edition, language: Language, words: str
) -> None:
    assert drawn(hand, english_too, p.Search(around=demo.around()), SearchView, language).edition == words


def test_without_a_catalogue_the_page_says_so_and_whom_to_ask(hand: Hand, english_too: Words) -> None:
    seen = drawn(hand, english_too, p.Search(around=p.Around()), MessageView)
    assert seen.title == "Chưa có danh mục thủ tục"
    assert any("nhân viên" in line for line in seen.lines)


def test_agencies_and_fields_say_how_many_procedures_they_have(hand: Hand, english_too: Words, demo: Edition) -> None:
    agencies = demo.around().agencies
    seen = drawn(hand, english_too, p.Agencies(agencies), ChooseView, "en")
    assert seen.tiles[0].detail == f"{agencies[0].count} procedures"
    fields = demo.fields(agencies[0].id)
    assert sum(field.count for field in fields) == agencies[0].count


def test_a_list_of_one_field_does_not_repeat_the_field(hand: Hand, english_too: Words, demo: Edition) -> None:
    agency = demo.around().agencies[0]
    shelf = demo.fields(agency.id)[0]
    listed = p.Listed(agency.id, shelf, found=demo.find(p.Find("", 0, agency.id, shelf.id)))
    seen = drawn(hand, english_too, listed, ListView)
    assert seen.hits.total == shelf.count
    assert not any(shelf.name.vi in row.detail for row in seen.hits.rows)


# --- One procedure ----------------------------------------------------------------------------------------------


def test_papers_are_numbered_with_their_originals_and_copies(hand: Hand, english_too: Words) -> None:
    assert texts(hand, english_too, "papers") == [
        "1. Tờ khai (1~bản~chính, 2~bản~sao)".replace("~", KEPT),
        "2. Giấy chứng sinh",
    ]


def test_what_nobody_has_translated_is_shown_in_vietnamese(hand: Hand, english_too: Words) -> None:
    assert texts(hand, english_too, "papers", "en") == [
        "1. Form (1~original, 2~copies)".replace("~", KEPT),
        "2. Giấy chứng sinh",
    ]


def test_time_and_fee_are_told_as_the_text_says_by_channel(hand: Hand, english_too: Words) -> None:
    assert texts(hand, english_too, "terms") == [
        "Nộp trực tuyến",
        "Thời hạn giải quyết Trong ngày",
        "Phí, lệ phí Miễn phí; hỏi tại quầy",
    ]


def test_a_missing_time_is_said_to_be_missing(hand: Hand, english_too: Words) -> None:
    unsaid = texts(hand, english_too, "terms", channels=[Channel("post")])
    assert unsaid[1:] == ["Thời hạn giải quyết Danh mục không ghi", "Phí, lệ phí Danh mục không ghi"]


def test_the_steps_are_numbered(hand: Hand, english_too: Words) -> None:
    assert texts(hand, english_too, "steps") == ["1. Nộp hồ sơ", "2. Nhận kết quả"]


def test_the_basis_has_the_full_name_the_validity_and_the_documents(hand: Hand, english_too: Words) -> None:
    said = texts(hand, english_too, "basis")
    assert "Tên đầy đủ Thủ tục đăng ký khai sinh" in said
    assert "Hiệu lực Từ 01/07/2025" in said
    assert "Cấp thực hiện Cấp xã, cấp tỉnh" in said
    assert said[-1] == "• 123/2015/NĐ-CP"


@pytest.mark.parametrize("part", p.PARTS)
def test_no_heading_is_ever_empty(hand: Hand, english_too: Words, part: p.Part) -> None:
    bare = replace(BIRTH, cases=[], channels=[], steps=Text(), legal=[], valid_from=None)
    page = p.OneProcedure(opened=replace(opened(), procedure=bare), part=part, case=0)
    assert drawn(hand, english_too, page, ProcedureView).blocks


def test_unchosen_cases_are_named_but_none_of_their_papers_is(hand: Hand, english_too: Words) -> None:
    cases = [Case(Text("Lần đầu"), [Paper(Text("Tờ khai"))]), Case(Text("Làm lại"), [])]
    seen = drawn(hand, english_too, p.OneProcedure(opened=opened(cases=cases)), ProcedureView)
    assert seen.case == ("Thủ tục này có 2 trường hợp", "Chọn trường hợp", p.AskCase())
    assert [block.text for block in seen.blocks[1:]] == ["Lần đầu", "Làm lại"]


@pytest.mark.parametrize(
    ("paper", "detail", "can"),
    [("", "Miễn phí", True), ("printing", "Đang in…", False), ("failed", "Chưa in được", True)],
)
def test_the_button_says_how_the_printing_stands(
    hand: Hand, english_too: Words, paper: str, detail: str, can: bool
) -> None:
    page = p.OneProcedure(opened=opened(), case=0, paper=paper)  # pyright: ignore[reportArgumentType]
    tile = drawn(hand, english_too, page, ProcedureView).offers[0]
    assert (tile.detail, tile.tap is not None) == (detail, can)


def test_a_printer_without_paper_is_known_before_the_tap(hand: Hand, english_too: Words) -> None:
    hand.kiosk = replace(hand.kiosk, problems=frozenset({"paper-out"}))
    tile = drawn(hand, english_too, p.OneProcedure(opened=opened(), case=0), ProcedureView).offers[0]
    assert (tile.detail, tile.tap) == ("Máy in hết giấy", None)


def test_a_number_is_offered_for_the_procedures_own_queue(hand: Hand, english_too: Words) -> None:
    seen = drawn(hand, english_too, p.OneProcedure(opened=opened(), case=0), ProcedureView)
    assert seen.offers[-1].tap == ChooseService("sao-y")


def test_a_queue_that_gives_no_numbers_says_why(hand: Hand, english_too: Words) -> None:
    hand.hear(heard(service_state("sao-y", 3, "numbers-spent")))
    tile = drawn(hand, english_too, p.OneProcedure(opened=opened(), case=0), ProcedureView).offers[-1]
    assert (tile.detail, tile.tap) == ("Đã phát hết số hôm nay", None)


def test_in_a_closed_hall_the_button_says_so(english_too: Words) -> None:
    closed = Hand(make_kiosk())
    closed.hear(LinkUp())
    closed.hear(heard(hall_state(open=False)))
    tile = drawn(closed, english_too, p.OneProcedure(opened=opened(), case=0), ProcedureView).offers[-1]
    assert (tile.detail, tile.tap) == ("Ngoài giờ làm việc", None)


@pytest.mark.parametrize("service", [None, "khong-co"])
def test_without_a_queue_of_its_own_no_number_is_offered(hand: Hand, english_too: Words, service: str | None) -> None:
    seen = drawn(hand, english_too, p.OneProcedure(opened=opened(service=service), case=0), ProcedureView)
    assert [tile.icon for tile in seen.offers] == ["printer", "qr"]


def test_the_voice_reads_the_heading_and_its_text(hand: Hand, english_too: Words) -> None:
    page = p.OneProcedure(opened=opened(), part="steps", case=0)
    said = spoken(drawn(hand, english_too, page, ProcedureView))
    assert said == "Đăng ký khai sinh. Trình tự. Nộp hồ sơ. Nhận kết quả."


def test_the_code_for_the_phone_holds_the_papers_as_text(hand: Hand, english_too: Words) -> None:
    seen = drawn(hand, english_too, p.Phone(one=p.OneProcedure(opened=opened(), case=0)), PhoneView)
    assert seen.qr.split("\n") == [
        "Trung tâm Thử",
        "Đăng ký khai sinh (1.001193)",
        "Giấy tờ cần chuẩn bị:",
        "1. Tờ khai (1 bản chính, 2 bản sao)",
        "2. Giấy chứng sinh",
    ]


# --- Joint procedures -------------------------------------------------------------------------------------------

POLICE, INSURANCE = Title("Công an phường", "Ward Police"), Title("Bảo hiểm xã hội", "Social Insurance")


def joint_blocks(hand: Hand, words: Words, part: p.Part, language: Language = "vi") -> list[str]:
    page = p.OneProcedure(opened=replace(opened(), joint=(POLICE, INSURANCE)), part=part, case=0)
    return [f"{b.mark} {b.text}".strip() for b in drawn(hand, words, page, ProcedureView, language).blocks]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "Thủ tục liên thông: quý vị chỉ nộp một bộ hồ sơ, 3 cơ quan cùng giải quyết."),
        ("en", "A joint procedure: you hand in one file, and 3 agencies deal with it together."),
    ],
)
def test_a_joint_procedure_says_before_its_papers_that_they_are_for_all_agencies(
    hand: Hand, english_too: Words, language: Language, said: str
) -> None:
    first, *papers = joint_blocks(hand, english_too, "papers", language)
    assert first == said
    assert papers == texts(hand, english_too, "papers", language)


def test_a_joint_procedure_names_its_agencies_and_the_one_that_takes_the_dossier_first(
    hand: Hand, english_too: Words
) -> None:
    assert joint_blocks(hand, english_too, "where")[-3:] == ["• Ủy ban", "• Công an phường", "• Bảo hiểm xã hội"]
    assert joint_blocks(hand, english_too, "where", "en")[-2:] == ["• Ward Police", "• Social Insurance"]


def test_a_procedure_of_one_agency_says_nothing_of_others(hand: Hand, english_too: Words) -> None:
    page = p.OneProcedure(opened=opened(), part="where", case=0)
    assert "liên thông" not in str(drawn(hand, english_too, page, ProcedureView)).lower()
    assert "cùng giải quyết" not in " ".join(texts(hand, english_too, "where"))


@pytest.mark.parametrize(
    ("joint", "guess", "badge"), [(True, False, "liên thông"), (True, True, "gần đúng"), (False, False, "")]
)
def test_a_joint_procedure_is_marked_in_a_list(
    hand: Hand, english_too: Words, joint: bool, guess: bool, badge: str
) -> None:
    hit = p.Hit("1.000001", Title("Cấp phép"), Title("Hộ tịch"), Title("Ủy ban"), "commune", joint)
    found = p.Found("cấp", 0, (hit,), 1, guess=guess, as_of=None)
    seen = drawn(hand, english_too, p.Search(around=p.Around(total=2), found=found), SearchView)
    assert seen.hits is not None
    assert [row.badge for row in seen.hits.rows] == [badge]


def test_the_catalogue_on_the_disk_knows_which_are_joint_and_with_whom(demo: Edition) -> None:
    land = demo.open("1.013978")
    assert land is not None
    assert [agency.vi for agency in land.joint] == ["Văn phòng đăng ký đất đai"]
    marks = {hit.code: hit.joint for hit in demo.find(p.Find("giấy chứng nhận")).hits}
    assert marks["1.013978"]
    assert not all(marks.values())
