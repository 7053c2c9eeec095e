"""Starts the board, a process of its own, and asks it to continue drawings: one at a time, and a few may wait.

It is started when a page is first opened, and kept. It ends when this process does, because its standard input ends.
"""

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process
from typing import Final

import msgspec

from jamd.errors import JamdError
from jamd.music.drawing import Continuation, Drawing
from jamd.music.time.notes import BandPart

_TIMEOUT_S: Final = 30.0  # a cold start on a slow machine, and 16 bars
_MAX_WAITING: Final = 8
_MAX_LINE: Final = 4_000_000  # bytes


class BoardError(JamdError):
    """Why there is no answer."""


class _Answer(msgspec.Struct, frozen=True):
    error: str | None = None


class BoardProcess:
    def __init__(self, players: dict[BandPart, str]) -> None:
        self._players = msgspec.json.encode(players).decode()
        self._process: Process | None = None
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._warming: asyncio.Task[None] | None = None

    def warm_up(self) -> None:
        """A page has been opened: it may ask soon."""
        if self._warming is None:
            self._warming = asyncio.create_task(self._start())

    async def _start(self) -> None:
        async with self._turn:
            with contextlib.suppress(OSError):
                await self._started()

    async def ask(self, drawing: Drawing) -> Continuation:
        """BoardError if it cannot be done."""
        if self._waiting >= _MAX_WAITING:
            raise BoardError("too many drawings are waiting to be continued; try again later")
        self._waiting += 1
        try:
            async with self._turn:
                return await asyncio.wait_for(self._asked(drawing), _TIMEOUT_S)
        except TimeoutError:
            await self.close()
            raise BoardError(f"the player did not answer within {_TIMEOUT_S:.0f} seconds") from None
        except (OSError, ValueError, asyncio.IncompleteReadError) as fault:
            await self.close()
            raise BoardError(f"the player could not be reached ({type(fault).__name__}); try again") from None
        finally:
            self._waiting -= 1

    async def _asked(self, drawing: Drawing) -> Continuation:
        board = await self._started()
        assert board.stdin is not None
        assert board.stdout is not None
        try:
            board.stdin.write(msgspec.json.encode(drawing) + b"\n")
            await board.stdin.drain()
            line = await board.stdout.readuntil(b"\n")
        except BaseException:  # cancelled half-way: the next answer would belong to this drawing
            self._kill()
            raise
        if (error := msgspec.json.decode(line, type=_Answer).error) is not None:
            raise BoardError(error)
        return msgspec.json.decode(line, type=Continuation)

    async def _started(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", "jamd.board", self._players, stdin=PIPE, stdout=PIPE, limit=_MAX_LINE
            )
        return self._process

    def _kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        self._process = None

    async def close(self) -> None:
        process = self._process
        self._kill()
        if process is not None:
            await process.wait()
