"""What a scanner has read. The card is an invented one."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hall_core.domain.codes import TicketCode, TicketLink, appointment_text, ticket_text
from hall_core.domain.scanned import (
    LONGEST,
    AppointmentCode,
    DossierCode,
    IdCard,
    ProcedureCode,
    Scanned,
    Unreadable,
    Why,
    read,
)
from hall_core.domain.ticket_link import link_of

NUMBER = "001199000001"
CARD = f"{NUMBER}|012345678|NGUYỄN THỊ THỬ|05021999|Nữ|Số 1 Phố Thử, Phường Thử, Quận Thử, Hà Nội|10052021"
KEY = b"the key of a hall that is tested"
ID = "01938f7e-2c41-7b3a-9d55-0c1f2a3b4c5d"
LINK = link_of("https://xep-hang.example.gov.vn/p01", ID)
DOSSIER = "H41.16-210612-0001"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (ticket_text("thu", "2026-11-21", "A012", ID), TicketCode("thu", "2026-11-21", "A012", ID)),
        (LINK, TicketLink(ID)),
        (appointment_text("K7M2PQ"), AppointmentCode("K7M2PQ")),
        ("000.00.16.H41-190612-0001", DossierCode("000.00.16.H41-190612-0001")),
        ("03706/2026/07906", DossierCode("03706/2026/07906")),
        ("1.000656", ProcedureCode("1.000656")),
        ("1.000656.000.00.00.H35", ProcedureCode("1.000656.000.00.00.H35")),
    ],
)
def test_each_kind_of_code_is_known_by_its_form(text: str, meaning: Scanned) -> None:
    assert read(text) == meaning


@pytest.mark.parametrize(
    "text",
    [
        f"{DOSSIER}\r\n",
        f"\ufeff{DOSSIER}",
        f"{DOSSIER}\0\0",
        f"\x02{DOSSIER}\x03",
        f"]Q3{DOSSIER}",
        f"\ufeff]C1{DOSSIER}\r",
        f"]Q3\ufeff{DOSSIER}",
        DOSSIER.lower(),
    ],
)
def test_what_a_scanner_puts_around_a_code_is_taken_away(text: str) -> None:
    assert read(text) == DossierCode(DOSSIER)


@pytest.mark.parametrize(
    "text",
    [
        f"https://dichvucong.example/tra-cuu?mahs={DOSSIER}",
        f"https://dichvucong.example/tra-cuu?x=1&maHoSo={DOSSIER}&code=AB12CD",
        f"HTTPS://DICHVUCONG.EXAMPLE/TRA-CUU?SO_HO_SO={DOSSIER}#TOP",
        f"http://dichvucong.example/?code={DOSSIER.lower()}",
        f"https://dichvucong.example/#/tra-cuu?mahs={DOSSIER}",
        f"https://dichvucong.example/#/tra-cuu?mahs={DOSSIER}&back=/home?tab=2",
        f"https://dichvucong.example/tra-cuu/{DOSSIER}",
        f"https://dichvucong.example/tra-cuu/{DOSSIER}/",
    ],
)
def test_a_receipt_may_carry_its_code_in_a_web_address(text: str) -> None:
    assert read(text) == DossierCode(DOSSIER)


@pytest.mark.parametrize(
    "text",
    [
        LINK.upper(),
        f"{LINK}\r\n",
        f"]Q3{LINK}",
        f"\x02{LINK.swapcase()}\x03",
        f"{LINK}/",
        LINK.replace("https", "HTTP"),
    ],
)
def test_a_tickets_link_is_known_whatever_a_scanner_does_to_it(text: str) -> None:
    assert read(text) == TicketLink(ID)


def test_a_code_with_slashes_is_read_from_an_address() -> None:
    assert read("https://x.example/?mahs=03706%2F2026%2F07906") == DossierCode("03706/2026/07906")
    assert read("https://x.example/03706%2F2026%2F07906") == DossierCode("03706/2026/07906")


def test_what_ends_a_path_is_a_code_when_it_has_six_digits_whatever_letter_ends_it() -> None:
    assert read("https://x.example/TN-123456X") == DossierCode("TN-123456X")
    assert read("https://x.example/TN-12345X") == Unreadable("unknown")


@pytest.mark.parametrize(
    "text",
    [
        "https://dichvucong.example/",
        "https://dichvucong.example/trang-2026.html",
        "https://dichvucong.example/?code=",
        f"https://dichvucong.example/?code={NUMBER}",
        f"https://dichvucong.example/{NUMBER}",
        "https://[dichvucong/?code=AB12CD",
    ],
)
def test_other_web_addresses_are_nothing(text: str) -> None:
    assert read(text) == Unreadable("unknown")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        (" \r\n\0\ufeff", "empty"),
        ("]Q3", "empty"),
        (f"{DOSSIER[:6]}\x1b{DOSSIER[6:]}", "control"),
        (f"{DOSSIER}\n{DOSSIER}", "control"),
        ("\x07\x07", "control"),
        ("H41.", "half"),
        ("MOTCUA:1:THU:2026", "half"),
        ("MOTCUA:HEN:K7", "half"),
        (CARD[:60], "half"),
        (CARD[30:], "half"),
        ("x" * (LONGEST + 1), "too-long"),
        ("x" * LONGEST, "unknown"),
        ("XX", "half"),
        ("xin chào", "unknown"),
        ("1" * 41, "unknown"),
        ("00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN63049E6F", "unknown"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, why: Why) -> None:
    assert read(text) == Unreadable(why)


@pytest.mark.parametrize(
    "text",
    [
        CARD,
        f"{CARD}\r",
        unicodedata.normalize("NFD", CARD),
        f"{CARD}||CHA|ME",
        CARD.replace("012345678", ""),
        NUMBER,
        f"{NUMBER}|012345678|NGUYN TH TH|05021999|N|S 1 Ph Th, Phng Th, Qun Th, H Ni|10052021",
        f"{NUMBER}|012345678|NGUY\x1b?N||05021999|N?||10052021",
        CARD.encode("utf-8").decode("ascii", "replace"),
    ],
)
def test_a_card_is_known_by_its_number_and_its_fields_whatever_its_letters_came_to(text: str) -> None:
    """A scanner that types cannot type Vietnamese."""
    assert read(text) == IdCard(NUMBER)


def test_a_card_shows_its_number_to_nobody() -> None:
    card = read(CARD)
    assert repr(card) == "IdCard(…)"
    seen = [repr(card), str(card), f"{card}", f"{card!r}", f"{card:}", repr([card]), repr(dir(card)), ascii(card)]
    with pytest.raises(TypeError) as refused:
        msgspec.json.encode(card)
    with pytest.raises(TypeError):
        vars(card)
    seen += [repr(refused.value), repr(refused.getrepr(showlocals=True))]
    assert not [text for text in seen if NUMBER in text or "NGUY" in text]


def test_nothing_but_the_number_is_kept_of_a_card() -> None:
    other = CARD.replace("NGUYỄN THỊ THỬ", "TRẦN VĂN MẪU").replace("05021999", "06021999")
    assert read(CARD) == read(other)
    assert hash(read(CARD)) == hash(read(other))
    another = read(CARD.replace("000001|", "000002|"))
    assert read(CARD) != another and hash(read(CARD)) != hash(another)


def test_the_token_is_the_numbers_hmac_under_the_halls_key() -> None:
    card = read(CARD)
    assert isinstance(card, IdCard)
    assert card.token(KEY) == hmac.new(KEY, NUMBER.encode(), hashlib.sha256).hexdigest()
    assert card.token(KEY) != card.token(KEY[::-1])
    assert NUMBER not in card.token(KEY)


def test_a_key_that_could_be_guessed_makes_no_token() -> None:
    with pytest.raises(ValueError, match="has 15 bytes"):
        IdCard(NUMBER).token(b"x" * 15)
    assert IdCard(NUMBER).token(b"x" * 16)


SIGNS = st.characters(categories=("L", "N", "P", "S", "Z", "Cc", "Cf", "Cs"))
PIECES = st.sampled_from(
    [
        "MOTCUA:1:",
        "MOTCUA:HEN:",
        "https://",
        "http://[",
        "?mahs=",
        "%2F",
        "|",
        "]Q3",
        NUMBER,
        DOSSIER,
        CARD,
        "1.000656",
        "/t/",
        LINK,
    ]
)


@given(st.lists(st.text(SIGNS, max_size=20) | PIECES, max_size=8).map("".join))
@example("\ud800")
@example("https://\u2100/")
def test_no_text_whatever_makes_it_fail(text: str) -> None:
    assert isinstance(read(text), Scanned)


@given(st.lists(st.text(SIGNS, max_size=20) | PIECES, max_size=8).map("".join))
def test_reading_its_own_codes_again_changes_nothing(text: str) -> None:
    match read(text):
        case TicketCode(hall, day, number, id) as meaning:
            assert read(ticket_text(hall, day, number, id)) == meaning
        case AppointmentCode(code) as meaning:
            assert read(appointment_text(code)) == meaning
        case TicketLink(id) as meaning:
            assert read(link_of("https://x.example", id)) == meaning
        case DossierCode(code) | ProcedureCode(code) as meaning:
            assert read(code) == meaning
        case _:
            pass
