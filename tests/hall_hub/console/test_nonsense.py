"""Nonsense at the console: paths, questions and forms that no page of ours makes."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from hall_hub.console.acts import _KINDS as KINDS  # pyright: ignore[reportPrivateUsage]
from hall_hub.console.headers import ALWAYS
from hall_hub.console.visitor import MOST_BYTES
from tests.hall_hub.console.attack import BROKEN, NAMES, Address, faults, raw, state
from tests.hall_hub.console.conftest import Centre, Person

JUNK = [
    *("", "\x00", "\r\nx-evil: 1", "<script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>", "' OR 1=1 --"),
    *("../../../../etc/passwd", "{{7*7}}", "${7*7}", "%00", "-1", "9" * 400, "²", "1e999", "NaN", "\ud7ff\U0001f600"),
    *("2026-02-30", "9999-99-99", "0001-01-01", "0001-01-01..9999-12-31", "x" * 4_000, "vi\nen", "é" * 1_000),
]
ASKED = (
    *("lang", "list", "q", "row", "before", "after", "who", "kind", "number", "refused", "day", "period", "only", "as"),
    *("from", "until", "first", "last", "since", "by", "device", "token", "type", "older", "newer", "v"),
)
"""Names of what pages are asked with, and others."""
PATHS = [
    *("/..", "/../head", "/./head", "/%2e%2e/head", "/a/../head", "/head/", "/head%2f", "//head", "/HEAD", "/head;a=b"),
    *(
        "/%2568ead",
        "/head%00",
        "/%00",
        "/head%0d%0ax-evil:1",
        "/\\evil.example",
        "//evil.example/",
        "//evil.example/%2e%2e",
    ),
    *("/static/", "/static/..%2f..%2fconsole.py", "/static/%2e%2e/console.py", "/static/..%5c..%5cconsole.py"),
    *(
        "/static/%00",
        "/static/console.css%00",
        "/static//etc/passwd",
        "/static/%c0%ae%c0%ae/x",
        "/live/",
        "/live/..%2fhead",
    ),
    *("/notices/file/..%2f..%2f..%2fledger.sqlite", "/notices/file/%2e%2e%2fnotices.csv", "/notices/file/.brought"),
    *(
        "/notices/file/..%2f..%2fconsole%2faccounts.sqlite",
        "/notices/file/%2fetc%2fpasswd",
        "/notices/file/.",
        "/favicon.ico",
    ),
    *(
        "/devices/..%2fhub",
        "/devices/%00",
        "/devices/nobody/live",
        "/.git/config",
        "/accounts.sqlite",
        "*",
        "/" + "a" * 12_000,
    ),
    *(
        f"/t/{'%41' * 26}",
        "/t/..%2f..%2fhead",
        f"/t/{'a' * 8_000}",
        "/t//live",
        "http://evil.example/head",
        "evil.example:80",
    ),
]


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("signed_in", [False, True])
def test_no_path_leads_anywhere_that_is_no_page(centre: Centre, head: Person, signed_in: bool) -> None:
    head.see("/")
    cookie = f"session={head.wire.cookies['session']}" if signed_in else "a=b"
    wrong = list[str]()
    for path in PATHS:
        text = raw(centre.address, f"GET {path} HTTP/1.1", "host: localhost", f"cookie: {cookie}").decode(
            "utf-8", "replace"
        )
        status, secret = text[9:12], not signed_in and NAMES.search(text)
        if (
            status not in ("400", "404", *([] if signed_in else ["303"]))
            or BROKEN.search(text)
            or secret
            or "\r\nx-evil" in text
        ):
            wrong.append(f"{path[:60]} -> {text[:300]}")
        wrong += [f"{path[:60]}: no {name}" for name in ALWAYS if f"\r\n{name}: " not in text]
    assert wrong == []


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_no_question_to_a_page_breaks_it_or_comes_back_as_it_was_written(
    centre: Centre, found: list[Address], head: Person, junk: str
) -> None:
    wrong = list[str]()
    before = state(centre)
    for address in found:
        if "GET" not in address.methods or address.streams:
            continue
        for asked in (dict.fromkeys(ASKED, junk), {"q": junk, "list": "left", "lang": "en"}):
            much = len(quote(junk)) * len(asked) > 12_000
            few = {"q": junk, "who": junk[:900], "only": junk[:900]}
            answer = head.wire.get(address.path, params=few if much else asked, follow_redirects=False)
            wrong += faults(answer, None)
            if "x-evil" in answer.headers or "<script>alert" in answer.text or "<img src=x" in answer.text:
                wrong.append(f"{address.path}: {junk!r} came back")
            if junk.strip("${}") == "7*7" and re.search(r"[\">]49[\"<]", answer.text):
                wrong.append(f"{address.path}: {junk!r} was computed")
    assert wrong == []
    assert state(centre) == before


def test_a_question_of_a_thousand_parts_is_no_more_work_than_others(head: Person) -> None:
    for path in ("/lists", "/audit", "/figures", "/head"):
        answer = head.wire.get(f"{path}?{'&'.join(['a[b][c]=1'] * 1_000)}")
        assert answer.status_code == 200
    assert head.wire.get(f"/lists?q={'a' * 15_000}").status_code in (200, 400)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_form_filled_in_with_nonsense_breaks_anything(head: Person, kind: str) -> None:
    for junk in (*JUNK[:6], "9" * 400, "x" * 400):
        head.see("/lists")
        fields = ("counter", "ticket", "service", "officer", "reason", "note", "minutes", "priority", "cap", "expects")
        rest = (
            "where_to",
            "then",
            "exclude",
            "zones",
            "by",
            "vi",
            "en",
            "lasts",
            "first",
            "last",
            "numbers",
            "message",
        )
        data = dict.fromkeys((*fields, *rest), junk)
        answer = head.wire.post(
            "/do", data={**data, "token": head.token, "type": kind, "where": junk, "back": "/lists"}
        )
        assert faults(answer, None) == []
        assert "<script>alert" not in answer.text
        assert answer.status_code == 200


@pytest.mark.parametrize(
    "back",
    [
        *(
            "//evil.example",
            "https://evil.example/",
            "/\\evil.example",
            "\\\\evil.example",
            "https:evil.example",
            "evil.example",
        ),
        *(
            "/\t/evil.example",
            "/\n/evil.example",
            "/\r\nx-evil: 1",
            "\t//evil.example",
            " //evil.example",
            "///evil.example",
        ),
        *("javascript:alert(1)", "/é", "/\x00", "/" + "a" * 2_000, "", "?lang=en", "@evil.example"),
    ],
)
def test_no_form_leads_away_from_here_nor_into_the_head_of_an_answer(officer: Person, back: str) -> None:
    officer.see("/")
    fields = {"token": officer.token, "type": "no-such-thing", "where": "x", "back": back}
    answer = officer.wire.post("/do", data=fields, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "x-evil" not in answer.headers


@pytest.mark.usefixtures("unchanged")
def test_a_form_that_is_too_long_or_no_form_is_not_read(found: list[Address], head: Person) -> None:
    head.see("/")
    for body in (
        f"token={head.token}&note={'x' * MOST_BYTES}".encode(),
        f"token={head.token}&{'a=b&' * 300}".encode(),
        b"\xff\xfe\x00",
        b'{"type": "open"}',
        b"--x\r\ncontent-disposition: form-data; name=token\r\n\r\n" + head.token.encode() + b"\r\n--x--",
    ):
        for path in ("/do", "/sign-out", "/notices/do"):
            answer = head.wire.post(path, content=body, headers={"content-type": "application/x-www-form-urlencoded"})
            assert answer.status_code == 403
            assert faults(answer, None) == []


@pytest.mark.usefixtures("unchanged")
def test_who_hangs_up_in_the_middle_of_a_form_leaves_nothing_behind(centre: Centre, head: Person) -> None:
    import socket

    head.see("/")
    host, _, port = centre.address.removeprefix("http://").partition(":")
    cookie = f"session={head.wire.cookies['session']}"
    begun = f"POST /do HTTP/1.1\r\nhost: {host}\r\ncookie: {cookie}\r\ncontent-length: 900\r\n\r\n"
    for _ in range(5):
        with socket.create_connection((host, int(port)), timeout=20) as wire:
            wire.sendall(f"{begun}token={head.token}&type=open&counter=quay-1".encode())
    assert head.wire.get("/").status_code == 200
    assert "Traceback" not in (centre.data.parent / "console.log").read_text("utf-8")
