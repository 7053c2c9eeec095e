"""The page's HTTP requests and web sockets (docs/api.md); answers are made elsewhere. Starlette is known here,
in `answers` and in `take_requests` alone."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from starlette.websockets import WebSocket, WebSocketDisconnect

from jamd.commands.gestures import gestures_for
from jamd.commands.table import COMMANDS
from jamd.errors import Refused
from jamd.library.library import Library
from jamd.music.drawing import DrawingError, read_drawing
from jamd.stage import library_requests, settings_requests
from jamd.stage.answers import as_json, body_of, refusal
from jamd.stage.board_process import BoardError, BoardProcess
from jamd.stage.client import Client
from jamd.stage.hub import MAX_CLIENTS, Hub
from jamd.stage.my_settings import MySettings
from jamd.stage.stand import StandAddress
from jamd.stage.take_folder import TakeFolder
from jamd.stage.take_requests import TakeRequests

STATIC: Final = Path(__file__).parent / "static"
_MAX_DRAWING: Final = 256_000  # bytes
_MAX_CHART: Final = 4_000_000  # a playlist of more than a thousand tunes
_MAX_SMALL: Final = 64_000
_METHODS: Final = ["GET", "POST", "PATCH", "DELETE"]  # of one chart or set list
_CLOSE_S: Final = 1.0
_TYPES: Final = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
}  # whatever this system's own table says
_FONTS: Final = (".sf2", ".sf3")


class Api:
    """The endpoints. Owned by the page's event loop."""

    def __init__(
        self,
        hub: Hub,
        folder: TakeFolder | None,
        library: Library,
        mine: MySettings,
        board: BoardProcess,
        stand_addresses: Callable[[], Sequence[StandAddress]],
    ) -> None:
        self._hub = hub
        self._stand_addresses = stand_addresses
        self._folder = folder
        self._library = library
        self._requests = settings_requests.SettingsRequests(hub, mine)
        self._board = board

    def app(self) -> Starlette:
        routes = [
            Route("/api/state", self._state),
            Route("/api/commands", self._commands),
            Route("/api/stand", self._stand),
            Route("/api/continue", self._continue, methods=["POST"]),
            *(Route(f"/api/{path}", self._settings, methods=_METHODS) for path in settings_requests.PATHS),
            *TakeRequests(self._hub, self._folder).routes(),
            Route("/api/library", self._list_library),
            *(Route(f"/api/{kind}", self._kept(kind), methods=["POST"]) for kind in library_requests.KINDS),
            *(Route(f"/api/{kind}/{{name}}", self._kept(kind), methods=_METHODS) for kind in library_requests.KINDS),
            WebSocketRoute("/ws", self._socket),
            Mount("/", _Files(directory=STATIC, html=True, check_dir=False)),
        ]
        return Starlette(routes=routes, exception_handlers={HTTPException: _refused, Exception: _broken})

    async def _state(self, request: Request) -> Response:
        return as_json(self._hub.state())

    async def _commands(self, request: Request) -> Response:
        rows = [{**row.describe(), "gestures": gestures_for(row)} for row in COMMANDS.values()]
        return as_json({"commands": rows})

    async def _stand(self, request: Request) -> Response:
        return as_json({"addresses": await asyncio.to_thread(self._stand_addresses)})

    async def _settings(self, request: Request) -> Response:
        body = await body_of(request, _MAX_SMALL) if request.method == "POST" else b""
        try:
            return as_json(await self._requests.answer(request.method, request.url.path.removeprefix("/api/"), body))
        except Refused as fault:
            raise HTTPException(fault.status, str(fault)) from None

    # -- charts and set lists

    async def _list_library(self, request: Request) -> Response:
        return as_json(await asyncio.to_thread(library_requests.listing, self._library))

    def _kept(self, kind: str) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            body = await body_of(request, _MAX_CHART) if request.method in ("POST", "PATCH") else b""
            asked = kind, request.method, request.path_params.get("name", "")
            try:
                answer = await asyncio.to_thread(library_requests.answer, self._library, *asked, body)
            except Refused as fault:
                raise HTTPException(fault.status, str(fault)) from None
            if request.method != "GET":
                self._hub.library_changed()
            return as_json(answer)

        return answer

    # -- the board

    async def _continue(self, request: Request) -> Response:
        body = await body_of(request, _MAX_DRAWING)
        try:
            drawing = read_drawing(body)
            return as_json(await self._board.ask(drawing))
        except DrawingError as fault:
            raise HTTPException(422, str(fault)) from None
        except BoardError as fault:
            raise HTTPException(503, str(fault)) from None
        except (msgspec.DecodeError, UnicodeError, RecursionError) as fault:
            raise HTTPException(400, f"this is not JSON: {fault}") from None

    # -- sockets

    async def _socket(self, socket: WebSocket) -> None:
        client = self._hub.attach()
        if client is None:
            await socket.send_denial_response(refusal(503, f"{MAX_CLIENTS} pages are already open; close one"))
            return
        self._board.warm_up()
        try:
            await socket.accept()
            await self._converse(socket, client)
        finally:
            self._hub.detach(client)

    async def _converse(self, socket: WebSocket, client: Client) -> None:
        """Until either side ends it."""
        directions = [
            asyncio.create_task(self._send(socket, client)),
            asyncio.create_task(self._receive(socket, client)),
        ]
        await asyncio.wait(directions, return_when=asyncio.FIRST_COMPLETED)
        for direction in directions:
            direction.cancel()
        await asyncio.gather(*directions, return_exceptions=True)
        if client.closing is not None:
            with contextlib.suppress(TimeoutError, WebSocketDisconnect, RuntimeError):
                await asyncio.wait_for(socket.close(*client.closing), _CLOSE_S)

    async def _send(self, socket: WebSocket, client: Client) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            while client.closing is None:
                for text in await client.next_texts():
                    await socket.send_text(text)

    async def _receive(self, socket: WebSocket, client: Client) -> None:
        while client.closing is None:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            self._hub.receive(client, message.get("text"))


class _Files(StaticFiles):
    """The page's own files, with their types and how long they may be cached."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            response = await super().get_response(path, scope)
        except ValueError:  # a path that no file system allows, with a zero byte for example
            raise HTTPException(404) from None
        suffix = Path(path).suffix.lower()
        if suffix in _TYPES and response.status_code == 200:
            response.headers["Content-Type"] = _TYPES[suffix] + ("; charset=utf-8" if "java" in _TYPES[suffix] else "")
        if suffix in _FONTS and response.status_code == 200:
            response.headers["Content-Type"] = "application/octet-stream"
        response.headers["Cache-Control"] = "max-age=604800" if suffix in _FONTS else "no-cache"
        return response


_PLAIN: Final = {404: "not found", 405: "this method is not allowed here"}


async def _refused(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    sentence = _PLAIN.get(fault.status_code, fault.detail) if fault.detail in _DEFAULTS else fault.detail
    return refusal(fault.status_code, sentence, dict(fault.headers or {}))


_DEFAULTS: Final = ("Not Found", "Method Not Allowed")


async def _broken(request: Request, fault: Exception) -> Response:
    return refusal(500, f"this is a bug in jamd ({type(fault).__name__})")
