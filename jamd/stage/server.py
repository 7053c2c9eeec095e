"""Serving HTTP and sockets on one port, patiently but not for ever. The home of uvicorn.

uvicorn bounds what is asked, not how long it takes: who connects and asks nothing, and who does not read what was
answered, is let go here, so that nobody can hold the page's doors open.
"""

import asyncio
import logging
import socket
from collections.abc import Callable
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from jamd.errors import DeviceError

_ASK_S: Final = 10.0  # until a request is there, whole
_READ_S: Final = 10.0  # until a full buffer moves
_FAREWELL_S: Final = 2.0  # until a socket that we close has closed, too
_MOST_CONNECTIONS: Final = 100
_LARGEST_MESSAGE: Final = 65_536  # bytes
_LARGEST_HEAD: Final = 16_384
_SEND_BUFFER: Final = 131_072  # bytes that the system keeps for one reader; else it grows to megabytes


class _Fuse:
    """Cuts a connection after a while, unless it is put out before."""

    def __init__(self, transport: asyncio.Transport, seconds: float) -> None:
        self._transport = transport
        self._seconds = seconds
        self._timer: asyncio.TimerHandle | None = None

    def light(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._seconds, self._transport.abort)

    def put_out(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class _WantsReaders(asyncio.Protocol):
    """A peer that takes nothing for too long is cut off."""

    _read: _Fuse

    def pause_writing(self) -> None:
        super().pause_writing()
        self._read.light()

    def resume_writing(self) -> None:
        self._read.put_out()
        super().resume_writing()


class _PatientHttp(_WantsReaders, H11Protocol):
    _ask: _Fuse

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._ask, self._read = _Fuse(transport, _ASK_S), _Fuse(transport, _READ_S)
        self._ask.light()
        if len(self.connections) > _MOST_CONNECTIONS:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.transport.get_protocol() is not self:
            return  # it is a socket now
        if self.cycle is None or self.cycle.response_complete:
            self._ask.light()
        else:
            self._ask.put_out()

    def handle_websocket_upgrade(self, event: Any) -> None:
        self._ask.put_out()
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        self._ask.put_out()
        self._read.put_out()
        super().connection_lost(exc)


class _PatientSocket(_WantsReaders, WebSocketsSansIOProtocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._read = _Fuse(self.transport, _READ_S)
        self.close_timeout = _FAREWELL_S

    def connection_lost(self, exc: Exception | None) -> None:
        self._read.put_out()
        super().connection_lost(exc)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; DeviceError, one sentence, where the port cannot be had."""
    try:
        family, kind, number, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        door = socket.socket(family, kind, number)
    except OSError as fault:
        raise DeviceError(f"no page: {host} is no address of this machine ({fault.strerror})") from None
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows, where SO_REUSEADDR would let two programs share a port
            door.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
        door.bind(address)
        door.listen(64)
    except OSError as fault:
        door.close()
        why = f"port {port} cannot be had ({(fault.strerror or str(fault)).lower()})"
        raise DeviceError(f"no page: {why}; the band plays on; --port N takes another") from None
    return door


class Server:
    """Runs in the event loop of whoever calls `serve`. uvicorn sets no signal handlers outside a main thread."""

    def __init__(self, app: Any, say: Callable[[str], None]) -> None:
        _hear_errors(say)
        config = uvicorn.Config(
            app,
            http=_PatientHttp,
            ws=_PatientSocket,
            lifespan="off",
            loop="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=_MOST_CONNECTIONS,
            backlog=64,
            h11_max_incomplete_event_size=_LARGEST_HEAD,
            ws_max_size=_LARGEST_MESSAGE,
            ws_ping_interval=20.0,
            ws_ping_timeout=20.0,
            ws_per_message_deflate=False,  # nothing is compressed here, and nothing can explode
            timeout_keep_alive=10,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)

    async def serve(self, door: socket.socket) -> None:
        """Until `leave`."""
        await self._server.serve([door])

    def leave(self) -> None:
        """Any thread."""
        self._server.should_exit = True


class _Errors(logging.Handler):
    def __init__(self, say: Callable[[str], None]) -> None:
        super().__init__(logging.ERROR)
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        fault = record.exc_info[1] if record.exc_info else None
        what = f"{type(fault).__name__}: {fault}" if fault else record.getMessage()
        self._say(f"the page's server has a bug of ours ({what})")


def _hear_errors(say: Callable[[str], None]) -> None:
    """Bugs become one line; what strangers do wrong is not worth one."""
    for name in ("uvicorn", "uvicorn.error", "asyncio"):
        logger = logging.getLogger(name)
        logger.handlers = [_Errors(say)] if name != "uvicorn.error" else []
        logger.propagate = name == "uvicorn.error"
