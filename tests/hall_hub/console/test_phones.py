"""The pages of citizens' phones over real HTTP, before a real hub."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urljoin

import httpx
import msgspec
import pytest

from hall_core.contract.ids import new_id
from hall_core.domain.ticket_link import path_of
from hall_hub.console.phones import misses
from hall_hub.console.phones.routes import STREAMS_EACH, STREAMS_MOST
from tests.hall_hub.console.conftest import Centre, Person

NAMED = re.compile(r'(?:href|src|data-live)="([^"?][^"]*)"')
UNKNOWN = [path_of(new_id()), "/t/1", "/t/%00", "/t/A001", f"/t/{'a' * 25}%C3%A9"]


def issued(person: Person, **more: str) -> str:
    """The path of a new ticket's page."""
    said = person.do("issue", back="/lists", service="khai-sinh", **more)
    found = re.search(r'class="said ok">[^<]*<a href="(/t/[^"]+)"', person.page)
    assert found, said
    return found.group(1)


class Stream:
    """What a page hears, as it comes."""

    def __init__(self, answer: httpx.Response) -> None:
        self.status = answer.status_code
        self._lines = answer.iter_lines()

    def next(self, event: str) -> str:
        """What the next ``event`` holds."""
        for line in self._lines:
            if line == f"event: {event}":
                return next(self._lines).removeprefix("data: ")
        raise AssertionError(f"the stream ended without {event}")


@contextmanager
def stream(address: str) -> Iterator[Stream]:
    with httpx.stream("GET", f"{address}/live", timeout=20) as answer:
        yield Stream(answer)


def test_a_phone_sees_its_number_without_signing_in(officer: Person, centre: Centre) -> None:
    page = httpx.get(centre.address + issued(officer))
    assert page.status_code == 200
    assert re.search(r'class="number">A\d+<', page.text)
    assert "set-cookie" not in page.headers
    assert page.headers["cache-control"] == "no-store"


def test_a_link_in_capitals_is_the_same_link(officer: Person, centre: Centre) -> None:
    link = issued(officer)
    assert httpx.get(f"{centre.address}/t/{link.removeprefix('/t/').upper()}").status_code == 200


def test_page_and_stream_speak_the_language_of_the_ticket(officer: Person, centre: Centre) -> None:
    link = centre.address + issued(officer, language="en")
    assert "This page updates by itself" in httpx.get(link).text
    assert "Trang tự cập nhật" in httpx.get(f"{link}?lang=vi").text
    with stream(link) as news:
        assert "This page updates by itself" in msgspec.json.decode(news.next("slip"))["html"]


def test_the_chosen_language_is_the_streams_too(officer: Person, centre: Centre) -> None:
    link = issued(officer)
    live = re.search(r'data-live="([^"]+)"', httpx.get(f"{centre.address}{link}?lang=en").text)
    assert live
    assert live[1] == f"{link.removeprefix('/t/')}/live?lang=en"


def test_the_page_stands_below_any_path_that_a_proxy_gives_it(officer: Person, centre: Centre) -> None:
    page = httpx.get(centre.address + issued(officer))
    named = NAMED.findall(page.text)
    assert len(named) == 5
    for address in named:
        below = urljoin("https://xep-hang.example/p01/t/abc", address)
        assert below.startswith(("https://xep-hang.example/p01/t/", "https://xep-hang.example/p01/static/")), address


def test_the_page_and_all_that_it_names_is_at_most_30_kb(officer: Person, centre: Centre) -> None:
    address = centre.address + issued(officer)
    page = httpx.get(address)
    files = {name: httpx.get(urljoin(address, name)) for name in NAMED.findall(page.text) if "static" in name}
    assert len(files) == 4
    assert all(file.status_code == 200 for file in files.values())
    assert not any("url(" in file.text or "@import" in file.text for file in files.values()), "they name no others"
    assert len(page.content) + sum(len(file.content) for file in files.values()) <= 30_000


@pytest.mark.parametrize("path", UNKNOWN)
def test_a_link_of_no_ticket_is_answered_alike_whatever_it_is(centre: Centre, path: str) -> None:
    unknown = httpx.get(centre.address + path_of(new_id()))
    answer = httpx.get(centre.address + path)
    assert (answer.status_code, answer.text) == (404, unknown.text)
    assert "số trên phiếu vẫn có giá trị" in answer.text
    assert httpx.get(f"{centre.address}{path}/live").status_code == 404


def test_who_tries_out_links_gets_no_more_pages_and_others_at_the_same_address_get_theirs(
    officer: Person, centre: Centre
) -> None:
    link = issued(officer)
    behind_one_router = {"x-forwarded-for": "203.0.113.7"}
    with httpx.Client(base_url=centre.address, headers=behind_one_router) as wire:
        tried = [wire.get(path_of(new_id())) for _ in range(misses.MOST + 2)]
        assert [answer.status_code for answer in tried] == [404] * misses.MOST + [429] * 2
        assert len(tried[-1].content) < 100
        assert wire.get(link).status_code == 200
    assert httpx.get(centre.address + path_of(new_id())).status_code == 404, "at another address"


def test_one_ticket_takes_a_few_streams_and_those_that_end_are_free_again(officer: Person, centre: Centre) -> None:
    link = centre.address + issued(officer)
    with ExitStack() as undo:
        opened = [undo.enter_context(stream(link)) for _ in range(STREAMS_EACH)]
        assert all(news.next("slip") for news in opened)
        refused = httpx.get(f"{link}/live")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "30")
        assert httpx.get(link).status_code == 200
    while True:  # until the console has seen that the phones have gone
        with stream(link) as news:
            if news.status == 200:
                return


@pytest.mark.timeout(60)
def test_five_hundred_phones_follow_and_one_more_asks_from_time_to_time(officer: Person, centre: Centre) -> None:
    links = [issued(officer) for _ in range(STREAMS_MOST // STREAMS_EACH)]
    host, port = centre.address.removeprefix("http://").split(":")
    with ExitStack() as undo:
        for link in links * STREAMS_EACH:
            phone = undo.enter_context(socket.create_connection((host, int(port)), timeout=20))
            phone.sendall(f"GET {link}/live HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())
            assert phone.recv(12) == b"HTTP/1.1 200"
        more = issued(officer)
        assert httpx.get(f"{centre.address}{more}/live").status_code == 503
        assert httpx.get(centre.address + more).status_code == 200
        with officer.wire.stream("GET", "/live/counter") as desk:
            assert Stream(desk).next("parts"), "officers have streams of their own"


@pytest.mark.timeout(90)
def test_without_the_hub_the_page_says_how_old_it_is_and_promises_nothing_about_other_numbers(tmp_path: Path) -> None:
    centre = Centre(tmp_path)
    centre.let_everybody_in()
    person = Person(centre.address)
    try:
        person.sign_in("can-bo-1")
        link = centre.address + issued(person)
        with stream(link) as news:
            assert "Tạm mất kết nối" not in news.next("slip")
            centre.hub.kill()
            while "Tạm mất kết nối. Thông tin dưới đây là của lúc " not in news.next("slip"):
                pass
        assert 'class="number">A001<' in httpx.get(link).text
        unknown = httpx.get(centre.address + path_of(new_id()))
        assert unknown.status_code == 503
        assert "Số trên phiếu vẫn có giá trị" in unknown.text
    finally:
        person.close()
        centre.close()
