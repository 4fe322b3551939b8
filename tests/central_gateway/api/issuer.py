"""An identity provider: real keys, real tokens, and a real address with TLS where its public keys are."""

from __future__ import annotations

import http.server
import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from tests.certificates import Authority

ISSUER, AUDIENCE = "https://sso.tinh.example/realms/dvc", "motcua"
Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class Issuer:
    def __init__(self) -> None:
        self.keys: dict[str, Private] = {
            "rsa-1": rsa.generate_private_key(65_537, 2_048),
            "ec-1": ec.generate_private_key(ec.SECP256R1()),
        }

    def jwks(self) -> bytes:
        return json.dumps(
            {"keys": [{**public(key), "kid": id, "use": "sig"} for id, key in self.keys.items()]}
        ).encode()

    def token(self, kid: str = "rsa-1", headers: dict[str, Any] | None = None, **claims: Any) -> str:
        """Good but for what is said; a claim that is None is not there."""
        now = int(time.time())
        good = {"iss": ISSUER, "aud": AUDIENCE, "azp": "portal", "scope": "halls:read", "exp": now + 300, "iat": now}
        told = {name: value for name, value in (good | claims).items() if value is not None}
        key = self.keys[kid]
        algorithm = "RS256" if isinstance(key, rsa.RSAPrivateKey) else "ES256"
        return jwt.encode(told, key, algorithm, headers={"kid": kid} | (headers or {}))


def public(key: Private) -> dict[str, Any]:
    if isinstance(key, rsa.RSAPrivateKey):
        return RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return ECAlgorithm.to_jwk(key.public_key(), as_dict=True)


class KeyServer(http.server.ThreadingHTTPServer):
    issuer: Issuer
    asked = 0
    status = 200
    drips = False
    """It answers a byte at a time, until ``over``."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.over = threading.Event()


class _Answer(http.server.BaseHTTPRequestHandler):
    server: KeyServer

    def do_GET(self) -> None:
        self.server.asked += 1
        body = self.server.issuer.jwks()
        self.send_response(self.server.status)
        self.send_header("location", "/elsewhere")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if not self.server.drips:
            self.wfile.write(body)
            return
        with suppress(OSError):  # whoever has asked is gone
            for byte in body:
                self.wfile.write(bytes([byte]))
                if self.server.over.wait(0.02):
                    return

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def served(issuer: Issuer, authority: Authority, folder: Path) -> Iterator[KeyServer]:
    """On https://localhost, with a certificate of that authority."""
    pem = folder / "issuer.pem"
    pem.write_bytes(authority.broker(called="localhost").pem())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server = KeyServer(("127.0.0.1", 0), _Answer)
    server.issuer = issuer
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
