from __future__ import annotations

from pathlib import Path

import pytest

from central_gateway.adapters.command import main
from central_gateway.commands import status
from central_gateway.store import adapters
from tests.central_gateway.adapters.conftest import Rig

ADAPTER = '[[adapters]]\nid = "hop-thu"\nkind = "{kind}"\n[adapters.settings]\nfolder = "ho-so"\ntable = "{table}"\n'


def written(rig: Rig, kind: str = "file-drop", table: str = "file") -> list[str]:
    file: Path = rig.folder / "central.toml"
    head = f'[store]\nurl = "{rig.url}"\n[broker]\nkind = "mosquitto"\nservers = ["127.0.0.1:1883"]\n'
    file.write_text(head + ADAPTER.format(kind=kind, table=table), "utf-8")
    return ["--config", str(file)]


def test_check_says_that_nothing_is_wrong(rig: Rig, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*written(rig), "check"]) == 0
    assert "1 adapters, nothing wrong" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("kind", "table", "said"),
    [("file-drpo", "file", 'did you mean "file-drop"'), ("file-drop", "fiel", 'did you mean "file"')],
)
def test_a_misspelt_word_is_told_with_the_one_that_was_meant(
    rig: Rig, kind: str, table: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([*written(rig, kind, table), "check"])
    assert said in capsys.readouterr().err


def test_status_says_since_when_something_is_wrong_and_what_was_set_aside(
    rig: Rig, capsys: pytest.CaptureFixture[str]
) -> None:
    adapters.went_well(rig.db, "hop-thu", 12)
    adapters.has_fault(rig.db, "hop-thu", "look at the folder")
    adapters.set_aside(rig.db, "hop-thu", [("row 1", "code: is empty")])
    rig.db.execute("INSERT INTO unknown_code (source, field, value) VALUES ('hop-thu', 'state', 'Lạ')")
    main([*written(rig), "status"])
    said = capsys.readouterr().out
    assert "hop-thu: WRONG since" in said
    assert "look at the folder" in said
    assert "12 taken; 1 set aside; 1 values that are in no table" in said
    assert "row 1: code: is empty (1x" in said


def test_status_remembers_what_was_wrong_last_and_names_who_has_done_nothing(
    rig: Rig, capsys: pytest.CaptureFixture[str]
) -> None:
    config = written(rig)
    main([*config, "status"])
    assert "hop-thu: has done nothing yet" in capsys.readouterr().out
    adapters.has_fault(rig.db, "hop-thu", "look at the folder")
    adapters.went_well(rig.db, "hop-thu", 1)
    main([*config, "status"])
    said = capsys.readouterr().out
    assert "hop-thu: well" in said
    assert "the last thing that was wrong" in said
    assert "look at the folder" in said


def test_the_centres_own_status_tells_of_adapters_and_of_one_that_does_not_go_on(
    rig: Rig, capsys: pytest.CaptureFixture[str]
) -> None:
    rig.db.execute("UPDATE hall SET seen = now()")
    config = written(rig)
    adapters.has_fault(rig.db, "hop-thu", "look at the folder")
    assert status.main(config) == 0, "it may be over in a moment"
    rig.db.execute("UPDATE adapter_state SET fault_since = now() - interval '6 minutes'")
    assert status.main(config) == status.WRONG
    assert "hop-thu: WRONG since" in capsys.readouterr().out
