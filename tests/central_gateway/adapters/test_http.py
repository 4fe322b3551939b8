"""What carries a question to a vendor, against one that does everything wrong."""

from __future__ import annotations

import logging
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from central_gateway.adapters.face import AdapterError, TryLater
from central_gateway.adapters.http import Line, Refused, Vendor
from central_gateway.config import ConfigError
from demo.vendors.faults import Fault
from demo.vendors.igate import Igate
from demo.vendors.made import made
from demo.vendors.server import RETRY_AFTER
from tests.central_gateway.adapters.conftest import Rig, oauth
from tests.certificates import Authority

SEARCH = "/ho-so/tra-cuu"
ONE = made(1)[0]
CODE = ONE.code


@pytest.fixture
def igate() -> Iterator[Igate]:
    with Igate(dossiers=[ONE]) as vendor:
        yield vendor


def line(rig: Rig, url: str, **more: Any) -> Vendor:
    made = Vendor(rig.config(), msgspec.convert(oauth(rig, url, **more), Line), "nguon")
    rig.open.append(made)  # type: ignore[arg-type]
    return made


def ask(vendor: Vendor, within: float | None = None) -> Any:
    return vendor.ask("GET", SEARCH, params={"maHoSo": CODE}, within=within)


def test_one_token_is_used_until_it_is_over(rig: Rig, igate: Igate) -> None:
    vendor = line(rig, igate.url)
    assert ask(vendor)["data"]["MaHoSo"] == CODE
    ask(vendor)
    assert igate.tokens == 1


def test_a_token_that_is_over_before_its_time_is_fetched_anew(rig: Rig, igate: Igate) -> None:
    igate.faults.next(None, "session-over")
    vendor = line(rig, igate.url)
    ask(vendor)
    assert ask(vendor)["data"]["MaHoSo"] == CODE
    assert igate.tokens == 2


def test_who_is_never_let_in_is_told_and_not_tried_for_ever(rig: Rig, igate: Igate) -> None:
    igate.faults.next("session-over", "session-over")
    with pytest.raises(AdapterError, match="we may not"):
        ask(line(rig, igate.url))
    assert len(igate.got) == 2


def test_a_wrong_secret_is_told(rig: Rig, igate: Igate) -> None:
    vendor = oauth(rig, igate.url)
    rig.secret("mat-khau", "sai")
    with pytest.raises(AdapterError, match="does not let us in"):
        ask(Vendor(rig.config(), msgspec.convert(vendor, Line), "nguon"))


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("error", "a fault of its own"),
        ("broken-off", "breaks off"),
        ("cut", "no JSON, or is cut off"),
        ("mangled", "is neither UTF-8"),
    ],
)
def test_what_may_be_right_another_time_is_to_be_tried_again(rig: Rig, igate: Igate, fault: Fault, why: str) -> None:
    igate.faults.next(fault)
    vendor = line(rig, igate.url)
    with pytest.raises(TryLater, match=why):
        ask(vendor)
    assert ask(vendor)["data"]["MaHoSo"] == CODE


def test_who_is_busy_says_for_how_long(rig: Rig, igate: Igate) -> None:
    igate.faults.next("busy")
    with pytest.raises(TryLater) as told:
        ask(line(rig, igate.url))
    assert told.value.after == RETRY_AFTER


@pytest.mark.parametrize("fault", ["slow", "drip"])
def test_an_answer_that_takes_too_long_has_an_end(rig: Rig, igate: Igate, fault: Fault) -> None:
    igate.faults.next(fault)
    vendor = line(rig, igate.url)
    vendor.session()
    with pytest.raises(TryLater, match=r"within|too long"):
        ask(vendor, within=0.3)


def test_nobody_follows_to_another_place(rig: Rig, igate: Igate) -> None:
    igate.faults.next("elsewhere")
    with pytest.raises(AdapterError, match="sends us elsewhere"):
        ask(line(rig, igate.url))


def test_an_answer_of_an_old_windows_is_read(rig: Rig, igate: Igate) -> None:
    igate.faults.next("old-encoding")
    assert ask(line(rig, igate.url))["data"]["TenThuTuc"] == ONE.name


def test_what_is_not_there_is_refused_with_its_status(rig: Rig, igate: Igate) -> None:
    with pytest.raises(Refused) as told:
        line(rig, igate.url).ask("GET", "/khong-co")
    assert told.value.status == 404


def test_nobody_there_is_told(rig: Rig) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(TryLater, match="cannot be reached"):
        ask(line(rig, f"http://127.0.0.1:{port}"))


def test_without_tls_no_secret_goes_to_another_machine(rig: Rig) -> None:
    with pytest.raises(ConfigError, match="without TLS"):
        line(rig, "http://igate.example")
    line(rig, "http://igate.example", plain_http=True)


@pytest.mark.parametrize("kind", ["oauth", "session"])
def test_without_tls_no_secret_goes_to_another_machine_that_signs_us_in(rig: Rig, kind: str) -> None:
    """The address of the identity provider may be another than the system's own."""
    there = "http://sso.example/token"
    told = oauth(rig, "https://igate.example")
    session = {"kind": "session", "login": there, "user": "motcua", "password_file": told["auth"]["secret_file"]}
    told["auth"] = session if kind == "session" else told["auth"] | {"token_url": there}
    with pytest.raises(ConfigError, match=r"auth: http://sso\.example/token is without TLS"):
        Vendor(rig.config(), msgspec.convert(told, Line), "nguon")
    Vendor(rig.config(), msgspec.convert(told | {"plain_http": True}, Line), "nguon").close()


def test_neither_body_nor_query_nor_secret_is_logged_or_told(
    rig: Rig, igate: Igate, caplog: pytest.LogCaptureFixture
) -> None:
    igate.faults.next(None, "cut", "error")
    vendor = line(rig, igate.url)
    said: list[str] = []
    with caplog.at_level(logging.INFO):
        ask(vendor)
        for _ in range(2):
            with pytest.raises(TryLater) as told:
                ask(vendor)
            said.append(str(told.value))
    for text in (caplog.text, *said):
        assert CODE not in text
        assert "thu-nghiem" not in text
        assert "THỬ" not in text


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    """A server's side, and who has signed its certificate."""
    folder = tmp_path_factory.mktemp("tls")
    authority = Authority()
    (folder / "own.pem").write_bytes(authority.broker(called="localhost").pem())
    (folder / "ca.pem").write_bytes(authority.pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "own.pem")
    return context, folder / "ca.pem"


def by_name(igate: Igate) -> str:
    return igate.url.replace("127.0.0.1", "localhost")


def test_over_tls_a_vendor_is_believed_when_its_authority_is_named(rig: Rig, tls: tuple[ssl.SSLContext, Path]) -> None:
    with Igate(dossiers=[ONE], tls=tls[0]) as igate:
        assert ask(line(rig, by_name(igate), ca=str(tls[1])))["data"]["MaHoSo"] == CODE


def test_over_tls_a_stranger_is_given_no_secret(rig: Rig, tls: tuple[ssl.SSLContext, Path]) -> None:
    with Igate(dossiers=[ONE], tls=tls[0]) as igate:
        with pytest.raises(TryLater, match="no TLS that can be trusted"):
            ask(line(rig, by_name(igate)))
        assert igate.tokens == 0


def test_a_vendor_that_has_lost_its_tls_is_given_no_secret(rig: Rig, igate: Igate) -> None:
    with pytest.raises(TryLater, match="no TLS that can be trusted"):
        ask(line(rig, igate.url.replace("http:", "https:")))
    assert igate.tokens == 0
