"""Access control: every request and every web socket is checked here before anything else sees it.

- Host must be this machine and our port, which stops DNS rebinding.
- Origin, if a browser sends one, must be the same host: a page from another site can neither read nor control the jam.
- If a token is set it is required: as `Authorization: Bearer`, as `?token=`, or as the cookie that `?token=` sets.
  Tokens can be guessed, so an address that tries wrong ones has to wait; the cookie cannot, and always opens the page.

Plain ASGI, without a library.
"""

import hashlib
import hmac
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import parse_qs

import msgspec

from jamd.ipc.page_secrets import PageSecrets
from jamd.ipc.settings import LOOPBACK
from jamd.stage.guesses import Guesses
from jamd.stage.token_form import STYLE_SOURCE, token_form

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

_HOST: Final = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+?)(?::([0-9]{1,5}))?")
_MAX_QUERY: Final = 2000  # bytes; no request of ours has more than one short field

_POLICY: Final = (
    f"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' {STYLE_SOURCE}; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; media-src 'self' blob:; "
    "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SAFE_HEADERS: Final[Headers] = [
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-embedder-policy", b"require-corp"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
]


class Refusal(msgspec.Struct, frozen=True):
    """An HTTP status and a sentence."""

    status: int
    sentence: str


class Guard:
    """Wraps the app. Owned by the page's event loop."""

    def __init__(self, app: App, host: str, port: int, secrets: PageSecrets) -> None:
        self._app = app
        self._port = port
        self._token = secrets.token
        self._guesses = Guesses()
        self._open = host not in LOOPBACK
        own = socket.gethostname().lower()
        self._names = {*LOOPBACK, host.lower(), *((own, f"{own}.local") if self._open else ())}
        self._cookie = f"jamd{port}"
        self._pass = hmac.new(secrets.key, b"jamd page", hashlib.sha256).hexdigest()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        refusal = _too_long(scope) or self._from_outside(scope, headers) or self._without_token(scope, headers)
        if refusal is not None:
            await self._refuse(scope, headers, refusal, send)
        elif self._enters_by_link(scope):
            cookie = f"{self._cookie}={self._pass}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000"
            await _answer(send, 303, b"", [(b"location", b"/"), (b"set-cookie", cookie.encode())])
        else:
            await self._app(scope, receive, _with_safe_headers(send))

    # -- where the request comes from

    def _from_outside(self, scope: Scope, headers: list[tuple[str, str]]) -> Refusal | None:
        hosts = [value.lower() for name, value in headers if name == "host"]
        if len(hosts) != 1 or not self._is_us(hosts[0]):
            return Refusal(403, "this Host is not the address of the jam")
        origins = [value.lower() for name, value in headers if name == "origin"]
        if origins and origins != [f"http://{hosts[0]}"]:
            return Refusal(403, "pages from other sites may not use the jam")
        said = {name: value for name, value in headers if name.startswith("sec-fetch-")}
        followed_a_link = (
            said.get("sec-fetch-mode") == "navigate" and scope.get("method") == "GET" and scope["path"] == "/"
        )
        if said.get("sec-fetch-site", "none") not in ("same-origin", "none") and not followed_a_link:
            return Refusal(403, "pages from other sites may not use the jam")
        return None

    def _is_us(self, host: str) -> bool:
        found = _HOST.fullmatch(host)
        if found is None or int(found[2] or 80) != self._port:
            return False
        name = found[1].strip("[]")
        return name in self._names or (self._open and _is_address(name))

    # -- the token

    def _without_token(self, scope: Scope, headers: list[tuple[str, str]]) -> Refusal | None:
        if self._token is None or self._cookie_fits(headers):
            return None
        given = _token_given(scope, headers)
        if given is None:
            return Refusal(401, "this jam needs its token")
        address = scope["client"][0] if scope.get("client") else ""
        if not self._guesses.allowed(address):
            return Refusal(429, "too many wrong tokens came from your address; try again in a minute")
        if hmac.compare_digest(given.encode("utf-8", "replace"), self._token.encode()):
            return None
        self._guesses.count(address)
        return Refusal(401, "this is not the token of the jam")

    def _cookie_fits(self, headers: list[tuple[str, str]]) -> bool:
        for name, value in headers:
            if name == "cookie":
                try:
                    given = SimpleCookie(value).get(self._cookie)
                except CookieError:
                    continue
                if given is not None and hmac.compare_digest(
                    given.value.encode("utf-8", "replace"), self._pass.encode()
                ):
                    return True
        return False

    def _enters_by_link(self, scope: Scope) -> bool:
        """The page is opened with ?token=: set the cookie, and remove the token from the address."""
        opens = scope["type"] == "http" and scope["method"] == "GET" and scope["path"] == "/"
        return self._token is not None and opens and "token" in _query(scope)

    async def _refuse(self, scope: Scope, headers: list[tuple[str, str]], refusal: Refusal, send: Send) -> None:
        wants_page = any(name == "accept" and "text/html" in value for name, value in headers)
        if refusal.status in (401, 429) and wants_page and scope["path"] == "/":
            form = token_form(refusal.sentence)
            await _answer(send, refusal.status, form, [(b"content-type", b"text/html; charset=utf-8")])
            return
        body = msgspec.json.encode({"error": refusal.sentence})
        await _answer(send, refusal.status, body, [(b"content-type", b"application/json")], scope["type"])


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _too_long(scope: Scope) -> Refusal | None:
    return Refusal(400, "the query is too long") if len(scope["query_string"]) > _MAX_QUERY else None


def _query(scope: Scope) -> dict[str, list[str]]:
    query: bytes = scope["query_string"]
    return parse_qs(query.decode("latin-1"))


def _token_given(scope: Scope, headers: list[tuple[str, str]]) -> str | None:
    for name, value in headers:
        scheme, _, token = value.partition(" ")
        if name == "authorization" and scheme.lower() == "bearer":
            return token.strip()
    given = _query(scope).get("token")
    return given[0] if given else None


async def _answer(send: Send, status: int, body: bytes, headers: Headers, kind: str = "http") -> None:
    """A complete response, to a web socket's handshake, too."""
    prefix = "http" if kind == "http" else "websocket.http"
    all_headers = [
        *headers,
        *SAFE_HEADERS,
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": f"{prefix}.response.start", "status": status, "headers": all_headers})
    await send({"type": f"{prefix}.response.body", "body": body})


def _with_safe_headers(send: Send) -> Send:
    async def send_safely(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *SAFE_HEADERS]}
        await send(message)

    return send_safely
