"""How a phone or a tablet on the music stand finds the page: links with the token, and what people are told of them."""

from urllib.parse import quote

import msgspec

from jamd.ipc.settings import LOOPBACK, WebSettings
from jamd.stage.own_addresses import own_addresses
from jamd.stage.qr_code import qr_code

_ALL: tuple[str, ...] = ("0.0.0.0", "::")


class StandAddress(msgspec.Struct, frozen=True):
    """A link to the stand, and its QR code in rows of 0 and 1."""

    address: str
    code: list[str]


def hosts(web: WebSettings) -> list[str]:
    """Names of this machine for others; empty where the page is for this machine alone."""
    if web.host in LOOPBACK:
        return []
    return own_addresses() if web.host in _ALL else [web.host]


def stand_links(web: WebSettings, token: str | None) -> list[str]:
    """They open the page as well: the token is in them."""
    asked = f"?token={quote(token, safe='')}" if token else ""
    return [f"{web.address_at(host)}{asked}#stand" for host in hosts(web)]


def stand_addresses(web: WebSettings, token: str | None) -> list[StandAddress]:
    return [StandAddress(link, qr_code(link)) for link in stand_links(web, token)]


def where_the_page_is(web: WebSettings) -> str:
    """In a sentence, without the token."""
    others = " or ".join(web.address_at(host) for host in hosts(web))
    elsewhere = f", from other machines {others}" if others else ""
    return f"the page is {web.address}{elsewhere}{' (with the token)' if web.asks_token else ''}"
