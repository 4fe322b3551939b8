"""A claim as text: there and back, and whatever is not one is told to be none."""

from __future__ import annotations

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_trust.ca import Authority, new_authority
from hall_trust.claim import TAG, ClaimCode, ClaimError, claim_in, text_of
from hall_trust.key import new_key, public_of

AT = 1_795_226_400_000
CA_KEY, CA = new_authority("thu", "Trung tâm Thử", AT)
KEY = new_key()
MADE = Authority(CA_KEY, CA).for_claim("claim-1", public_of(KEY), AT, AT + 1000)
CLAIM = ClaimCode(
    hall="thu", device="kiosk-1", broker=("192.168.1.10", 8883), ca=CA, key=KEY, certificate=MADE.pem.encode()
)
TEXT = text_of(CLAIM)

slugs = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?", fullmatch=True)
hosts = st.one_of(st.ip_addresses().map(str), st.from_regex(r"[a-z0-9]{1,20}(\.[a-z0-9]{1,20}){0,3}", fullmatch=True))


@given(hall=slugs, device=slugs, host=hosts, port=st.integers(1, 65_535))
def test_what_was_written_is_what_is_read(hall: str, device: str, host: str, port: int) -> None:
    claim = ClaimCode(hall=hall, device=device, broker=(host, port), ca=CA, key=KEY, certificate=CLAIM.certificate)
    assert claim_in(text_of(claim)) == claim


def test_it_is_one_line_of_signs_that_a_code_holds_densely() -> None:
    assert set(TEXT) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567:10")
    assert len(TEXT) < 1_250


@pytest.mark.parametrize("change", [str.lower, "  {}\r\n".format, lambda text: f"{text[:70]}\n{text[70:]}"])
def test_what_files_and_scanners_do_to_a_line_does_not_matter(change) -> None:
    assert claim_in(change(TEXT)) == CLAIM


@given(place=st.integers(0, len(TEXT) - 1), sign=st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567:=ạ"))
def test_one_wrong_sign_is_noticed(place: int, sign: str) -> None:
    garbled = TEXT[:place] + sign + TEXT[place + 1 :]
    if garbled != TEXT:
        with pytest.raises(ClaimError):
            claim_in(garbled)


@given(start=st.integers(0, len(TEXT)), length=st.integers(1, 40))
def test_a_gap_is_noticed(start: int, length: int) -> None:
    garbled = TEXT[:start] + TEXT[start + length :]
    if garbled != TEXT:
        with pytest.raises(ClaimError):
            claim_in(garbled)


@given(
    text=st.one_of(st.text(max_size=200), st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", max_size=200).map(TAG.__add__))
)
def test_any_other_text_is_told_to_be_none(text: str) -> None:
    with pytest.raises(ClaimError):
        claim_in(text)


def test_a_text_without_end_is_told_to_be_none() -> None:
    with pytest.raises(ClaimError):
        claim_in(TEXT + "A" * 1_000_000)


def test_a_claim_of_a_later_version_is_told_to_be_one() -> None:
    with pytest.raises(ClaimError, match="another version"):
        claim_in(TEXT.replace("MOTCUA1", "MOTCUA2"))


def test_what_blows_up_when_unpacked_is_told_to_be_none() -> None:
    from hashlib import sha256

    bomb = zlib.compress(bytes(50_000_000), 9, wbits=-zlib.MAX_WBITS)
    letters = base64.b32encode(sha256(bomb).digest()[:8] + bomb).decode().rstrip("=")
    with pytest.raises(ClaimError):
        claim_in(TAG + letters)


def test_a_claim_whose_parts_do_not_belong_together_is_none() -> None:
    _, other = new_authority("thu", "Trung tâm Thử", AT)
    for parts in ({"ca": other}, {"key": new_key()}):
        fields = {name: getattr(CLAIM, name) for name in CLAIM.__struct_fields__} | parts
        with pytest.raises(ClaimError):
            claim_in(text_of(ClaimCode(**fields)))


def test_a_claim_in_a_log_does_not_show_its_key() -> None:
    assert "PRIVATE" not in repr(CLAIM)
    assert KEY.split(b"\n")[1].decode() not in repr(CLAIM)
