"""The console over TLS, with a certificate of the hall's own: with a browser, and with clients that ask for less."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hall_hub.console.gate.gate import HSTS
from tests.certificates import Authority, Certificate
from tests.hall_hub.console import browser as b
from tests.hall_hub.console.conftest import Centre, Person
from tests.hall_hub.console.gate.test_tls import put, serial_at, trusting
from tests.hall_hub.console.test_morning import axe, signed_in
from tests.hall_hub.console.test_phones import Stream

pytestmark = [pytest.mark.timeout(120)]
NAME = "localhost"
HALL = Authority()
PICTURES = Path(__file__).parents[2] / "pictures" / "out"


@pytest.fixture(scope="module")
def shown() -> Certificate:
    return HALL.broker(called=NAME)


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory, shown: Certificate) -> Path:
    return put(tmp_path_factory.mktemp("web"), shown)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory, web: Path) -> Iterator[Centre]:
    running = Centre(tmp_path_factory.mktemp("centre"), web, '["hall.lan"]')
    running.let_everybody_in()
    running.address = running.address.replace("127.0.0.1", NAME)
    yield running
    running.close()


@pytest.fixture
def person(centre: Centre) -> Iterator[Person]:
    """Signed in as the head."""
    somebody = Person(centre.address, trusting(HALL))
    somebody.sign_in("lanh-dao")
    yield somebody
    somebody.close()


def test_cookies_are_of_this_very_host_and_never_travel_without_tls(centre: Centre) -> None:
    with httpx.Client(base_url=centre.address, verify=trusting(HALL)) as wire:
        page = wire.get("/sign-in?lang=en")
        token = re.search(r'name="token" value="(\w+)"', page.text)
        assert token
        fields = {"token": token[1], "officer": "can-bo-1", "password": "một câu dễ nhớ"}
        signed_in = wire.post("/sign-in", data=fields)
        out = wire.post("/sign-out", data={"token": re.findall(r'name="token" value="(\w+)"', wire.get("/").text)[0]})
    cookies = [one for answer in (page, signed_in, out) for one in answer.headers.get_list("set-cookie")]
    assert {one.partition("=")[0] for one in cookies} == {"__Host-door", "__Host-lang", "__Host-session"}
    for cookie in cookies:
        assert all(part in cookie for part in ("; Secure", "; HttpOnly", "; Path=/", "; SameSite=strict")), cookie
        assert "Domain" not in cookie
    [ended] = out.headers.get_list("set-cookie")
    assert ended.startswith('__Host-session=""; ')
    assert "Max-Age=0" in ended


def test_a_cookie_that_came_without_tls_signs_nobody_in(centre: Centre, person: Person) -> None:
    session = person.wire.cookies["__Host-session"]
    answer = httpx.get(centre.address, cookies={"session": session}, verify=trusting(HALL))
    assert answer.headers["location"] == "/sign-in"


def test_every_page_says_that_it_is_to_be_had_over_tls_alone(centre: Centre, person: Person) -> None:
    for path in ("/", "/head", "/static/console.css", "/nothing"):
        assert person.wire.get(path).headers["strict-transport-security"] == HSTS


def test_pages_follow_over_tls_as_well(person: Person) -> None:
    with person.wire.stream("GET", "/live/head") as open_page:
        assert Stream(open_page).next("parts")


def test_officers_come_by_the_name_in_the_hall_file(centre: Centre, person: Person) -> None:
    assert person.wire.get("/sign-in", headers={"host": "hall.lan"}).status_code == 200
    assert person.wire.get("/sign-in", headers={"host": "192.168.1.99"}).status_code == 421


def test_a_renewed_certificate_is_taken_while_officers_work(
    centre: Centre, person: Person, web: Path, shown: Certificate
) -> None:
    renewed = HALL.broker(called=NAME)
    port = int(centre.address.rpartition(":")[2])
    with person.wire.stream("GET", "/live/head") as open_page:
        assert Stream(open_page).next("parts")
        put(web, renewed)
        while serial_at(("127.0.0.1", port), HALL) != renewed.certificate.serial_number:
            pass  # it is looked for once a second
        assert person.see("/").startswith("<!doctype html>")
    put(web, shown)
    while serial_at(("127.0.0.1", port), HALL) != shown.certificate.serial_number:
        pass  # the browsers of the next tests know that one


def fingerprint(certificate: Certificate) -> str:
    """As Chromium names a key that it is told to believe."""
    key = certificate.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(key).digest()).decode()


@pytest.fixture
def window(driver: b.Driver, shown: Certificate) -> Iterator[b.Browser]:
    """Of a PC on which the hall's authority is known."""
    opened = driver.browser(1440, 900, f"--ignore-certificate-errors-spki-list={fingerprint(shown)}")
    yield opened
    driver.end(opened)


@pytest.mark.skipif(b.missing() != "", reason=b.missing())
def test_an_officer_works_in_a_real_browser_over_tls(window: b.Browser, centre: Centre, person: Person) -> None:
    signed_in(window, centre, "lanh-dao")
    assert window.run("return location.protocol + ' ' + isSecureContext") == "https: true"
    window.press("Tab")
    window.run("document.querySelector('form [name=counter][value=quay-1]').form.requestSubmit()")
    window.wait(".where", "Quầy 1")
    window.go(f"{centre.address}/head")
    window.wait("body", "Trung tâm")
    person.do("issue", back="/lists", service="khai-sinh")
    window.wait("[data-part=services]", "đã cấp 1 số")
    assert window.complaints() == []
    PICTURES.mkdir(parents=True, exist_ok=True)
    window.picture(PICTURES / "console-over-tls.png")


@pytest.mark.skipif(b.missing() != "", reason=b.missing())
@pytest.mark.skipif(find_spec("axe_core_python") is None, reason="axe-core-python is not installed: ./run test does")
def test_the_page_for_who_asks_too_much_can_be_read_by_everybody(window: b.Browser, centre: Centre) -> None:
    from hall_core.ui.translate import Words
    from hall_hub.console.gate.gate import in_both

    window.go(f"{centre.address}/sign-in")
    window.run("document.documentElement.innerHTML = arguments[0]", in_both(Words(), "/", "console.css"))
    window.run("document.documentElement.lang = 'vi'")
    window.wait("body", "Please wait a moment")
    for width, height in ((1440, 900), (360, 640)):
        window.size(width, height)
        window.picture(PICTURES / f"console-busy-{width}.png")
    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in axe(window)] == []
    window.run("document.documentElement.innerHTML = arguments[0]", in_both(Words(), "/", "phone.css"))
    window.wait("body", "Please wait a moment")
    window.picture(PICTURES / "phone-busy-360.png")
