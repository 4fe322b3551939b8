"""The gateway's own programs, each a process of its own, on the brokers of a province and a database."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from demo.centre.brokers import Centre
from demo.programs import ROOT, Program, ProgramFailed

READY = {
    "ingest": "takes what",
    "carry": "carries",
    "adapters": "adapter .*: runs",
    "api": r"API at (http://\S+)",
}
"""What each says once it does its work."""
UP = 30.0
"""Seconds for that on a slow machine."""


class Gateway:
    """``folder`` takes ``central.toml`` and what the programs say."""

    def __init__(self, centre: Centre, database: str, folder: Path, more: str = "") -> None:
        """``database``: its url. ``more`` stands at the end of ``central.toml``: adapters, say."""
        folder.mkdir()
        self.folder = folder
        self.file = folder / "central.toml"
        keys = centre.authority.gateway
        servers = ", ".join(f'"{server}"' for server in centre.servers)
        self.file.write_text(
            f'[store]\nurl = "{database}"\n\n'
            f'[broker]\nkind = "nats"\nservers = [{servers}]\nreplicas = {len(centre.servers)}\nuser = "gateway"\n'
            f'password_file = "{keys.folder / "password"}"\nca = "{keys.ca}"\n'
            f'certificate = "{keys.own}"\nkey = "{keys.own}"\n\n'
            f'[api]\nlisten = "127.0.0.1:0"\n{more}',
            "utf-8",
        )
        self.programs: dict[str, Program] = {}

    def run(self, *words: str, fails: bool = False) -> str:
        """What a command of ``motcua central`` prints. ProgramFailed when it ends with another status than 0, unless
        it ``fails``: status tells by 1 that something is not as it should be."""
        argv = [sys.executable, "-m", "central_gateway", words[0], "--config", str(self.file), *words[1:]]
        done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode and not fails:
            raise ProgramFailed(f"motcua central {' '.join(words)}: {done.stdout}{done.stderr}")
        return done.stdout

    def start(self, *names: str) -> None:
        """Returns once they do their work; they begin together."""
        for name in names:
            arguments = [name, "--config", str(self.file)]
            self.programs[name] = Program(name, "central_gateway", arguments, self.folder / f"{name}.log")
        self._said = {name: self.programs[name].wait_for(READY[name], UP) for name in names}

    def said(self, name: str) -> re.Match[str]:
        """What it said when it was ready."""
        return self._said[name]

    def stop(self) -> None:
        """In order. ProgramFailed when one does not end with status 0."""
        for name, program in reversed(self.programs.items()):
            status = program.stop()
            if status != 0:
                raise ProgramFailed(f"{name} ended with status {status}; see {program.log}")

    def close(self) -> None:
        for program in self.programs.values():
            program.stop()
