"""Asks the board, a process of its own, to continue drawings: one at a time, a few may wait.

The board is started when somebody looks at the page first, and kept; it ends when we do, since its standard input ends.
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

_PATIENCE_S: Final = 30.0  # a cold start on a slow machine, and 16 bars
_MOST_WAITING: Final = 8
_LONGEST_LINE: Final = 4_000_000  # bytes


class ContinuerError(JamdError):
    """There is no answer, and why."""


class _Said(msgspec.Struct, frozen=True):
    error: str | None = None


class Continuer:
    def __init__(self, players: dict[BandPart, str]) -> None:
        self._players = msgspec.json.encode(players).decode()
        self._board: Process | None = None
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._warming: asyncio.Task[None] | None = None

    def warm_up(self) -> None:
        """Somebody looks at the page: they may ask soon."""
        if self._warming is None:
            self._warming = asyncio.create_task(self._be_there())

    async def _be_there(self) -> None:
        async with self._turn:
            with contextlib.suppress(OSError):
                await self._started()

    async def ask(self, drawing: Drawing) -> Continuation:
        """ContinuerError where nobody can answer."""
        if self._waiting >= _MOST_WAITING:
            raise ContinuerError("too many drawings wait to be continued; ask again later")
        self._waiting += 1
        try:
            async with self._turn:
                return await asyncio.wait_for(self._asked(drawing), _PATIENCE_S)
        except TimeoutError:
            await self.close()
            raise ContinuerError(f"the players did not answer within {_PATIENCE_S:.0f} seconds") from None
        except (OSError, ValueError, asyncio.IncompleteReadError) as fault:
            await self.close()
            raise ContinuerError(f"the players cannot be asked ({type(fault).__name__}); try again") from None
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
        except BaseException:  # cancelled half-way: the next answer would be the wrong one
            self._let_go()
            raise
        if (error := msgspec.json.decode(line, type=_Said).error) is not None:
            raise ContinuerError(error)
        return msgspec.json.decode(line, type=Continuation)

    async def _started(self) -> Process:
        if self._board is None or self._board.returncode is not None:
            self._board = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", "jamd.board", self._players, stdin=PIPE, stdout=PIPE, limit=_LONGEST_LINE
            )
        return self._board

    def _let_go(self) -> None:
        if self._board is not None and self._board.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._board.kill()
        self._board = None

    async def close(self) -> None:
        board = self._board
        self._let_go()
        if board is not None:
            await board.wait()
