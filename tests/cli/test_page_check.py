"""`jamd check` says who may use the page."""

import pwd
from pathlib import Path

import pytest

from jamd.cli.page_check import who_may_use_the_page
from jamd.config.web import Web


def person(name: str, uid: int, shell: str = "/bin/bash") -> pwd.struct_passwd:
    return pwd.struct_passwd((name, "x", uid, uid, "", f"/home/{name}", shell))


@pytest.fixture(autouse=True)
def accounts(monkeypatch: pytest.MonkeyPatch) -> list[pwd.struct_passwd]:
    """Of this machine: the system's, and ours."""
    people = [person("root", 0), person("daemon", 1), person("me", 4000), person("nobody", 65534)]
    monkeypatch.setattr("os.getuid", lambda: 4000)
    monkeypatch.setattr(pwd, "getpwall", lambda: people)
    return people


def test_alone_on_the_machine_no_token_is_needed() -> None:
    assert list(who_may_use_the_page(Web(), None)) == [
        "127.0.0.1, port 8765: without a token, for everybody on this machine"
    ]


def test_others_with_an_account_are_named(accounts: list[pwd.struct_passwd]) -> None:
    accounts += [person("anna", 1001), person("backup", 1002, "/usr/sbin/nologin"), person("ben", 1003)]
    assert list(who_may_use_the_page(Web(), None))[1:] == [
        "anna, ben can log in to this machine, use the page and delete takes: set JAMD_WEB_TOKEN if they must not"
    ]
    (only,) = who_may_use_the_page(Web(token="sesame-sesame"), None)
    assert only == "127.0.0.1, port 8765: for everybody who has the token"
    (stand,) = who_may_use_the_page(Web(stand=True), None)
    assert stand == "0.0.0.0, port 8765: for everybody who has the token that is made at each start"


def test_a_token_in_a_file_that_others_can_read_is_told(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("web: {token: sesame-sesame}\n")
    config.chmod(0o644)
    assert "chmod 600" in list(who_may_use_the_page(Web(token="sesame-sesame"), config))[1]
    config.chmod(0o600)
    assert len(list(who_may_use_the_page(Web(token="sesame-sesame"), config))) == 1


def test_no_page_is_for_nobody() -> None:
    assert list(who_may_use_the_page(Web(enabled=False), None)) == ["switched off"]
