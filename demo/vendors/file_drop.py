"""A system that writes files into a folder: whole ones, and as badly as such systems do."""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from demo.vendors.made import Made, made
from demo.vendors.server import windows_1258

Encoding = Literal["utf-8", "utf-8-sig", "utf-16", "nfd", "windows-1258", "tcvn3", "unknown"]
_TCVN3 = dict(
    zip(
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        bytes(range(0xA1, 0xAF))
        + bytes.fromhex("b5b6b7b8b9bbbcbdbec6c7c8c9cacbcccecfd0d1d2d3d4d5d6d7d8dcdddedfe1e2e3e4e5e6e7e8e9eaebecedeeef")
        + bytes.fromhex("f1f2f3f4f5f6f7f8f9fafbfcfdfe"),
        strict=True,
    )
)


class FileDrop:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def csv(self, name: str, dossiers: Sequence[Made], encoding: Encoding = "utf-8", **more: Any) -> Path:
        """``more``: columns for each row, or in place of what is in it."""
        out = io.StringIO()
        rows = [row(one) | more for one in dossiers]
        writer = csv.DictWriter(out, list(row(made(1)[0]) | more), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
        return self.put(name, encoded(out.getvalue(), encoding))

    def json(self, name: str, dossiers: Sequence[Made], encoding: Encoding = "utf-8") -> Path:
        return self.put(name, encoded(json.dumps([row(one) for one in dossiers], ensure_ascii=False), encoding))

    def put(self, name: str, data: bytes) -> Path:
        file = self.folder / name
        file.write_bytes(data)
        return file

    def half(self, name: str, dossiers: Sequence[Made]) -> bytes:
        """Begins to write a file; gives what is still to be written."""
        file = self.csv(name, dossiers)
        data = file.read_bytes()
        file.write_bytes(data[: len(data) // 2])
        return data[len(data) // 2 :]

    def mark(self, file: Path, *, digest: bool = True) -> None:
        """Says that it is whole."""
        said = hashlib.sha256(file.read_bytes()).hexdigest() if digest else ""
        file.with_name(f"{file.name}.done").write_text(said)


def row(one: Made) -> dict[str, Any]:
    return {
        "code": one.code,
        "site": one.site,
        "state": str(one.state),
        "told_at": f"{one.changed:%d/%m/%Y %H:%M}",
        "procedure": one.procedure,
        "procedure_vi": one.name,
        "agency_vi": one.agency,
        "received": f"{one.received:%d/%m/%Y}",
        "due": f"{one.due:%d/%m/%Y}",
        "channel": str(one.channel),
        "note_vi": one.note,
        "id_card": one.card,
    }


def encoded(text: str, encoding: Encoding) -> bytes:
    match encoding:
        case "nfd":
            return unicodedata.normalize("NFD", text).encode()
        case "windows-1258":
            return windows_1258(text)
        case "tcvn3":
            return b"".join(bytes([_TCVN3[sign]]) if sign in _TCVN3 else sign.encode("latin-1") for sign in text)
        case "unknown":
            return text.encode().replace(b"\xc4", b"\xff").replace(b"\xe1", b"\x80")
        case _:
            return text.encode(encoding)


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--site", default="thu-site")
    given = parser.parse_args(argv)
    drop = FileDrop(given.folder)
    drop.mark(drop.csv(f"ho-so-{given.seed}.csv", made(given.count, given.site, given.seed)))


if __name__ == "__main__":
    main()
