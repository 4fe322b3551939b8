"""What is to be paid for a dossier, and the code to pay it with. Pure."""

from __future__ import annotations

from hall_core.domain.dossier import Dossier, Fee
from hall_core.domain.names import DossierCode
from hall_core.ui.translate import Say

TOO_LATE = frozenset({"rejected", "withdrawn", "stopped", "returned"})
"""States in which nobody is asked for money any more."""


def payable(dossier: Dossier) -> Fee | None:
    """What the citizen can pay now; None when nothing is due."""
    fee = dossier.fee
    return None if fee is None or fee.paid or not fee.amount or dossier.state in TOO_LATE else fee


def payment_text(code: DossierCode, fee: Fee) -> str:
    """What a banking app reads: the amount, the account, and the dossier's code as the purpose."""
    from hall_core.domain.vietqr import LONGEST_PURPOSE, payload

    # What tells one dossier from another is the end of its code, should that be too long for a bank.
    return payload(fee.bank, fee.account, fee.amount, code[-LONGEST_PURPOSE:])


def amount_words(fee: Fee, say: Say) -> str:
    sign = "," if say.language == "en" else "."
    return say("{amount} đồng").format(amount=f"{fee.amount:,}".replace(",", sign))
