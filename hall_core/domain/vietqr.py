"""The payment code VietQR: what a banking app reads to fill in a transfer. Pure.

A payload is EMVCo's list of fields (tag of two digits, length of two digits, value), as NAPAS' QR format 1.5.2 uses it
for a transfer to an account; the last field is a checksum over all before it.
"""

from __future__ import annotations

import re
from binascii import crc_hqx

from msgspec import Struct

from hall_core.domain.vietnamese import fold
from hall_core.errors import MotcuaError

LONGEST_PURPOSE = 25
"""Characters that the format has room for, in the purpose as in the bill."""

_FORMAT, _FORMAT_1 = "00", "01"
_USE, _MANY_TIMES, _ONCE = "01", "11", "12"
_RECEIVER, _GUID, _ACCOUNT, _SERVICE = "38", "00", "01", "02"
_NAPAS, _TO_ACCOUNT = "A000000727", "QRIBFTTA"
_BANK, _NUMBER = "00", "01"
_CURRENCY, _DONG = "53", "704"
_AMOUNT = "54"
_COUNTRY, _VIETNAM = "58", "VN"
_MORE, _BILL, _PURPOSE = "62", "01", "08"
_CHECK = "6304"
"""Tag and length of the checksum, which are part of what is checked."""

_HEAD = re.compile(r"[0-9]{4}")
_LONGEST_AMOUNT = 13


class VietQrError(MotcuaError):
    """What was given makes no payment code, or what was read is none."""

    key = "vietqr"


class Payment(Struct, frozen=True, kw_only=True):
    """A transfer as a banking app will propose it."""

    bank_bin: str
    """Six digits, given by NAPAS."""
    account: str
    amount: int | None
    """Đồng; None leaves it to who pays."""
    purpose: str
    bill: str


def payload(bank_bin: str, account: str, amount: int | None, purpose: str, bill: str = "") -> str:
    """The text to be drawn as a QR code. With an amount it is for one payment, without for any number of them.

    ``purpose`` is brought to the letters a bank takes and to 25 characters; ``bill`` is not, for it must come back as
    it is. VietQrError says what cannot be.
    """
    _must(re.fullmatch(r"[0-9]{6}", bank_bin), f"the bank {bank_bin!r} is not six digits such as 970403")
    _must(re.fullmatch(r"[A-Za-z0-9]{1,19}", account), f"the account {account!r} is not 1 to 19 letters and digits")
    _must(amount is None or 0 < amount < 10**_LONGEST_AMOUNT, f"an amount of {amount} đồng cannot be paid")
    _must(
        len(bill) <= LONGEST_PURPOSE and plain(bill) == bill,
        f"the bill {bill!r} is not up to {LONGEST_PURPOSE} plain letters, digits and signs",
    )
    receiver = _field(_BANK, bank_bin) + _field(_NUMBER, account)
    text = "".join(
        (
            _field(_FORMAT, _FORMAT_1),
            _field(_USE, _MANY_TIMES if amount is None else _ONCE),
            _field(_RECEIVER, _field(_GUID, _NAPAS) + _field(_ACCOUNT, receiver) + _field(_SERVICE, _TO_ACCOUNT)),
            _field(_CURRENCY, _DONG),
            "" if amount is None else _field(_AMOUNT, str(amount)),
            _field(_COUNTRY, _VIETNAM),
            _field(_MORE, _field(_BILL, bill) + _field(_PURPOSE, shortened(purpose))),
            _CHECK,
        )
    )
    return text + check(text)


def read(text: str) -> Payment:
    """What :func:`payload` made, or another's code for a transfer to an account. VietQrError says what is wrong."""
    body, found = text[:-4], text[-4:]
    _must(text.isascii() and body.endswith(_CHECK), "it does not end with a checksum")
    _must(found.upper() == check(body), f"its checksum is {found!r} and should be {check(body)}: it was misread")
    fields = _fields(body.removesuffix(_CHECK), "the code")
    _must(fields.get(_FORMAT) == _FORMAT_1, "it is no EMVCo payment code of version 01")
    receiver = _fields(fields.get(_RECEIVER, ""), "the receiver")
    _must(receiver.get(_GUID) == _NAPAS, f"it is no VietQR: its receiver is not under {_NAPAS}")
    _must(receiver.get(_SERVICE) == _TO_ACCOUNT, f"it is not for a transfer to an account ({_TO_ACCOUNT})")
    _must(fields.get(_CURRENCY) == _DONG, f"its currency is not the đồng ({_DONG})")
    account = _fields(receiver.get(_ACCOUNT, ""), "the account")
    _must(_BANK in account and _NUMBER in account, "it names no bank or no account")
    amount = fields.get(_AMOUNT)
    _must(amount is None or re.fullmatch(r"[0-9]{1,13}", amount), f"its amount {amount!r} is no whole number of đồng")
    more = _fields(fields.get(_MORE, ""), "the additional data")
    return Payment(
        bank_bin=account[_BANK],
        account=account[_NUMBER],
        amount=None if amount is None else int(amount),
        purpose=more.get(_PURPOSE, ""),
        bill=more.get(_BILL, ""),
    )


def check(text: str) -> str:
    """CRC-16/CCITT-FALSE (polynomial 0x1021, begun with 0xFFFF) of ASCII text, as four capital hexadecimal digits."""
    return f"{crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def plain(text: str) -> str:
    """In the letters that every bank takes: no accents, nothing but letters, digits, spaces and ``. , - / : _``."""
    return " ".join(re.sub(r"[^A-Za-z0-9.,/:_-]", " ", fold(text)).split())


def shortened(purpose: str) -> str:
    """At most 25 plain characters, cut between two words where there is a gap in the second half."""
    text = plain(purpose)
    if len(text) <= LONGEST_PURPOSE:
        return text
    gap = text.rfind(" ", LONGEST_PURPOSE // 2, LONGEST_PURPOSE + 1)
    return text[: gap if gap > 0 else LONGEST_PURPOSE]


def _field(tag: str, value: str) -> str:
    """Nothing when there is no value: an empty field is not allowed."""
    return f"{tag}{len(value):02}{value}" if value else ""


def _fields(text: str, what: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    at = 0
    while at < len(text):
        head = text[at : at + 4]
        _must(_HEAD.fullmatch(head), f"{what} has {head!r} where a tag and a length of two digits each should be")
        tag, size = head[:2], int(head[2:])
        value = text[at + 4 : at + 4 + size]
        _must(0 < size == len(value), f"{what} has a field {tag} of {size} characters, and {len(value)} are there")
        _must(tag not in fields, f"{what} has the field {tag} twice")
        fields[tag] = value
        at += 4 + size
    return fields


def _must(good: object, wrong: str) -> None:
    if not good:
        raise VietQrError(wrong)
