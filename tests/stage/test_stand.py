"""A phone finds the stand: by an address of this machine, with the token in it, as text and as a QR code."""

import json
import re
from collections.abc import Callable

import msgspec
import pytest
from stage.page_client import Daemon
from stage.page_settings import page_settings

from jamd.ipc.page_secrets import new_token
from jamd.stage import stand
from jamd.stage.own_addresses import own_addresses
from jamd.stage.qr_code import in_terminal, qr_code
from jamd.stage.stand import stand_links, where_the_page_is

LINK = "http://192.168.100.120:8765/?token=abcdefghjk#stand"


def settings(host: str, asks_token: bool = True):
    return msgspec.structs.replace(page_settings(8765), host=host, asks_token=asks_token)


@pytest.fixture
def two_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stand, "own_addresses", lambda: ["192.168.1.20", "10.0.0.5"])


def test_a_page_for_this_machine_alone_has_no_links() -> None:
    assert stand_links(settings("127.0.0.1"), "sesame-sesame") == []
    assert where_the_page_is(settings("127.0.0.1", asks_token=False)) == "the page is http://127.0.0.1:8765/"


def test_each_address_of_an_open_page_is_a_link(two_networks: None) -> None:
    links = stand_links(settings("0.0.0.0"), "open sesame&#")
    assert links == [f"http://{host}:8765/?token=open%20sesame%26%23#stand" for host in ("192.168.1.20", "10.0.0.5")]


def test_the_terminal_names_the_addresses_and_not_the_token(two_networks: None) -> None:
    assert where_the_page_is(settings("0.0.0.0")) == (
        "the page is http://127.0.0.1:8765/, from other machines http://192.168.1.20:8765/ or http://10.0.0.5:8765/ "
        "(with the token)"
    )


def test_a_host_that_is_named_is_the_only_one() -> None:
    assert stand_links(settings("fd00::2"), "sesame-sesame") == ["http://[fd00::2]:8765/?token=sesame-sesame#stand"]


def test_own_addresses_are_for_others() -> None:
    found = own_addresses()
    assert len(set(found)) == len(found)
    assert not [address for address in found if address.startswith("127.")]


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


def test_the_link_that_is_said_opens_the_page(start: Callable[..., Daemon]) -> None:
    daemon = start("--stand", words="music stand" if own_addresses() else "needs a network")
    assert daemon.ask("/api/stand")[0] == 401
    if token := re.search(r"token=(\w+)#stand", daemon.said):
        status, body, _ = daemon.ask("/api/stand", headers={"Authorization": f"Bearer {token[1]}"})
        assert status == 200
        assert all(each["address"] in daemon.said for each in json.loads(body)["addresses"])
