"""The configuration says what the hall needs, and lets in nobody from outside."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from broker_config.__main__ import main
from broker_config.mosquitto import CHANGES_PER_SAVE, BrokerConfigError, mosquitto_conf
from hall_core.contract.limits import FACT_WINDOW, KEEPALIVE, MAX_BYTES
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Kiosk

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "broker_config" / "samples"


def settings(conf: str) -> dict[str, str]:
    """Key to value; of a key that stands twice the last."""
    lines = (line for line in conf.splitlines() if line and not line.startswith("#"))
    return dict(line.split(" ", 1) for line in lines)


def conf_of(plan: Plan, host: str = "127.0.0.1", port: int = 1883) -> dict[str, str]:
    return settings(mosquitto_conf(plan, host=host, port=port, data=Path("/var/lib/motcua/broker")))


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.10", "::", "fe80::1", "hub.local", "", "127.0.0.1.example"])
def test_a_host_that_others_can_reach_is_refused(plan: Plan, host: str) -> None:
    with pytest.raises(BrokerConfigError, match=r'can be reached from other machines.*use "127.0.0.1"'):
        conf_of(plan, host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "::1", "localhost"])
def test_on_this_machine_no_certificate_is_asked_for(plan: Plan, host: str) -> None:
    conf = conf_of(plan, host, 1899)
    assert (conf["listener"], conf["allow_anonymous"]) == (f"1899 {host}", "true")


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
    assert "user" not in settings(mosquitto_conf(plan, host="::1", port=1, data=data))
    assert settings(mosquitto_conf(plan, host="::1", port=1, data=data, user="root"))["user"] == "root"


def test_each_example_hall_has_a_sample_that_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    """Make them again with: ./run broker halls/NAME.toml --out broker_config/samples/NAME.conf"""
    halls = sorted((ROOT / "halls").glob("*.toml"))
    assert [hall.stem for hall in halls] == sorted(sample.stem for sample in SAMPLES.glob("*.conf"))
    for hall in halls:
        main([str(hall)])
        assert capsys.readouterr().out == (SAMPLES / f"{hall.stem}.conf").read_text("utf-8"), hall.stem


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
