"""The console's certificate: what is asked of it, and how a new one is taken."""

from __future__ import annotations

import gc
import socket
import ssl
import threading
from asyncio import sslproto
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography import x509

from hall_hub.console.gate import listening, tls
from hall_hub.console.gate.tls import CertificateError, WebCertificate
from tests.certificates import LONG_AGO, Authority, Certificate
from tests.hall_hub.console.gate.conftest import Served

Serve = Callable[[Path | None], Served]
NAME = "localhost"


def put(folder: Path, certificate: Certificate, mode: int = 0o600) -> Path:
    """As ``web.pem``, by one rename."""
    folder.mkdir(exist_ok=True)
    new = folder / "new"
    new.touch(mode=mode)
    new.write_bytes(certificate.pem())
    new.chmod(mode)
    new.replace(folder / tls.FILE)
    return folder


def trusting(authority: Authority) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=authority.pem.decode())
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def hello(at: tuple[str, int], context: ssl.SSLContext) -> ssl.SSLSocket:
    return context.wrap_socket(socket.create_connection(at, timeout=20), server_hostname=NAME)


def answer(wire: ssl.SSLSocket) -> bytes:
    wire.sendall(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
    return b"".join(iter(lambda: wire.recv(65_536), b""))


def serial(served: Served, authority: Authority) -> int:
    return serial_at(served.at, authority)


def serial_at(at: tuple[str, int], authority: Authority) -> int:
    with hello(at, trusting(authority)) as wire:
        shown = wire.getpeercert(binary_form=True)
    assert shown
    return x509.load_der_x509_certificate(shown).serial_number


@pytest.fixture
def hall() -> Authority:
    return Authority()


@pytest.fixture
def served(hall: Authority, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Served:
    monkeypatch.setattr(tls, "LOOK_EVERY", 0.0)
    return serve(put(tmp_path / "web", hall.broker(called=NAME)))


def test_pages_come_over_tls_to_who_knows_the_halls_authority(served: Served, hall: Authority) -> None:
    assert served.place.address.startswith("https://127.0.0.1:")
    with hello(served.at, trusting(hall)) as wire:
        assert answer(wire).endswith(b"https 0")


def test_who_knows_another_halls_authority_is_not_deceived(served: Served) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        hello(served.at, trusting(Authority("another")))


def test_nothing_older_than_tls_1_2_is_spoken(served: Served, hall: Authority) -> None:
    context = trusting(hall)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSVersion"):
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        hello(served.at, context)


@pytest.mark.parametrize("cipher", ["AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA", "DHE-RSA-AES128-GCM-SHA256"])
def test_over_tls_1_2_no_cipher_is_spoken_that_tells_later_what_was_said(
    served: Served, hall: Authority, cipher: str
) -> None:
    context = trusting(hall)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(cipher)
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        hello(served.at, context)


def test_browsers_of_old_windows_come_in_by_tls_1_2(served: Served, hall: Authority) -> None:
    context = trusting(hall)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with hello(served.at, context) as wire:
        assert wire.version() == "TLSv1.2"


def test_a_renewed_certificate_is_taken_without_a_restart(served: Served, hall: Authority, tmp_path: Path) -> None:
    renewed = hall.broker(called=NAME)
    with hello(served.at, trusting(hall)) as before:
        put(tmp_path / "web", renewed)
        assert serial(served, hall) == renewed.certificate.serial_number
        assert answer(before).endswith(b"https 0"), "who is connected stays so"


def test_that_of_another_authority_takes_its_place_too(served: Served, hall: Authority, tmp_path: Path) -> None:
    site = Authority("site")
    put(tmp_path / "web", site.broker(called=NAME))
    assert serial(served, site)
    with pytest.raises(ssl.SSLCertVerificationError):
        serial(served, hall)


@pytest.mark.parametrize("broken", ["gone", "garbled", "open"])
def test_one_that_is_no_good_does_not_take_the_place_of_one_that_is(
    served: Served, hall: Authority, tmp_path: Path, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    file, before = tmp_path / "web" / tls.FILE, serial(served, hall)
    if broken == "gone":
        file.unlink()
    elif broken == "garbled":
        file.write_bytes(b"no certificate")
    else:
        put(tmp_path / "web", hall.broker(called=NAME), 0o644)
    assert [serial(served, hall) for _ in range(3)] == [before] * 3
    assert len([one for one in caplog.records if "the certificate before it stays" in one.message]) == 1
    put(tmp_path / "web", hall.broker(called=NAME))
    assert serial(served, hall) != before, "and a good one does later"


def test_an_idle_beginning_of_tls_is_ended(
    hall: Authority, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "HANDSHAKE", 0.3)
    served = serve(put(tmp_path / "web", hall.broker(called=NAME)))
    with socket.create_connection(served.at, timeout=20) as silent:
        assert silent.recv(1) == b""


def test_plain_http_is_not_spoken_where_tls_is(served: Served) -> None:
    with socket.create_connection(served.at, timeout=20) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")
        with suppress(ConnectionResetError):
            assert not plain.recv(65_536).startswith(b"HTTP")


@pytest.mark.parametrize("made", ["nothing", "garbled", "locked", "two", "open"])
def test_the_console_does_not_start_without_a_good_one_and_says_why(tmp_path: Path, made: str, hall: Authority) -> None:
    one, other, file = hall.broker(called=NAME), hall.broker(called=NAME), tmp_path / tls.FILE
    words = {
        "nothing": "No such file",
        "garbled": "no private key with its certificate",
        "locked": "locked with a password",
        "two": "no private key with its certificate",
        "open": f"chmod o= {file}",
    }
    if made != "nothing":
        key, certificate = one.pem(b"secret" if made == "locked" else b"").split(b"-----BEGIN CERT", 1)
        if made == "two":
            key = other.pem().split(b"-----BEGIN CERT", 1)[0]
        file.touch(mode=0o600)
        file.write_bytes(b"?" if made == "garbled" else key + b"-----BEGIN CERT" + certificate)
        file.chmod(0o644 if made == "open" else 0o600)
    with pytest.raises(CertificateError, match=f"{tls.FILE}.*{words[made]}"):
        WebCertificate(tmp_path)


def test_one_that_has_ended_is_still_shown_and_browsers_say_so(tmp_path: Path, hall: Authority, serve: Serve) -> None:
    """Better a page with a warning than a hall without a console; the console tells weeks before."""
    served = serve(put(tmp_path / "web", hall.broker(LONG_AGO, NAME)))
    with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
        serial(served, hall)


def test_without_being_told_it_is_looked_for_beside_the_programs_own_keys(tmp_path: Path, hall: Authority) -> None:
    keys, site = hall.keys(tmp_path / "keys", hall.device("dieu-hanh")), tmp_path / "site"
    assert tls.folder_of(None, None) is None
    assert tls.folder_of(None, keys) is None
    put(keys.folder, hall.broker(called=NAME))
    assert tls.folder_of(None, keys) == keys.folder
    assert tls.folder_of(site, keys) == site


def test_a_connection_keeps_no_more_room_ready_than_for_one_record(served: Served, hall: Authority) -> None:
    with hello(served.at, trusting(hall)):
        waiting = [len(one._ssl_buffer) for one in gc.get_objects() if isinstance(one, sslproto.SSLProtocol)]
    assert waiting
    assert set(waiting) == {listening.READ_AT_ONCE}


def test_many_come_at_once_while_it_is_renewed(served: Served, hall: Authority, tmp_path: Path) -> None:
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(serial(served, hall))) for _ in range(20)]
    for n, thread in enumerate(threads):
        thread.start()
        if n % 5 == 0:
            put(tmp_path / "web", hall.broker(called=NAME))
    for thread in threads:
        thread.join()
    assert len(seen) == len(threads)
