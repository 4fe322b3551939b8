"""What officers and the head of the centre see in a browser: the demo signs in as they do, and reads."""

from __future__ import annotations

import re
from html import unescape
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from demo.programs import ProgramFailed

HEAD, OFFICER = "gd-01", "ht-01"
"""Of halls/demo.toml: the head of the centre, and who sits at counter 1."""
PASSWORD = "một cửa Bến Nước"
PATIENCE = 20.0
"""Seconds for a page."""
_TOKEN = re.compile(r'name="token" value="([^"]+)"')


class Browser:
    """As little of one as signing in and reading needs."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._open = build_opener(HTTPCookieProcessor(CookieJar())).open

    def see(self, path: str, **fields: str) -> str:
        """The page; with ``fields`` what a form sent there leads to. ProgramFailed when there is none."""
        data = urlencode(fields).encode() if fields else None
        try:
            with self._open(self._address + path, data, timeout=PATIENCE) as answer:
                return answer.read().decode()
        except OSError as error:
            raise ProgramFailed(f"the console shows no {path}: {error}") from error

    def sign_in(self, officer: str) -> str:
        """The page on which that leads."""
        found = _TOKEN.search(self.see("/sign-in"))
        if found is None:
            raise ProgramFailed("the console's page to sign in has no form")
        return self.see("/sign-in", token=unescape(found[1]), officer=officer, password=PASSWORD)
