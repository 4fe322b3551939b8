from __future__ import annotations

from pathlib import Path

import pytest

from central_gateway.catalogue import offer, proposing
from central_gateway.catalogue.command import main
from central_gateway.store import editions
from central_gateway.store.connection import Db
from central_gateway.store.editions import EditionError
from hall_core.contract.centre.catalogue_items import catalogue_of
from hall_core.domain.procedure import Catalogue
from tests.central_gateway.catalogue.tables import edition, procedure, write

TEN = [procedure(n) for n in range(1, 11)]
NOT_PUBLIC = procedure(99, status="hidden", name_vi="Mật")


def given(db: Db, folder: Path, procedures: list[dict[str, str]] = TEN) -> int:
    base, before = editions.in_use(db)
    return proposing.propose(db, offer.whole(edition(folder, procedures), before), base, "sở").id


def shown(db: Db) -> Catalogue:
    rows = db.execute(
        "SELECT key, body FROM shelf_item JOIN shelf ON id = shelf WHERE shelf.set = 'catalogue'"
    ).fetchall()
    return catalogue_of((key, body.encode()) for key, body in rows)


def test_what_is_accepted_halls_get_whole_and_without_what_is_not_public(db: Db, tmp_path: Path) -> None:
    id = given(db, tmp_path, [*TEN, NOT_PUBLIC])
    assert db.execute("SELECT count(*) FROM shelf").fetchone() == (0,)
    assert proposing.accept(db, id, "trưởng phòng") > 10
    assert [each.code for each in shown(db).procedures] == [each["code"] for each in TEN]
    assert db.execute("SELECT count(*) FROM shelf_item WHERE body LIKE '%%Mật%%'").fetchone() == (0,)
    whole = db.execute("SELECT count(whole), max(seq) FILTER (WHERE whole IS NOT NULL) = max(seq) FROM shelf_change")
    assert whole.fetchone() == (1, True)
    assert len(editions.catalogue(db, id).procedures) == 11


def test_of_the_next_edition_only_what_changed_goes_out(db: Db, tmp_path: Path) -> None:
    proposing.accept(db, given(db, tmp_path / "1"), "a")
    after = [procedure(1, name_vi="Tên mới"), procedure(2, status="repealed"), *TEN[2:]]
    assert proposing.accept(db, given(db, tmp_path / "2", after), "a") == 2
    assert [each.name.vi for each in shown(db).procedures][:2] == ["Tên mới", "Thủ tục số 3"]


def test_the_same_again_is_the_same_proposal_and_what_is_in_use_is_none(db: Db, tmp_path: Path) -> None:
    id = given(db, tmp_path)
    assert given(db, tmp_path) == id
    proposing.accept(db, id, "a")
    with pytest.raises(EditionError, match="changes nothing"):
        given(db, tmp_path)
    with pytest.raises(EditionError, match="in use already"):
        proposing.accept(db, id, "a")


def test_what_was_refused_is_not_accepted_until_it_is_proposed_again(db: Db, tmp_path: Path) -> None:
    id = given(db, tmp_path)
    editions.refuse(db, id, "trưởng phòng", "thiếu lệ phí")
    found = editions.head(db, id)
    assert (found.state, found.decided_by, found.why) == ("refused", "trưởng phòng", "thiếu lệ phí")
    with pytest.raises(EditionError, match="was refused"):
        proposing.accept(db, id, "a")
    with pytest.raises(EditionError, match="was refused"):
        editions.refuse(db, id, "b", "-")
    given(db, tmp_path)
    proposing.accept(db, id, "a")
    assert editions.current(db) == id


def test_a_report_about_another_edition_than_the_one_in_use_decides_nothing(db: Db, tmp_path: Path) -> None:
    one, other = given(db, tmp_path / "1"), given(db, tmp_path / "2", TEN[:9])
    proposing.accept(db, one, "a")
    with pytest.raises(EditionError, match="compared with none, in use is edition"):
        proposing.accept(db, other, "a")
    assert len(shown(db).procedures) == 10


def test_the_edition_before_can_come_back(db: Db, tmp_path: Path) -> None:
    one = given(db, tmp_path / "1")
    proposing.accept(db, one, "a")
    proposing.accept(db, given(db, tmp_path / "2", TEN[:9]), "a")
    assert given(db, tmp_path / "1") == one
    proposing.accept(db, one, "a")
    assert editions.current(db) == one
    assert len(shown(db).procedures) == 10


def test_the_one_accepted_last_is_in_use_though_the_clock_was_put_back_since(db: Db, tmp_path: Path) -> None:
    one = given(db, tmp_path / "1")
    proposing.accept(db, one, "a")
    db.execute("UPDATE edition SET decided = now() + interval '1 day'")
    other = given(db, tmp_path / "2", TEN[:9])
    proposing.accept(db, other, "a")
    assert editions.current(db) == other


def test_a_password_that_is_not_there_ends_the_command_with_what_is_wrong(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "central.toml"
    config.write_text(
        f'[store]\nurl = "{database}"\npassword_file = "nowhere"\n'
        '[broker]\nkind = "nats"\nservers = ["127.0.0.1:4222"]\n'
    )
    assert main(["--config", str(config), "list"]) == 2
    assert "nowhere cannot be read" in capsys.readouterr().err


def test_all_of_it_by_the_command(db: Db, database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "central.toml"
    config.write_text(f'[store]\nurl = "{database}"\n[broker]\nkind = "nats"\nservers = ["127.0.0.1:4222"]\n')
    folder = edition(tmp_path / "export", TEN)

    def run(*words: str) -> tuple[int, str]:
        status = main(["--config", str(config), *words])
        out = capsys.readouterr()
        return status, out.out + out.err

    assert run("check", str(folder)) == (0, "accepted: 10 of 10 procedures are good\n")
    status, said = run("propose", str(folder))
    assert status == 0
    assert "10 added" in said
    id = str(editions.heads(db)[0].id)
    assert run("show", id)[1] in said
    assert run("accept", id, "--by", "an")[0] == 0
    delta = write(tmp_path / "delta", {"repealed.csv": [{"code": "1.000001"}]})
    assert "1 repealed" in run("propose", "--delta", str(delta))[1]
    next_id = str(editions.heads(db)[0].id)
    assert run("refuse", next_id, "--by", "an", "--why", "sai")[0] == 0
    assert run("accept", next_id, "--by", "an") == (
        1,
        f"REFUSED: edition {next_id} was refused by an; propose it again\n",
    )
    assert run("accept", "999", "--by", "an")[0] == 1
    status, said = run("list")
    assert said.count("in use") == 1
    assert run("propose", str(tmp_path / "nowhere"))[0] == 2
    (folder / "agencies.csv").unlink()
    assert run("propose", str(folder))[0] == 1
