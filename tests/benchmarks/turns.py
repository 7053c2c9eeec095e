"""Whether the band keeps to its turns: `python tests/benchmarks/turns.py`.

A keyboardist trades with the band in virtual time, plainly and while the form is led (a loop, another place, another
key, a vamp). Printed for each: how many of the piano's notes begin in a turn of the keyboardist or of the drums, and
how far the first note of whoever has the band's turn lies from its downbeat: the share within an eighth, p50 and p95 in
beats, early or late. A turn that the form cuts short of two beats does not count.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parents[1]))

from virtual_band import CHANNELS, LATEST, keys_of

from jamd.band.process import make_jam
from jamd.config.load import load_config
from jamd.config.process_settings import band_settings
from jamd.music.channel_messages import is_note_on
from jamd.music.events import Command
from jamd.music.planning.jam import Jam
from jamd.music.planning.turns import Turn, turns
from jamd.music.sequencing.sequencer import Sequencer
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Tick
from jamd.render import Studio

BPM: Final = 160.0
EARLY: Final = TICKS_PER_BEAT // 4  # a note may anticipate its turn, or be struck late in the one before
SHORTEST: Final = 2 * TICKS_PER_BEAT
LED: Final = (("loop", "5-8"), ("go to", "9"), ("transpose", 3), ("vamp", 2), ("play on", None), ("from the top", None))


class _Evening(Studio):
    """Commands come between the keys."""

    def __init__(self, jam: Jam, commands: dict[Tick, tuple[str, Any]]) -> None:
        super().__init__(jam, Sequencer(Meter(4), CHANNELS, LATEST), ((Tick(0), BPM),))
        self._commands = commands

    def _beats_until(self, tick: Tick) -> None:
        for at in [at for at in self._commands if at <= tick]:
            name, value = self._commands.pop(at)
            super()._beats_until(at)
            self._take(self._jam.handle(Command(name, value, self._timeline.ns_at(at))))
        super()._beats_until(tick)


def led(bars: int, seed: int) -> dict[Tick, tuple[str, Any]]:
    """A command every five to nine bars, anywhere in its bar."""
    dice, commands, bar = random.Random(seed), {}, 4
    while bar < bars - 8:
        commands[Tick(bar * Meter(4).bar + dice.randrange(Meter(4).bar))] = LED[len(commands) % len(LED)]
        bar += dice.randint(5, 9)
    return commands


def played(settings: list[str], bars: int, seed: int, is_led: bool) -> tuple[list[Turn], dict[str, list[Tick]]]:
    """The turns, and when each part strikes."""
    config = load_config(None, [*settings, "jam.mode=trade", "jam.chart=builtin:blues-in-f"])
    jam, end = make_jam(band_settings(config, seed)), Tick(bars * Meter(4).bar)
    studio = _Evening(jam, led(bars, seed) if is_led else {})
    studio.play(keys_of(seed, bars, Meter(4)), end)
    found = [turn for _, _, turn in turns(jam.settings, jam.arrangement.route, Tick(0), end)]
    return found, {part: [tick for tick, data in band if is_note_on(data)] for part, band in studio.band.items()}


def figures(found: list[Turn], struck: dict[str, list[Tick]]) -> dict[str, Any]:
    taken = [turn for turn in found if turn.end is not None and turn.end - turn.start >= SHORTEST]
    others = [turn for turn in taken if turn.who != "piano"]
    inside = [sum(t.start + EARLY <= tick < (t.end or 0) - EARLY for tick in struck["piano"]) for t in others]
    far = sorted(_distances([turn for turn in taken if turn.who != "you"], struck))
    silent = [count == 0 for turn, count in zip(others, inside, strict=True) if turn.who == "you"]
    alone = [count == 0 for turn, count in zip(others, inside, strict=True) if turn.who == "drums"]
    return {
        "piano silent in your turns": [sum(silent), len(silent)],
        "piano silent in the drums' turns": [sum(alone), len(alone)],
        "band's turns": len(far),
        "begun within an eighth": sum(distance <= 0.5 for distance in far),
        "p50 beats": round(far[len(far) // 2], 2) if far else None,
        "p95 beats": round(far[int(0.95 * (len(far) - 1))], 2) if far else None,
    }


def _distances(own: list[Turn], struck: dict[str, list[Tick]]) -> Iterator[float]:
    for turn in own:
        onsets = [tick for tick in struck[turn.who] if turn.start - EARLY <= tick < (turn.end or 0)]
        yield abs(onsets[0] - turn.start) / TICKS_PER_BEAT if onsets else float("inf")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bars", type=int, default=96)
    parser.add_argument("--seeds", type=int, default=2)
    args = parser.parse_args()
    for partner in ("piano", "drums", "both"):
        for is_led in (False, True):
            found: list[Turn] = []
            struck: dict[str, list[Tick]] = {"piano": [], "drums": []}
            rows = []
            for seed in range(1, args.seeds + 1):
                settings = [f"jam.trade_with={partner}", f"jam.trade_bars={(4, 2, 1, 8)[seed % 4]}"]
                found, struck = played(settings, args.bars, seed, is_led)
                rows.append(figures(found, struck))
            print(json.dumps({"with": partner, "led": is_led, "seeds": rows}), flush=True)


if __name__ == "__main__":
    main()
