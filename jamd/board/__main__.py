"""`python -m jamd.board PLAYERS`: continues drawings, one JSON line in, one out, until standard input ends.

A process of its own, started by the page's server when a page is opened: the networks are computed neither in
the stage, whose tape must not wait, nor in the band, whose plans must not; and at low priority: the jam comes first.
"""

import contextlib
import os
import secrets
import signal
import sys
import time

import msgspec
from setproctitle import setproctitle

from jamd.board.continuation import go_on
from jamd.errors import JamdError
from jamd.music.drawing import DRAWN, Continuation, Drawing, DrawnNote
from jamd.music.planning.scene import Player
from jamd.music.time.notes import BandPart
from jamd.players.registry import make_player

_NICE = 10
_EXAMPLE = (DrawnNote(60, 0, 4), DrawnNote(63, 4, 8))


class Board:
    """Continues drawings with the players of these names. One thread."""

    def __init__(self, names: dict[BandPart, str]) -> None:
        self._names = names
        self._players: dict[BandPart, Player] = {}

    def warm_up(self) -> None:
        """The first run of a network is slow; one that cannot be loaded is reported when it is asked for."""
        for part in DRAWN:
            with contextlib.suppress(JamdError):
                self.answer(Drawing(part, _EXAMPLE, bars=1, seed=0))

    def answer(self, drawing: Drawing) -> Continuation:
        """JamdError where there is no player."""
        if drawing.part not in self._players:
            self._players[drawing.part] = make_player(drawing.part, self._names.get(drawing.part, ""))
        seed = secrets.randbits(32) if drawing.seed is None else drawing.seed
        began = time.perf_counter()
        notes = go_on(drawing, self._players[drawing.part], seed)
        return Continuation(notes, seed, round((time.perf_counter() - began) * 1e3, 2))


def main() -> int:
    setproctitle("jamd: board")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # we leave when our standard input ends
    with contextlib.suppress(AttributeError, OSError):
        os.nice(_NICE)
    board = Board(msgspec.json.decode(sys.argv[1], type=dict[BandPart, str]))
    board.warm_up()
    for line in sys.stdin.buffer:
        try:
            said = msgspec.json.encode(board.answer(msgspec.json.decode(line, type=Drawing)))
        except JamdError as fault:
            said = msgspec.json.encode({"error": str(fault)})
        sys.stdout.buffer.write(said + b"\n")
        sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
