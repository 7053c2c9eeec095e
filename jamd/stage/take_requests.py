"""The page's requests about takes: their list, each as MIDI, as what the page plays, and as a sheet; and about MIDI
files that somebody opens on the page."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jamd.errors import FileError
from jamd.files.take_sheet import PARTS, take_sheet
from jamd.stage.answers import as_json, body_of, saved_as
from jamd.stage.hub import Hub
from jamd.stage.song import read_song
from jamd.stage.take_folder import TakeError, TakeFolder

_MAX_MIDI: Final = 4_000_000  # bytes
_MAX_SONGS: Final = 16  # that wait, with their data
_MAX_NAME: Final = 4_000
_TAKE: Final = "/api/takes/{name}"


class TakeRequests:
    """Owned by the page's event loop. `folder`: None where no takes are kept."""

    def __init__(self, hub: Hub, folder: TakeFolder | None) -> None:
        self._hub, self._folder = hub, folder
        self._one_take = asyncio.Semaphore(1)  # a long take needs seconds of computing
        self._songs = 0  # that wait for it

    def routes(self) -> list[Route]:
        """What the server answers here."""
        return [
            Route("/api/song", self._song, methods=["POST"]),
            Route("/api/takes", self._takes),
            Route(_TAKE + ".mid", self._take),
            Route(_TAKE + ".json", self._take_as_song),
            Route(_TAKE + ".musicxml", self._take_as_sheet),
            Route(_TAKE, self._rename, methods=["PATCH"]),
            Route(_TAKE, self._delete, methods=["DELETE"]),
        ]

    async def _takes(self, request: Request) -> Response:
        takes = await asyncio.to_thread(self._folder.takes, self._recording) if self._folder else []
        return as_json({"takes": takes})

    async def _take(self, request: Request) -> Response:
        name = request.path_params["name"]
        async with self._one_take:
            midi = await self._with_folder(lambda folder: folder.midi(name, self._recording))
        saved = "download" in request.query_params
        headers = saved_as(f"{name}.mid") if saved else {"Cache-Control": "no-store"}
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
        headers = saved_as(f"{name}, {part}.musicxml")
        return Response(sheet, media_type="application/vnd.recordare.musicxml+xml", headers=headers)

    async def _song(self, request: Request) -> Response:
        data = await body_of(request, _MAX_MIDI)  # first: a slow sender must not hold up those who listen
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
            new = msgspec.json.decode(await body_of(request, _MAX_NAME), type=dict[str, str])["name"]
        except (msgspec.DecodeError, KeyError, UnicodeError):
            raise HTTPException(400, 'the body must be {"name": "..."}') from None
        await self._with_folder(lambda folder: folder.rename(old, new, self._recording))
        self._hub.takes_changed()
        return as_json({"name": new})

    async def _delete(self, request: Request) -> Response:
        name = request.path_params["name"]
        await self._with_folder(lambda folder: folder.delete(name, self._recording))
        self._hub.takes_changed()
        return as_json({})

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


async def _as_song(data: bytes) -> Response:
    """A MIDI file as the page plays and draws it. 422 if it cannot be read."""
    try:
        return as_json(await asyncio.to_thread(read_song, data))
    except FileError as fault:
        raise HTTPException(422, str(fault)) from None
