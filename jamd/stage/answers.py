"""What the page's requests have in common: a body that is bounded, and answers in JSON."""

import asyncio
from typing import Final
from urllib.parse import quote

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

_BODY_S: Final = 10.0  # until a body has arrived


async def body_of(request: Request, most: int) -> bytes:
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


def saved_as(name: str) -> dict[str, str]:
    """The browser saves the answer under this name."""
    return {"Cache-Control": "no-store", "Content-Disposition": f"attachment; filename*=utf-8''{quote(name)}"}


def _too_large(most: int) -> HTTPException:
    return HTTPException(413, f"the body is larger than {most // 1000} kB")


def as_json(value: object) -> Response:
    """An answer that no browser keeps."""
    return Response(msgspec.json.encode(value), media_type="application/json", headers={"Cache-Control": "no-store"})


def refusal(status: int, sentence: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """A refusal, in one sentence."""
    return JSONResponse({"error": sentence}, status, headers)
