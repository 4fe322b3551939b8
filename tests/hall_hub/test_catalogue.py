"""The hub's catalogue: taken from a folder, kept, told in parts."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.catalogue_of import write_catalogue
from hall_core.contract.edition import digest, unpack
from hall_core.contract.questions import PART_BYTES, AskPart, CannotTell, Part
from hall_hub.catalogue import EDITION, FEED, Catalogues
from hall_hub.editions import Editions
from hall_hub.feeds.__main__ import main
from hall_hub.feeds.folder import READY, REPORT, WORKING

COUNT = 40


def settled(catalogues: Catalogues, folder: Path) -> bool:
    """Looks until what was brought is read; whether anything changed."""
    deadline = time.monotonic() + 9
    before = (catalogues.digest, catalogues.words)
    while time.monotonic() < deadline:
        catalogues.look()
        if not (folder / FEED / READY).exists() and not (folder / FEED / WORKING).exists():
            return (catalogues.digest, catalogues.words) != before
        time.sleep(0.01)
    raise AssertionError("the edition was not read in time")


def parts(hub: Catalogues) -> Editions:
    return Editions({"procedures": hub})


def bring(folder: Path, count: int = COUNT, force: str = "") -> None:
    write_catalogue(folder / FEED, count)
    (folder / FEED / READY).write_text(force)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Catalogues]:
    catalogues = Catalogues(tmp_path)
    yield catalogues
    catalogues.close()


def test_there_is_no_edition_until_one_is_brought(hub: Catalogues, tmp_path: Path) -> None:
    write_catalogue(tmp_path / FEED, COUNT)
    hub.look()
    assert (hub.digest, hub.words) == (None, "")


def test_an_edition_that_is_ready_is_taken_reported_and_kept_over_a_restart(hub: Catalogues, tmp_path: Path) -> None:
    bring(tmp_path)
    assert settled(hub, tmp_path)
    assert hub.words == ""
    assert (tmp_path / FEED / REPORT).read_text("utf-8") == f"accepted: {COUNT} of {COUNT} procedures are good\n"
    assert hub.digest == digest((tmp_path / EDITION).read_bytes())
    assert Catalogues(tmp_path).digest == hub.digest


def test_its_parts_make_the_edition(hub: Catalogues, tmp_path: Path) -> None:
    bring(tmp_path)
    settled(hub, tmp_path)
    assert hub.digest is not None
    data, index, count = b"", 0, 1
    while index < count:
        part = parts(hub).part(AskPart(catalogue="procedures", digest=hub.digest, index=index))
        assert isinstance(part, Part)
        assert (part.catalogue, part.digest, part.index) == ("procedures", hub.digest, index)
        piece = base64.b64decode(part.data)
        assert len(piece) <= PART_BYTES
        data, index, count = data + piece, index + 1, part.count
    assert index > 1
    assert digest(data) == hub.digest
    assert unpack(data)[1] == COUNT


def test_what_the_hub_cannot_tell_it_says(hub: Catalogues, tmp_path: Path) -> None:
    bring(tmp_path)
    settled(hub, tmp_path)
    assert hub.digest is not None
    other = CannotTell(reason="other-edition")
    assert parts(hub).part(AskPart(catalogue="procedures", digest="0" * 64, index=0)) == other
    assert parts(hub).part(AskPart(catalogue="notices", digest=hub.digest, index=0)) == other
    far = AskPart(catalogue="procedures", digest=hub.digest, index=9_999)
    assert parts(hub).part(far) == CannotTell(reason="no-such-part")


def test_a_refused_edition_leaves_the_last_good_one_in_use_and_says_why(hub: Catalogues, tmp_path: Path) -> None:
    bring(tmp_path)
    settled(hub, tmp_path)
    good = hub.digest
    write_catalogue(tmp_path / FEED, COUNT)
    (tmp_path / FEED / "papers.csv").write_bytes("code,paper_vi\n1,Giấy".encode("utf-16"))
    (tmp_path / FEED / READY).touch()
    assert settled(hub, tmp_path)
    assert (hub.digest, hub.words) == (good, "papers.csv cannot be used")
    assert (tmp_path / FEED / REPORT).read_text("utf-8").splitlines() == [
        "NOT ACCEPTED: papers.csv cannot be used",
        'papers.csv: is UTF-16 (Excel calls it Unicode Text), not UTF-8; save it as "CSV UTF-8"',
    ]
    restarted = Catalogues(tmp_path)
    assert (restarted.digest, restarted.words) == (good, hub.words)
    bring(tmp_path)
    settled(hub, tmp_path)
    assert hub.words == ""


def test_a_much_smaller_edition_is_only_taken_with_force(hub: Catalogues, tmp_path: Path) -> None:
    bring(tmp_path)
    settled(hub, tmp_path)
    good = hub.digest
    bring(tmp_path, 15)
    settled(hub, tmp_path)
    assert (hub.digest, hub.words) == (
        good,
        f"it has 15 procedures, the edition in use has {COUNT}; was the export cut off?",
    )
    bring(tmp_path, 15, "force\n")
    settled(hub, tmp_path)
    assert (hub.digest != good, hub.words) == (True, "")


def test_an_edition_whose_reading_was_cut_off_is_read_at_the_next_start(hub: Catalogues, tmp_path: Path) -> None:
    bring(tmp_path)
    hub.look()
    hub.close()
    assert (tmp_path / FEED / WORKING).exists()
    again = Catalogues(tmp_path)
    settled(again, tmp_path)
    assert again.digest is not None


def test_a_kept_edition_that_the_disk_has_spoilt_is_told_to_nobody(hub: Catalogues, tmp_path: Path) -> None:
    bring(tmp_path)
    settled(hub, tmp_path)
    file = tmp_path / EDITION
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(data)
    assert Catalogues(tmp_path).digest is None


def test_import_hands_a_good_folder_to_the_hub(
    hub: Catalogues, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_catalogue(tmp_path / "export", COUNT)
    assert main(["import", str(folder), "--data", str(tmp_path)]) == 0
    assert main(["import", str(folder), "--data", str(tmp_path)]) == 2
    assert "the hub has not yet taken" in capsys.readouterr().err
    settled(hub, tmp_path)
    assert hub.digest is not None


def test_import_of_a_bad_folder_says_why_and_hands_over_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_catalogue(tmp_path / "export", COUNT)
    (folder / "fields.csv").unlink()
    assert main(["check", str(folder)]) == 1
    assert main(["import", str(folder), "--data", str(tmp_path)]) == 1
    assert capsys.readouterr().out == 2 * "NOT ACCEPTED: fields.csv cannot be used\nfields.csv: is missing\n"
    assert not (tmp_path / FEED).exists()
