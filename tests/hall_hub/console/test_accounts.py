"""Who gets in, for how long, and after how many tries nobody does."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hall_core.domain.names import Name
from hall_core.domain.plan import HallInfo, Officer
from hall_hub.console import passwords
from hall_hub.console.accounts import (
    ADDRESS_TRIES,
    IDLE,
    LONGEST,
    MINUTE,
    NAME_TRIES,
    SEEN_EVERY,
    SHUT,
    Accounts,
)
from hall_hub.console.diary import diary
from tests.conftest import NINE_IN_THE_MORNING as NINE
from tests.hall_hub.console.conftest import PASSWORD, hall_file


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    made = Accounts(tmp_path / "accounts.sqlite")
    yield made
    made.close()


def tries(accounts: Accounts, count: int, name: str = "can-bo-1", address: str = "10.0.0.7") -> None:
    for _ in range(count):
        accounts.failed(name, address, NINE)


def test_nobody_can_sign_in_before_the_first_account_is_made(accounts: Accounts) -> None:
    assert accounts.nobody()
    accounts.set_hash("can-bo-1", "x", NINE)
    assert not accounts.nobody()


def test_a_name_is_shut_after_its_last_try_and_not_before(accounts: Accounts) -> None:
    tries(accounts, NAME_TRIES - 1)
    assert accounts.shut_until("can-bo-1", "10.0.0.8", NINE) is None
    tries(accounts, 1)
    assert accounts.shut_until("can-bo-1", "10.0.0.8", NINE) == NINE + SHUT


def test_a_name_is_open_again_when_its_time_is_over(accounts: Accounts) -> None:
    tries(accounts, NAME_TRIES)
    assert accounts.shut_until("can-bo-1", "", NINE + SHUT - 1) is not None
    assert accounts.shut_until("can-bo-1", "", NINE + SHUT) is None


def test_who_tries_many_names_is_shut_out_by_address(accounts: Accounts) -> None:
    for n in range(ADDRESS_TRIES):
        accounts.failed(f"can-bo-{n}", "10.0.0.7", NINE)
    assert accounts.shut_until("somebody-else", "10.0.0.7", NINE) == NINE + SHUT
    assert accounts.shut_until("somebody-else", "10.0.0.8", NINE) is None


def test_a_clock_that_was_set_back_shuts_nobody_out_for_longer(accounts: Accounts) -> None:
    tries(accounts, NAME_TRIES)
    assert accounts.shut_until("can-bo-1", "", NINE - 10 * SHUT) is None


def test_a_new_password_ends_the_lock_out_and_the_sessions_under_the_old_one(accounts: Accounts) -> None:
    token = accounts.begin("can-bo-1", NINE)
    tries(accounts, NAME_TRIES)
    accounts.set_hash("can-bo-1", "x", NINE)
    assert accounts.shut_until("can-bo-1", "", NINE) is None
    assert accounts.session(token, NINE) is None


def test_a_session_ends_when_nothing_was_pressed_for_long(accounts: Accounts) -> None:
    token = accounts.begin("can-bo-1", NINE)
    assert accounts.session(token, NINE + IDLE - 1, pressed=False) is not None
    assert accounts.session(token, NINE + IDLE, pressed=False) is None
    assert accounts.session(token, NINE, pressed=False) is None, "and it does not come back"


def test_a_page_that_updates_itself_keeps_no_session_going(accounts: Accounts) -> None:
    token = accounts.begin("can-bo-1", NINE)
    for minutes in range(1, IDLE // MINUTE):
        assert accounts.session(token, NINE + minutes * MINUTE, pressed=False) is not None
    assert accounts.session(token, NINE + IDLE, pressed=False) is None


def test_presses_keep_it_going_until_the_day_is_over(accounts: Accounts) -> None:
    token = accounts.begin("can-bo-1", NINE)
    for at in range(NINE, NINE + LONGEST, IDLE // 2):
        assert accounts.session(token, at + SEEN_EVERY) is not None
    assert accounts.session(token, NINE + LONGEST) is None


def test_the_file_holds_nothing_that_opens_a_session(accounts: Accounts, tmp_path: Path) -> None:
    token = accounts.begin("can-bo-1", NINE)
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"can-bo-1" in kept
    assert token.encode() not in kept


def test_the_file_does_not_hold_what_was_typed_as_a_name(accounts: Accounts, tmp_path: Path) -> None:
    tries(accounts, 1, name="079000000000", address="10.9.8.7")
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"079000000000" not in kept
    assert b"10.9.8.7" not in kept


def test_what_counts_no_more_is_forgotten(accounts: Accounts, tmp_path: Path) -> None:
    tries(accounts, 1)
    accounts.begin("can-bo-2", NINE)
    accounts.forget(NINE + LONGEST)
    with closing(sqlite3.connect(tmp_path / "accounts.sqlite")) as db:
        assert db.execute("SELECT (SELECT count(*) FROM failure), (SELECT count(*) FROM session)").fetchone() == (0, 0)


def test_the_file_is_for_its_owner_alone(accounts: Accounts, tmp_path: Path) -> None:
    assert (tmp_path / "accounts.sqlite").stat().st_mode & 0o077 == 0


def test_a_password_is_known_by_its_hash_however_it_was_typed() -> None:
    composed = "câu dễ nhớ"
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    kept = passwords.hash_of(composed)
    assert kept.startswith("$argon2id$")
    assert passwords.is_password(decomposed, kept)
    assert not passwords.is_password("câu khó nhớ", kept)


def test_without_an_account_no_password_is_right() -> None:
    assert not passwords.is_password("nobody has this password", None)


OFFICER = Officer(id="ht-01", name="Trần Thị Hạnh")
HALL = HallInfo(id="phuong-ben-nuoc", name=Name(vi="Trung tâm Bến Nước", en="Ben Nuoc Centre"))


@pytest.mark.parametrize("password", ["ngắn", "mười một ch", "x" * 201, "\u0065\u0302\u0301" * 11])
def test_length_is_what_a_password_needs(password: str) -> None:
    assert "12 to 200 signs" in passwords.why_not(password, OFFICER, HALL)


@pytest.mark.parametrize(
    "password",
    [
        *("aaaaaaaaaaaaaa", "121212121212", "abcabcabcabc", "hanhhanhhanh", "............"),
        *(
            "123456789012",
            "001090012345",
            "0912345678 2026",
            "qwertyuiop12",
            "1qaz2wsx3edc",
            "abcdefghijkl",
            "987654321abc",
        ),
        *("matkhau123456", "Mật khẩu 2026", "Password@2026", "P@ssword12345", "admin12345678", "quantri@12345"),
        *(
            "motcua@123456",
            "Một cửa điện tử 1",
            "hanhchinhcong1",
            "UBND phường 2026",
            "anhyeuem123456",
            "iloveyou12345",
        ),
        *(
            "ht-01 ht-01 1990",
            "Trần Thị Hạnh 90",
            "hanh.19.08.1990",
            "Bến Nước 2026!!",
            "phuong-ben-nuoc",
            "Ben Nuoc Centre",
        ),
    ],
)
def test_what_others_try_first_is_not_taken(password: str) -> None:
    assert "what others try first" in passwords.why_not(password, OFFICER, HALL)


@pytest.mark.parametrize(
    "password",
    [
        *("một câu dễ nhớ", "mưa rơi trên mái tôn", "correct horse battery", "con mèo ăn 3 quả táo", "xK9$mQ2!vB7#tR"),
        *(
            "Hạnh thích phở bò tái",
            "mẹ trồng 12 cây bưởi",
            "tháng ba hoa gạo nở",
            "nuoc chay da mon 88",
            "wkzjvhqopfma",
        ),
    ],
)
def test_a_sentence_is_taken_whatever_signs_it_has(password: str) -> None:
    assert passwords.why_not(password, OFFICER, HALL) == ""


def run(tmp_path: Path, officer: str, monkeypatch: pytest.MonkeyPatch, password: str = PASSWORD) -> int:
    monkeypatch.setattr("getpass.getpass", lambda _: password)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    file = hall_file(tmp_path)
    return passwords.main(["--hall", str(file), "--data", str(tmp_path / "hub"), "password", officer])


def test_the_command_lets_an_officer_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(tmp_path, "can-bo-1", monkeypatch) == 0
    made = Accounts(tmp_path / "hub" / passwords.FOLDER / passwords.FILE)
    hash = made.hash_of("can-bo-1")
    made.close()
    assert passwords.is_password(PASSWORD, hash)


def test_a_diary_that_cannot_be_written_keeps_nobody_out_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "hub" / passwords.FOLDER / diary.FILE).mkdir(parents=True)  # a folder where the file should be
    assert run(tmp_path, "can-bo-1", monkeypatch) == 0
    told = capsys.readouterr()
    assert "the console's diary does not tell of it" in told.err
    assert "can-bo-1 can sign in now" in told.out


def test_the_command_knows_who_is_in_the_hall_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run(tmp_path, "can-bo-9", monkeypatch)
    assert 'no officer "can-bo-9"' in capsys.readouterr().err


def test_the_command_refuses_a_weak_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(tmp_path, "can-bo-1", monkeypatch, "123456") == 2


@pytest.mark.parametrize("right", [True, False])
def test_the_command_shows_no_password_nor_keeps_it_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], right: bool
) -> None:
    password = "mưa rơi trên mái tôn" if right else "Mật khẩu 2026"
    run(tmp_path, "can-bo-1", monkeypatch, password)
    told = capsys.readouterr()
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert password not in told.out + told.err
    assert password.encode() not in kept


def test_the_command_takes_no_password_among_its_arguments(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Others on the box would see it there."""
    given = [
        "--hall",
        str(hall_file(tmp_path)),
        "--data",
        str(tmp_path),
        "password",
        "can-bo-1",
        "mưa rơi trên mái tôn",
    ]
    with pytest.raises(SystemExit) as ended:
        passwords.main(given)
    assert ended.value.code == 2
    assert "unrecognized arguments" in capsys.readouterr().err
