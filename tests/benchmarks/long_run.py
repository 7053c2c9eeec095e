"""Does a drummer keep the time for a whole set? `python tests/benchmarks/long_run.py [--drummer seed] [--seeds 20]
[--first 0] [--bars 240] [--bpm 140] [--style auto]`, one JSON object a seed, and one of all.

The live planner in virtual time, with a keyboardist (two bars of line, one of rest), a count-in, plans that take time
and a band that is stuck now and then; beside it the render of the same keyboardist. Bars without time are told in all
(a fill or a figure may be one) and as those that follow another: outside breaks and solos, of which there are none
here, the time is lost there. `time restored` is how often the rails had to help. Twenty seeds of 240 bars take ten
minutes of a core for a network.
"""

import argparse
import json
import statistics
import sys
from pathlib import Path
from typing import Any, Final

import msgspec

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))

from virtual_band import Keys, Played, figures, keys_of, live, rendered

from jamd.band.process import make_jam
from jamd.config.process_settings import band_settings
from jamd.config.schema import Config
from jamd.music.planning.jam import Jam
from jamd.music.settings import PartSettings
from jamd.music.time.notes import Meter

COUNT_IN: Final = 2


def drums_alone(seed: int, drummer: str, style: str, meter: Meter, count_in: int) -> Jam:
    """A jam whose only player is the drummer."""
    settings = band_settings(Config(), seed)
    parts = {"drums": PartSettings(), "piano": PartSettings(enabled=False)}
    jam = msgspec.structs.replace(settings.jam, count_in=count_in, style=style, meter=meter, parts=parts)
    players = {**settings.players, "drums": drummer, "piano": "rules"}
    return make_jam(msgspec.structs.replace(settings, jam=jam, players=players, chart=None))


def row(played: Played, bars: int, meter: Meter) -> dict[str, Any]:
    return {
        **figures(played.hits, bars, meter),
        **{what: played.counted(what) for what in ("time restored", "fallback player")},
    }


def compared(seed: int, keys: Keys, options: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """The figures of both ways to play."""
    meter = Meter(3 if options.style == "waltz" else 4)

    def jam(count_in: int) -> Jam:
        return drums_alone(seed, options.drummer, options.style, meter, count_in)

    rows = {"live": row(live(jam(COUNT_IN), keys, options.bpm, options.bars, seed), options.bars, meter)}
    if not options.live_only:
        rows["render"] = row(rendered(jam(0), keys, options.bpm, options.bars), options.bars, meter)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--drummer", default="seed")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=0, help="the first seed, to share the work among cores")
    parser.add_argument("--bars", type=int, default=240)
    parser.add_argument("--bpm", type=float, default=140.0)
    parser.add_argument("--style", default="auto")
    parser.add_argument("--live-only", action="store_true")
    options = parser.parse_args()
    meter = Meter(3 if options.style == "waltz" else 4)
    found = []
    for seed in range(options.first, options.first + options.seeds):
        found.append(compared(seed, keys_of(seed, options.bars, meter), options))
        print(json.dumps({"seed": seed, **found[-1]}), flush=True)
    means = {
        way: {name: round(statistics.fmean(rows[way][name] for rows in found), 3) for name in found[0][way]}
        for way in found[0]
    }
    print(json.dumps({"drummer": options.drummer, "seeds": options.seeds, "bars": options.bars, **means}))


if __name__ == "__main__":
    main()
