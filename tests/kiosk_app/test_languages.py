"""A third language is a .po file: the pages, the paper and the choice know it, and nothing else was touched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from msgspec.structs import replace

from hall_core.contract import examples
from hall_core.contract.codec import decode, encode
from hall_core.device.hall_file import HallFileError, load
from hall_core.domain.commands import IssueTicket
from hall_core.domain.dossier import Fee
from hall_core.domain.names import Name
from hall_core.domain.refusal import Reason, Refusal
from hall_core.ui.translate import VIETNAMESE, Tongue, Words
from kiosk_app.devices.paper import Paper
from kiosk_app.devices.papers_list import ChannelLine, PaperLine, PapersFace
from kiosk_app.devices.slip import Slip, render
from kiosk_app.devices.ticket import TicketFace
from kiosk_app.devices.trial import TrialFace
from kiosk_app.jobs.dossiers.pages import NotFound, Pay
from kiosk_app.jobs.tickets import pages as p
from kiosk_app.kiosk import Home, Kiosk
from kiosk_app.messages import GoBack, OpenLanguages, Speak, TurnTo, Woke
from kiosk_app.view import view
from kiosk_app.views import ChooseView
from kiosk_app.where import face
from tests.kiosk_app.conftest import COMMAND, Hand, make_hall, ticket
from tests.third_language import OWN_NAME, english, make, named

HALLS = Path(__file__).parents[2] / "halls"


@pytest.fixture(scope="module")
def third(tmp_path_factory: pytest.TempPathFactory) -> Words:
    return make(tmp_path_factory.mktemp("locale"))


@pytest.fixture
def three(hand: Hand, third: Words) -> Hand:
    """A kiosk of three languages in a hall that has its names in all of them."""
    setup = replace(hand.kiosk.setup, plan=named(make_hall()), languages=third.offered())
    hand.kiosk = replace(hand.kiosk, setup=setup)
    return hand


def texts(value: Any) -> Iterator[str]:
    """Every text of a view."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, msgspec.Struct):
        for part in msgspec.structs.astuple(value):
            yield from texts(part)
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from texts(part)


def in_vietnamese(value: Any) -> list[str]:
    """What of it has a Vietnamese letter, or is a sentence of the source."""
    source = {message.id if isinstance(message.id, str) else message.id[0] for message in english()} - {""}
    return [text for text in texts(value) if text in source or any(c.isalpha() and not c.isascii() for c in text)]


def every_page(kiosk: Kiosk) -> Iterator[Kiosk]:
    yield kiosk
    yield replace(kiosk, link=False)
    yield replace(kiosk, connected=False)
    yield replace(kiosk, hall=replace(kiosk.hall, open=False, changes_at=None))  # pyright: ignore[reportArgumentType]
    for problem in ("paper-out", "printer-cover", "printer-missing"):
        yield replace(kiosk, problems=frozenset({problem}))
    yield replace(kiosk, page=p.Fields(), there=False, deadline=1_017_000)
    number = ticket("khai-sinh", priority="cao-tuoi")
    pages = [
        p.Agencies(),
        p.Fields(),
        p.Services("ho-tich"),
        p.Services("dat-dai", page=1),
        p.Priority("khai-sinh"),
        p.Stay(p.Wish("khai-sinh")),
        p.Asking(p.Wish("khai-sinh"), COMMAND),
        *[p.Issued(number, paper) for paper in ("printing", "printed", "failed")],
        p.Issued(number, "printed"),
        p.Issued(number, "printed", at=Name(vi="Sảnh", en="Hall", more={"zz": "zz hall"})),
        p.Issued(replace(number, ahead=None, estimate_minutes=None), "printed"),
        *[p.Refused(Refusal(reason)) for reason in get_args(Reason)],
        *[p.NoAnswer(why) for why in get_args(p.NoNumber)],
    ]
    for page in pages:
        yield replace(kiosk, page=page)


def test_no_page_of_the_ticket_job_has_a_vietnamese_word_left(three: Hand, third: Words) -> None:
    three.tap(Speak("zz"))
    for kiosk in every_page(three.kiosk):
        seen = view(kiosk, third.into(kiosk.language), three.now)
        assert in_vietnamese(seen) in ([], [VIETNAMESE.name]), kiosk.page  # the name of Vietnamese, on the button


def test_the_same_pages_in_vietnamese_are_told_by_their_letters(three: Hand, third: Words) -> None:
    for kiosk in every_page(three.kiosk):
        assert len(in_vietnamese(view(kiosk, third.into("vi"), three.now))) > 1, kiosk.page


# --- The choice --------------------------------------------------------------------------------------------------


def chosen(hand: Hand, third: Words) -> ChooseView:
    seen = view(hand.kiosk, third.into(hand.kiosk.language), hand.now)
    assert isinstance(seen, ChooseView)
    return seen


def test_with_three_languages_the_button_leads_to_the_others_each_under_its_own_name(three: Hand, third: Words) -> None:
    header = view(three.kiosk, third.into("vi"), three.now).header  # pyright: ignore[reportAttributeAccessIssue]
    assert (header.language, header.code, header.speak) == ("Ngôn ngữ / Language", "VI", OpenLanguages())
    three.tap(header.speak)
    tiles = chosen(three, third).tiles
    assert [(tile.title, tile.tap) for tile in tiles] == [("English", Speak("en")), (OWN_NAME, Speak("zz"))]
    assert in_vietnamese(tiles) == []


def test_the_chosen_language_comes_on_the_page_where_it_was_asked_for(three: Hand) -> None:
    three.tap(p.Begin(), p.ChooseField("dat-dai"), TurnTo(1), OpenLanguages(), Speak("zz"))
    assert three.kiosk.language == "zz"
    assert three.kiosk.page == p.Services("dat-dai", page=1)
    three.tap(GoBack(), GoBack())
    assert three.kiosk.page == p.Fields()


def test_who_changes_their_mind_goes_back_in_the_language_they_had(three: Hand) -> None:
    three.tap(OpenLanguages(), GoBack())
    assert (three.kiosk.page, three.kiosk.language) == (Home(), "vi")


def test_a_first_page_in_another_language_ends_by_itself(three: Hand) -> None:
    three.tap(OpenLanguages(), Speak("zz"))
    assert three.kiosk.page == Home()
    assert three.kiosk.deadline is not None


def test_a_page_that_nothing_leads_back_to_has_the_next_language_at_once(three: Hand, third: Words) -> None:
    page = NotFound(code="H56.7-261121-0001", as_of=None)
    three.kiosk = replace(three.kiosk, page=page)
    for name in ("English", OWN_NAME, "Tiếng Việt"):
        seen = view(three.kiosk, third.into(three.kiosk.language), three.now)
        assert seen.header.language == name  # pyright: ignore[reportAttributeAccessIssue]
        three.tap(seen.header.speak)  # pyright: ignore[reportAttributeAccessIssue]
        assert three.kiosk.page == page
    three.tap(OpenLanguages())
    assert three.kiosk.page == page


def test_what_tells_of_one_person_is_not_left_behind_another_page(three: Hand, third: Words) -> None:
    page = Pay(code="H56.7-261121-0001", fee=Fee(amount=8_000, bank="970405", account="1"))
    assert page.personal
    three.kiosk = replace(three.kiosk, page=page)
    three.tap(OpenLanguages())
    assert three.kiosk.page == page


def test_more_languages_than_tiles_are_paged(three: Hand, third: Words) -> None:
    many = tuple(Tongue(f"z{letter}", letter) for letter in "abcdefghij")
    three.kiosk = replace(three.kiosk, setup=replace(three.kiosk.setup, languages=many))
    three.tap(OpenLanguages())
    assert len(chosen(three, third).tiles) == 8
    three.tap(TurnTo(1))
    assert [tile.title for tile in chosen(three, third).tiles] == ["i", "j"]


def test_a_hall_of_one_language_has_no_button(hand: Hand, third: Words) -> None:
    hand.kiosk = replace(hand.kiosk, setup=replace(hand.kiosk.setup, languages=(VIETNAMESE,)))
    header = view(hand.kiosk, third.into("vi"), hand.now).header  # pyright: ignore[reportAttributeAccessIssue]
    assert (header.language, header.code, header.speak) == ("", "", None)


def test_the_next_person_finds_vietnamese(three: Hand) -> None:
    three.tap(OpenLanguages(), Speak("zz"), p.Begin())
    for _ in range(2):  # it asks whether somebody is there, and goes home
        three.wait(100_000)
        three.hear(Woke())
    assert (three.kiosk.page, three.kiosk.language) == (Home(), "vi")


# --- The wire ----------------------------------------------------------------------------------------------------


def test_a_ticket_is_asked_for_in_it_and_the_question_goes_round(three: Hand) -> None:
    three.tap(OpenLanguages(), Speak("zz"))
    command = three.ask()
    assert command.language == "zz"
    sent = encode(examples.envelope("command", command))
    assert decode("command", sent).body == command


@pytest.mark.parametrize("language", ["ZZ", "z", "zzzz", "../x", "zz\n"])
def test_what_is_no_code_of_a_language_is_refused_on_the_wire(language: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"type": "issue-ticket", "service": "sao-y", "language": language}, IssueTicket)


def test_a_name_that_nobody_has_put_into_a_language_is_vietnamese() -> None:
    name = Name(vi="Khai sinh", en="Birth", more={"zz": "Zaza"})
    assert [name.into(language) for language in ("vi", "en", "zz", "fr")] == ["Khai sinh", "Birth", "Zaza", "Khai sinh"]


def test_a_hall_file_may_have_names_in_any_language(tmp_path: Path) -> None:
    english = 'name.en = "Registration of births and deaths"'
    ward = (HALLS / "ward.toml").read_text("utf-8")
    assert english in ward
    (tmp_path / "hall.toml").write_text(
        ward.replace(english, f'{english}\nname.more = {{ hmn = "Yug menyuam" }}'), "utf-8"
    )
    service = load(tmp_path / "hall.toml").service("khai-sinh")
    assert service is not None
    assert service.name.into("hmn") == "Yug menyuam"
    (tmp_path / "hall.toml").write_text(ward.replace(english, f'{english}\nname.more = {{ Hmong = "x" }}'), "utf-8")
    with pytest.raises(HallFileError):
        load(tmp_path / "hall.toml")


def test_a_name_in_two_languages_is_written_as_it_always_was() -> None:
    assert msgspec.json.encode(Name(vi="Một", en="One")) == '{"vi":"Một","en":"One"}'.encode()


# --- The paper ---------------------------------------------------------------------------------------------------


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every text that is set on paper."""
    heard: list[Any] = []
    for name in ("centred", "text", "item", "facts", "band", "large"):
        put = getattr(Paper, name)

        def spy(self: Paper, *given: Any, put: Any = put, **more: Any) -> Any:
            heard.append(given)
            return put(self, *given, **more)

        monkeypatch.setattr(Paper, name, spy)
    return heard


def slips(third: Words) -> list[Slip]:
    plan = named(replace(make_hall(), hall=replace(make_hall().hall, address="1 Road")))
    say = third.into("zz")
    paper = face(plan, ticket("khai-sinh", priority="cao-tuoi"), say, timed=True)
    papers = PapersFace(
        hall="Hall",
        hotline="1900",
        procedure="Birth",
        code="1.001193",
        case="One",
        papers=(PaperLine("Form", 1, 2),) * 80,
        channels=(ChannelLine("Post", "2 days", "Free"),),
        where="Hall",
        edition="20/11/2026",
        time="08:05",
        qr="MOTCUA:1",
        language="zz",
    )
    return [
        paper,
        replace(paper, ahead=0, estimate_minutes=0, copy=True, copied="08:21"),
        replace(paper, estimate_minutes=None),
        papers,
        replace(papers, papers=(), qr=""),
        replace(papers, papers=papers.papers[:2]),
    ]


OFFICER = {"PHIẾU SỐ THỨ TỰ", "GIẤY TỜ CẦN CHUẨN BỊ", "ƯU TIÊN", "BẢN IN LẠI"}
"""What stands in Vietnamese too, for the officer."""


def test_the_paper_is_in_it_but_for_the_words_that_an_officer_must_find(third: Words, said: list[Any]) -> None:
    for slip in slips(third):
        render(slip, 576, third)
    left = {text.rpartition(" · ")[2] for text in in_vietnamese(tuple(said))}
    assert left == OFFICER


def test_the_technicians_test_print_is_in_it(third: Words, said: list[Any]) -> None:
    trial = TrialFace(hall="Hall", device="kiosk-1", printer="tcp://10.0.0.5", qr="MOTCUA:TEST", language="zz")
    render(trial, 576, third)
    left = in_vietnamese(tuple(said))
    assert all(len(text.split()) > 5 or text.startswith("Trung tâm") for text in left), left  # the letters to look at


def test_paper_in_a_language_that_is_not_there_is_vietnamese(third: Words, said: list[Any]) -> None:
    slip = slips(third)[0]
    assert isinstance(slip, TicketFace)
    render(replace(slip, language="qq"), 576, third)
    assert "PHIẾU SỐ THỨ TỰ" in list(texts(tuple(said)))
