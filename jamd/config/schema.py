"""The settings: every key with its default, its range and the comment that config.yaml shows for it. Where a key is
also a command, range and default are those of its row in `commands`.

Parts, jam, web and osc have files of their own. `config_text` is the whole commented file; `config/load.py` reads the
one that a user has written.
"""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Final, Literal

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic import AfterValidator

from jamd.commands.choices import (
    SourceName,
    StartAt,
)
from jamd.commands.clock_rows import COUNT_IN, OFFSET, SOURCE, TEMPO
from jamd.commands.rig_rows import CLOCK_LATENCY, INPUT, LATENCY, OUTPUT
from jamd.commands.row import BPM, MS
from jamd.config.jam import Jam
from jamd.config.osc import Osc
from jamd.config.parts import Parts
from jamd.config.practice import Practice
from jamd.config.section import Ms, Section, Text
from jamd.config.web import Web
from jamd.ipc.bindings import read_binding

_PortName = Annotated[str, MinLen(INPUT.kind.shortest), MaxLen(INPUT.kind.longest)]
Backend = Literal["auto", "jack", "alsa", "coremidi", "winmm", "none"]


class Ports(Section):
    """The MIDI ports; `jamd ports` shows what this machine has. The beginning of a name is enough."""

    input: Annotated[_PortName, "your keyboard; auto: the first one found, else a port named jamd in"] = INPUT.default
    output: Annotated[_PortName, "the synth or DAW; auto: the first one found; jamd out: jamd's own port"] = (
        OUTPUT.default
    )
    backend: Annotated[Backend, "auto, jack, alsa, coremidi, winmm or none"] = "auto"
    thru: Annotated[bool, "true: what you play is sent on to the output"] = False
    latency_ms: Annotated[Ms, f"everything is sent this much earlier, {MS.takes}"] = LATENCY.default


class Clock(Section):
    """Tempo, meter, and how the band starts."""

    source: Annotated[SourceName, "who sets the tempo: internal, midi (clock in), link or follow (you)"] = (
        SOURCE.default
    )
    start: Annotated[StartAt, "auto: for a synth, or at Play on the page; now: at once; key: at a key"] = "auto"
    bpm: Annotated[
        float, Ge(BPM.low), Le(BPM.high), f"quarter notes per minute, {BPM.span}; at 140 a chart's own comes first"
    ] = TEMPO.default
    count_in: Annotated[int, Ge(0), Le(2), "bars of stick clicks before the first beat: 0, 1 or 2"] = COUNT_IN.default
    meter: Annotated[Literal["4/4", "3/4", "5/4"], "4/4; or 3/4 or 5/4, to play any tune in that"] = "4/4"
    offset_ms: Annotated[Ms, "how many ms the band plays ahead of an external clock"] = OFFSET.default
    link_start_stop: Annotated[bool, "true: start and stop together with the Link session"] = True
    send: Annotated[
        Literal[False, True, "always"], "true: MIDI clock out while the band plays; always: also while it is stopped"
    ] = False
    latency_ms: Annotated[Ms, "MIDI clock is sent earlier still, by this many ms"] = CLOCK_LATENCY.default


class Library(Section):
    """Your charts and set lists, beside the built-in tunes."""

    folder: Annotated[Text, "where they are; made when you first save one"] = "charts"
    set_list: Annotated[Text | None, "the set list that is open at the start, or null"] = None


class Tape(Section):
    """Everything that is played is recorded: a MIDI file and a log for each take."""

    folder: Annotated[Text, "where the takes go"] = "takes"
    keep: Annotated[
        Literal["always", "never"] | Annotated[int, Ge(1)],
        "always, never, or a number: only the last so many, and those that you rename",
    ] = "always"
    count_in: Annotated[bool, "false: the clicks of the count-in are not in the MIDI file"] = True


class Config(Section):
    """All settings of one run; frozen. Sections and keys as in config.yaml."""

    takes: ClassVar[dict[str, str]] = {"controls": "a list: [{midi: cc 67, does: tap}]"}
    ports: Ports = Ports()
    parts: Parts = Parts()
    clock: Clock = Clock()
    jam: Jam = Jam()
    practice: Practice = Practice()
    library: Library = Library()
    tape: Tape = Tape()
    web: Web = Web()
    osc: Osc = Osc()
    controls: Annotated[
        tuple[Annotated[Any, AfterValidator(read_binding)], ...],
        "pedals, keys and knobs (docs/pedals.md): [{midi: cc 67, does: tap}]",
    ] = ()


_HEAD: Final = """\
# jamd's settings, every key with its default. Leave out what you do not change.
# One key for one run:  jamd --set clock.bpm=180
"""


def config_text() -> str:
    """The whole config.yaml: every key, its default, its comment."""
    return _HEAD + "\n".join(_section_lines(Config, 0)) + "\n"


def _section_lines(section: type[Section], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for key, field in section.model_fields.items():
        if depth == 0:
            yield ""
        if isinstance(field.default, Section):
            yield f"{indent}{key}:  # {field.default.__doc__}"
            yield from _section_lines(type(field.default), depth + 1)
        else:
            comment = next(text for text in field.metadata if isinstance(text, str))
            yield f"{f'{indent}{key}: {_yaml(field.default)}':<31} # {comment}"


def _yaml(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, float):
        return f"{value:g}"
    return "[]" if value == () else str(value)
