"""The settings: every key with its default, its range and the comment that config.yaml shows for it. Where a key is
also a command, range and default are those of its row in `commands/table.py`.

`config_text` is the whole commented file; `config/load.py` reads the one that a user has written.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal, get_args

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

from jamd.commands.choices import (
    AskedStyle,
    Harmony,
    Mode,
    SourceName,
    Spelling,
    Style,
    TagBars,
    TradeBars,
    TradeWith,
    When,
)
from jamd.commands.player_table import DEFAULT_PLAYERS, names, summary
from jamd.commands.table import (
    BPM,
    BUILD,
    BUSY,
    CHART,
    CLOCK_LATENCY,
    COUNT_IN,
    ENABLED,
    FINAL_HIT,
    FOLLOW,
    HARMONY,
    INPUT,
    INTENSITY,
    LATENCY,
    MODE,
    MS,
    NOTE,
    OFFSET,
    OUTPUT,
    OUTSIDE,
    PART_LATENCY,
    PIANO_BUSY,
    PIANO_FOLLOW,
    REGISTER,
    RESTLESS,
    RITARDANDO,
    SEMITONES,
    SOURCE,
    SPELLING,
    SPLIT,
    STYLE,
    SWING,
    TAG,
    TEMPERATURE,
    TEMPO,
    TRADE_BARS,
    TRADE_WITH,
    UP_TO_ONE,
    UP_TO_TWO,
    VOLUME,
    WHEN,
)
from jamd.config.bindings import read_binding
from jamd.music.time.notes import TICKS_PER_BEAT, Tick

if TYPE_CHECKING:
    DrumsPlayer = str
    PianoPlayer = str
else:
    DrumsPlayer = Literal[names("drums")]
    PianoPlayer = Literal[names("piano")]

Text = Annotated[str, MinLen(1)]
_PortName = Annotated[str, MinLen(INPUT.kind.shortest), MaxLen(INPUT.kind.longest)]
STYLES: Final = ", ".join(get_args(Style))
_Ms = Annotated[float, Ge(MS.low), Le(MS.high)]
_UpToTwo = Annotated[float, Ge(UP_TO_TWO.low), Le(UP_TO_TWO.high)]
_UpToOne = Annotated[float, Ge(UP_TO_ONE.low), Le(UP_TO_ONE.high)]
_Semitones = Annotated[float, Ge(SEMITONES.low), Le(SEMITONES.high)]
_MidiNote = Annotated[int, Ge(int(NOTE.low)), Le(int(NOTE.high))]
_Swing = Annotated[float, Ge(SWING.kind.low), Le(SWING.kind.high)]
_Intensity = Annotated[float, Ge(INTENSITY.kind.low), Le(INTENSITY.kind.high)]
Backend = Literal["auto", "jack", "alsa", "coremidi", "winmm", "none"]


class _Section(BaseModel):
    """A group of keys. Its docstring and the texts in the keys' types are the comments of config.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True, allow_inf_nan=False)
    takes: ClassVar[dict[str, str]] = {}  # what to say that a key takes, where its type does not say it

    @model_validator(mode="before")
    @classmethod
    def _all_commented_out(cls, given: Any) -> Any:
        return {} if given is None else given


class Ports(_Section):
    """The MIDI ports; `jamd ports` shows what this machine has. The beginning of a name is enough."""

    input: Annotated[_PortName, "your keyboard; auto: the first one found, else a port named jamd in"] = INPUT.default
    output: Annotated[_PortName, "the synth or DAW; auto: the first one found; jamd out: jamd's own port"] = (
        OUTPUT.default
    )
    backend: Annotated[Backend, "auto, jack, alsa, coremidi, winmm or none"] = "auto"
    thru: Annotated[bool, "true: what you play is sent on to the output"] = False
    latency_ms: Annotated[_Ms, f"everything is sent this much earlier, {MS.takes}"] = LATENCY.default


class _Musician(_Section):
    enabled: Annotated[bool, "false: nobody plays this part"] = ENABLED.default
    player: str
    channel: Annotated[int, Ge(1), Le(16), "MIDI channel, 1 to 16"]
    temperature: Annotated[_UpToTwo, f"{UP_TO_TWO.span}; 1: as trained; towards 0: the most likely notes"] = (
        TEMPERATURE.default
    )
    volume: Annotated[_UpToTwo, f"{UP_TO_TWO.span}; scales the velocities"] = VOLUME.default
    latency_ms: Annotated[_Ms, "this part is sent earlier still, by this many ms"] = PART_LATENCY.default


class Drums(_Musician):
    """The drummer."""

    player: Annotated[DrumsPlayer, summary("drums")] = DEFAULT_PLAYERS["drums"]
    channel: Annotated[int, Ge(1), Le(16), "MIDI channel, 1 to 16"] = 10


class Piano(_Musician):
    """The pianist."""

    player: Annotated[PianoPlayer, summary("piano")] = DEFAULT_PLAYERS["piano"]
    channel: Annotated[int, Ge(1), Le(16), "MIDI channel, 1 to 16"] = 1
    busy: Annotated[_UpToTwo, f"how many chords and notes it plays, {UP_TO_TWO.span}"] = PIANO_BUSY.default
    follow: Annotated[_UpToOne, f"how strongly it answers you, {UP_TO_ONE.span}"] = PIANO_FOLLOW.default
    register_semitones: Annotated[_Semitones, f"lower or higher than usual, {SEMITONES.span}"] = REGISTER.default
    restless: Annotated[_UpToOne, "0: settled, on the beat; 1: nervous, pushing off the beat"] = RESTLESS.default
    outside: Annotated[_UpToTwo, f"how far from the chords, {UP_TO_TWO.span}; 1: as jazz pianists do"] = OUTSIDE.default


class Parts(_Section):
    """The band."""

    drums: Drums = Drums()
    piano: Piano = Piano()


class Clock(_Section):
    """Tempo, meter, and how the band starts."""

    source: Annotated[SourceName, "who sets the tempo: internal, midi (clock in), link or follow (you)"] = (
        SOURCE.default
    )
    start: Annotated[Literal["now", "key"], "now: count in when the band is ready; key: at your first key"] = "now"
    bpm: Annotated[
        float, Ge(BPM.low), Le(BPM.high), f"quarter notes per minute, {BPM.span}; at 140 a chart's own comes first"
    ] = TEMPO.default
    count_in: Annotated[int, Ge(0), Le(2), "bars of stick clicks before the first beat: 0, 1 or 2"] = COUNT_IN.default
    meter: Annotated[Literal["4/4", "3/4", "5/4"], "4/4; or 3/4 or 5/4, to play any tune in that"] = "4/4"
    offset_ms: Annotated[_Ms, "how many ms the band plays ahead of an external clock"] = OFFSET.default
    link_start_stop: Annotated[bool, "true: start and stop together with the Link session"] = True
    send: Annotated[
        Literal[False, True, "always"], "true: MIDI clock out while the band plays; always: also while it is stopped"
    ] = False
    latency_ms: Annotated[_Ms, "MIDI clock is sent earlier still, by this many ms"] = CLOCK_LATENCY.default


class Jam(_Section):
    """What the band plays, and how."""

    takes = {"chart": "a file, builtin:NAME or null"}
    mode: Annotated[Mode, MODE.kind.takes] = MODE.default
    trade_bars: Annotated[TradeBars, f"length of a trade: {TRADE_BARS.kind.takes}"] = TRADE_BARS.default
    trade_first: Annotated[Literal["you", "band"], "who trades first: you or band"] = "you"
    trade_with: Annotated[TradeWith, f"who trades with you: {TRADE_WITH.kind.takes}"] = TRADE_WITH.default
    chart: Annotated[Text | None, "a chart's file, builtin:NAME, or null for none"] = CHART.default
    harmony: Annotated[Harmony, "chart: the chart is right; follow: your chords are"] = HARMONY.default
    spelling: Annotated[Spelling, f"how chord symbols are written: {SPELLING.kind.takes}"] = SPELLING.default
    split: Annotated[_MidiNote, "127: chords are heard in all keys; less: only in keys below this MIDI note"] = (
        SPLIT.default
    )
    when: Annotated[When, f"you lead the form from the next one on: {WHEN.kind.takes}"] = WHEN.default
    tag: Annotated[TagBars, "bars that are played once more before the end: 0, 2 or 4"] = TAG.default
    ritardando: Annotated[bool, "true: the band slows down into the end"] = RITARDANDO.default
    final_hit: Annotated[bool, "true: the end is a last hit that rings"] = FINAL_HIT.default
    style: Annotated[AskedStyle, f"the chart's; or {STYLES}"] = STYLE.default
    busy: Annotated[_UpToTwo, f"how many notes the drummer plays, {UP_TO_TWO.span}"] = BUSY.default
    follow: Annotated[_UpToOne, f"how strongly the drummer answers you, {UP_TO_ONE.span}"] = FOLLOW.default
    build: Annotated[bool, "true: more intensity with every chorus"] = BUILD.default
    swing: Annotated[Literal["auto"] | _Swing, f"auto: depends on the tempo; or {SWING.kind.takes}"] = "auto"
    intensity: Annotated[Literal["auto"] | _Intensity, f"auto: follows yours; or {INTENSITY.kind.span}"] = "auto"
    commit: Annotated[
        Literal["1/4", "1/8", "1/16"], "notes closer than this are no longer changed: 1/4, 1/8 or 1/16 note"
    ] = "1/8"
    lookahead: Annotated[
        Literal["1 bar", "2 bars", "4 bars"], "how far ahead the band plans: 1 bar, 2 bars or 4 bars"
    ] = "1 bar"
    max_late_ms: Annotated[float, Ge(1), Le(500), "a note that would be later than this is left out, 1 to 500 ms"] = (
        25.0
    )
    seed: Annotated[
        Annotated[int, Ge(0), Le(2**63 - 1)] | None, "a number: the same notes every time; null: new ones each time"
    ] = None

    @property
    def commit_ticks(self) -> Tick:
        """Length of the commit horizon."""
        return Tick(4 * TICKS_PER_BEAT // int(self.commit.partition("/")[2]))

    @property
    def lookahead_bars(self) -> int:
        """Whole bars behind the sounding one that a plan reaches."""
        return int(self.lookahead.split()[0])


class Library(_Section):
    """Your charts and set lists, beside the built-in tunes."""

    folder: Annotated[Text, "where they are; made when you first save one"] = "charts"
    set_list: Annotated[Text | None, "the set list that is open at the start, or null"] = None


class Tape(_Section):
    """Everything that is played is recorded: a MIDI file and a log for each take."""

    folder: Annotated[Text, "where the takes go"] = "takes"
    keep: Annotated[Literal["always", "never"], "always or never"] = "always"


_SHORTEST_TOKEN: Final = 8
_THIS_MACHINE: Final = ("127.0.0.1", "::1", "localhost")


def _not_guessed(token: str | None) -> str | None:
    if token is not None and len(token) < _SHORTEST_TOKEN:
        raise ValueError(f"a token of fewer than {_SHORTEST_TOKEN} characters can be guessed; use a longer one")
    return token


class Web(_Section):
    """The page in the browser."""

    enabled: Annotated[bool, "false: no page"] = True
    host: Annotated[Text, "127.0.0.1: this machine only; any other address needs a token"] = "127.0.0.1"
    port: Annotated[int, Ge(1), Le(65535), "1 to 65535"] = 8765
    token: Annotated[
        str | None, AfterValidator(_not_guessed), "the page's password, 8 letters or more; better in JAMD_WEB_TOKEN"
    ] = None

    @model_validator(mode="after")
    def _other_machines_need_a_token(self) -> "Web":
        if self.host not in _THIS_MACHINE and self.token is None:
            raise ValueError(f"host {self.host} is open to other machines: set a token")
        return self


class Config(_Section):
    """All settings of one run; frozen. Sections and keys as in config.yaml."""

    takes = {"controls": "a list: [{midi: cc 67, does: tap}]"}
    ports: Ports = Ports()
    parts: Parts = Parts()
    clock: Clock = Clock()
    jam: Jam = Jam()
    library: Library = Library()
    tape: Tape = Tape()
    web: Web = Web()
    controls: Annotated[
        tuple[Annotated[Any, AfterValidator(read_binding)], ...],
        "pedals and keys that give commands: [{midi: cc 67, does: tap}]",
    ] = ()


_HEAD: Final = """\
# jamd's settings, every key with its default. Leave out what you do not change.
# One key for one run:  jamd --set clock.bpm=180
"""


def config_text() -> str:
    """The whole config.yaml: every key, its default, its comment."""
    return _HEAD + "\n".join(_section_lines(Config, 0)) + "\n"


def _section_lines(section: type[_Section], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for key, field in section.model_fields.items():
        if depth == 0:
            yield ""
        if isinstance(field.default, _Section):
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
