"""All checks together: what they find is told in words, small enough, and one that breaks costs nothing."""

from __future__ import annotations

import ast
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest
from msgspec.structs import replace

from hall_core.contract import examples
from hall_core.contract.codec import encode
from hall_core.contract.doctor import Finding, Report, problems
from hall_core.doctor import checks
from hall_core.doctor.checks import BY_NAME, CHECKS
from hall_core.doctor.examine import examine, fitted, name, told
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Console, Kiosk
from hall_core.ui.translate import Words
from tests.conftest import NINE_IN_THE_MORNING as NINE
from tests.doctor.fake_box import box, put

FILES = sorted(file for file in Path(checks.__file__).parent.glob("*.py") if file.stem != "__init__")


def cases(file: Path) -> set[str | None]:
    """What ``tell`` has words for."""
    tree = ast.parse(file.read_text("utf-8"))
    tell = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "tell")
    values = (
        node.value.value
        for node in ast.walk(tell)
        if isinstance(node, ast.MatchValue) and isinstance(node.value, ast.Constant)
    )
    return {None, *map(str, values)}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("about", [{"disk": "mmcblk0"}, {"disk": "mmcblk0", "on": "hub"}], ids=["box", "hub"])
def test_every_finding_that_is_not_good_says_what_it_means_and_what_to_do(
    file: Path, language: str, about: dict[str, str]
) -> None:
    check, say = BY_NAME[file.stem.replace("_", "-")], Words().into(language)
    assert check.name(say)
    for case in cases(file):
        words = check.tell(Finding(check=check.CHECK, verdict="alarm", case=case, about=about), say)
        assert words.found, case
        assert bool(words.means) == bool(words.do), case
        assert "{" not in words.found + words.means + words.do, case


@pytest.mark.parametrize(
    ("check", "case", "needed", "wrong"),
    [
        ("disk", "errors", "motcua restore", "images/flash"),
        ("disk", "no-data", "motcua restore", "images/flash"),
        ("disk", "data-shut", "motcua restore", "images/flash"),
        ("disk", "root-open", "motcua restore", "images/flash"),
        ("disk-wear", "failing", "motcua restore", "images/flash"),
        ("disk-wear", "spent", "motcua restore", "images/flash"),
        ("disk-space", "full", "motcua release drop", "claim"),
        ("certificate", "none", "motcua hall renew", "claim"),
        ("certificate", "soon", "motcua hall renew", "device renew"),
        ("certificate", "over", "motcua hall renew", "claim"),
        ("link", "revoked", "motcua hall renew", "claim"),
        ("link", "foreign-broker", "restart hall-broker", "claim"),
        ("link", "nobody-there", "restart hall-broker", "dây mạng"),
        ("link", "away", "restart hall-broker", "dây mạng"),
    ],
)
def test_what_helps_the_hub_s_box_is_another_thing_than_what_helps_the_others(
    plan: Plan, tmp_path: Path, check: str, case: str, needed: str, wrong: str
) -> None:
    its, say = replace(plan, devices=[Console(id="console"), Kiosk(id="kiosk-1")]), Words().into("vi")
    made = SimpleNamespace(CHECK=check, look=lambda _: Finding(check=check, verdict="alarm", case=case))
    advice = {
        device: told(examine(box(tmp_path, its, device), (made,)).findings[0], say).do  # pyright: ignore
        for device in ("console", "kiosk-1")
    }
    assert needed in advice["console"] and wrong not in advice["console"]
    assert needed not in advice["kiosk-1"]


def test_a_report_that_is_cut_short_still_tells_the_hub_s_box_from_others(plan: Plan, tmp_path: Path) -> None:
    its = replace(plan, devices=[Console(id="console")])
    much = {f"word-{at}": "x" * 120 for at in range(6)}
    made = [
        SimpleNamespace(CHECK=f"c-{at}", look=lambda _, at=at: Finding(check=f"c-{at}", verdict="alarm", about=much))
        for at in range(20)
    ]
    findings = examine(box(tmp_path, its, "console"), tuple(made)).findings  # pyright: ignore
    assert findings[-1].about == {"on": "hub"}


def test_a_check_that_breaks_costs_the_others_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def breaks(_: object) -> None:
        raise RuntimeError("of our making")

    broken = SimpleNamespace(CHECK="broken-check", look=breaks, name=lambda say: "x", tell=None)
    report = examine(box(tmp_path), (broken, BY_NAME["usb"]))  # pyright: ignore
    assert [finding.check for finding in report.findings] == ["broken-check", "usb"]
    assert report.findings[0].words == "Không kiểm tra được"
    assert "of our making" in caplog.text


def test_the_worst_comes_first_and_has_its_words_in_vietnamese(tmp_path: Path) -> None:
    put(tmp_path, "sys/class/thermal/thermal_zone0/temp", "90000")
    report = examine(box(tmp_path, free_mb=250))
    verdicts = [finding.verdict for finding in report.findings]
    assert verdicts == sorted(verdicts, key=("alarm", "caution", "unknown", "good").index)
    assert problems(report) == {"temperature": "90 °C", "disk-space": "Còn trống 250 MB trong 8000 MB"}


def test_a_box_on_which_all_is_wrong_still_fits_into_one_message(tmp_path: Path, plan: Plan) -> None:
    long = {f"f{n}": "ệ" * 120 for n in range(8)}
    findings = [Finding(check=check.CHECK, verdict="alarm", case="x", about=long, words="ệ" * 200) for check in CHECKS]
    report = fitted(Report(at=NINE, findings=[*findings, Finding(check="usb", verdict="good", about=long)]))
    assert len(encode(examples.envelope("doctor", report))) <= 8_192
    assert [finding.check for finding in report.findings] == [check.CHECK for check in CHECKS]
    assert report.findings[0].words, "the worst is told in full"


def test_what_a_command_said_cannot_write_lines_of_its_own(tmp_path: Path) -> None:
    report = examine(box(tmp_path, said={"journalctl": "I/O error\x1b\x00[2J on disk"}), (BY_NAME["journal"],))
    [finding] = report.findings
    assert finding.about["last"] == "I/O error [2J on disk"


def test_of_a_check_that_is_not_known_here_the_box_s_own_words_are_shown() -> None:
    finding = Finding(check="of-tomorrow", verdict="alarm", words="Pin yếu")
    say = Words().into("en")
    assert (name(finding, say), told(finding, say).found) == ("of-tomorrow", "Pin yếu")


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    report = examine(box(tmp_path))
    assert msgspec.json.decode(msgspec.json.encode(report), type=Report) == report
