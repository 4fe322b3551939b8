"""The payment code, against the checksum's known value and the two strings that NAPAS published (QR format 1.5.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_core.domain.vietqr import (
    LONGEST_PURPOSE,
    Payment,
    VietQrError,
    check,
    payload,
    plain,
    read,
    shortened,
)

BANK, ACCOUNT = "970403", "0011012345678"
PUBLISHED_ONCE = (
    "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA"
    "530370454061800005802VN62340107NPS68690819thanh toan don hang63042E2E"
)
PUBLISHED_MANY = "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304F4E5"
"""Misprinted: the account has 13 characters as in the other one, and its length says 12."""

PLAIN = st.from_regex(r"[A-Za-z0-9.,/:_-]{1,12}( [A-Za-z0-9.,/:_-]{1,12})?", fullmatch=True)


def checked(body: str) -> str:
    """``body`` with the checksum that belongs to it."""
    return f"{body}6304{check(f'{body}6304')}"


def test_the_checksum_is_crc_16_ccitt_false() -> None:
    assert check("123456789") == "29B1"
    assert check("") == "FFFF"


def test_the_published_code_for_one_payment_is_made_byte_for_byte() -> None:
    assert payload(BANK, ACCOUNT, 180_000, "thanh toan don hang", bill="NPS6869") == PUBLISHED_ONCE


def test_the_published_code_for_many_payments_is_made_byte_for_byte_but_for_its_misprinted_length() -> None:
    ours = payload(BANK, ACCOUNT, None, "")
    misprinted = ours.removesuffix(ours[-8:]).replace(f"0113{ACCOUNT}", f"0112{ACCOUNT}")
    assert checked(misprinted) == PUBLISHED_MANY


def test_the_published_codes_are_read() -> None:
    assert read(PUBLISHED_ONCE) == Payment(
        bank_bin=BANK, account=ACCOUNT, amount=180_000, purpose="thanh toan don hang", bill="NPS6869"
    )
    with pytest.raises(VietQrError, match="the account has '8' where a tag"):
        read(PUBLISHED_MANY)


@given(
    bank=st.from_regex(r"[0-9]{6}", fullmatch=True),
    account=st.from_regex(r"[A-Za-z0-9]{1,19}", fullmatch=True),
    amount=st.none() | st.integers(1, 10**13 - 1),
    purpose=PLAIN | st.just(""),
    bill=PLAIN | st.just(""),
)
def test_what_is_made_is_read(bank: str, account: str, amount: int | None, purpose: str, bill: str) -> None:
    text = payload(bank, account, amount, purpose, bill)
    assert read(text) == Payment(bank_bin=bank, account=account, amount=amount, purpose=purpose, bill=bill)
    assert text.startswith("000201010211" if amount is None else "000201010212")


@given(st.text())
def test_any_purpose_becomes_one_that_a_bank_takes(purpose: str) -> None:
    text = payload(BANK, ACCOUNT, 1, purpose)
    assert text.isascii()
    assert read(text).purpose == shortened(purpose)
    assert len(shortened(purpose)) <= LONGEST_PURPOSE
    assert shortened(shortened(purpose)) == shortened(purpose)


@pytest.mark.parametrize(
    ("purpose", "short"),
    [
        ("Lệ phí hồ sơ H41.16-0001", "Le phi ho so H41.16-0001"),
        ("  Đăng ký\tkhai sinh – (bản sao) ", "Dang ky khai sinh ban sao"),
        ("000.00.16.H41-190612-0001", "000.00.16.H41-190612-0001"),
        ("Nộp lệ phí đăng ký kết hôn", "Nop le phi dang ky ket"),
        ("Lephidangkyhoatdongkinhdoanh", "Lephidangkyhoatdongkinhdo"),
        ("Phí 03706/2026/07906-và-những", "Phi 03706/2026/07906-va-n"),
        ("abcdefghijkl mnopqrstuvwx yz", "abcdefghijkl mnopqrstuvwx"),
        ("sổ 🏠", "so"),
        ("abcdefghijklm nopqrstuvwxyzabcdef gh", "abcdefghijklm"),
        ("abcdefghijklm nopqrstuvwxy ab", "abcdefghijklm"),  # the second gap is behind the 26th sign
        ("abcdefghi jklmnopqrstuvwxyzabc", "abcdefghi jklmnopqrstuvwx"),
    ],
)
def test_a_purpose_loses_its_accents_and_ends_with_a_whole_word(purpose: str, short: str) -> None:
    assert shortened(purpose) == short


def test_a_bill_of_25_signs_comes_back_whole() -> None:
    assert read(payload(BANK, ACCOUNT, 1, "", "x" * 25)).bill == "x" * 25


def test_plain_text_stays_as_it_is() -> None:
    assert plain("Phi 03706/2026/07906, lan_1: a-b.") == "Phi 03706/2026/07906, lan_1: a-b."


@pytest.mark.parametrize(
    ("parts", "wrong"),
    [
        (("97040", ACCOUNT, None, "", ""), "the bank '97040' is not six digits"),
        (("٩70403", ACCOUNT, None, "", ""), "is not six digits"),
        ((BANK, "", None, "", ""), "the account '' is not 1 to 19"),
        ((BANK, "0011 0123", None, "", ""), "is not 1 to 19 letters and digits"),
        ((BANK, "1" * 20, None, "", ""), "is not 1 to 19"),
        ((BANK, ACCOUNT, 0, "", ""), "an amount of 0 đồng"),
        ((BANK, ACCOUNT, -5, "", ""), "an amount of -5 đồng"),
        ((BANK, ACCOUNT, 10**13, "", ""), "cannot be paid"),
        ((BANK, ACCOUNT, 1, "", "hoá đơn"), "the bill 'hoá đơn' is not"),
        ((BANK, ACCOUNT, 1, "", "x" * 26), "is not up to 25 plain"),
    ],
)
def test_what_cannot_be_paid_makes_no_code(parts: tuple[str, str, int | None, str, str], wrong: str) -> None:
    with pytest.raises(VietQrError, match=wrong):
        payload(*parts)


@given(st.integers(0, len(PUBLISHED_ONCE) - 1), st.sampled_from("0123456789ABCXYZabc "))
def test_one_wrong_character_anywhere_is_noticed(at: int, sign: str) -> None:
    """Small letters for capitals aside: in the checksum itself they are allowed."""
    text = PUBLISHED_ONCE[:at] + sign + PUBLISHED_ONCE[at + 1 :]
    if text.upper() != PUBLISHED_ONCE.upper():
        with pytest.raises(VietQrError, match="checksum"):
            read(text)


RECEIVER = PUBLISHED_ONCE[12:73]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "does not end with a checksum"),
        ("H41.16-210612-0001", "does not end with a checksum"),
        (PUBLISHED_ONCE[:-1] + "é", "does not end with a checksum"),
        (PUBLISHED_ONCE[:-1] + "F", "its checksum is '2E2F' and should be 2E2E: it was misread"),
        (checked("000201021"), "the code has '021' where a tag and a length"),
        (checked("0002010102115"), "the code has '5' where a tag"),
        (checked("000201010512"), "the code has a field 01 of 5 characters, and 2 are there"),
        (checked("0002010100"), "the code has a field 01 of 0 characters"),
        (checked("000201000201"), "the code has the field 00 twice"),
        (checked("0002010002"), "the code has a field 00 of 2 characters, and 0 are there"),
        (checked("000202"), "no EMVCo payment code of version 01"),
        (checked("000201010211"), "its receiver is not under A000000727"),
        (checked(f"000201{RECEIVER.replace('A000000727', 'A000000728')}"), "is not under A000000727"),
        (checked(f"000201{RECEIVER.replace('IBFTTA', 'IBFTTC')}"), "not for a transfer to an account"),
        (checked(f"000201{RECEIVER}5303840"), "its currency is not the đồng"),
        (checked("00020138260010A0000007270208QRIBFTTA5303704"), "it names no bank or no account"),
        (checked("00020138400010A000000727011000069704030208QRIBFTTA5303704"), "it names no bank or no account"),
        (checked("0002013804zzzz"), "the receiver has 'zzzz' where a tag"),
        (checked(f"000201{RECEIVER}53037045404-100"), "its amount '-100' is no whole number"),
        (checked(f"000201{RECEIVER}5303704620301"), "the code has a field 62 of 3 characters"),
        (checked(f"000201{RECEIVER}53037046203010"), "the additional data has '010' where a tag"),
    ],
)
def test_a_code_that_is_wrong_says_what_is_wrong(text: str, wrong: str) -> None:
    with pytest.raises(VietQrError, match=wrong):
        read(text)


@given(st.text())
def test_any_text_is_a_code_or_is_refused_with_a_sentence(text: str) -> None:
    for tried in (text, checked("".join(sign for sign in text if sign.isascii()))):
        try:
            read(tried)
        except VietQrError as error:
            assert str(error)
