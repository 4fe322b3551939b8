"""How a session begins, and that it ends everywhere at once."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import httpx
import pytest

from hall_hub.console import passwords
from hall_hub.console.console import STREAMS_EACH
from hall_hub.console.passwords import FILE, FOLDER
from tests.hall_hub.console.attack import state
from tests.hall_hub.console.conftest import PASSWORD, Accounts, Centre, Person
from tests.hall_hub.console.test_phones import Stream


def signed_in_with(centre: Centre, **cookies: str) -> httpx.Response:
    """The answer to a right password from a browser that keeps ``cookies`` already."""
    with httpx.Client(base_url=centre.address, cookies=cookies) as wire:
        page = wire.get("/sign-in").text
        token = re.search(r'name="token" value="(\w+)"', page)
        assert token, page
        return wire.post("/sign-in", data={"token": token[1], "officer": "can-bo-1", "password": PASSWORD})


def session_of(answer: httpx.Response) -> str:
    [found] = [value for value in answer.headers.get_list("set-cookie") if value.startswith("session=")]
    return found.removeprefix("session=").partition(";")[0]


def see(centre: Centre, **cookies: str) -> httpx.Response:
    return httpx.get(centre.address, cookies=cookies)


@pytest.fixture
def accounts(centre: Centre) -> Iterator[Accounts]:
    opened = Accounts(centre.data / FOLDER / FILE)
    yield opened
    opened.close()


def test_nobody_can_choose_anothers_session_beforehand(centre: Centre) -> None:
    planted = "x" * 43
    answer = signed_in_with(centre, session=planted, door="y" * 32)
    assert answer.status_code == 303
    assert session_of(answer) not in (planted, "y" * 32)
    assert see(centre, session=planted).headers["location"] == "/sign-in"
    assert see(centre, session="y" * 32).headers["location"] == "/sign-in"


def test_each_sign_in_is_a_session_of_its_own(centre: Centre) -> None:
    one, other = (session_of(signed_in_with(centre)) for _ in range(2))
    assert one != other
    assert [see(centre, session=each).status_code for each in (one, other)] == [200, 200]


def test_who_is_not_signed_in_signs_nobody_out(stranger: Person, head: Person) -> None:
    stranger.see("/sign-in")
    answer = stranger.send("/sign-out")
    assert (answer.status_code, answer.url.path) == (200, "/sign-in")
    assert "Đăng xuất" in head.see("/")


def test_signing_out_ends_the_pages_that_are_open_at_once(officer: Person) -> None:
    with officer.wire.stream("GET", "/live/counter") as open_page:
        news = Stream(open_page)
        news.next("parts")
        officer.see("/")
        out = threading.Thread(target=lambda: officer.wire.post("/sign-out", data={"token": officer.token}))
        out.start()
        assert news.next("gone") == "data:"
        out.join()


def test_a_new_password_ends_all_sessions_and_their_open_pages(
    centre: Centre, officer: Person, head: Person, accounts: Accounts
) -> None:
    with officer.wire.stream("GET", "/live/counter") as open_page:
        news = Stream(open_page)
        news.next("parts")
        accounts.set_hash("can-bo-1", passwords.hash_of(PASSWORD), 0)
        head.do("issue", back="/lists", service="khai-sinh")  # anything that happens in the hall
        assert news.next("gone") == "data:"
    assert see(centre, session=officer.wire.cookies["session"]).headers["location"] == "/sign-in"


def test_a_press_that_was_begun_before_signing_out_is_not_done_after_it(centre: Centre, officer: Person) -> None:
    officer.see("/")
    token, cookie = officer.token, f"session={officer.wire.cookies['session']}"

    def slowly() -> Iterator[bytes]:
        yield f"token={token}&type=issue".encode()
        officer.see("/")  # by when the console has mostly let the form in
        officer.send("/sign-out")
        yield b"&service=khai-sinh&where=issue&back=/lists"

    before = state(centre)["ledger"]
    answer = httpx.post(f"{centre.address}/do", content=slowly(), headers={"cookie": cookie}, timeout=20)
    # Under load the signing out overtakes it at the door.
    assert answer.status_code == 403 or answer.headers["location"] == "/sign-in"
    assert state(centre)["ledger"] == before


def test_one_session_does_not_take_all_the_streams(officer: Person, head: Person) -> None:
    opened = [officer.wire.stream("GET", "/live/counter") for _ in range(STREAMS_EACH)]
    try:
        answers = [each.__enter__() for each in opened]
        assert {answer.status_code for answer in answers} == {200}
        refused = officer.wire.get("/live/counter")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "30")
        with head.wire.stream("GET", "/live/head") as another:
            assert another.status_code == 200
    finally:
        for each in opened:
            each.__exit__(None, None, None)


@pytest.mark.parametrize("hash", [None, passwords.hash_of(PASSWORD), "no hash"])
def test_a_password_is_weighed_once_whether_there_is_such_an_officer_or_not(
    monkeypatch: pytest.MonkeyPatch, hash: str | None
) -> None:
    """So that the time it takes tells nothing."""
    hasher, weighed = passwords._HASHER, list[int]()  # pyright: ignore[reportPrivateUsage]
    passwords.is_password("", None)  # what is made once is made

    class Counting:
        def verify(self, hash: str, password: str) -> bool:
            weighed.append(hasher.memory_cost)
            return hasher.verify(hash, password)

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    passwords.is_password("sai mật khẩu", hash)
    assert weighed == [19 * 1024]
