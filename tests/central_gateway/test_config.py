from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import Struct

from central_gateway.config import Config, ConfigError, Nats, load
from central_gateway.engine.opening import open_engine

GOOD = """
[store]
url = "postgresql://motcua@db.example/motcua"
[broker]
kind = "nats"
servers = ["10.0.0.1:4222", "[::1]:4222"]
ca = "ca.pem"
[[adapters]]
id = "igate"
kind = "rest-pull"
[adapters.settings]
every_s = 30
[adapters.settings.states]
"1" = "registered"
"""


class Settings(Struct, frozen=True):
    every_s: int
    states: dict[str, str]


def written(folder: Path, text: str) -> Path:
    file = folder / "central.toml"
    file.write_text(text, "utf-8")
    return file


def wrong(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(written(folder, text))
    return [line.removeprefix(f"{folder / 'central.toml'}: ") for line in caught.value.lines]


@pytest.fixture
def good(tmp_path: Path) -> Config:
    return load(written(tmp_path, GOOD))


def test_a_good_file_is_read_with_what_is_usual_filled_in(good: Config) -> None:
    assert good.central.broker == Nats(servers=["10.0.0.1:4222", "[::1]:4222"], ca="ca.pem", replicas=3)
    assert good.central.store.statement_timeout_s == 30


def test_an_adapters_own_table_is_read_by_its_own_struct(good: Config) -> None:
    [adapter] = good.central.adapters
    assert good.settings(adapter, Settings) == Settings(every_s=30, states={"1": "registered"})


def test_mistakes_in_an_adapters_own_table_are_told_with_their_place(tmp_path: Path) -> None:
    config = load(written(tmp_path, GOOD.replace("every_s = 30", 'evry_s = "30"')))
    with pytest.raises(ConfigError) as caught:
        config.settings(config.central.adapters[0], Settings)
    [line] = caught.value.lines
    assert line.endswith('adapters "igate".settings.evry_s: is not a key here; did you mean "every_s"?')


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace('kind = "nats"', 'kind = "nat"').replace("[store]\nurl", "[store]\nuri")
    store, broker = wrong(tmp_path, text)
    assert store == 'store.uri: is not a key here; did you mean "url"?'
    assert broker.startswith('broker.kind: "nat" is not allowed')
    assert broker.endswith('did you mean "nats"?')


@pytest.mark.parametrize(
    "url", ["postgresql://motcua:geheim@db/motcua", "host=db password=geheim", "postgresql://db/motcua?password=geheim"]
)
def test_a_password_in_the_file_is_refused(tmp_path: Path, url: str) -> None:
    [line] = wrong(tmp_path, GOOD.replace("postgresql://motcua@db.example/motcua", url))
    assert line.startswith("store.url: has a password in it")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('user = "gateway"', "broker.user: stands without password_file"),
        ('certificate = "own.pem"', "broker.certificate: stands without key"),
    ],
)
def test_half_of_what_belongs_together_is_refused(tmp_path: Path, more: str, told: str) -> None:
    [line] = wrong(tmp_path, GOOD.replace('kind = "nats"', f'kind = "nats"\n{more}'))
    assert line.startswith(told)


@pytest.mark.parametrize(("kind", "by"), [("nats", "ca"), ("rabbitmq", "ca"), ("mosquitto", "keys")])
def test_a_broker_on_another_machine_without_tls_is_refused(tmp_path: Path, kind: str, by: str) -> None:
    text = GOOD.replace('ca = "ca.pem"', "").replace('"nats"', f'"{kind}"').replace(', "[::1]:4222"', "")
    [line] = wrong(tmp_path, text)
    assert line.startswith("broker.servers[1]: is another machine")
    assert line.endswith(f"give broker.{by}: it means TLS")
    load(written(tmp_path, text.replace("10.0.0.1", "127.0.0.1")))


def test_what_a_mosquitto_makes_nothing_of_is_refused(tmp_path: Path) -> None:
    mosquitto = GOOD.replace('"nats"', '"mosquitto"\nkeys = "keys"')
    servers, ca = wrong(tmp_path, mosquitto)
    assert servers.startswith("broker.servers: are 2, and a Mosquitto stands alone")
    assert ca.startswith("broker.ca: is nothing that a Mosquitto is told")


def test_a_port_that_is_none_is_refused(tmp_path: Path) -> None:
    [line] = wrong(tmp_path, GOOD.replace("[::1]:4222", "[::1]:99999"))
    assert line == "broker.servers[2]: 99999 is no port; must be 1 to 65535"


@pytest.mark.parametrize("kind", ["nats", "rabbitmq"])
def test_a_file_that_is_not_there_or_is_no_certificate_is_told_with_its_key(tmp_path: Path, kind: str) -> None:
    config = load(written(tmp_path, GOOD.replace('"nats"', f'"{kind}"')))
    with pytest.raises(ConfigError, match=r"central\.toml: broker\.ca: .*ca\.pem cannot be read: No such file"):
        open_engine(config, "test", hears=True)
    (tmp_path / "ca.pem").write_text("nothing")
    with pytest.raises(ConfigError, match="broker: ca, certificate and key are not what they should be"):
        open_engine(config, "test", hears=True)


def test_a_gateways_key_that_everybody_may_read_is_refused(good: Config) -> None:
    file = good.name.parent / "gateway.pem"
    file.write_text("x")
    file.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 640"):
        good.private("gateway.pem", "broker.key")


def test_a_mosquitto_without_the_gateways_keys_is_told_as_such(tmp_path: Path) -> None:
    text = (
        GOOD.replace('"nats"', '"mosquitto"').replace('ca = "ca.pem"', 'keys = "keys"').replace('"10.0.0.1:4222", ', "")
    )
    with pytest.raises(ConfigError, match=r"broker\.keys: there is no .*keys/gateway-ingest"):
        open_engine(load(written(tmp_path, text)), "ingest", hears=True)


def test_two_adapters_of_one_id_are_refused(tmp_path: Path) -> None:
    [line] = wrong(tmp_path, GOOD + '[[adapters]]\nid = "igate"\nkind = "file-drop"\n')
    assert line.startswith('adapters[2] "igate".id: stands twice')


@pytest.mark.parametrize("data", [b"\xff", b"[store", b" " * 1_000_001])
def test_what_is_no_configuration_is_told_as_such(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "central.toml"
    file.write_bytes(data)
    with pytest.raises(ConfigError, match=str(file)):
        load(file)


def test_a_secret_is_the_first_line_of_its_file(good: Config) -> None:
    file = good.name.parent / "password"
    file.write_text("geheim\nand a remark\n")
    file.chmod(0o640)
    assert good.secret("password") == "geheim"


def test_a_secret_that_everybody_may_read_is_none(good: Config) -> None:
    file = good.name.parent / "password"
    file.write_text("geheim\n")
    file.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 640"):
        good.secret("password")


def test_an_empty_secret_is_refused(good: Config) -> None:
    file = good.name.parent / "password"
    file.touch(0o600)
    with pytest.raises(ConfigError, match="is empty"):
        good.secret("password")
