"""The page's HTTP requests and web sockets (docs/api.md). The only home of starlette; answers are made elsewhere."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from starlette.websockets import WebSocket, WebSocketDisconnect

from jamd.commands.gestures import gestures_for
from jamd.commands.table import COMMANDS
from jamd.errors import FileError, Refused
from jamd.files.take_sheet import PARTS, take_sheet
from jamd.library.library import Library
from jamd.music.drawing import DrawingError, read_drawing
from jamd.stage import library_requests, settings_requests
from jamd.stage.board_process import BoardError, BoardProcess
from jamd.stage.client import Client
from jamd.stage.hub import MAX_CLIENTS, Hub
from jamd.stage.my_settings import MySettings
from jamd.stage.song import read_song
from jamd.stage.stand import StandAddress
from jamd.stage.take_folder import TakeError, TakeFolder

STATIC: Final = Path(__file__).parent / "static"
_MAX_DRAWING: Final = 256_000  # bytes
_MAX_MIDI: Final = 4_000_000
_MAX_CHART: Final = 4_000_000  # a playlist of more than a thousand tunes
_MAX_SONGS: Final = 16  # that wait, with their data
_MAX_NAME: Final = 4_000
_MAX_SMALL: Final = 64_000
_METHODS: Final = ["GET", "POST", "PATCH", "DELETE"]  # of one chart or set list
_BODY_S: Final = 10.0  # until a body has arrived
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
        self._one_take = asyncio.Semaphore(1)  # a long take needs seconds of computing
        self._songs = 0  # that wait for it

    def app(self) -> Starlette:
        take = "/api/takes/{name}"
        routes = [
            Route("/api/state", self._state),
            Route("/api/commands", self._commands),
            Route("/api/stand", self._stand),
            Route("/api/continue", self._continue, methods=["POST"]),
            *(Route(f"/api/{path}", self._settings, methods=_METHODS) for path in settings_requests.PATHS),
            Route("/api/song", self._song, methods=["POST"]),
            Route("/api/takes", self._takes),
            Route(take + ".mid", self._take),
            Route(take + ".json", self._take_as_song),
            Route(take + ".musicxml", self._take_as_sheet),
            Route(take, self._rename, methods=["PATCH"]),
            Route(take, self._delete, methods=["DELETE"]),
            Route("/api/library", self._list_library),
            *(Route(f"/api/{kind}", self._kept(kind), methods=["POST"]) for kind in library_requests.KINDS),
            *(Route(f"/api/{kind}/{{name}}", self._kept(kind), methods=_METHODS) for kind in library_requests.KINDS),
            WebSocketRoute("/ws", self._socket),
            Mount("/", _Files(directory=STATIC, html=True, check_dir=False)),
        ]
        return Starlette(routes=routes, exception_handlers={HTTPException: _refused, Exception: _broken})

    async def _state(self, request: Request) -> Response:
        return _json(self._hub.state())

    async def _commands(self, request: Request) -> Response:
        rows = [{**row.describe(), "gestures": gestures_for(row)} for row in COMMANDS.values()]
        return _json({"commands": rows})

    async def _stand(self, request: Request) -> Response:
        return _json({"addresses": await asyncio.to_thread(self._stand_addresses)})

    async def _settings(self, request: Request) -> Response:
        body = await _body(request, _MAX_SMALL) if request.method == "POST" else b""
        try:
            return _json(await self._requests.answer(request.method, request.url.path.removeprefix("/api/"), body))
        except Refused as fault:
            raise HTTPException(fault.status, str(fault)) from None

    # -- takes

    async def _takes(self, request: Request) -> Response:
        takes = await asyncio.to_thread(self._folder.takes, self._recording) if self._folder else []
        return _json({"takes": takes})

    async def _take(self, request: Request) -> Response:
        name = request.path_params["name"]
        async with self._one_take:
            midi = await self._with_folder(lambda folder: folder.midi(name, self._recording))
        saved = "download" in request.query_params
        headers = _saved_as(f"{name}.mid") if saved else {"Cache-Control": "no-store"}
        return Response(midi, media_type="audio/midi", headers=headers)

    async def _take_as_song(self, request: Request) -> Response:
        name = request.path_params["name"]
        async with self._one_take:
            return await _as_song(await self._with_folder(lambda folder: folder.midi(name, self._recording)))

    async def _take_as_sheet(self, request: Request) -> Response:
        name, part = request.path_params["name"], request.query_params.get("part", "you")
        if part not in PARTS:
            raise HTTPException(422, f"part is {' or '.join(PARTS)}")
        async with self._one_take:
            midi = await self._with_folder(lambda folder: folder.midi(name, self._recording))
            try:
                sheet = await asyncio.to_thread(take_sheet, midi, part, name)
            except FileError as fault:
                raise HTTPException(422, str(fault)) from None
        headers = _saved_as(f"{name}, {part}.musicxml")
        return Response(sheet, media_type="application/vnd.recordare.musicxml+xml", headers=headers)

    async def _song(self, request: Request) -> Response:
        data = await _body(request, _MAX_MIDI)  # first: a slow sender must not hold up those who listen
        if self._songs >= _MAX_SONGS:
            raise HTTPException(503, "too many files are waiting to be read; try again later")
        self._songs += 1
        try:
            async with self._one_take:
                return await _as_song(data)
        finally:
            self._songs -= 1

    async def _rename(self, request: Request) -> Response:
        old = request.path_params["name"]
        try:
            new = msgspec.json.decode(await _body(request, _MAX_NAME), type=dict[str, str])["name"]
        except (msgspec.DecodeError, KeyError, UnicodeError):
            raise HTTPException(400, 'the body must be {"name": "..."}') from None
        await self._with_folder(lambda folder: folder.rename(old, new, self._recording))
        self._hub.takes_changed()
        return _json({"name": new})

    async def _delete(self, request: Request) -> Response:
        name = request.path_params["name"]
        await self._with_folder(lambda folder: folder.delete(name, self._recording))
        self._hub.takes_changed()
        return _json({})

    async def _with_folder(self, act: Callable[[TakeFolder], Any]) -> Any:
        if self._folder is None:
            raise HTTPException(404, "no takes are kept: tape.keep is never")
        try:
            return await asyncio.to_thread(act, self._folder)
        except TakeError as fault:
            raise HTTPException(fault.status, str(fault)) from None
        except OSError as fault:
            raise HTTPException(404, f"the take cannot be read ({fault.strerror})") from None

    @property
    def _recording(self) -> str | None:
        return self._hub.snapshot.recording

    # -- charts and set lists

    async def _list_library(self, request: Request) -> Response:
        return _json(await asyncio.to_thread(library_requests.listing, self._library))

    def _kept(self, kind: str) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            body = await _body(request, _MAX_CHART) if request.method in ("POST", "PATCH") else b""
            asked = kind, request.method, request.path_params.get("name", "")
            try:
                answer = await asyncio.to_thread(library_requests.answer, self._library, *asked, body)
            except Refused as fault:
                raise HTTPException(fault.status, str(fault)) from None
            if request.method != "GET":
                self._hub.library_changed()
            return _json(answer)

        return answer

    # -- the board

    async def _continue(self, request: Request) -> Response:
        body = await _body(request, _MAX_DRAWING)
        try:
            drawing = read_drawing(body)
            return _json(await self._board.ask(drawing))
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
            await socket.send_denial_response(_error(503, f"{MAX_CLIENTS} pages are already open; close one"))
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


async def _as_song(data: bytes) -> Response:
    """A MIDI file as the page plays and draws it. 422 if it cannot be read."""
    try:
        return _json(await asyncio.to_thread(read_song, data))
    except FileError as fault:
        raise HTTPException(422, str(fault)) from None


async def _body(request: Request, most: int) -> bytes:
    """The body. 413 if it is larger than `most` bytes, 400 if it does not arrive."""
    if int(request.headers.get("content-length", "0")) > most:
        raise _too_large(most)
    try:
        async with asyncio.timeout(_BODY_S):
            body = bytearray()
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise _too_large(most)
            return bytes(body)
    except (TimeoutError, ClientDisconnect):
        raise HTTPException(400, "the body did not arrive") from None


def _saved_as(name: str) -> dict[str, str]:
    """The browser saves the answer under this name."""
    return {"Cache-Control": "no-store", "Content-Disposition": f"attachment; filename*=utf-8''{quote(name)}"}


def _too_large(most: int) -> HTTPException:
    return HTTPException(413, f"the body is larger than {most // 1000} kB")


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json", headers={"Cache-Control": "no-store"})


def _error(status: int, sentence: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": sentence}, status, headers)


_PLAIN: Final = {404: "not found", 405: "this method is not allowed here"}


async def _refused(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    sentence = _PLAIN.get(fault.status_code, fault.detail) if fault.detail in _DEFAULTS else fault.detail
    return _error(fault.status_code, sentence, dict(fault.headers or {}))


_DEFAULTS: Final = ("Not Found", "Method Not Allowed")


async def _broken(request: Request, fault: Exception) -> Response:
    return _error(500, f"this is a bug in jamd ({type(fault).__name__})")
