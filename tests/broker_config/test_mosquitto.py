"""The configuration says what the hall needs, and lets in nobody from outside."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from broker_config.__main__ import main
from broker_config.guard import BrokerConfigError, Guard
from broker_config.mosquitto import CHANGES_PER_SAVE, mosquitto_conf
from hall_core.contract.limits import FACT_WINDOW, KEEPALIVE, MAX_BYTES
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Kiosk
from hall_core.keys import Keys

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "broker_config" / "samples"


def settings(conf: str) -> dict[str, str]:
    """Key to value; of a key that stands twice the last."""
    lines = (line for line in conf.splitlines() if line and not line.startswith("#"))
    return dict(line.split(" ", 1) for line in lines)


GUARD = Guard(Keys(Path("/keys")), Path("/trust/public"))


def conf_of(plan: Plan, host: str = "127.0.0.1", port: int = 1883, guard: Guard | None = None) -> dict[str, str]:
    return settings(mosquitto_conf(plan, hosts=[host], port=port, data=Path("/var/lib/motcua/broker"), guard=guard))


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.10", "::", "fe80::1", "hub.local", "", "127.0.0.1.example"])
def test_a_host_that_others_can_reach_is_refused(plan: Plan, host: str) -> None:
    with pytest.raises(BrokerConfigError, match=r'can be reached from other machines.*use "127.0.0.1"'):
        conf_of(plan, host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "::1", "localhost"])
def test_on_this_machine_no_certificate_is_asked_for(plan: Plan, host: str) -> None:
    conf = conf_of(plan, host, 1899)
    assert (conf["listener"], conf["allow_anonymous"]) == (f"1899 {host}", "true")


def test_with_certificates_it_listens_wherever_it_is_told_and_lets_nobody_in_without_one(plan: Plan) -> None:
    conf = conf_of(plan, "0.0.0.0", 8883, GUARD)
    wanted = {
        "listener": "8883 0.0.0.0",
        "allow_anonymous": "false",
        "tls_version": "tlsv1.3",
        "require_certificate": "true",
        "use_identity_as_username": "true",
        "use_username_as_clientid": "true",
        "cafile": "/keys/ca.pem",
        "certfile": "/keys/device.pem",
        "keyfile": "/keys/device.pem",
        "crlfile": "/trust/public/revoked.pem",
        "acl_file": "/trust/public/access.acl",
        "check_retain_source": "true",
        "sys_interval": "0",
    }
    assert {key: conf[key] for key in wanted} == wanted


def test_each_address_has_a_listener_with_all_that_guards_it(plan: Plan) -> None:
    """What stands after the first alone would leave the second open."""
    hosts = ["127.0.0.1", "192.168.1.10", "127.0.0.1"]
    text = mosquitto_conf(plan, hosts=hosts, port=8883, data=Path("/x"), guard=GUARD)
    _, *listeners = text.split("\nlistener ")
    assert [part.split("\n")[0] for part in listeners] == ["8883 127.0.0.1", "8883 192.168.1.10"]
    for part in listeners:
        assert "require_certificate true" in part
        assert "crlfile " in part
        assert "use_username_as_clientid true" in part


def test_nothing_but_mqtt_is_spoken_and_no_plug_in_is_loaded(plan: Plan) -> None:
    for guard in (None, GUARD):
        conf = conf_of(plan, guard=guard)
        assert (conf["protocol"], conf["max_qos"], conf["max_topic_alias"]) == ("mqtt", "1", "0")
        assert not {"plugin", "auth_plugin", "connection", "password_file", "http_dir", "include_dir"} & set(conf)


@pytest.mark.parametrize("port", [0, -1, 65_536])
def test_a_port_that_is_none_is_refused(plan: Plan, port: int) -> None:
    with pytest.raises(BrokerConfigError, match="must be 1 to 65535"):
        conf_of(plan, port=port)


def test_retained_state_is_saved_seldom_and_messages_leave_at_once(plan: Plan) -> None:
    conf = conf_of(plan)
    assert conf["persistence"] == conf["autosave_on_changes"] == conf["set_tcp_nodelay"] == "true"
    assert conf["persistence_location"] == "/var/lib/motcua/broker/"
    assert int(conf["autosave_interval"]) == CHANGES_PER_SAVE


def test_the_limits_hold_what_the_contract_allows(plan: Plan) -> None:
    """Also that no client asks for exactly the longest keepalive: before 2.0.22 it was thrown out."""
    conf = conf_of(plan)
    assert int(conf["max_packet_size"]) > MAX_BYTES + 1_000
    assert int(conf["max_keepalive"]) > max(KEEPALIVE, 60)
    assert int(conf["max_inflight_messages"]) >= FACT_WINDOW


def test_the_limits_grow_with_the_hall(plan: Plan) -> None:
    large = replace(plan, devices=[Kiosk(id=f"kiosk-{n}") for n in range(300)])
    small_conf, conf = conf_of(plan), conf_of(large)
    assert int(conf["max_connections"]) >= 2 * len(large.devices) > int(small_conf["max_connections"])
    assert int(conf["max_queued_messages"]) >= len(large.devices) * FACT_WINDOW > int(small_conf["max_queued_messages"])
    assert int(conf["max_queued_bytes"]) >= int(conf["max_queued_messages"]) * 1_024


def test_a_user_is_named_only_when_asked_for(plan: Plan) -> None:
    data = Path("/x")
    assert "user" not in settings(mosquitto_conf(plan, hosts=["::1"], port=1, data=data))
    assert settings(mosquitto_conf(plan, hosts=["::1"], port=1, data=data, user="root"))["user"] == "root"


@pytest.mark.parametrize(
    ("kind", "words"), [("conf", ["--keys", "/var/lib/motcua/keys/broker"]), ("acl", ["--access"])]
)
def test_each_example_hall_has_samples_that_are_up_to_date(
    capsys: pytest.CaptureFixture[str], kind: str, words: list[str]
) -> None:
    """Make them again, in broker_config/samples, with ./run broker ../../halls/NAME.toml and these words."""
    halls = sorted((ROOT / "halls").glob("*.toml"))
    assert [hall.stem for hall in halls] == sorted(sample.stem for sample in SAMPLES.glob(f"*.{kind}"))
    for hall in halls:
        main([str(hall), *words])
        assert capsys.readouterr().out == (SAMPLES / f"{hall.stem}.{kind}").read_text("utf-8"), hall.stem


def test_without_keys_it_is_for_this_machine_alone(capsys: pytest.CaptureFixture[str]) -> None:
    main([str(ROOT / "halls/demo.toml")])
    conf = settings(capsys.readouterr().out)
    assert (conf["listener"], conf["allow_anonymous"]) == ("1883 127.0.0.1", "true")


def test_addresses_and_folders_are_those_that_were_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    main([str(ROOT / "halls/demo.toml"), "--keys", "/k", "--trust", "/t", "--host", "::1", "--host", "10.0.0.1"])
    text = capsys.readouterr().out
    assert [line for line in text.split("\n") if line.startswith("listener")] == [
        "listener 8883 ::1",
        "listener 8883 10.0.0.1",
    ]
    conf = settings(text)
    assert (conf["certfile"], conf["acl_file"]) == ("/k/device.pem", "/t/public/access.acl")


def test_an_access_list_in_a_file_is_not_for_everybody_to_read(tmp_path: Path) -> None:
    out = tmp_path / "access.acl"
    main([str(ROOT / "halls/demo.toml"), "--access", "--out", str(out)])
    assert out.stat().st_mode & 0o777 == 0o640


def test_it_is_written_to_a_file_on_request(tmp_path: Path) -> None:
    out = tmp_path / "mosquitto.conf"
    main([str(ROOT / "halls/demo.toml"), "--port", "1999", "--data", "/srv/x", "--user", "hall", "--out", str(out)])
    conf = settings(out.read_text("utf-8"))
    assert (conf["listener"], conf["persistence_location"], conf["user"]) == ("1999 127.0.0.1", "/srv/x/", "hall")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--host", "0.0.0.0"], "0.0.0.0 can be reached from other machines"),
        (["--out", "/nowhere/at/all"], "/nowhere/at/all: cannot be written: No such file or directory"),
    ],
)
def test_what_cannot_be_made_ends_with_the_reason(
    capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([str(ROOT / "halls/demo.toml"), *words])
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith(told)
