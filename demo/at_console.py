"""What officers and the head of the centre see in a browser: the demo signs in as they do, and reads."""

from __future__ import annotations

import re
import time
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from ssl import create_default_context
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPSHandler, build_opener

from demo.programs import ProgramFailed

HEAD, OFFICER = "gd-01", "ht-01"
"""Of halls/demo.toml: the head of the centre, and who sits at counter 1."""
PASSWORD = "một câu dễ nhớ"
PATIENCE = 20.0
"""Seconds for a page."""
_TOKEN = re.compile(r'name="token" value="([^"]+)"')


class Browser:
    """As little of one as signing in and reading needs."""

    def __init__(self, address: str, authority: Path | None = None) -> None:
        """``authority``: the certificate of the hall's own, which officers' browsers have been told of."""
        self._address = address
        believed = create_default_context(cafile=authority)
        self._open = build_opener(HTTPCookieProcessor(CookieJar()), HTTPSHandler(context=believed)).open

    def see(self, path: str, **fields: str) -> str:
        """The page; with ``fields`` what a form sent there leads to. ProgramFailed when there is none."""
        data = urlencode(fields).encode() if fields else None
        try:
            with self._open(self._address + path, data, timeout=PATIENCE) as answer:
                return answer.read().decode()
        except OSError as error:
            raise ProgramFailed(f"the console shows no {path}: {error}") from error

    def let_in(self, device: str, fingerprint: str) -> None:
        """The box that asks with this fingerprint is the device. ProgramFailed when it is not."""
        deadline = time.monotonic() + PATIENCE
        while fingerprint not in (page := self.see("/head")):
            if time.monotonic() > deadline:
                raise ProgramFailed(f"the console does not show that {device} asks with {fingerprint}")
            time.sleep(0.2)
        form = {"type": "approve", "where": "approve", "back": "/head", "device": device, "fingerprint": fingerprint}
        page = self.see("/do", token=_token(page), **form)
        if 'class="said ok"' not in page:
            raise ProgramFailed(f"the console did not let {device} in")

    def sign_in(self, officer: str) -> str:
        """The page on which that leads."""
        return self.see("/sign-in", token=_token(self.see("/sign-in")), officer=officer, password=PASSWORD)


def _token(page: str) -> str:
    """What its forms carry."""
    found = _TOKEN.search(page)
    if found is None:
        raise ProgramFailed("a page of the console has no form")
    return unescape(found[1])
