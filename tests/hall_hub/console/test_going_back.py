"""The console of the former release on the files that the newer one has left: who may sign in, what was done."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hall_core.device.program import WRONG_CONFIGURATION
from hall_hub.console import accounts, passwords
from hall_hub.console.accounts import IDLE, Accounts
from hall_hub.console.diary import store
from hall_hub.console.diary.keeper import EVERY, Act
from tests.conftest import NINE_IN_THE_MORNING as NINE
from tests.conftest import HandClock
from tests.hall_hub.console.conftest import hall_file
from tests.hall_hub.console.test_diary_keeper import KIOSK, Console
from tests.newer import NEXT, every_row, rebuilt, widened


def test_who_was_signed_in_is_and_passwords_can_be_given(tmp_path: Path) -> None:
    file = tmp_path / "accounts.sqlite"
    mine = Accounts(file)
    mine.set_hash("can-bo-1", "x", NINE)
    token, secret = mine.begin("can-bo-1", NINE), mine.secret
    mine.close()
    widened(file, accounts.MIGRATIONS)
    mine = Accounts(file)
    assert (mine.secret, mine.hash_of("can-bo-1")) == (secret, "x")
    session = mine.session(token, NINE + IDLE - 1)
    assert session is not None
    assert session.officer == "can-bo-1"
    mine.set_hash("can-bo-1", "y", NINE)
    mine.set_hash("can-bo-2", "z", NINE)
    mine.failed("can-bo-2", "10.0.0.7", NINE)
    assert mine.begin("can-bo-2", NINE)
    mine.close()
    [first, second] = every_row(file)["account"]
    assert (first[-2:], second[-2:]) == (("known", 8), (None, 7)), "what it does not know of stays"


def test_accounts_with_which_it_cannot_work_end_the_command_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / passwords.FOLDER / passwords.FILE
    Accounts(file).close()
    rebuilt(file, accounts.MIGRATIONS, "account", "hash")
    monkeypatch.setattr(passwords, "_asked", lambda: "một câu dài hơn mười hai")
    with pytest.raises(SystemExit):
        passwords.main(["--hall", str(hall_file(tmp_path)), "--data", str(tmp_path), "password", "can-bo-1"])
    assert f"start {NEXT} or a later one" in capsys.readouterr().err


def test_accounts_with_which_it_cannot_work_end_the_console_with_a_sentence_before_anybody_reaches_it(
    tmp_path: Path,
) -> None:
    file = tmp_path / passwords.FOLDER / passwords.FILE
    Accounts(file).close()
    rebuilt(file, accounts.MIGRATIONS, "account", "hash")
    before = every_row(file)
    given = ["--hall", hall_file(tmp_path), "--data", tmp_path, "--device", "dieu-hanh", "--port", "0"]
    ended = subprocess.run(
        [sys.executable, "-m", "hall_hub.console", *map(str, given)], capture_output=True, check=False, timeout=30
    )
    assert ended.returncode == WRONG_CONFIGURATION
    assert f"start {NEXT} or a later one" in ended.stderr.decode()
    assert b"console at" not in ended.stdout + ended.stderr
    assert every_row(file) == before


def test_the_diary_goes_on(tmp_path: Path, clock: HandClock) -> None:
    file = tmp_path / "diary.sqlite"
    console = Console(file, clock)
    console.watch()
    console.learn(KIOSK)
    before = console.rows()
    console.stop()
    widened(file, store.MIGRATIONS)
    console.start()
    console.watch()
    console.write(Act(clock.at, "can-bo-1", "password-set", "1"))
    assert console.rows()[: len(before)] == before
    assert console.keeper.trouble == ""
    console.keeper.shut()


def test_a_diary_with_which_it_cannot_work_stays_where_it_is_and_the_console_goes_on_without(
    tmp_path: Path, clock: HandClock
) -> None:
    file = tmp_path / "diary.sqlite"
    console = Console(file, clock)
    console.watch()
    console.stop()
    rebuilt(file, store.MIGRATIONS, "event", "words")
    before = every_row(file)
    console.start()
    console.watch()
    clock.wait(EVERY)
    console.watch()
    assert NEXT in console.keeper.trouble
    assert [each.name for each in tmp_path.glob("diary*.broken*")] == []
    console.keeper.shut()
    assert every_row(file) == before
