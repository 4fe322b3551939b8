"""The commands as a person runs them, over a real PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from central_gateway.__main__ import main
from central_gateway.config import Dossiers
from central_gateway.store import dossiers, halls, records
from central_gateway.store.connection import Db, open_
from central_gateway.store.records import Row
from central_gateway.store.told import ToldDossier
from hall_core.contract.centre.records import Record, Totals
from tests.central_gateway.made_records import day_closed


@pytest.fixture
def config(tmp_path: Path, database: str) -> str:
    return written(tmp_path, database)


def written(folder: Path, url: str) -> str:
    file = folder / "central.toml"
    file.write_text(f'[store]\nurl = "{url}"\n[broker]\nkind = "nats"\nservers = ["127.0.0.1:4222"]\n', "utf-8")
    return str(file)


def test_init_makes_the_tables_and_again_is_harmless(
    tmp_path: Path, empty_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    config = written(tmp_path, empty_database)
    assert main(["init", "--config", config]) == 0
    assert main(["init", "--config", config]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "the tables are of version 1",
        "the tables are of version 1, as they were",
    ]
    with open_(empty_database, "test") as db:
        partitions = db.execute("SELECT count(*) FROM pg_inherits WHERE inhparent = 'rating'::regclass").fetchone()
    assert partitions is not None
    assert partitions[0] > 7


def test_a_hall_can_be_added_listed_and_ended(config: str, capsys: pytest.CaptureFixture[str], db: Db) -> None:
    assert main(["halls", "--config", config, "add", "yen-bai", "Trung tâm Yên Bái", "--site", "000.00.16.H63"]) == 0
    assert main(["halls", "--config", config, "end", "thu"]) == 0
    assert main(["halls", "--config", config, "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[2:]] == [["ha-giang", "takes"], ["thu", "ended"], ["yen-bai", "takes"]]
    assert "000.00.16.H63" in lines[-1]
    assert halls.known(db) == {"ha-giang", "yen-bai"}


def test_a_halls_secret_for_cards_is_given_and_taken_back(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], db: Db
) -> None:
    def kept() -> object:
        return (db.execute("SELECT card_key FROM hall WHERE id = 'thu'").fetchone() or [None])[0]

    (tmp_path / "id.key").write_bytes(bytes(range(32)))
    (tmp_path / "short").write_bytes(b"12345")
    command = ["halls", "--config", config, "card-key"]
    assert main([*command, "thu", "--file", str(tmp_path / "id.key")]) == 0
    assert kept() == bytes(range(32))
    with pytest.raises(SystemExit):
        main([*command, "thu", "--file", str(tmp_path / "short")])
    assert main([*command, "nowhere", "--none"]) != 0
    assert kept() == bytes(range(32))
    assert "holds 5 bytes, not 32" in capsys.readouterr().err
    assert main([*command, "thu", "--none"]) == 0
    assert kept() is None


def test_with_its_site_the_dossiers_that_waited_for_it_come_in(
    config: str, capsys: pytest.CaptureFixture[str], db: Db
) -> None:
    code = "H41.16-210612-0001"
    told = ToldDossier(code=code, site="H41.99", state="processing", state_told="4", told_at=None)
    dossiers.take(db, [told], "igate", Dossiers(), 1_795_226_400_000)
    assert main(["halls", "--config", config, "add", "yen-bai", "Trung tâm", "--site", "H41.99"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("1 dossiers that waited")
    assert "processing" in str(db.execute("SELECT body FROM shelf_item").fetchall())


def test_what_is_no_id_of_a_hall_is_refused(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["halls", "--config", config, "add", "Yên Bái", "Trung tâm"])
    assert caught.value.code == 2
    assert "no id of a hall" in capsys.readouterr().err


def test_status_tells_silent_halls_and_days_that_do_not_add_up(
    config: str, capsys: pytest.CaptureFixture[str], db: Db
) -> None:
    closed = day_closed({"khai-sinh": Totals(steps=4, completed=4)})
    records.put(db, "days", [Row("thu", 1, Record(9, 0, "2099-01-01", closed))])
    halls.count_refused(db, [("thu", "malformed", 3, "records: no JSON")])
    assert main(["status", "--config", config]) == 1
    out = capsys.readouterr().out
    assert "SILENT" in out
    assert "2099-01-01 khai-sinh completed: the hall told 4, here are 0" in out
    assert "3 malformed" in out


def test_nobody_there_ends_a_command_with_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = written(tmp_path, "host=/nowhere dbname=x")
    with pytest.raises(SystemExit) as caught:
        main(["halls", "--config", config, "list"])
    assert caught.value.code == 2
    assert "PostgreSQL" in capsys.readouterr().err


def test_a_word_that_is_no_command_gets_the_list_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingests"]) == 2
    assert "ingest" in capsys.readouterr().err


def test_a_signed_calendar_goes_to_all_halls_and_a_broken_one_to_none(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], db: Db
) -> None:
    file = tmp_path / "calendar.toml"
    file.write_text('holidays = ["2026-01-02"]\nworked = ["2026-01-10"]\n', "utf-8")
    assert main(["calendar", "--config", config, str(file)]) == 2, "there is no signature beside it"
    (tmp_path / "calendar.toml.sig").write_text("{}", "utf-8")
    assert main(["calendar", "--config", config, str(file)]) == 0
    assert main(["calendar", "--config", config, str(file)]) == 0
    for broken in (b'holidays = ["2026-13-02"]\n', b"# \xff\n"):
        file.write_bytes(broken)
        assert main(["calendar", "--config", config, str(file)]) == 1
    said = capsys.readouterr()
    assert said.out.splitlines() == ["the halls get it", "the halls have it already"]
    assert "REFUSED" in said.err
    [(key, body)] = db.execute("SELECT key, body FROM shelf_item").fetchall()
    assert (key, msgspec.json.decode(body)) == (
        "override",
        {"file": 'holidays = ["2026-01-02"]\nworked = ["2026-01-10"]\n', "signature": "{}"},
    )
