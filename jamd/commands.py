"""What a person may wish while the band plays, whoever says it (page, pedal, key): the name, what kind of value it
takes, and how that is said. `takes` completes the sentence '<name> takes ...'."""

from typing import Annotated, Any, Final, NamedTuple

from msgspec import Meta

from jamd.clock.settings import Ramp, Sending, SourceName
from jamd.music.planning.controls import CONTROLS, Bpm, LatencyMs
from jamd.music.time.notes import BAND

_PortName = Annotated[str, Meta(min_length=1, max_length=200)]
_MOST_CHART: Final = 20_000  # characters


class Wish(NamedTuple):
    kind: Any
    takes: str


_NOTHING: Final = Wish(None, "no value")
_MS: Final = Wish(LatencyMs, "-500 to 500 ms")

WISHES: Final[dict[str, Wish]] = {
    "start": _NOTHING,
    "stop": _NOTHING,
    "ending": _NOTHING,
    "panic": _NOTHING,
    "ports": _NOTHING,
    "tap": _NOTHING,
    "tempo": Wish(Bpm, "30 to 400 beats a minute"),
    "nudge": _MS,
    "ramp": Wish(Ramp, "a tempo and a number of beats: [90, 8]"),
    "source": Wish(SourceName, "internal, midi, link or follow"),
    "clock.offset": _MS,
    "clock.send": Wish(Sending, "never, playing or always"),
    "clock.latency": _MS,
    "latency": _MS,
    **{f"{part}.latency": _MS for part in BAND},
    "input": Wish(_PortName, "the name of a port"),
    "output": Wish(_PortName, "the name of a port"),
    "chart": Wish(Annotated[str, Meta(max_length=_MOST_CHART)] | None, "builtin:NAME, the text of a grid, or null"),
    **{f"{part}.player": Wish(str, "the name of a player") for part in BAND},
    **{name: Wish(control.kind, control.takes) for name, control in CONTROLS.items()},
}
