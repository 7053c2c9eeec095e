"""How a phone or a tablet on the music stand finds the page: links with the token, and what people are told of them."""

from collections.abc import Callable, Iterator
from urllib.parse import quote

import msgspec

from jamd.ipc.settings import LOOPBACK, WebSettings
from jamd.stage.own_addresses import own_addresses
from jamd.stage.qr_code import in_terminal, qr_code

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


def stand_links(web: WebSettings, token: str | None, names: list[str]) -> list[str]:
    """They open the page as well: the token is in them."""
    asked = f"?token={quote(token, safe='')}" if token else ""
    return [f"{web.address_at(host)}{asked}#stand" for host in names]


def stand_addresses(web: WebSettings, token: str | None) -> list[StandAddress]:
    return [StandAddress(link, qr_code(link)) for link in stand_links(web, token, hosts(web))]


def where_the_page_is(web: WebSettings, names: list[str]) -> str:
    """In a sentence, without the token."""
    others = " or ".join(web.address_at(host) for host in names)
    elsewhere = f", from other machines {others}" if others else ""
    return f"the page is {web.address}{elsewhere}{' (with the token)' if web.asks_token else ''}"


def announce(web: WebSettings, token: str | None, draws: bool, tell: Callable[[str, str], None]) -> None:
    """Where the page is; with `--stand`, for phones, too. `tell` is given a sentence and what is drawn below it.
    `draws`: people see this in a terminal. Elsewhere it may be kept in a file, and the token is not said.

    The root of a thread of its own, since our addresses may have to wait for DNS.
    """
    try:
        for sentence, drawing in _announcement(web, token, draws):
            tell(sentence, drawing)
    except Exception as fault:
        why = f"{type(fault).__name__}: {fault}"
        tell(f"the page is {web.address}; how other devices reach it cannot be found out ({why})", "")


def _announcement(web: WebSettings, token: str | None, draws: bool) -> Iterator[tuple[str, str]]:
    names = hosts(web)
    yield where_the_page_is(web, names), ""
    if not web.stand:
        return
    links = stand_links(web, token if draws else None, names)
    if not links:
        yield "for a phone or a tablet this machine needs a network: it has no address in one", ""
        return
    sentence = f"for a phone or a tablet on the music stand: {' or '.join(links)}"
    if draws:
        yield _with_code(sentence, links[0])
    else:
        yield f"{sentence} (to see its token and QR code, start jamd in a terminal; web.token sets a token)", ""


def _with_code(sentence: str, link: str) -> tuple[str, str]:
    try:
        return sentence, in_terminal(qr_code(link))
    except (ImportError, ValueError) as fault:  # a damaged installation; a token that is too long for a code
        return f"{sentence} (no QR code: {fault})", ""
