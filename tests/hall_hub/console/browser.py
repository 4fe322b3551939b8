"""A real browser: Debian's Chromium, driven by its chromedriver in the words of W3C's WebDriver."""

from __future__ import annotations

import base64
import http.client
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.screens_support import KEEPS

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""WebDriver's name for the reference to an element."""
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Space": "\ue00d", **{f"F{n}": chr(0xE030 + n) for n in range(1, 13)}}
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]
"""No sandbox: tests may run as root, and load our own pages alone."""


def missing() -> str:
    """Why there is no browser here; empty when there is one."""
    names = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    return f"no {' and no '.join(names)} here: ./run test installs them from Debian" if names else ""


class Driver:
    """One chromedriver, with as many browsers as are asked for."""

    def __init__(self, log: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        with log.open("wb") as out:
            self._process = subprocess.Popen(["chromedriver", f"--port={self.port}"], stdout=out, stderr=out)
        self._browsers: list[Browser] = []
        deadline = time.monotonic() + 15
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                assert time.monotonic() < deadline, "chromedriver did not start"
                time.sleep(0.02)

    def browser(self, width: int = 1440, height: int = 900, *more: str) -> Browser:
        """``more``: arguments of Chromium's."""
        browser = Browser(self.port, width, height, *more)
        self._browsers.append(browser)
        return browser

    def end(self, browser: Browser) -> None:
        self._browsers.remove(browser)
        browser.close()

    def close(self) -> None:
        for browser in list(self._browsers):
            self.end(browser)
        self._process.terminate()
        self._process.wait()


class Browser:
    """One window with cookies of its own."""

    def __init__(self, port: int, width: int, height: int, *more: str) -> None:
        self._wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        options = {"args": [*ARGUMENTS, f"--window-size={width},{height}", *more]}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        self._path = f"/session/{self._ask('POST', '/session', capabilities={'alwaysMatch': wanted})['sessionId']}"
        self.size(width, height)

    def size(self, width: int, height: int) -> None:
        """Of the page itself, as small as a phone's."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)

    def devtools(self, command: str, values: dict[str, Any]) -> Any:
        return self._do("POST", "/goog/cdp/execute", cmd=command, params=values)

    def go(self, address: str) -> None:
        self._do("POST", "/url", url=address)

    def run(self, script: str, *arguments: Any) -> Any:
        """What the script returns. DevTools' own way in: a page's policy does not hold it up."""
        return self._do("POST", "/execute/sync", script=script, args=list(arguments))

    def find(self, css: str) -> str:
        return self._do("POST", "/element", using="css selector", value=css)[ELEMENT]

    def click(self, css: str) -> None:
        self._do("POST", f"/element/{self.find(css)}/click")

    def fill(self, css: str, words: str) -> None:
        self._do("POST", f"/element/{self.find(css)}/value", text=words)

    def press(self, *keys: str) -> None:
        """Keys by their names, or signs, to whatever has the focus."""
        strokes = [KEYS.get(key, key) for key in keys]
        downs = [{"type": way, "value": key} for key in strokes for way in ("keyDown", "keyUp")]
        self._do("POST", "/actions", actions=[{"type": "key", "id": "keys", "actions": downs}])

    def text(self, css: str = "body") -> str:
        """What can be seen there; empty when there is no such thing."""
        return self.run("const e = document.querySelector(arguments[0]); return e ? e.innerText : ''", css)

    def wait(self, css: str, words: str, seconds: float = 15) -> str:
        """Until ``words`` stand there."""
        return self.until(lambda: text if words in (text := self.text(css)) else "", seconds, f"{words!r} in {css}")

    def until(self, true: Callable[[], Any], seconds: float = 15, what: str = "it") -> Any:
        deadline = time.monotonic() + seconds
        while not (found := true()):
            assert time.monotonic() < deadline, f"{what} did not come; the page says: {self.text()[:1500]}"
            time.sleep(0.05)  # each look costs the browser some milliseconds
        return found

    def complaints(self) -> list[str]:
        """What the browser had to say against the page."""
        return [entry["message"] for entry in self._do("POST", "/se/log", type="browser")]

    def picture(self, file: Path) -> None:
        """The whole page, however long, where somebody will look at it."""
        if not KEEPS:
            return
        shot = self.devtools("Page.captureScreenshot", {"captureBeyondViewport": True})
        file.write_bytes(base64.b64decode(shot["data"]))

    def close(self) -> None:
        self._ask("DELETE", self._path)
        self._wire.close()

    def _do(self, method: str, path: str, **body: Any) -> Any:
        return self._ask(method, self._path + path, **body)

    def _ask(self, method: str, path: str, **body: Any) -> Any:
        payload = json.dumps(body) if method == "POST" else None
        self._wire.request(method, path, payload, {"content-type": "application/json"})
        answer = json.loads(self._wire.getresponse().read())["value"]
        if isinstance(answer, dict) and "error" in answer:
            raise AssertionError(f"{path}: {answer['error']}: {answer['message'][:400]}")
        return answer
