"""Ten cards of nobody, alike but for some signs: there is no province 099, no 31st of February and no such street."""

from __future__ import annotations

from msgspec import Struct

from hall_core.domain.vietnamese import nfc


class Card(Struct, frozen=True):
    number: str
    old: str
    name: str
    born: str
    """DDMMYYYY, as on the card."""
    address: str

    @property
    def code(self) -> str:
        """What its QR code holds."""
        return f"{self.number}|{self.old}|{self.name}|{self.born}|Nữ|{self.address}|31022021"

    def told(self) -> dict[str, str]:
        return {
            "number": self.number,
            "old number": self.old,
            "name": self.name,
            "birth date": self.born,
            "address": self.address,
        }


LAST = ("Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười")
CARDS = tuple(
    Card(
        number=f"0993990{n:02}{7 * n:03}",
        old=f"9900{n:02}{13 * n:03}",
        name=nfc(f"TRỊNH THỬ {last.upper()}"),
        born="31021947",
        address=nfc(f"Ngõ Chẳng Đâu {last}, Phường Hư Vô"),
    )
    for n, last in enumerate(LAST, 1)
)
