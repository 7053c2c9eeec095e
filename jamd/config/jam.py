"""`jam:` in config.yaml: what the band plays, and how."""

from typing import Annotated, ClassVar, Final, Literal, get_args

from annotated_types import Ge, Le
from pydantic import AfterValidator

from jamd.commands.choices import (
    AskedStyle,
    Harmony,
    Mode,
    Spelling,
    Style,
    TagBars,
    TradeBars,
    TradeWith,
    When,
)
from jamd.commands.form_rows import CHART, FINAL_HIT, RITARDANDO, TAG, WHEN
from jamd.commands.intensity_rows import AMOUNT, ARC, ATTACK, BEATS, HEIGHT, RELEASE
from jamd.commands.jam_rows import (
    BUILD,
    BUSY,
    FOLLOW,
    HARMONY,
    INTENSITY,
    MODE,
    SOLO_CHORUSES,
    SOLO_ORDER,
    SPELLING,
    SPLIT,
    STYLE,
    SWING,
    TRADE_BARS,
    TRADE_WITH,
)
from jamd.commands.row import NOTE, UP_TO_ONE, UP_TO_TWO
from jamd.config.section import Section, Text, UpToOne, UpToTwo
from jamd.music.time.notes import TICKS_PER_BEAT, Tick

STYLES: Final = ", ".join(get_args(Style))
_MidiNote = Annotated[int, Ge(int(NOTE.low)), Le(int(NOTE.high))]
_Swing = Annotated[float, Ge(SWING.kind.low), Le(SWING.kind.high)]
_Choruses = Annotated[int, Ge(int(SOLO_CHORUSES.kind.low)), Le(int(SOLO_CHORUSES.kind.high))]
_Beats = Annotated[float, Ge(BEATS.low), Le(BEATS.high)]
_Intensity = Annotated[float, Ge(INTENSITY.kind.low), Le(INTENSITY.kind.high)]


def _in_order(names: str) -> str:
    try:
        return SOLO_ORDER.kind.read(names)
    except ValueError:
        raise ValueError(f"use {SOLO_ORDER.kind.takes}") from None


class Jam(Section):
    """What the band plays, and how."""

    takes: ClassVar[dict[str, str]] = {"chart": "a file, a title of the library, builtin:NAME or null"}
    mode: Annotated[Mode, MODE.kind.takes] = MODE.default
    trade_bars: Annotated[TradeBars, f"length of a trade: {TRADE_BARS.kind.takes}"] = TRADE_BARS.default
    trade_first: Annotated[Literal["you", "band"], "who trades first: you or band"] = "you"
    trade_with: Annotated[TradeWith, f"who trades with you: {TRADE_WITH.kind.takes}"] = TRADE_WITH.default
    solo_order: Annotated[str, AfterValidator(_in_order), "mode tune: the head, these solos, the head out"] = (
        SOLO_ORDER.default
    )
    solo_choruses: Annotated[_Choruses, f"of each of them: {SOLO_CHORUSES.kind.takes}"] = SOLO_CHORUSES.default
    chart: Annotated[Text | None, "a chart's file, a title of the library, builtin:NAME, or null"] = CHART.default
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
    busy: Annotated[UpToTwo, f"how many notes the drummer plays, {UP_TO_TWO.span}"] = BUSY.default
    follow: Annotated[UpToOne, f"how strongly the drummer answers you, {UP_TO_ONE.span}"] = FOLLOW.default
    build: Annotated[bool, "true: more intensity with every chorus"] = BUILD.default
    arc: Annotated[int, Ge(0), Le(int(ARC.kind.high)), "choruses in which that goes up and comes back; 0: up alone"] = (
        ARC.default
    )
    swing: Annotated[Literal["auto"] | _Swing, f"auto: depends on the tempo; or {SWING.kind.takes}"] = "auto"
    intensity: Annotated[Literal["auto"] | _Intensity, f"auto: follows yours; or {INTENSITY.kind.span}"] = "auto"
    intensity_attack: Annotated[_Beats, f"beats in which it follows you up, {BEATS.takes}"] = ATTACK.default
    intensity_release: Annotated[_Beats, f"beats in which it follows you down, {BEATS.takes}"] = RELEASE.default
    intensity_amount: Annotated[UpToTwo, f"how far it follows you, {UP_TO_TWO.span}; 1: as far as you go"] = (
        AMOUNT.default
    )
    intensity_register: Annotated[UpToOne, f"how much it counts that you play high or low, {UP_TO_ONE.span}"] = (
        HEIGHT.default
    )
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
