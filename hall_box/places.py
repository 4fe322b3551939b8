"""Where what is on a box. A test gives another root; a stick is another card."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from hall_core.contract.box import CLOCK_STANDING, CLOCK_UNSURE, CLOCK_WISH
from hall_trust.bundle_files import FOLDER

RUN = Path("/run/motcua/box")
"""What root tells everybody on the box, until it is switched off; no secret."""


class Places(Struct, frozen=True, kw_only=True):
    card: Path = Path("/boot/firmware")
    """The FAT partition with the boot bundle, or where a stick is mounted."""
    etc: Path = Path("/etc/motcua")
    lib: Path = Path("/var/lib/motcua")
    run: Path = RUN
    networkd: Path = Path("/run/systemd/network")
    chrony: Path = Path("/run/chrony.d")
    unsure: Path = CLOCK_UNSURE
    clock_wish: Path = CLOCK_WISH
    clock_standing: Path = CLOCK_STANDING
    clock_kept: Path = Path("/var/lib/chrony/chrony.drift")
    """Written last when the box was last seen to run (docs/images.md)."""
    battery: Path = Path("/sys/class/rtc/rtc0/since_epoch")
    """Its battery clock's time: seconds since 1970 UTC."""

    @classmethod
    def under(cls, root: Path) -> Places:
        """All of it in another folder."""
        usual = cls()
        moved = {name: root / getattr(usual, name).relative_to("/") for name in cls.__struct_fields__}
        return cls(**moved)

    def with_card(self, card: Path) -> Places:
        return replace(self, card=card)

    @property
    def bundle(self) -> Path:
        return self.card / FOLDER

    @property
    def box(self) -> Path:
        """What root itself keeps of its first start."""
        return self.lib / "box"

    @property
    def standing(self) -> Path:
        return self.run / "standing.json"

    @property
    def trust(self) -> Path:
        return self.lib / "trust"

    @property
    def keys(self) -> Path:
        return self.lib / "keys"

    def keys_of(self, program: str) -> Path:
        return self.keys / program

    def data_of(self, program: str) -> Path:
        return self.lib / program

    def claim_of(self, program: str) -> Path:
        """Beside the keys of the program that will have them."""
        return self.keys_of(program) / "claim.txt"
