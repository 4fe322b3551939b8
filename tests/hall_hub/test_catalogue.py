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
from hall_hub.feeds.__main__ import SHOWN, main
from hall_hub.feeds.folder import READY, REPORT, WORKING, FolderFeed

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


def test_a_folder_that_cannot_be_used_is_told_once_and_until_it_can(
    hub: Catalogues, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    working = tmp_path / FEED / WORKING
    working.mkdir()
    for _ in range(3):
        hub.look()
    assert hub.words == "the folder procedures cannot be used: Is a directory"
    assert caplog.text.count("Is a directory") == 1
    working.rmdir()
    bring(tmp_path)
    settled(hub, tmp_path)
    assert (hub.digest is not None, hub.words) == (True, "")


def test_what_was_read_and_yet_cannot_be_taken_makes_nothing_good(tmp_path: Path) -> None:
    (tmp_path / REPORT).write_text("NOT ACCEPTED: papers.csv cannot be used\n")
    feed = FolderFeed("procedures", tmp_path, ["-c", ""], lambda: False)
    (tmp_path / READY).touch()
    feed.look()
    deadline = time.monotonic() + 9
    while feed.busy:
        assert time.monotonic() < deadline
        time.sleep(0.01)
        feed.look()
    assert feed.words == "papers.csv cannot be used"


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


def test_import_of_much_less_than_there_was_says_how_it_is_done_if_it_is_meant(
    hub: Catalogues, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bring(tmp_path)
    settled(hub, tmp_path)
    before = hub.digest
    folder = write_catalogue(tmp_path / "export", 15)
    assert main(["import", str(folder), "--data", str(tmp_path)]) == 1
    assert capsys.readouterr().err == "if it is meant to be so small, import it with --force\n"
    assert not (tmp_path / FEED / READY).exists()
    assert main(["import", str(folder), "--data", str(tmp_path), "--force"]) == 0
    settled(hub, tmp_path)
    assert (hub.digest != before, hub.words) == (True, "")


def test_import_without_everyday_words_leaves_none_of_the_time_before(tmp_path: Path) -> None:
    folder = write_catalogue(tmp_path / "export", COUNT)
    write_catalogue(tmp_path / FEED, COUNT)
    (folder / "synonyms.csv").unlink()
    assert main(["import", str(folder), "--data", str(tmp_path)]) == 0
    assert not (tmp_path / FEED / "synonyms.csv").exists()
    assert (tmp_path / FEED / "papers.csv").read_bytes() == (folder / "papers.csv").read_bytes()


def test_check_prints_some_of_many_mistakes_and_counts_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_catalogue(tmp_path, COUNT)
    with (folder / "papers.csv").open("a", encoding="utf-8") as papers:
        papers.writelines(f"no-such-{n},,,Giấy,,1,0\n" for n in range(SHOWN + 30))
    main(["check", str(folder)])
    verdict, *mistakes, more = capsys.readouterr().out.splitlines()
    assert (verdict.split(":")[0], len(mistakes), more) == ("accepted", SHOWN, "… and 30 more")


@pytest.mark.parametrize(
    ("folder", "data", "words"), [("none", "data", "is no folder"), ("export", "file", "cannot be done: ")]
)
def test_a_folder_that_there_is_not_or_a_disk_that_refuses_is_told_and_nothing_is_handed_over(
    tmp_path: Path, folder: str, data: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_catalogue(tmp_path / "export", COUNT)
    (tmp_path / "file").touch()
    assert main(["import", str(tmp_path / folder), "--data", str(tmp_path / data)]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "data").exists()
