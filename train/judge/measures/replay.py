"""Plays a keyboardist's take through the jam machine in virtual time, as it would go live.

The same machine and sequencer as the daemon's (`jamd.render`): the band hears each note when it is played and plans
again every beat. One part plays alone (`replay`), or the whole band, the others by rules (`perform`); only a bassist is
judged in a band with a bass. A player that fails is a fault: no fallback player covers for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from jamd.commands.player_table import fallback
from jamd.files.notes import notes_of, notes_to_messages
from jamd.music.charts.form import Chart
from jamd.music.planning.jam import Jam
from jamd.music.planning.scene import Player
from jamd.music.sequencing.sequencer import Sequencer
from jamd.music.settings import JamSettings, PartSettings
from jamd.music.time.notes import BAND, BandPart, Meter, Nanos, Note, Tick
from jamd.players.registry import make_player
from jamd.render import Studio

CHANNEL: Final[dict[BandPart, int]] = {"drums": 10, "piano": 1, "bass": 2}
_NEVER_LATE: Final = Nanos(10**12)


class Take(msgspec.Struct, frozen=True):
    """What a keyboardist plays, and where."""

    you: tuple[Note, ...]
    bars: int
    bpm: float
    chart: Chart | None = None
    swing: float = 1.0  # of the control, not a ratio
    meter: Meter = Meter(4)
    seed: int = 1
    controls: Mapping[str, Any] = {}  # more settings of the jam, by name


def settings(player: Player, take: Take) -> JamSettings:
    """Only the player's part plays."""
    asked = JamSettings(
        meter=take.meter,
        parts={part: PartSettings() for part in _band_with(player)},
        seed=take.seed,
        count_in=0,
        mode=player.part,
        harmony="follow" if take.chart is None else "chart",
        swing=take.swing,
    )
    return msgspec.structs.replace(asked, **take.controls)


def _band_with(player: Player) -> tuple[BandPart, ...]:
    return BAND if player.part == "bass" else ("drums", "piano")


class Played(NamedTuple):
    """The band's notes, and how many bars of drums had to be set right (`jamd.music.planning.rails`)."""

    notes: dict[BandPart, tuple[Note, ...]]
    restored: int


def replay(player: Player, take: Take) -> tuple[Note, ...]:
    """What the player's part plays from the first bar to the last, alone with the keyboardist."""
    return played(player, take, settings(player, take)).notes[player.part]


def perform(player: Player, take: Take) -> Played:
    """What the whole band plays behind the keyboardist."""
    return played(player, take, msgspec.structs.replace(settings(player, take), mode="accompany"))


def played(player: Player, take: Take, asked: JamSettings) -> Played:
    rules = {part: make_player(part, fallback(part)) for part in asked.parts}
    jam = Jam(asked, take.chart, {**rules, player.part: player}, rules)
    studio = Studio(jam, Sequencer(take.meter, dict(CHANNEL), _NEVER_LATE), ((Tick(0), take.bpm),))
    end = Tick(take.bars * take.meter.bar)
    studio.play(list(notes_to_messages(take.you, 1)), end)
    faults = [used for used in studio.fallbacks if used.what != "time restored"]
    if faults:
        raise RuntimeError(f"{faults[0].what}: {faults[0].detail}; {'; '.join(studio.notices)}")
    return Played({part: notes_of(studio.band[part], end) for part in asked.parts}, len(studio.fallbacks))


def shifted(notes: Iterable[Note], ticks: int) -> tuple[Note, ...]:
    return tuple(Note(Tick(n.start + ticks), n.pitch, Tick(n.end + ticks), n.velocity) for n in notes)


def between(notes: Sequence[Note], start: int, end: int) -> list[Note]:
    """Notes that start in [start, end)."""
    return [note for note in notes if start <= note.start < end]
