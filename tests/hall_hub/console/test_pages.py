"""The rules of the pages, over real HTTP, before a real hub."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import httpx
import pytest

from hall_hub.console.headers import ALWAYS
from tests.hall_hub.console.conftest import NOTHING_LIKE_IT, Centre, Person

PATHS = ["/", "/lists", "/head", "/audit", "/sign-in", "/nothing", "/static/console.css", f"/t/{'a' * 26}"]


def at_counter(person: Person, n: int = 1) -> None:
    """Sits there, with empty hands."""
    person.do("close", counter=f"quay-{n}", leave="true")
    person.do("open", counter=f"quay-{n}")


def issued(person: Person, **more: str) -> str:
    """The link of a new ticket."""
    said = person.do("issue", back="/lists", service="khai-sinh", **more)
    assert said.startswith("Đã cấp số"), said
    found = re.search(r'class="said ok">[^<]*<a href="(/t/[^"]+)"', person.page)
    assert found
    return found.group(1)


@pytest.mark.parametrize("path", ["/", "/lists", "/head", "/audit"])
def test_who_is_not_signed_in_comes_to_the_door(stranger: Person, path: str) -> None:
    stranger.see(path)
    assert "<h1>Đăng nhập</h1>" in stranger.page


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_every_header(stranger: Person, path: str) -> None:
    headers = stranger.wire.get(path, follow_redirects=False).headers
    assert {name: headers.get(name) for name in ALWAYS} == ALWAYS
    assert "unsafe-inline" not in headers["content-security-policy"]


def test_nothing_on_a_page_needs_inline_script_or_style(officer: Person, centre: Centre) -> None:
    at_counter(officer)
    issued(officer)
    officer.do("next", counter="quay-1")
    for path in ("/", "/lists", "/sign-in"):
        assert not re.search(r"<script>|<style|\sstyle=|\son\w+=", officer.see(path)), path


def test_cookies_are_for_this_site_and_no_script(stranger: Person) -> None:
    stranger.see("/sign-in")
    answer = stranger.wire.post(
        "/sign-in",
        data={"token": stranger.token, "officer": "can-bo-2", "password": "một câu dễ nhớ"},
        follow_redirects=False,
    )
    [cookie] = [value for value in answer.headers.get_list("set-cookie") if value.startswith("session=")]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


def test_a_wrong_password_says_what_to_do(stranger: Person) -> None:
    answer = stranger.sign_in("can-bo-1", "sai mật khẩu")
    assert answer.status_code == 403
    assert "Sau 5 lần sai, tài khoản tạm khoá 15 phút" in stranger.page


def test_nobody_learns_which_officers_there_are(stranger: Person) -> None:
    pages = set[str]()
    for name in ("can-bo-2", "nobody-here"):
        stranger.sign_in(name, "sai mật khẩu")
        pages.add(re.sub(r'value="\w+"', "", stranger.page))
    assert len(pages) == 1


def test_after_five_wrong_passwords_the_right_one_is_not_taken_either(centre: Centre) -> None:
    thief, owner = Person(centre.address), Person(centre.address)
    for _ in range(5):
        thief.sign_in("lanh-dao", "sai mật khẩu")
    owner.sign_in("lanh-dao")
    assert "tạm khoá đến" in owner.page
    assert "kỹ thuật viên" in owner.page
    centre.let_everybody_in()
    owner.sign_in("lanh-dao")
    assert "Lãnh đạo trung tâm" in owner.page
    thief.close()
    owner.close()


@pytest.mark.parametrize("path", ["/do", "/sign-out"])
@pytest.mark.parametrize("token", ["", "0" * 64])
def test_a_form_without_its_token_does_nothing(officer: Person, path: str, token: str) -> None:
    answer = officer.wire.post(path, data={"token": token, "type": "open", "counter": "quay-1"})
    assert answer.status_code == 403
    assert "Mời tải lại trang" in answer.text
    assert "Đăng xuất" in officer.see("/"), "still signed in"


def test_a_token_of_another_session_is_no_token(officer: Person, head: Person) -> None:
    head.see("/")
    answer = officer.wire.post("/do", data={"token": head.token, "type": "next"})
    assert answer.status_code == 403


def test_a_form_that_comes_from_another_site_does_nothing(officer: Person) -> None:
    officer.see("/")
    answer = officer.wire.post("/do", data={"token": officer.token}, headers={"origin": "http://evil.example"})
    assert answer.status_code == 403


def test_a_form_that_is_far_too_long_is_not_read(officer: Person) -> None:
    officer.see("/")
    answer = officer.wire.post("/do", data={"token": officer.token, "note": "x" * 40_000})
    assert answer.status_code == 403


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_no_form_leads_away_from_here(officer: Person, back: str) -> None:
    officer.see("/")
    fields = {"token": officer.token, "type": "next", "where": "next", "counter": "quay-1", "back": back}
    answer = officer.wire.post("/do", data=fields, follow_redirects=False)
    assert answer.headers["location"] == "/"


def test_signing_out_ends_the_session_for_its_cookie_too(officer: Person) -> None:
    cookie = officer.wire.cookies["session"]
    officer.see("/")
    officer.send("/sign-out")
    again = httpx.get(f"{officer.wire.base_url}", cookies={"session": cookie}, follow_redirects=False)
    assert again.headers["location"] == "/sign-in"


def test_the_heads_pages_are_the_heads(officer: Person, head: Person) -> None:
    for path in ("/head", "/audit"):
        answer = officer.wire.get(path)
        assert answer.status_code == 403
        assert "chỉ dành cho lãnh đạo trung tâm" in answer.text
        assert head.wire.get(path).status_code == 200
        assert f'href="{path}"' not in officer.see("/")


def test_what_an_officer_may_not_do_the_hub_refuses_in_words(officer: Person) -> None:
    assert officer.do("stop-service", service="sao-y", by="lanh-dao") == "Việc này chỉ lãnh đạo trung tâm làm được."


def test_a_refusal_stands_in_words_beside_its_button(officer: Person) -> None:
    at_counter(officer)
    assert officer.do("recall", counter="quay-1") == "Quầy chưa có số nào. Mời bấm Mời tiếp."
    [cell] = re.findall(r'<div class="cell">(?:(?!class="cell").)*value="recall".*?</div>', officer.page, re.DOTALL)
    assert "Mời bấm Mời tiếp" in cell


def test_a_press_on_an_old_page_is_refused_with_how_it_is_now(officer: Person) -> None:
    at_counter(officer)
    issued(officer)
    assert (
        officer.do("next", counter="quay-1", expects="0")
        == "Quầy vừa thay đổi ở nơi khác. Mời xem lại rồi bấm lần nữa."
    )


def test_a_form_that_lacks_something_says_so(officer: Person) -> None:
    assert officer.do("defer", counter="quay-1", minutes="").startswith("Còn thiếu hoặc sai thông tin")


def test_a_cancelled_ticket_is_found_by_its_number_and_reinstated(officer: Person) -> None:
    issued(officer)
    number = re.search(r"Đã cấp số (\w+)", officer.said)
    assert number
    officer.see(f"/lists?q={number.group(1)}")
    ticket = re.search(r'id="r-([0-9a-f-]+)"', officer.page)
    assert ticket
    path = f"/lists?q={number.group(1)}"
    officer.do("cancel", back=path, ticket=ticket.group(1), reason="về sớm")
    assert "Đã huỷ" in officer.page
    officer.do("reinstate", back=path, ticket=ticket.group(1), where_to="own-place")
    assert "Đang chờ ·" in officer.page


def test_priority_is_put_right_where_the_service_knows_the_group(officer: Person) -> None:
    said = officer.do("issue", back="/lists", service="sao-y")
    number = said.split()[3].rstrip(".")
    ticket = re.search(r'id="r-([0-9a-f-]+)"', officer.see(f"/lists?q={number}"))
    assert ticket
    officer.do("set-priority", back=f"/lists?q={number}", ticket=ticket.group(1), priority="cao-tuoi")
    assert "Ưu tiên: Người cao tuổi" in officer.page


def test_the_head_stops_a_service_and_lets_it_go_on(head: Person, officer: Person) -> None:
    head.do("stop-service", back="/head", service="sao-y", reason="mất mạng")
    assert "Ngừng cấp số: mất mạng" in head.page
    assert officer.do("issue", back="/lists", service="sao-y") == "Dịch vụ đang tạm ngừng cấp số."
    head.do("resume-service", back="/head", service="sao-y")
    assert officer.do("issue", back="/lists", service="sao-y").startswith("Đã cấp số")


def test_the_audit_tells_who_did_what_and_what_was_refused(head: Person, officer: Person) -> None:
    at_counter(officer)
    officer.do("recall", counter="quay-1")
    page = head.see("/audit?who=can-bo-1&refused=1")
    assert "Cán bộ 1" in page
    assert "Quầy chưa có số nào" in page
    assert "Đã làm" not in page


def test_the_console_writes_nothing_into_the_ledger(officer: Person, centre: Centre) -> None:
    def head() -> int:
        with sqlite3.connect(f"file:{centre.data / 'ledger.sqlite'}?mode=ro", uri=True) as db:
            return db.execute("SELECT max(seq) FROM event").fetchone()[0]

    before = head()
    for path in ("/", "/lists", "/head", "/sign-in"):
        officer.see(path)
    assert head() == before
    ours = {file.name.partition("-")[0] for file in (centre.data / "console").iterdir()}
    assert ours <= {"accounts.sqlite", "diary.sqlite", "boot", "outbox.sqlite", "outbox", "console.log"}


def test_english_is_chosen_once_and_kept(officer: Person) -> None:
    assert "My counter" in officer.see("/?lang=en")
    assert "Lists" in officer.see("/lists")
    assert "Danh sách" in officer.see("/lists?lang=vi")


def test_who_is_not_signed_in_hears_nothing_live(stranger: Person) -> None:
    assert stranger.wire.get("/live/counter").status_code == 404


def test_the_first_start_says_how_the_first_account_is_made(tmp_path: Path) -> None:
    first = Centre(tmp_path)
    try:
        page = re.sub(r"</?span>", "", httpx.get(f"{first.address}/sign-in").text)
        assert "motcua officer --hall hall.toml --data DIR password" in page
        assert "motcua officer --hall" in (tmp_path / "console.log").read_text("utf-8")
    finally:
        first.close()


def test_when_the_hub_is_gone_a_press_is_not_claimed_as_done(tmp_path: Path) -> None:
    centre = Centre(tmp_path)
    centre.let_everybody_in()
    person = Person(centre.address)
    try:
        person.sign_in("can-bo-1")
        centre.hub.kill()
        assert person.do("open", counter="quay-1").startswith("Máy chủ xếp hàng không trả lời. Chưa rõ")
        assert NOTHING_LIKE_IT not in person.said
    finally:
        person.close()
        centre.close()
