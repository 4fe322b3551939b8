"""Adapters against vendors made up and a real PostgreSQL; what came of it is read from the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from central_gateway.adapters.desk import StoreDesk
from central_gateway.adapters.face import Adapter, Round
from central_gateway.adapters.kinds import open_adapter
from central_gateway.config import Adapter as Entry
from central_gateway.config import Broker, Central, Config, Dossiers, Mosquitto, Store
from central_gateway.store import adapters, dossiers
from central_gateway.store.connection import Db, open_
from central_gateway.store.run import Postgres
from central_gateway.store.told import ToldDossier
from demo.vendors.igate import CLIENT, SECRET, TOKEN
from hall_core.domain.dossier import Dossier

NOW = int(datetime.fromisoformat("2026-11-21T12:00:00+07:00").timestamp() * 1000)
BROKER: Broker = Mosquitto(servers=["127.0.0.1:1883"])
MINUTE = 60_000


class Rig:
    """``now``: what the clock of the gateway says."""

    def __init__(self, folder: Path, url: str, db: Db) -> None:
        self.folder = folder
        self.url = url
        self.db = db
        self.now = NOW
        self.open: list[Adapter] = []

    def config(self, *entries: Entry) -> Config:
        return Config(
            self.folder / "central.toml", Central(store=Store(url=self.url), broker=BROKER, adapters=list(entries))
        )

    def secret(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o600)
        return name

    def adapter(self, kind: str, settings: dict[str, Any], id: str = "nguon") -> Any:
        entry = Entry(id=id, kind=kind, settings=settings)
        adapter = open_adapter(self.config(entry), entry, lambda: self.now)
        self.open.append(adapter)
        return adapter

    def desk(self, id: str = "nguon") -> StoreDesk:
        return StoreDesk(self.db, id, self.take)

    def take(self, db: Db, told: Sequence[ToldDossier], source: str) -> dossiers.Taken:
        return dossiers.take(db, told, source, Dossiers(), self.now)

    def rounds(self, adapter: Adapter, id: str = "nguon") -> list[Round]:
        """As many as it wants without waiting."""
        done = [adapter.round(self.desk(id))]
        while done[-1].wait == 0:
            done.append(adapter.round(self.desk(id)))
        return done

    def has(self) -> dict[str, Dossier]:
        """What the halls have, by code."""
        rows = self.db.execute(
            "SELECT body FROM shelf_item JOIN shelf ON shelf.id = shelf AND shelf.set = 'dossiers'"
        ).fetchall()
        found = [msgspec.json.decode(body, type=Dossier) for (body,) in rows]
        return {dossier.code: dossier for dossier in found}

    def states(self) -> dict[str, str]:
        return {code: dossier.state for code, dossier in self.has().items()}

    def changes(self) -> int:
        """How often something changed for a hall."""
        row = self.db.execute("SELECT count(*) FROM shelf_change").fetchone()
        return row[0] if row else 0

    def aside(self, id: str = "nguon") -> dict[str, str]:
        return {aside.item: aside.why for aside in adapters.asides(self.db, id)}

    def unknown(self) -> set[tuple[str, str]]:
        return set(self.db.execute("SELECT field, value FROM unknown_code").fetchall())  # type: ignore[arg-type]


TABLES = (
    *("transaction", "rating", "day_closed", "shelf_item", "shelf_change", "shelf", "dossier_source", "unknown_code"),
    *("adapter_place", "adapter_state", "given", "set_aside", "question"),
)


@pytest.fixture(scope="session")
def one_database(postgres: Postgres) -> Iterator[str]:
    """For all tests of adapters: emptied after each, which takes less than a new one."""
    yield postgres.create("adapters", "made")
    postgres.drop("adapters")


@pytest.fixture
def database(one_database: str) -> Iterator[str]:
    yield one_database
    with open_(one_database, "empty") as db:
        db.execute("; ".join(f"DELETE FROM {table}" for table in TABLES).encode())


@pytest.fixture
def rig(tmp_path: Path, database: str, db: Db) -> Iterator[Rig]:
    made = Rig(tmp_path, database, db)
    yield made
    for adapter in made.open:
        adapter.close()


def oauth(rig: Rig, url: str, **more: Any) -> dict[str, Any]:
    """A line to an iGate-like vendor."""
    auth = {"kind": "oauth", "token_url": TOKEN, "client": CLIENT, "secret_file": rig.secret("mat-khau", SECRET)}
    return {"url": url, "auth": auth, "answer_s": 10, **more}
