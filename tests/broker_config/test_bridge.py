"""The configuration of the line to the centre opens nothing but what the centre needs, and guards its secrets."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from broker_config.__main__ import main
from broker_config.bridge import LOCAL_ID, Pace
from broker_config.guard import BrokerConfigError
from broker_config.line import Line, LineFolder, Secret, Told, read_line
from broker_config.mosquitto import mosquitto_conf
from broker_config.tunnel import tunnel_conf
from hall_core.contract.topics import Topics
from hall_core.domain.plan import Plan
from hall_core.domain.plan_centre import Centre

ROOT = Path(__file__).parents[2]
CLIENT_ID, PASSWORD = "0123456789abcdef0123456789abcdef", "a-password_of-some-length"


@pytest.fixture
def plan(plan: Plan) -> Plan:
    return replace(plan, centre=Centre())


@pytest.fixture
def line() -> Line:
    return Line(
        folder=LineFolder(Path("/line")),
        told=Told(hall="thu", addresses=["a.tinh.example:8883", "10.0.0.12:8883"]),
        secret=Secret(client_id=CLIENT_ID, password=PASSWORD),
    )


@pytest.fixture
def folder(tmp_path: Path) -> LineFolder:
    """On the disk, of the demo's hall."""
    folder = LineFolder(tmp_path / "line")
    folder.folder.mkdir()
    folder.ca.touch()
    folder.own.touch()
    folder.told.write_text('hall = "demo"\naddresses = ["a.tinh.example:8883"]\n')
    folder.secret.write_text(f'client_id = "{CLIENT_ID}"\npassword = "{PASSWORD}"\n')
    return folder


@pytest.fixture
def hall_file(tmp_path: Path) -> Path:
    file = tmp_path / "hall.toml"
    file.write_text((ROOT / "halls/demo.toml").read_text("utf-8") + "\n[centre]\n", "utf-8")
    return file


def said(plan: Plan, line: Line) -> list[str]:
    whole = mosquitto_conf(plan, hosts=["::1"], port=1, data=Path("/x"), line=line)
    _, _, bridge = whole.partition("\nconnection ")
    return f"connection {bridge}".splitlines()


def test_two_topics_go_over_it_each_one_way(plan: Plan, line: Line) -> None:
    assert [each for each in said(plan, line) if each.startswith("topic ")] == [
        "topic # out 1 motcua/v1/thu/central/up/ motcua/v1/thu/up/",
        "topic # in 0 motcua/v1/thu/central/down/ motcua/v1/thu/down/",
    ]


def test_it_is_plain_mqtt_3_1_1_to_ports_of_this_machine_in_turn(plan: Plan, line: Line) -> None:
    wanted = {
        "bridge_protocol_version mqttv311",
        "addresses 127.0.0.1:8871 127.0.0.1:8872",
        "round_robin true",
        "try_private false",
        f"remote_clientid {CLIENT_ID}",
        "remote_username thu",
        f"remote_password {PASSWORD}",
    }
    assert wanted <= set(said(plan, line))


def test_mosquitto_does_no_tls_on_it(plan: Plan, line: Line) -> None:
    """It can stand still for ever when it does: docs/centre/line.md."""
    assert not [
        each for each in said(plan, line) if each.startswith(("bridge_tls", "bridge_ca", "bridge_cert", "bridge_key"))
    ]
    assert "tinh.example" not in "\n".join(said(plan, line))


def test_whether_it_stands_is_told_in_the_hall_alone(plan: Plan, line: Line) -> None:
    told = {"notifications true", "notifications_local_only true", f"notification_topic {Topics('thu').line}"}
    assert told <= set(said(plan, line))


def test_the_secret_name_is_not_the_one_in_the_log_nor_one_that_a_device_could_have(plan: Plan, line: Line) -> None:
    assert f"local_clientid {LOCAL_ID}" in said(plan, line)
    assert "." in LOCAL_ID


def test_how_soon_it_is_tried_again_can_be_said(plan: Plan, line: Line) -> None:
    assert "restart_timeout 5 120" in said(plan, line)
    whole = mosquitto_conf(plan, hosts=["::1"], port=1, data=Path("/x"), line=line, pace=Pace((1, 2), 5))
    assert "restart_timeout 1 2\nkeepalive_interval 5\n" in whole


def test_without_a_line_nothing_of_it_is_said(plan: Plan) -> None:
    assert "connection " not in mosquitto_conf(plan, hosts=["::1"], port=1, data=Path("/x"))


def test_a_hall_without_a_centre_gets_no_line(plan: Plan, line: Line) -> None:
    with pytest.raises(BrokerConfigError, match=r'write "\[centre\]" into it'):
        said(replace(plan, centre=None), line)


def test_another_hall_s_line_is_refused(plan: Plan, line: Line) -> None:
    with pytest.raises(BrokerConfigError, match='is of hall "khac", not of "thu"'):
        said(plan, replace(line, told=replace(line.told, hall="khac")))


@pytest.mark.parametrize(
    ("file", "text", "why"),
    [
        ("secret.toml", 'client_id = "a b"\npassword = "x"', "cannot be used"),
        ("secret.toml", f'client_id = "{CLIENT_ID}"\npassword = "1234567890123456\\ntopic # both"', "cannot be used"),
        ("line.toml", 'hall = "demo"\naddresses = ["a:1 b:2"]', "cannot be used"),
        ("line.toml", 'hall = "demo"\naddresses = []', "cannot be used"),
        ("line.toml", "hall", "cannot be used"),
        ("line.toml", None, "cannot be read"),
        ("ca.pem", None, "is not there: motcua hall line take"),
    ],
)
def test_what_could_say_something_else_in_the_configuration_is_refused(
    folder: LineFolder, file: str, text: str | None, why: str
) -> None:
    path = folder.folder / file
    path.unlink()
    if text is not None:
        path.write_text(text)
    with pytest.raises(BrokerConfigError, match=why):
        read_line(folder)


def test_a_configuration_with_a_password_in_it_is_not_for_everybody_to_read(
    folder: LineFolder, hall_file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "mosquitto.conf"
    main([str(hall_file), "--line", str(folder.folder), "--out", str(out)])
    assert PASSWORD in out.read_text("utf-8")
    assert out.stat().st_mode & 0o777 == 0o640


def test_what_stunnel_reads_is_written_beside_it_and_holds_no_secret(
    folder: LineFolder, hall_file: Path, tmp_path: Path
) -> None:
    main([str(hall_file), "--line", str(folder.folder), "--out", str(tmp_path / "mosquitto.conf")])
    beside = tmp_path / "stunnel.conf"
    text = beside.read_text("utf-8")
    assert text == tunnel_conf(read_line(folder))
    assert PASSWORD not in text
    assert CLIENT_ID not in text
    assert beside.stat().st_mode & 0o777 == 0o644


def test_one_without_is_everybody_s_as_before(hall_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "mosquitto.conf"
    main([str(hall_file), "--out", str(out)])
    assert out.stat().st_mode & 0o777 == 0o644
    assert not (tmp_path / "stunnel.conf").exists()
