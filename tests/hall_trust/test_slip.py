"""A claim on paper and on screens, read back by a scanner nobody here wrote."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from hall_core.domain.names import Name
from hall_trust import slip
from hall_trust.ca import Authority, new_authority
from hall_trust.claim import ClaimCode, text_of
from hall_trust.error import TrustError
from hall_trust.key import new_key, public_of
from hall_trust.slip import Slip

AT = 1_795_226_400_000
LONGEST_ID = "kiosk-khu-vuc-sanh-chinh-tang-12"
LONG = "Trung tâm Phục vụ hành chính công phường Bến Nước huyện đảo"


def longest() -> Slip:
    """With the longest names that may stand in it."""
    ca_key, ca = new_authority(LONGEST_ID, LONG, AT)
    key = new_key()
    certificate = Authority(ca_key, ca).for_claim("claim-0123abcd", public_of(key), AT, AT + 1000).pem.encode()
    broker = ("2001:db8:1234:5678:9abc:def0:1234:5678", 8883)
    claim = ClaimCode(hall=LONGEST_ID, device=LONGEST_ID, broker=broker, ca=ca, key=key, certificate=certificate)
    return Slip(text=text_of(claim), hall=Name(vi=LONG, en=LONG), device=LONGEST_ID, until=AT)


def scanned(file: Path) -> str:
    done = subprocess.run(["zbarimg", "-q", "--raw", str(file)], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def test_a_scanner_reads_the_slip_of_a_58_mm_printer(tmp_path) -> None:
    made = longest()
    slip.save(made, tmp_path / "slip.png")
    assert scanned(tmp_path / "slip.png") == made.text
    assert (tmp_path / "slip.png").stat().st_mode & 0o777 == 0o600


def test_a_module_is_at_least_three_dots_wide() -> None:
    """0.375 mm: what a camera scanner made for shop codes of 0.33 mm reads."""
    wide = slip._code(longest().text, "m").symbol_size(1, slip.QUIET)[0]
    assert slip.WIDTH // int(wide) >= 3


def test_a_slip_can_be_a_page(tmp_path) -> None:
    slip.save(longest(), tmp_path / "slip.pdf")
    data = (tmp_path / "slip.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    box = re.search(rb"/MediaBox \[ ?0 0 ([\d.]+)", data)
    assert box is not None
    assert float(box[1]) / 72 * 25.4 == pytest.approx(48, abs=0.2)


def test_another_kind_of_file_is_refused(tmp_path) -> None:
    with pytest.raises(TrustError, match=r"\.png or \.pdf"):
        slip.save(longest(), tmp_path / "slip.docx")


def test_the_picture_is_as_wide_as_the_paper_and_nothing_touches_its_edge() -> None:
    picture = slip.picture(longest())
    assert picture.width == slip.WIDTH
    columns = [[picture.getpixel((x, y)) for y in range(picture.height)] for x in (0, 3, picture.width - 4)]
    assert all(all(column) for column in columns)


def test_a_scanner_reads_what_the_terminal_shows(tmp_path) -> None:
    from PIL import Image

    made = longest()
    lines = [line for line in slip.terminal(made.text).split("\n") if line]
    assert {len(line) for line in lines} == {slip.columns(made.text)}
    picture = Image.new("L", (len(lines[0]), 2 * len(lines)), 0)
    for y, line in enumerate(lines):
        for x, sign in enumerate(line):
            picture.putpixel((x, 2 * y), 255 * (sign in "█▀"))
            picture.putpixel((x, 2 * y + 1), 255 * (sign in "█▄"))
    around = Image.new("L", (picture.width + 8, picture.height + 8), 255)
    around.paste(picture, (4, 4))
    around.resize((around.width * 4, around.height * 4), Image.Resampling.NEAREST).save(tmp_path / "screen.png")
    assert scanned(tmp_path / "screen.png") == made.text
