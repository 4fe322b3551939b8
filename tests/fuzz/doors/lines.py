"""What is held to a scanner, typed, pasted, or said on a line of small boxes."""

from __future__ import annotations

import zlib
from base64 import b32encode
from hashlib import sha256
from pathlib import Path
from random import Random

import msgspec

from counter_caller.devices import box_frames
from counter_caller.devices.box_seen import BoxSeen
from display_app.devices.segments import Segments
from hall_core.device.line_frame import FrameReader, encode
from hall_core.domain import search_words, ticket_link
from hall_core.domain.scanned import IdCard
from hall_core.domain.scanned import read as read_scanned
from hall_trust import claim
from kiosk_app.devices import printer_status
from kiosk_app.devices.scanner_gather import Gatherer
from tests.fuzz.door import Door, Opened, Reader
from tests.fuzz.mutate import bytes_of


def _scans(folder: Path) -> Door:
    """From the bytes of a scanner to what they mean."""
    texts = [
        "H41.16-210612-0001",
        "001234567890|012345678|Nguyễn Văn A|01012000|Nam|Hà Nội|01012021",
        "https://x.vn/?mahs=",
    ]
    texts += [
        "MOTCUA:HEN7K2Q",
        "https://[::1",
        "http://x/#/t/AAAAAAAAAAAAAAAAAAAAAAAAAA",
        "1.004441",
        "]Q3H41.16-210612-0001",
    ]
    gatherer, now = Gatherer(lambda why: None), [0.0]

    def give(scan: tuple[bytes, float]) -> None:
        data, after = scan
        now[0] += after
        for code in [*gatherer.take(data, now[0]), *gatherer.silent(now[0] + 3)]:
            read = read_scanned(code)
            assert not (isinstance(read, IdCard) and any(sign.isdigit() for sign in repr(read)))

    def make(rng: Random) -> tuple[bytes, float]:
        return bytes_of(rng.choice(texts).encode() + rng.choice((b"", b"\r", b"\r\n")), rng), rng.choice(
            (0.0, 0.1, 5.0)
        )

    return Reader(give, make)


def _links(folder: Path) -> Door:
    good = ticket_link.path_of("00000000-0000-7000-8000-000000000001")

    def give(text: str) -> None:
        ticket_link.ticket_of(text)
        ticket_link.ticket_in(text)
        read_scanned(text)

    def make(rng: Random) -> str:
        text = bytes_of(rng.choice((good, f"https://x.vn{good}", good.removeprefix("/t/"))).encode(), rng)
        return text.decode("utf-8", rng.choice(("replace", "surrogateescape")))

    return Reader(give, make)


def _frames(folder: Path) -> Door:
    """A line of button boxes, and one of signs: noise, halves, and frames that are nearly right."""
    reader, signs, box = FrameReader(), Segments(), BoxSeen(3, "/dev/ttyUSB0", lambda address, why: None, 2.0)
    good = [box_frames.Frame(box_frames.MOVED, 3, n, bytes((1, 1, n))) for n in range(4)]
    good += [box_frames.Frame(box_frames.I_AM, 3, 0, b"box-a"), box_frames.Frame(box_frames.HERE, 3, 1)]

    def give(data: bytes) -> None:
        signs.hear(data)
        for frame in reader.feed(data):
            box_frames.read_moved(frame)
            box.named({frame.payload} if frame.payload else None, 1.0)
            box.is_new(frame.number)
            assert len(encode(box.question(1.0)[0])) < 60

    return Reader(give, lambda rng: bytes_of(encode(rng.choice(good)), rng))


def _printer(folder: Path) -> Door:
    """What a printer says of itself, or something else on its line."""

    def give(data: bytes) -> None:
        one, other = printer_status.realtime_byte(data), printer_status.in_order_byte(data)
        for byte in (one, other):
            if byte is not None:
                status = printer_status.status_of(byte, *(data[:1] or b"\0"), cause=byte, error=byte)
                printer_status.problems_of(status)
                printer_status.course_of(status)

    return Reader(give, lambda rng: bytes_of(b"\x12\x10\x14\x00\x0f\x00", rng))


def _claims(folder: Path) -> Door:
    """Also such as are well packed, and hold something else."""

    def make(rng: Random) -> str:
        inside = msgspec.msgpack.encode(["thu", "kiosk-1", "192.168.1.10", 8883, b"k" * 32, b"c" * 300, b"a" * 300])
        if rng.random() < 0.3:
            return bytes_of(b"MOTCUA1:" + b32encode(b"x" * 90), rng).decode("utf-8", "replace")
        packed = zlib.compress(bytes_of(inside, rng), 9, wbits=-zlib.MAX_WBITS)
        return claim.TAG + b32encode(sha256(packed).digest()[: claim.SUM] + packed).decode().rstrip("=")

    return Reader(claim.claim_in, make, (claim.ClaimError,))


def _searches(folder: Path) -> Door:
    """What somebody types or scans into a search."""
    words = ["đăng ký khai sinh", "giay khai sinh", "1.004441"]
    return Reader(
        lambda text: [
            search_words.slips(word.text) if hasattr(word, "text") else word for word in search_words.words(text)
        ],
        lambda rng: bytes_of(rng.choice(words).encode(), rng).decode("utf-8", "replace")[:200],
    )


LINES_READ: dict[str, Opened] = {
    "scans": _scans,
    "links": _links,
    "frames": _frames,
    "printer": _printer,
    "claims": _claims,
    "searches": _searches,
}
