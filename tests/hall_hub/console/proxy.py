"""What stands before a console in the open: a proxy that takes a path away and passes on what is left, streams too."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Proxy:
    """Leads ``/p01/t/…`` and ``/p01/static/…`` to the console, and nothing else."""

    def __init__(self, console: str) -> None:
        host, _, port = console.removeprefix("http://").partition(":")
        self._console = host, int(port)
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}/p01"
        self._passing: set[socket.socket] = set()
        self._threads = [threading.Thread(target=self._answer, name="proxy")]
        self._threads[0].start()

    def close(self) -> None:
        """Once no browser speaks with it any more; a stream of which nothing is due for long ends with it."""
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for console in list(self._passing):
            with suppress(OSError):  # it has ended by itself
                console.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def _answer(self) -> None:
        with suppress(OSError):  # the door is closed
            while True:
                client, _ = self._door.accept()
                thread = threading.Thread(target=self._pass_on, args=(client,), name="proxied")
                self._threads.append(thread)
                thread.start()

    def _pass_on(self, client: socket.socket) -> None:
        """One request a connection: the console is asked to close it behind its answer."""
        asked = b""
        with client, suppress(OSError):
            while b"\r\n\r\n" not in asked and (more := client.recv(65536)):
                asked += more
            first, _, rest = asked.partition(b"\r\n")
            if not first.startswith((b"GET /p01/t/", b"GET /p01/static/")):
                client.sendall(b"HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
                return
            with socket.create_connection(self._console) as console:
                self._passing.add(console)
                console.sendall(first.replace(b" /p01/", b" /", 1) + b"\r\nconnection: close\r\n")
                console.sendall(rest.replace(b"Connection: keep-alive\r\n", b""))
                while more := console.recv(65536):
                    client.sendall(more)
