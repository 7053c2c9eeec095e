"""What the jam machine is told once: its share of config.yaml, checked already. A field that people may change while
the band plays has the name of its command."""

from collections.abc import Callable

import msgspec

from jamd.commands.choices import AskedStyle, Click, Harmony, LayOut, Mode, Spelling, TradeWith, When
from jamd.commands.clock_rows import COUNT_IN
from jamd.commands.form_rows import FINAL_HIT, RITARDANDO, TAG, WHEN
from jamd.commands.intensity_rows import AMOUNT, ARC, ATTACK, HEIGHT, RELEASE
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
    YOU_FIRST,
)
from jamd.commands.part_rows import (
    ENABLED,
    MUTE,
    OUTSIDE,
    PART_BUSY,
    PART_FOLLOW,
    REGISTER,
    RESTLESS,
    SOLO,
    TEMPERATURE,
    VOLUME,
)
from jamd.commands.practice_rows import CLICK, COUNT_EACH, LAY_OUT, TEMPO_GOAL, TEMPO_STEP
from jamd.music.time.notes import BAND, TICKS_PER_BEAT, BandPart, Meter, Tick


class PartSettings(msgspec.Struct, frozen=True):
    enabled: bool = ENABLED.default
    temperature: float = TEMPERATURE.default
    volume: float = VOLUME.default  # scales velocities
    mute: bool = MUTE.default  # planned as ever, but not heard
    solo: bool = SOLO.default  # only those that have it are heard


class PianistSettings(msgspec.Struct, frozen=True):
    """How the pianist plays; at the defaults as real ones do."""

    busy: float = PART_BUSY.default  # 0 to 2: how many chords and notes
    follow: float = PART_FOLLOW.default  # 0 to 1: how strongly it answers the keyboardist; 0: not at all
    register: float = REGISTER.default  # -12 to 12 semitones: lower or higher than usual
    restless: float = RESTLESS.default  # 0: settled, on the beat; 1: nervous, pushing off it
    outside: float = OUTSIDE.default  # 0 to 2: how far its notes go from the chord


class BassistSettings(msgspec.Struct, frozen=True):
    """How the bassist plays; at the defaults as real ones do."""

    busy: float = PART_BUSY.default  # 0 to 2: how many skips and ghost notes
    follow: float = PART_FOLLOW.default  # 0 to 1: how strongly it answers the keyboardist; 0: not at all


class JamSettings(msgspec.Struct, frozen=True):
    """The jam's share of config.yaml, checked already."""

    meter: Meter  # of the first tune, and of music without one
    parts: dict[BandPart, PartSettings]  # of the band
    seed: int
    pianist: PianistSettings = PianistSettings()
    bassist: BassistSettings = BassistSettings()
    count_in: int = COUNT_IN.default  # bars
    mode: Mode = MODE.default
    trade_bars: int = TRADE_BARS.default
    you_first: bool = YOU_FIRST.default
    trade_with: TradeWith = TRADE_WITH.default  # who takes the band's turns
    solo_order: str = SOLO_ORDER.default  # of the mode tune
    solo_choruses: int = SOLO_CHORUSES.default  # of each of them
    when: When = WHEN.default  # a command that leads the form takes effect
    tag: int = TAG.default  # bars that are played once more before the end
    ritardando: bool = RITARDANDO.default  # into the end
    final_hit: bool = FINAL_HIT.default  # of all, after the last bar
    own_meter: bool = True  # tunes are played in the meter that they are written in; False: all in `meter`
    harmony: Harmony = HARMONY.default
    spelling: Spelling = SPELLING.default  # in which chord symbols are shown
    split: int = SPLIT.default
    style: AskedStyle = STYLE.default
    busy: float = BUSY.default  # how many notes the drummer plays
    follow: float = FOLLOW.default  # how strongly the drummer answers the keyboardist; 0: not at all
    build: bool = BUILD.default  # more intensity with every chorus
    arc: int = ARC.default  # choruses in which that goes up and comes back; 0: up alone
    swing: float = SWING.default  # scales the swing curve; 0 is straight
    intensity: float | None = INTENSITY.default  # None: as the keyboardist plays
    intensity_attack: float = ATTACK.default  # beats
    intensity_release: float = RELEASE.default  # beats
    intensity_amount: float = AMOUNT.default
    intensity_register: float = HEIGHT.default
    tempo_step: float = TEMPO_STEP.default  # bpm, each time round
    tempo_goal: float | None = TEMPO_GOAL.default  # bpm
    click: Click = CLICK.default  # a metronome
    lay_out: LayOut = LAY_OUT.default  # who is silent every other time round
    count_each: bool = COUNT_EACH.default  # every time round is counted in
    commit: Tick = Tick(TICKS_PER_BEAT // 2)
    lookahead_bars: int = 1

    def own(self, part: BandPart) -> dict[str, float]:
        """What can be set of this part alone, besides `parts`, by the names of the settings."""
        musicians: dict[BandPart, msgspec.Struct] = {"piano": self.pianist, "bass": self.bassist}
        return msgspec.structs.asdict(musicians[part]) if part in musicians else {}

    def plays(self, part: BandPart) -> bool:
        """Whether it is in the band, and not switched off."""
        return part in self.parts and self.parts[part].enabled

    def audible(self, part: BandPart) -> bool:
        """Neither muted nor silenced by another one's solo."""
        soloists = any(other.solo for other in self.parts.values())
        return not self.parts[part].mute and (self.parts[part].solo or not soloists)


def silent_mode(mode: Mode, plays: Callable[[BandPart], bool]) -> str:
    """What to say where a mode leaves everything to one part, and that is switched off; empty: nothing."""
    alone = next((part for part in BAND if part == mode), None)
    if alone is None or plays(alone):
        return ""
    return (
        f"in the mode {mode} nobody plays while parts.{mode}.enabled is false: set it to true, or choose another mode"
    )
