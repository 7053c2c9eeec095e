"""Reads items in a child process, so that a file that crashes or hangs the parser costs one line of the report.

`python -m train.prepare.reader_process` is the child: it takes requests on standard input and answers on standard
output, both as msgpack after four bytes of length. `Reader` is the parent's side: it waits for an answer up to a time
limit. A child that hangs, crashes or exceeds its memory limit is replaced and the item reported. A `Reader` belongs
to one thread. Linux and macOS only.
"""

import os
import resource
import select
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Literal

import msgspec

from train.corpora.corpus import Unusable
from train.corpora.piece import Piece, Split
from train.corpora.registry import CORPORA
from train.prepare.align import WEAK, aligned, attacks, strength
from train.prepare.duplicates import Fingerprints, fingerprints

OffGrid = Literal["align", "drop", "keep"]
MEMORY = 4 << 30  # bytes of address space a child may have


class Request(msgspec.Struct, frozen=True):
    set: str
    directory: str
    item: str
    off_grid: OffGrid


class Facts(msgspec.Struct, frozen=True):
    """What the splits, the manifest and the report need to know about a piece."""

    set: str
    name: str
    performer: str
    tune: str
    publisher: Split | None
    licence: str
    bars: int
    counts: dict[str, int]
    strength: float | None  # of the beat grid, see train.prepare.align; None where there is too little to judge
    aligned: bool
    fingerprints: Fingerprints


class Answer(msgspec.Struct, frozen=True):
    """Pieces with their facts, or a fault."""

    pieces: list[msgspec.Raw] = []  # encoded `Piece`s, passed on without decoding
    facts: list[Facts] = []
    reason: str = ""
    detail: str = ""


def answer(request: Request) -> Answer:
    """Reads one item in this process."""
    corpus = CORPORA[request.set]
    pieces, facts = [], []
    try:
        for piece in corpus.pieces(Path(request.directory), request.item):
            mode: OffGrid = "keep" if corpus.on_grid else request.off_grid
            placed, weight = _on_grid(piece, mode)
            pieces.append(msgspec.Raw(msgspec.msgpack.encode(placed)))
            facts.append(_facts(placed, weight, placed is not piece, corpus.tunes))
    except Unusable as fault:
        return Answer(reason=fault.reason, detail=fault.detail)
    except MemoryError:
        return Answer(reason="too much memory")
    except Exception as fault:  # a damaged file can raise anything in a reader
        return Answer(reason="reader failed", detail=f"{type(fault).__name__}: {fault}"[:200])
    return Answer(pieces, facts)


def _on_grid(piece: Piece, mode: OffGrid) -> tuple[Piece, float]:
    weight = strength(attacks(piece)[:, 0])
    if mode == "keep" or not weight < WEAK:
        return piece, weight
    if mode == "drop":
        raise Unusable("off the grid", f"strength {weight:.2f}")
    return (moved := aligned(piece)), strength(attacks(moved)[:, 0])


def _facts(piece: Piece, weight: float, is_aligned: bool, tunes: bool) -> Facts:
    return Facts(
        set=piece.set,
        name=piece.name,
        performer=piece.performer,
        tune=piece.tune if tunes else "",
        publisher=piece.split,
        licence=piece.licence,
        bars=piece.bar_count,
        counts={role: len(getattr(piece, role)) for role in ("drums", "piano", "bass", "line", "onsets", "chords")},
        strength=round(weight, 4) if weight == weight else None,
        aligned=is_aligned,
        fingerprints=fingerprints(piece),
    )


class Reader:
    """Owns one child process. `seconds` is the time limit for one item."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None

    def read(self, request: Request) -> Answer:
        child = self._child or self._start()
        _send(_pipe(child.stdin), msgspec.msgpack.encode(request))
        found = _receive(_pipe(child.stdout), self._seconds)
        if isinstance(found, bytes):
            return msgspec.msgpack.decode(found, type=Answer)
        self.close()
        if found == "late":
            return Answer(reason="too slow", detail=f"over {self._seconds:g} s")
        return Answer(reason="reader crashed", detail=f"exit status {child.returncode}")

    def close(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            _pipe(self._child.stdin).close()
            _pipe(self._child.stdout).close()
            self._child = None

    def _start(self) -> "subprocess.Popen[bytes]":
        calm = {
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
        command = [sys.executable, "-m", "train.prepare.reader_process"]
        self._child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, env={**os.environ, **calm}
        )
        # The first answer says that the imports are done, so that they do not count towards an item's time.
        if not isinstance(_receive(_pipe(self._child.stdout), 120), bytes):
            raise RuntimeError(
                "the reading process does not start: run `python -m train.prepare.reader_process` to see why"
            )
        return self._child


def _pipe(end: IO[bytes] | None) -> IO[bytes]:
    assert end is not None
    return end


def _send(pipe: IO[bytes], message: bytes) -> None:
    try:
        data = memoryview(len(message).to_bytes(4, "big") + message)
        while data:
            data = data[pipe.write(data) :]
    except BrokenPipeError:
        pass  # the child has died; the missing answer shows it


def _receive(pipe: IO[bytes], seconds: float) -> bytes | Literal["late", "dead"]:
    """One message, or the reason why there is none."""
    data, wanted = bytearray(), 4
    while len(data) < wanted:
        if not select.select([pipe], [], [], seconds)[0]:
            return "late"
        some = os.read(pipe.fileno(), 1 << 20)
        if not some:
            return "dead"
        data += some
        if len(data) >= 4:
            wanted = 4 + int.from_bytes(data[:4], "big")
    return bytes(data[4:])


def main() -> None:
    """The child's loop, until standard input ends."""
    _limit_memory()
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a library prints must not be taken for an answer
    _send(answers, b"ready")
    while head := sys.stdin.buffer.read(4):
        body = sys.stdin.buffer.read(int.from_bytes(head, "big"))
        _send(answers, msgspec.msgpack.encode(answer(msgspec.msgpack.decode(body, type=Request))))


def _limit_memory() -> None:
    with suppress(ValueError, OSError):  # macOS refuses
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    main()
