"""The jam at one instant, as the band tells it to those who show it."""

import msgspec

from jamd.commands.choices import Style
from jamd.music.event import Event
from jamd.music.time.notes import BandPart, Tick


class Coming(msgspec.Struct, frozen=True, array_like=True):
    """What people have asked for, and what will be heard of it."""

    what: str  # in a word or two
    at: Tick
    bars: int  # from now until then: whole bars, and
    beats: int  # the beats left over


class State(Event, frozen=True):
    """Snapshot of the jam for those who show it."""

    bar: int
    beat: int
    section: str
    chord: str
    next_chord: str
    mode: str
    turn: str
    intensity: float
    plan_ms: float  # of the plan that came with it
    players: dict[BandPart, str]
    replan_beats: int = 1  # between two plans
    commit_ms: float = 0.0  # from the instant of a plan until its start
    plan_p50_ms: float = 0.0  # of the last plans
    plan_p99_ms: float = 0.0
    style: Style = "swing"  # that is played
    bar_line: Tick | None = None  # where the bar begins
    beats: int = 4  # to the bar
    chorus: int = 0  # from 0, since the tune began
    chart_bar: int | None = None  # of the chart, from 0
    loop: tuple[int, int] | None = None  # bars [first, last) of the chart that go round
    key: str = ""  # that the tune is played in, where its chart names one
    semitones: int = 0  # that it is transposed by
    coming: tuple[Coming, ...] = ()  # what people have asked for, in order
    turn_ends: Tick | None = None  # where nobody takes turns
    section_bar: int = 0  # the bar of its section, from 0
    soloist: str = ""  # you, or the part of the band, whose turn it is
    next_soloist: str = ""
    part: str = ""  # of a tune in the mode tune: head, solo, trade, head out
    next_part: str = ""
    slot: int | None = None  # its place in the order, 0: the head
    solo_chorus: tuple[int, int] | None = None  # of that part: which one, from 1, of how many
    chords: tuple[tuple[Tick, str], ...] = ()  # the chart's of the last bar, up to here, each from its beat on
    step: int = 0  # semitones that the key goes up with each time round
    left_hand_bass: bool = False  # the keyboardist plays the bass, and the band's bassist is silent
