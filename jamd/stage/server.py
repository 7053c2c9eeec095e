"""Serves HTTP and web sockets on one port, with timeouts. The only home of uvicorn.

uvicorn limits the size of requests, but not their duration. Clients that connect and send nothing, or do not read
their answers, are disconnected here after a while. If there are too many connections, one that waits for its client
makes room: the oldest one of the address that has most of them. So nobody can use up the connections.
"""

import asyncio
import logging
import socket
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from jamd.errors import DeviceError

_REQUEST_S: Final = 10.0  # until a whole request has arrived
_READ_S: Final = 10.0  # until a full send buffer moves
_CLOSE_S: Final = 2.0  # until the other end has closed a web socket, too
_MAX_CONNECTIONS: Final = 100
_MAX_REQUESTS: Final = 1000  # at work, most of them of clients that have just gone
_MAX_MESSAGE: Final = 65_536  # bytes
_MAX_HEAD: Final = 16_384
_SEND_BUFFER: Final = 131_072  # bytes that the system buffers for one reader; otherwise it grows to megabytes


class _Timeout:
    """Aborts a connection after a while, unless it is cancelled before."""

    def __init__(self, transport: asyncio.Transport, seconds: float) -> None:
        self._transport = transport
        self._seconds = seconds
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._seconds, self._transport.abort)

    @property
    def runs(self) -> bool:
        return self._timer is not None

    def cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class _LimitsReading(asyncio.Protocol):
    """Disconnects a peer that reads nothing for too long."""

    _read: _Timeout

    def pause_writing(self) -> None:
        super().pause_writing()
        self._read.start()

    def resume_writing(self) -> None:
        self._read.cancel()
        super().resume_writing()


class _TimedHttp(_LimitsReading, H11Protocol):
    _request: _Timeout
    _began: float

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._request, self._read = _Timeout(transport, _REQUEST_S), _Timeout(transport, _READ_S)
        self._request.start()
        self._began = asyncio.get_running_loop().time()
        if len(self.connections) > _MAX_CONNECTIONS:
            self._make_room()

    def _make_room(self) -> None:
        waiting = [other for other in self.connections if isinstance(other, _TimedHttp) and other.waits]
        crowds = Counter(other.address for other in waiting)
        one = max(waiting, key=lambda other: (crowds[other.address], -other._began), default=self)
        self.connections.discard(one)  # now: more may come before it is told
        one.transport.abort()

    @property
    def address(self) -> str:
        return self.client[0] if self.client else ""

    @property
    def waits(self) -> bool:
        """For its client: for a request, the rest of one, or the reading of an answer."""
        return self.cycle is None or self.cycle.response_complete or self.cycle.more_body or self._read.runs

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.transport.get_protocol() is not self:
            return  # it is a web socket now
        if self.cycle is None or self.cycle.response_complete:
            self._request.start()
        else:
            self._request.cancel()

    def handle_websocket_upgrade(self, event: Any) -> None:
        self._request.cancel()
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        self._request.cancel()
        self._read.cancel()
        super().connection_lost(exc)


class _TimedWebSocket(_LimitsReading, WebSocketsSansIOProtocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._read = _Timeout(self.transport, _READ_S)
        self.close_timeout = _CLOSE_S

    def connection_lost(self, exc: Exception | None) -> None:
        self._read.cancel()
        super().connection_lost(exc)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. DeviceError, in one sentence, if the port is not available."""
    try:
        family, kind, number, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, number)
    except OSError as fault:
        raise DeviceError(f"no page: {host} is not an address of this machine ({fault.strerror})") from None
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows, where SO_REUSEADDR would let two programs share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
        listener.bind(address)
        listener.listen(64)
    except OSError as fault:
        listener.close()
        why = f"port {port} is not available ({(fault.strerror or str(fault)).lower()})"
        raise DeviceError(f"no page: {why}; the band still plays; use another port with --port N") from None
    return listener


class Server:
    """Runs in the event loop that calls `serve`. uvicorn installs no signal handlers outside the main thread."""

    def __init__(self, app: Any, say: Callable[[str], None]) -> None:
        _report_errors(say)
        config = uvicorn.Config(
            app,
            http=_TimedHttp,
            ws=_TimedWebSocket,
            lifespan="off",
            loop="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=_MAX_REQUESTS,
            backlog=64,
            h11_max_incomplete_event_size=_MAX_HEAD,
            ws_max_size=_MAX_MESSAGE,
            ws_ping_interval=20.0,
            ws_ping_timeout=20.0,
            ws_per_message_deflate=False,  # so that no small message can expand into a huge one
            timeout_keep_alive=10,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)

    async def serve(self, listener: socket.socket) -> None:
        """Until `leave`."""
        await self._server.serve([listener])

    def leave(self) -> None:
        """May be called from any thread."""
        self._server.should_exit = True


class _Errors(logging.Handler):
    def __init__(self, say: Callable[[str], None]) -> None:
        super().__init__(logging.ERROR)
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        fault = record.exc_info[1] if record.exc_info else None
        what = f"{type(fault).__name__}: {fault}" if fault else record.getMessage()
        self._say(f"the page's server hit a bug in jamd ({what})")


def _report_errors(say: Callable[[str], None]) -> None:
    """A bug becomes one line; a bad request does not."""
    for name in ("uvicorn", "uvicorn.error", "asyncio"):
        logger = logging.getLogger(name)
        logger.handlers = [_Errors(say)] if name != "uvicorn.error" else []
        logger.propagate = name == "uvicorn.error"
