"""The notices as the head has them on a page: over real HTTP, with the feed of a real hub behind it."""

from __future__ import annotations

import html
import io
import re
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from PIL import Image

from tests.hall_hub.console.conftest import Centre, Person, until

pytestmark = pytest.mark.timeout(120)
HEAD = "id,title_vi,title_en,text_vi,text_en,file,from,until,days,hours,seconds,zones,boards\n"


@pytest.fixture
def feed(centre: Centre) -> Path:
    return emptied(centre)


def emptied(centre: Centre) -> Path:
    """The folder, with nothing in it and on no board."""
    folder = centre.data / "feeds" / "notices"
    folder.mkdir(parents=True, exist_ok=True)
    quiet(folder)
    for file in folder.iterdir():
        file.unlink()
    return folder


def quiet(folder: Path) -> None:
    """Until the hub has read what was brought."""
    until(lambda: not (folder / "READY").exists() and not (folder / "WORKING").exists(), "the hub's answer")


def lies(feed: Path, *rows: str) -> None:
    """A clerk has saved it, and not handed it in."""
    (feed / "notices.csv").write_text(HEAD + "".join(rows), encoding="utf-8")


def brought(feed: Path, *rows: str) -> None:
    """By a clerk."""
    lies(feed, *rows)
    (feed / "READY").touch()
    quiet(feed)


def digest(person: Person) -> str:
    found = re.search(r'name="digest" value="(\w*)"', person.page)
    assert found
    return found.group(1)


def save(head: Person, path: str = "/notices/edit", **fields: str) -> httpx.Response:
    """What the form holds, changed as said."""
    head.see(path)
    found = re.search(r'name="id" value="([^"]*)"', head.page)
    assert found
    return head.send(path, **{"digest": digest(head), "id": found.group(1), **fields})


def press(head: Person, what: str, line: int) -> None:
    head.see("/notices")
    head.send("/notices/do", what=what, row=str(line), digest=digest(head))


def titles(head: Person) -> list[str]:
    part = head.see("/notices").partition('data-part="feed"')[0]
    return re.findall(r'<li><div class="line"><span class="what"><strong>([^<]*)', part)


def picture(size: tuple[int, int] = (640, 360)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, "PNG")
    return out.getvalue()


def send_file(person: Person, data: bytes, name: str = "Sơ đồ quầy.PNG", token: str = "") -> httpx.Response:
    person.see("/notices")
    headers = {"x-token": token or person.token, "x-name": str(httpx.QueryParams(n=name))[2:].replace("+", "%20")}
    answer = person.wire.post("/notices/file", content=data, headers=headers)
    person.page = answer.text
    return answer


def test_a_notice_that_is_added_is_shown_when_the_hub_has_read_it(head: Person, feed: Path) -> None:
    save(head, title_vi="Nghỉ sửa điện", text_vi="Từ 15 giờ.\r\nMời trở lại sáng mai.", title_en="Power cut")
    assert head.said.startswith("Đã ghi. Máy chủ đang đọc")
    quiet(feed)
    page = head.see("/notices")
    assert "Đang hiện</span>" in page
    assert "Đã nhận 1 trong 1 thông báo" in page
    assert "nghi-sua-dien" in page
    assert "Power cut" in (feed / "notices.csv").read_text("utf-8")
    assert "Power cut" in head.see("/notices?lang=en")
    head.see("/notices?lang=vi")


def test_what_a_notice_says_stands_on_the_page_as_text(head: Person, feed: Path) -> None:
    save(head, title_vi="""Phí "lẻ" <5 & 'chẵn' >9""", text_vi="100% </textarea >")
    assert "<5" not in head.page
    assert head.page.count("Phí &#34;lẻ&#34; &lt;5 &amp; &#39;chẵn&#39; &gt;9") >= 4
    assert "100% &lt;/textarea &gt;" in head.see("/notices/edit?row=2")


def test_a_notice_says_when_and_where_it_is_shown(head: Person, feed: Path) -> None:
    brought(feed, 'le,Nghỉ lễ,,,,,2099-01-02,2099-01-05,t2-t6 cn,"7:30-11:30",,sanh,bang-1\n')
    page = head.see("/notices")
    assert "02/01/2099 – 05/01/2099, Thứ Hai–Thứ Sáu, Chủ nhật, 07:30–11:30 · Sảnh, bang-1" in page
    assert "Đang hiện</span>" not in page
    brought(feed, "le,Nghỉ lễ,,,,,,2099-01-05,,,,,\n", "tet,Tết,,,,,2099-01-02,,,,,,\n")
    page = head.see("/notices")
    assert "đến 05/01/2099 · Mọi bảng" in page
    assert "từ 02/01/2099 · Mọi bảng" in page


def test_what_the_hub_says_in_another_way_stands_there_as_it_said_it(head: Person, feed: Path) -> None:
    lies(feed)
    (feed / "report.txt").write_text("accepted: 0 of 0 notices, files of 0.0 MB\nMặt trời mọc đằng Đông\n", "utf-8")
    assert "Mặt trời mọc đằng Đông" in head.see("/notices")


def test_one_is_changed_and_the_others_stay_as_a_clerk_wrote_them(head: Person, feed: Path) -> None:
    other = 'le,"Nghỉ  lễ",,,,,02/01/2099,,t2-t6,,,,\n'
    lies(feed, "chao,Xin chào,,,,,,,,,,,\n", other)
    save(head, "/notices/edit?row=2", title_vi="Kính chào", seconds="20")
    assert (feed / "notices.csv").read_text("utf-8") == HEAD + "chao,Kính chào,,,,,,,,,20,,\n" + other


def test_the_order_is_changed_and_a_notice_is_taken_away(head: Person, feed: Path) -> None:
    lies(feed, *(f"{id},{id},,,,,,,,,,,\n" for id in ("mot", "hai", "ba")))
    press(head, "down", 2)
    assert titles(head) == ["hai", "mot", "ba"]
    press(head, "up", 4)
    assert titles(head) == ["hai", "ba", "mot"]
    press(head, "remove", 2)
    assert titles(head) == ["ba", "mot"]
    assert head.said == "Đã gỡ khỏi danh sách."
    quiet(feed)
    assert "Đã nhận 2 trong 2" in head.see("/notices")


def test_a_table_that_a_clerk_has_changed_meanwhile_is_not_overwritten(head: Person, feed: Path) -> None:
    lies(feed, "chao,Xin chào,,,,,,,,,,,\n")
    head.see("/notices/edit?row=2")
    old = digest(head)
    theirs = HEAD + "moi,Dòng mới,,,,,,,,,,,\nchao,Xin chào,,,,,,,,,,,\n"
    (feed / "notices.csv").write_text(theirs, encoding="utf-8")
    answer = head.send("/notices/edit?row=2", digest=old, id="chao", title_vi="Của lãnh đạo <b>")
    assert answer.status_code == 409
    assert "vừa được sửa ở nơi khác nên chưa ghi gì" in head.page
    assert (feed / "notices.csv").read_text("utf-8") == theirs
    assert "Của lãnh đạo &lt;b&gt;" in head.page, "what was typed is still there"
    assert 'action="/notices/edit?row=3"' in head.page, "and goes to where the notice stands by now"
    head.send("/notices/edit?row=3", digest=digest(head), id="chao", title_vi="Của lãnh đạo")
    assert titles(head) == ["Dòng mới", "Của lãnh đạo"]
    head.send("/notices/do", what="remove", row="2", digest=old)
    assert head.said.startswith("Danh sách vừa được sửa ở nơi khác")
    assert titles(head) == ["Dòng mới", "Của lãnh đạo"]


def test_one_that_was_taken_away_meanwhile_can_be_saved_as_a_new_one(head: Person, feed: Path) -> None:
    lies(feed, "chao,Xin chào,,,,,,,,,,,\n")
    head.see("/notices/edit?row=2")
    old = digest(head)
    lies(feed)
    head.send("/notices/edit?row=2", digest=old, id="chao", title_vi="Kính chào")
    assert "vừa bị gỡ ở nơi khác" in head.page
    assert 'action="/notices/edit"' in head.page
    head.send("/notices/edit", digest=digest(head), id="", title_vi="Kính chào")
    assert titles(head) == ["Kính chào"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title_vi": ""}, "Thông báo trống: cần tiêu đề, nội dung hoặc tệp."),
        ({"title_vi": "a" * 161}, "Tiêu đề tối đa 160 ký tự."),
        ({"title_vi": "A", "text_vi": "ế" * 2001}, "Nội dung tối đa 2000 ký tự."),
        ({"title_vi": "<b>A</b>"}, "Có mã HTML: chỉ ghi chữ thường."),
        ({"title_vi": "A", "hours": "sáng"}, "Giờ hiện ghi như 07:30-11:30"),
        ({"title_vi": "A", "seconds": "2"}, "Số giây từ 5 đến 120"),
        ({"title_vi": "A", "from": "2099-02-01", "until": "2099-01-01"}, "Ngày cuối ở trước ngày đầu"),
        ({"title_vi": "A", "zones": "nowhere"}, "Trung tâm không có khu vực hoặc bảng với mã này."),
    ],
)
def test_what_the_feed_would_leave_out_is_refused_in_words_and_not_written(
    head: Person, feed: Path, fields: dict[str, str], words: str
) -> None:
    answer = save(head, **fields)
    assert answer.status_code == 409
    assert f"Chưa ghi gì. {words}" in html.unescape(head.page)
    assert fields["title_vi"] in html.unescape(head.page), "and nothing typed is lost"
    assert not (feed / "notices.csv").exists()


def test_a_clerks_mistake_stands_beside_its_row_and_in_the_hubs_answer(head: Person, feed: Path) -> None:
    brought(feed, "chao,Xin chào,,,,,,,,,,,\n", "sai,Sai ngày,,,,,2026-02-30,,,,,,\n")
    page = html.unescape(head.see("/notices"))
    assert "Đã nhận 1 trong 2 thông báo" in page
    assert "Có lỗi, bị bỏ qua" in page
    assert "<strong>Dòng 3</strong>: Ngày phải có thật và ghi như 24/11/2026." in page
    assert '"from": there is no such day' in page
    save(head, "/notices/edit?row=3", title_vi="Đúng ngày", **{"from": "2099-01-02"})
    quiet(feed)
    assert "Đã nhận 2 trong 2 thông báo" in head.see("/notices")


def test_a_table_that_cannot_be_read_is_not_touched(head: Person, feed: Path) -> None:
    (feed / "notices.csv").write_text(HEAD, encoding="utf-16")
    before = (feed / "notices.csv").read_bytes()
    assert "Bảng không phải CSV UTF-8. Trong Excel: chọn Save As" in head.see("/notices")
    assert "/notices/edit" not in head.page
    assert head.wire.get("/notices/edit", follow_redirects=False).headers["location"] == "/notices"
    head.see("/notices")
    for known in ("", sha256(before).hexdigest()):
        head.send("/notices/edit", digest=known, id="", title_vi="A")
    assert (feed / "notices.csv").read_bytes() == before
    assert not (feed / "READY").exists()


def test_what_a_clerk_has_not_handed_in_is_handed_in_by_a_press(head: Person, feed: Path) -> None:
    brought(feed, "chao,Xin chào,,,,,,,,,,,\n")
    (feed / "notices.csv").write_text(HEAD + "khac,Khác hẳn,,,,,,,,,,,\n", encoding="utf-8")
    assert "Chưa lên bảng" in head.see("/notices")
    head.send("/notices/do", what="publish")
    quiet(feed)
    assert "Đang hiện</span>" in head.see("/notices")
    assert 'value="publish"' not in head.page


def test_a_picture_is_brought_and_used_in_a_notice(head: Person, feed: Path) -> None:
    data = picture()
    send_file(head, data)
    assert head.said == "Đã nhận tệp so-do-quay.png. Giờ có thể chọn tệp này trong một thông báo."
    assert (feed / "so-do-quay.png").read_bytes() == data
    assert '<option value="so-do-quay.png">' in head.see("/notices/edit")
    save(head, file="so-do-quay.png")
    quiet(feed)
    page = head.see("/notices")
    assert "Đang hiện</span>" in page
    assert "dùng trong: so-do-quay-png" in page
    shown = head.wire.get("/notices/file/so-do-quay.png")
    assert (shown.content, shown.headers["content-type"]) == (data, "image/png")


def test_a_second_file_of_the_same_name_replaces_nothing(head: Person, feed: Path) -> None:
    send_file(head, picture(), "a/b\\Ảnh.jpg")
    send_file(head, picture((10, 10)), "ảnh")
    assert sorted(file.name for file in feed.iterdir()) == ["anh-2.png", "anh.png"]
    head.see("/notices")
    head.send("/notices/do", what="remove-file", name="anh.png")
    assert [file.name for file in feed.iterdir()] == ["anh-2.png"]


@pytest.mark.parametrize("data", [b"", b"x", b"GIF89a" + b"x" * 100_000])
def test_what_is_no_picture_and_no_video_is_not_kept(head: Person, feed: Path, data: bytes) -> None:
    send_file(head, data)
    assert head.said.startswith("Tệp này không phải ảnh PNG, JPEG hay video MP4, WebM.")
    assert list(feed.iterdir()) == []


def test_a_file_without_the_forms_token_is_not_taken(head: Person, feed: Path) -> None:
    assert send_file(head, picture(), token="0" * 64).status_code == 403
    assert list(feed.iterdir()) == []


@pytest.mark.parametrize("path", ["/notices", "/notices/edit", "/notices/file/so-do.png", "/live/notices"])
def test_the_notices_are_the_heads(officer: Person, feed: Path, path: str) -> None:
    (feed / "so-do.png").write_bytes(picture())
    assert officer.wire.get(path).status_code in (403, 404)
    assert 'href="/notices"' not in officer.see("/")


@pytest.mark.parametrize("path", ["/notices/edit", "/notices/do", "/notices/file"])
def test_an_officer_changes_none_of_them(officer: Person, feed: Path, path: str) -> None:
    officer.see("/")
    headers = {"x-token": officer.token, "x-name": "a.png"}
    answer = officer.wire.post(path, data={"token": officer.token, "title_vi": "A", "what": "publish"}, headers=headers)
    assert answer.status_code == 403
    assert list(feed.iterdir()) == []


def test_the_table_keeps_who_may_write_it(head: Person, feed: Path) -> None:
    lies(feed)
    (feed / "notices.csv").chmod(0o640)
    save(head, title_vi="Xin chào")
    assert (feed / "notices.csv").stat().st_mode & 0o777 == 0o640


def test_the_diary_has_who_changed_what(head: Person, feed: Path) -> None:
    save(head, title_vi="Xin chào nhật ký")
    head.wait_for("/audit", "xin-chao-nhat-ky")
