"""``central.toml`` to a :class:`Config`, or every mistake in it at once (docs/centre/README.md). Secrets never stand in
it: it names the files that hold them."""

from __future__ import annotations

import re
import stat
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast, get_args

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from hall_core.device.hall_file import PATTERN_WORDS, spoken
from hall_core.device.reader import Reader
from hall_core.domain.names import Slug
from hall_core.domain.plan_check import Fault
from hall_core.domain.plan_check import Path as Place
from hall_core.errors import MotcuaError

DEFAULT = Path("/etc/motcua/central.toml")
LARGEST = 1_000_000
"""Bytes: a gateway with twenty adapters needs 20 kB."""
OTHERS = 0o007
"""Of the mode of a file with a secret: what everybody may do with it. The group may read it: that is how it is given
to the account of the program."""

Server = Annotated[str, Meta(pattern=r"^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):[0-9]{1,5}$(?!\n)")]
File = Annotated[str, Meta(min_length=1, max_length=500)]
"""Seen from the folder of ``central.toml``."""
PORT_MOST = 65_535
_HERE = re.compile(r"localhost|127(\.[0-9]{1,3}){3}|\[::1\]")
"""Hosts to which nothing goes over a wire."""
_WORDS = PATTERN_WORDS | {get_args(Server)[1].pattern: 'HOST:PORT such as "10.0.0.11:4222"'}


class Store(Struct, frozen=True, kw_only=True):
    url: Annotated[str, Meta(min_length=1, max_length=500)]
    """As libpq takes it: ``postgresql://motcua@db.example/motcua?sslmode=verify-full&sslrootcert=…``, or
    ``host=/run/postgresql dbname=motcua``. Without a password."""
    password_file: File | None = None
    statement_timeout_s: Annotated[int, Meta(ge=1, le=600)] = 30
    """A statement that takes longer is given up, and what it was for is done again."""


class _Broker(Struct, frozen=True, kw_only=True, tag_field="kind"):
    servers: Annotated[list[Server], Meta(min_length=1, max_length=9)]
    user: Annotated[str, Meta(min_length=1, max_length=64)] | None = None
    password_file: File | None = None
    ca: File | None = None
    """Who has signed the servers' certificates, PEM. With it everything goes over TLS 1.3; without it the servers must
    be on this machine."""
    certificate: File | None = None
    """The gateway's own, with its chain, PEM."""
    key: File | None = None


class Nats(_Broker, frozen=True, kw_only=True, tag="nats"):
    credentials: File | None = None
    """A NATS ``.creds`` file, in place of user and password."""
    replicas: Annotated[int, Meta(ge=1, le=5)] = 3
    """On how many nodes the stream lies: as many as there are, 3 for a cluster, 1 for a single node."""
    keep_days: Annotated[int, Meta(ge=1, le=366)] = 3
    """How long what halls have sent stays there, be it taken or not. Halls say again what was not recorded."""


class Rabbitmq(_Broker, frozen=True, kw_only=True, tag="rabbitmq"):
    virtual_host: Annotated[str, Meta(min_length=1, max_length=64)] = "/"


class Mosquitto(_Broker, frozen=True, kw_only=True, tag="mosquitto"):
    keys: File | None = None
    """Folder of the gateway's keys, as every program of a hall has one (docs/enrolment.md). Without it the broker must
    be on this machine."""


Broker = Nats | Rabbitmq | Mosquitto


class Oidc(Struct, frozen=True, kw_only=True):
    """Whose tokens count beside our own: client credentials of the province's identity provider."""

    issuer: Annotated[str, Meta(min_length=8, max_length=300)]
    audience: Annotated[str, Meta(min_length=1, max_length=200)]
    keys: Annotated[str, Meta(min_length=1, max_length=500)]
    """Where its public keys are (JWKS): an https address or a file."""
    client_claim: Annotated[str, Meta(min_length=1, max_length=64)] = "azp"
    """Which claim names the client."""


class Api(Struct, frozen=True, kw_only=True):
    listen: Server = "127.0.0.1:8470"
    certificate: File | None = None
    """Of its own TLS, PEM; without one it is to stand behind a proxy on this machine that speaks TLS."""
    key: File | None = None
    oidc: Oidc | None = None


class Authority(Struct, frozen=True, kw_only=True):
    """Whose word counts. Of several that fit, the first; for what none fits, whoever told last."""

    source: Annotated[str, Meta(min_length=1, max_length=64)]
    """An adapter's id, or that of a client of the API."""
    procedures: list[Annotated[str, Meta(min_length=3, max_length=40)]] = []
    """Their codes; a national one without an agency's tail is of every agency. Empty: all."""
    sites: list[Annotated[str, Meta(min_length=1, max_length=100)]] = []
    """Empty: all."""


class Dossiers(Struct, frozen=True, kw_only=True):
    keep_days: Annotated[int, Meta(ge=0, le=3_650)] = 60
    """How long a dossier that has ended can be looked up in its hall."""
    authorities: list[Authority] = []


class Adapter(Struct, frozen=True, kw_only=True):
    """One dossier system. What is in ``settings`` its kind alone knows, and reads with :meth:`Config.settings`."""

    id: Slug
    kind: Slug
    settings: dict[str, Any] = {}


class Central(Struct, frozen=True, kw_only=True):
    store: Store
    broker: Broker
    api: Api = Api()
    dossiers: Dossiers = Dossiers()
    adapters: list[Adapter] = []


class ConfigError(MotcuaError):
    """A configuration, or a file it names, that cannot be used. ``lines`` holds one sentence for each mistake."""

    key = "config"

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


Settings = TypeVar("Settings", bound=Struct)


class Config(Struct, frozen=True):
    name: Path
    central: Central

    def path(self, file: File) -> Path:
        return self.name.parent / file

    def file(self, file: File, place: str) -> Path:
        """One that is there. ConfigError, with the key ``place`` that names it."""
        path = self.path(file)
        try:
            path.open("rb").close()
        except OSError as error:
            raise ConfigError([f"{self.name}: {place}: {path} cannot be read: {error.strerror}"]) from error
        return path

    def private(self, file: File, place: str) -> Path:
        """As :meth:`file`, of one that only its owner and its group may read."""
        path = self.file(file, place)
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & OTHERS:
            raise ConfigError([f"{path} holds a secret that everybody may read (mode {mode:04o}): chmod 640 {path}"])
        return path

    def secret(self, file: File) -> str:
        """The first line of a file that only its owner and its group may read. ConfigError when there is none."""
        path = self.private(file, "password_file")
        try:
            text = path.read_text("utf-8").partition("\n")[0].strip()
        except UnicodeDecodeError as error:
            raise ConfigError([f"{path}: cannot be read: is not UTF-8"]) from error
        if not text:
            raise ConfigError([f"{path}: is empty; its first line must be the secret"])
        return text

    def settings(self, adapter: Adapter, type: type[Settings]) -> Settings:
        """The adapter's own table as ``type``, bounds and all. ConfigError with every mistake in it."""
        reader = Reader(_WORDS)
        value: Settings = reader.read(msgspec.inspect.type_info(type), adapter.settings)
        if reader.faults:
            place = f'adapters "{adapter.id}".settings'
            spoken_at = [
                f"{self.name}: {place}{_below(spoken(fault.where, adapter.settings))}: {_said(fault)}"
                for fault in reader.faults
            ]
            raise ConfigError(spoken_at)
        return value


def load(path: Path) -> Config:
    """ConfigError with all that is wrong, each line naming file, key, fault and remedy."""
    return Config(path, read(_parse(path), str(path)))


def read(raw: dict[str, Any], name: str) -> Central:
    """What a parsed file says; ``name`` is what its messages begin with."""
    reader = Reader(_WORDS)
    bare, settings, faults = _without_settings(raw)
    central: Central = reader.read(_central_type(), bare)
    faults = reader.faults + faults
    if not faults:
        faults = _cross_check(central)
    if faults:
        raise ConfigError([f"{name}: {spoken(fault.where, raw)}: {_said(fault)}" for fault in faults])
    adapters = [replace(adapter, settings=own) for adapter, own in zip(central.adapters, settings, strict=True)]
    return replace(central, adapters=adapters)


def _without_settings(raw: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]], list[Fault]]:
    """The file without the tables that only an adapter can read, and those."""
    listed: object = raw.get("adapters")
    if not isinstance(listed, list):
        return raw, [], []
    bare: list[object] = []
    settings: list[dict[str, Any]] = []
    faults: list[Fault] = []
    for n, adapter in enumerate(cast("list[object]", listed)):
        table = cast("dict[str, object]", adapter) if isinstance(adapter, dict) else None
        own = table.get("settings", {}) if table is not None else {}
        if not isinstance(own, dict):
            faults.append(Fault(("adapters", n, "settings"), "is not a table", "write it under [adapters.settings]"))
            own = {}
        settings.append(cast("dict[str, Any]", own))
        bare.append(adapter if table is None else {key: value for key, value in table.items() if key != "settings"})
    return raw | {"adapters": bare}, settings, faults


def _cross_check(central: Central) -> list[Fault]:
    faults: list[Fault] = []
    if re.search(r"://[^/@]*:[^/@]*@|\bpassword\s*=", central.store.url):
        faults.append(
            Fault(("store", "url"), "has a password in it", "put it into a file and name that: password_file")
        )
    broker = central.broker
    for one, other in (("certificate", "key"), ("key", "certificate"), ("user", "password_file")):
        if getattr(broker, one) is not None and getattr(broker, other) is None:
            faults.append(Fault(("broker", one), f"stands without {other}", f"give {other} too, or neither"))
    if isinstance(broker, Mosquitto):
        if len(broker.servers) > 1:
            faults.append(Fault(("broker", "servers"), f"are {len(broker.servers)}, and a Mosquitto stands alone", ""))
        strange = [name for name in ("user", "password_file", "ca", "certificate", "key") if getattr(broker, name)]
        told = "is nothing that a Mosquitto is told", "the gateway's programs are known by their certificates: keys"
        faults += [Fault(("broker", name), *told) for name in strange]
    for n, server in enumerate(broker.servers):
        faults += _server(broker, server, ("broker", "servers", n))
    if (central.api.certificate is None) != (central.api.key is None):
        faults.append(Fault(("api",), "has only one of certificate and key", "give both, or neither"))
    ids = [adapter.id for adapter in central.adapters]
    again = [n for n, id in enumerate(ids) if id in ids[:n]]
    return faults + [_twice(n) for n in again]


def _server(broker: Broker, server: str, where: Place) -> Iterator[Fault]:
    host, _, port = server.rpartition(":")
    if not 0 < int(port) <= PORT_MOST:
        yield Fault(where, f"{port} is no port", f"must be 1 to {PORT_MOST}")
    safe, by = (broker.keys, "keys") if isinstance(broker, Mosquitto) else (broker.ca, "ca")
    if safe is None and not _HERE.fullmatch(host):
        yield Fault(
            where, "is another machine, and nothing says whom to believe there", f"give broker.{by}: it means TLS"
        )


def _twice(n: int) -> Fault:
    where: Place = ("adapters", n, "id")
    return Fault(where, "stands twice", "give each adapter its own id: it is kept with what the adapter has told")


@cache
def _central_type() -> msgspec.inspect.Type:
    return msgspec.inspect.type_info(Central)


def _parse(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise ConfigError([f"{path}: is larger than {LARGEST} bytes; this is no configuration"])
        return tomllib.loads(unicodedata.normalize("NFC", data.decode("utf-8-sig")))
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read: {error.strerror or error}"]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([f"{path}: is not UTF-8; save the file as UTF-8"]) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError([f"{path}: is not TOML: {error}"]) from error


def _said(fault: Fault) -> str:
    return f"{fault.wrong}; {fault.right}" if fault.right else fault.wrong


def _below(words: str) -> str:
    return f".{words}" if words else ""
