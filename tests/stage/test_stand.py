"""A phone finds the stand: by an address of this machine, with the token in it, as text and as a QR code."""

import json
import re
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from stage.page_client import Daemon, free_port
from stage.page_settings import my_settings, page_settings

from jamd.cli.learn_desks import RunningJam, desk
from jamd.config.load import load_config
from jamd.ipc.page_secrets import new_token
from jamd.library.library import Library
from jamd.stage import stand
from jamd.stage.own_addresses import own_addresses
from jamd.stage.page import Page
from jamd.stage.qr_code import in_terminal, qr_code
from jamd.stage.stand import announce, stand_links, where_the_page_is
from jamd.stage.tape_shown import TapeShown
from jamd.supervisor.page_token import tokens_at

LINK = "http://192.168.100.120:8765/?token=abcdefghjk#stand"


def settings(host: str, asks_token: bool = True):
    return msgspec.structs.replace(page_settings(8765), host=host, asks_token=asks_token)


TWO_NETWORKS = ["192.168.1.20", "10.0.0.5"]


@pytest.fixture
def two_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stand, "own_addresses", lambda: TWO_NETWORKS)


def announced(token: str = "abcdefghjk", draws: bool = True) -> list[tuple[str, str]]:
    """What is said of a stand that is open to all, each with what is drawn below it."""
    said: list[tuple[str, str]] = []
    web = msgspec.structs.replace(settings("0.0.0.0"), stand=True)
    announce(web, token, draws, lambda sentence, drawing: said.append((sentence, drawing)))
    return said


def test_a_page_for_this_machine_alone_has_no_links() -> None:
    assert stand_links(settings("127.0.0.1"), "sesame-sesame", stand.hosts(settings("127.0.0.1"))) == []
    assert where_the_page_is(settings("127.0.0.1", asks_token=False), []) == "the page is http://127.0.0.1:8765/"


def test_each_address_of_an_open_page_is_a_link(two_networks: None) -> None:
    links = stand_links(settings("0.0.0.0"), "open sesame&#", stand.hosts(settings("0.0.0.0")))
    assert links == [f"http://{host}:8765/?token=open%20sesame%26%23#stand" for host in ("192.168.1.20", "10.0.0.5")]


def test_the_terminal_names_the_addresses_and_not_the_token(two_networks: None) -> None:
    assert where_the_page_is(settings("0.0.0.0"), stand.hosts(settings("0.0.0.0"))) == (
        "the page is http://127.0.0.1:8765/, from other machines http://192.168.1.20:8765/ or http://10.0.0.5:8765/ "
        "(with the token)"
    )


def test_a_host_that_is_named_is_the_only_one() -> None:
    names = stand.hosts(settings("fd00::2"))
    links = stand_links(settings("fd00::2"), "sesame-sesame", names)
    assert links == ["http://[fd00::2]:8765/?token=sesame-sesame#stand"]


def test_own_addresses_are_for_others() -> None:
    found = own_addresses()
    assert len(set(found)) == len(found)
    assert not [address for address in found if address.startswith("127.")]


def test_a_name_that_dns_cannot_have_hides_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    found = own_addresses()
    monkeypatch.setattr(socket, "gethostname", lambda: "a" * 64)  # more than a label may have
    assert set(own_addresses()) <= set(found)


def test_a_terminal_shows_the_link_and_its_code(two_networks: None) -> None:
    _, (sentence, drawing) = announced()
    link = "http://192.168.1.20:8765/?token=abcdefghjk#stand"
    assert sentence.startswith(f"for a phone or a tablet on the music stand: {link} or http://10.0.0.5:8765/")
    assert drawing == in_terminal(qr_code(link))


def test_a_file_that_keeps_what_is_said_keeps_no_token(two_networks: None) -> None:
    said = announced(draws=False)
    assert "http://192.168.1.20:8765/#stand" in said[1][0]
    assert "start jamd in a terminal" in said[1][0]
    assert not [each for each in said if "abcdefghjk" in each[0] or each[1]]


def test_without_segno_the_link_is_said(two_networks: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "segno", None)
    sentence, drawing = announced()[1]
    assert "token=abcdefghjk#stand" in sentence
    assert "no QR code: " in sentence
    assert drawing == ""


def test_a_token_that_is_too_long_for_a_code_is_said(two_networks: None) -> None:
    assert "no QR code: " in announced("a" * 5000)[1][0]


def test_whatever_fails_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stand, "own_addresses", lambda: 1 / 0)
    ((sentence, _),) = announced()
    assert sentence.startswith(
        "the page is http://127.0.0.1:8765/; how other devices reach it cannot be found out (Zero"
    )


def test_nobody_waits_for_dns(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("JAMD_WEB_TOKEN", raising=False)
    answers, told = threading.Event(), threading.Event()
    monkeypatch.setattr(stand, "own_addresses", lambda: TWO_NETWORKS if answers.wait(10) else [])
    web = msgspec.structs.replace(page_settings(free_port()), host="0.0.0.0")
    page = Page(web, {}, None, TapeShown(), "run", Library(tmp_path / "charts"), my_settings(tmp_path))
    page.say_where(False, lambda sentence, _: told.set() if TWO_NETWORKS[0] in sentence else None)
    assert not told.is_set()
    answers.set()
    assert told.wait(10)


def test_a_code_in_the_terminal_is_the_code_with_its_margin() -> None:
    code = qr_code(LINK)
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in in_terminal(code).splitlines()]
    modules = {" ": "00", "▀": "10", "▄": "01", "█": "11"}
    rows = ["".join(modules[sign][half] for sign in line) for line in lines for half in (0, 1)]
    assert [row[4:-4] for row in rows[4 : 4 + len(code)]] == code
    assert not "".join([*rows[:4], *rows[4 + len(code) :], *(row[:4] + row[-4:] for row in rows)]).strip("0")


def test_codes_of_other_texts_are_others() -> None:
    assert qr_code(LINK) == qr_code(LINK)
    assert qr_code(LINK) != qr_code(f"{LINK}2")


def test_a_new_token_can_be_typed_and_is_new() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(re.fullmatch("[a-hj-km-np-z2-9]{10}", token) for token in tokens)


def test_jamd_learn_of_the_same_user_is_let_in_and_the_log_holds_no_token(
    start: Callable[..., Daemon], tmp_path: Path
) -> None:
    daemon = start("--stand", words="music stand" if own_addresses() else "needs a network")
    assert daemon.ask("/api/stand")[0] == 401
    with closing(desk(load_config(None, [f"web.port={daemon.port}"]), tmp_path / "config.yaml")) as jam:
        assert isinstance(jam, RunningJam)
        assert jam.entries() == []
    (token,) = tokens_at(daemon.port)
    assert token not in daemon.said
    status, body, _ = daemon.ask("/api/stand", headers={"Authorization": f"Bearer {token}"})
    assert status == 200
    links = [each["address"] for each in json.loads(body)["addresses"]]
    assert all(f"?token={token}#stand" in link and link.replace(f"?token={token}", "") in daemon.said for link in links)
